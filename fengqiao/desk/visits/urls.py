"""Addresses of visits."""

from django.urls import path

from fengqiao.desk.visits import rounds, sheets, views

urlpatterns = [
    path("", views.listed, name="visits"),
    path("new/", views.new, name="visitee-new"),
    path("officers/", views.by_officer, name="visit-officers"),
    path("round/", rounds.go, name="visit-round"),
    path("hand/", views.hand, name="visits-hand"),
    path("export/", sheets.export, name="visits-export"),
    path("sheet/", sheets.take_in, name="visits-import"),
    path("sheet/errors/", sheets.errors, name="visits-errors"),
    path("<uuid:visitee_id>/", views.page, name="visitee"),
    path("<uuid:visitee_id>/<slug:deed>/", views.act, name="visitee-act"),
]
