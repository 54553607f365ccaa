"""Addresses of the arrival plan."""

from django.urls import path

from fengqiao.desk.areas import sheets, views

urlpatterns = [
    path("", views.areas, name="areas"),
    path("sheet/", sheets.take_in, name="areas-import"),
    path("sheet/out/", sheets.out, name="areas-export"),
    path("sheet/errors/", sheets.errors, name="areas-errors"),
    path("<uuid:area_id>/", views.area, name="area"),
]
