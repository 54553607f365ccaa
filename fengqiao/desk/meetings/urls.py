"""Addresses of monthly meetings."""

from django.urls import path

from fengqiao.desk.meetings import paper, views

urlpatterns = [
    path("", views.listed, name="meetings"),
    path("new/", views.new, name="meeting-new"),
    path("<uuid:meeting_id>/", views.page, name="meeting"),
    path("<uuid:meeting_id>/paper/", paper.paper, name="meeting-paper"),
    path("<uuid:meeting_id>/minutes/", paper.minutes, name="meeting-minutes"),
    path("<uuid:meeting_id>/sheet/", paper.sheet, name="meeting-sheet"),
    path("<uuid:meeting_id>/<slug:deed>/", views.act, name="meeting-act"),
]
