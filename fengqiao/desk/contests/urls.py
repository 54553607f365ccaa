"""Addresses of contests."""

from django.urls import path

from fengqiao.desk.contests import views

urlpatterns = [
    path("<uuid:activity_id>/", views.page, name="contest"),
    path("<uuid:activity_id>/paper/", views.paper, name="contest-paper"),
    path("<uuid:activity_id>/<slug:deed>/", views.act, name="contest-act"),
]
