"""Addresses of the pages of imports."""

from django.urls import path

from fengqiao.desk.imports import changes, running, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<uuid:import_id>/columns/", views.columns, name="import-columns"),
    path("<uuid:import_id>/sheet/", views.sheet, name="import-sheet"),
    path("<uuid:import_id>/preview/", views.preview, name="import-preview"),
    path("<uuid:import_id>/changes/", changes.changes, name="import-changes"),
    path("<uuid:import_id>/", running.result, name="import"),
    path("<uuid:import_id>/progress/", running.progress, name="import-progress"),
    path("<uuid:import_id>/start/", running.start, name="import-start"),
    path("<uuid:import_id>/stop/", running.stop, name="import-stop"),
    path("<uuid:import_id>/resume/", running.resume, name="import-resume"),
    path("<uuid:import_id>/errors/", running.errors, name="import-errors"),
    path("<uuid:import_id>/remove/", running.remove, name="import-remove"),
]
