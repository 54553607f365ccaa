"""Addresses of practical matters."""

from django.urls import path

from fengqiao.desk.practical import sheets, views

urlpatterns = [
    path("", views.listed, name="practical-list"),
    path("new/", views.new, name="practical-new"),
    path("sheet/", sheets.hand_in, name="practical-sheet"),
    path("sheet/errors/", sheets.errors, name="practical-errors"),
    path("export/", sheets.export, name="practical-export"),
    path("<uuid:item_id>/", views.page, name="practical"),
    path("<uuid:item_id>/files/<uuid:file_id>/", views.file, name="practical-file"),
    path("<uuid:item_id>/<slug:deed>/", views.act, name="practical-act"),
]
