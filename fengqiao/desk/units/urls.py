"""Addresses of the pages of units."""

from django.urls import path

from fengqiao.desk.units import sheets, views

urlpatterns = [
    path("", views.units, name="units"),
    path("<uuid:unit_id>/", views.unit, name="unit"),
    path("<uuid:unit_id>/sheet/", sheets.sheet, name="unit-sheet"),
    path("<uuid:unit_id>/sheet/out/", sheets.out, name="unit-sheet-out"),
    path("<uuid:unit_id>/sheet/news/", sheets.news, name="unit-sheet-news"),
    path("<uuid:unit_id>/sheet/<uuid:sheet_id>/errors/", sheets.errors, name="unit-sheet-errors"),
]
