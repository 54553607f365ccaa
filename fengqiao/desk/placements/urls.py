"""Addresses of placements."""

from django.urls import path

from fengqiao.desk.placements import figures, page, views

urlpatterns = [
    path("", views.listed, name="placements"),
    path("new/", views.new, name="placement-new"),
    path("year/", figures.year, name="placements-year"),
    path("export/", figures.export, name="placements-export"),
    path("mine/", views.mine, name="placement-mine"),
    path("<uuid:placement_id>/", page.page, name="placement"),
    path("<uuid:placement_id>/<slug:deed>/", page.act, name="placement-act"),
]
