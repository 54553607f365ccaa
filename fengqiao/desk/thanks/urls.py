"""Addresses of thanks."""

from django.urls import path

from fengqiao.desk.thanks import views

urlpatterns = [
    path("", views.listed, name="thanks-list"),
    path("new/", views.new, name="thanks-new"),
    path("export/", views.export, name="thanks-export"),
    path("<uuid:thanks_id>/", views.page, name="thanks"),
    path("<uuid:thanks_id>/files/<uuid:file_id>/", views.file, name="thanks-file"),
    path("<uuid:thanks_id>/<slug:deed>/", views.act, name="thanks-act"),
]
