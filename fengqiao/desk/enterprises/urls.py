"""Addresses of enterprises."""

from django.urls import path

from fengqiao.desk.enterprises import sheets, views

urlpatterns = [
    path("", views.listed, name="enterprises"),
    path("new/", views.new, name="enterprise-new"),
    path("troubles/", views.solved, name="enterprise-troubles"),
    path("export/", views.export, name="enterprises-export"),
    path("sheets/", sheets.hand_in, name="enterprise-sheets"),
    path("sheets/<uuid:sheet_id>/", sheets.page, name="enterprise-sheet"),
    path("sheets/<uuid:sheet_id>/errors/", sheets.errors, name="enterprise-errors"),
    path("<uuid:enterprise_id>/", views.page, name="enterprise"),
    path("<uuid:enterprise_id>/<slug:deed>/", views.act, name="enterprise-act"),
]
