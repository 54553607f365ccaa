"""Addresses of temporary units."""

from django.urls import path

from fengqiao.desk.squads import views

urlpatterns = [
    path("", views.listed, name="squads"),
    path("new/", views.new, name="squad-new"),
    path("<uuid:squad_id>/", views.page, name="squad"),
    path("<uuid:squad_id>/<slug:deed>/", views.act, name="squad-act"),
]
