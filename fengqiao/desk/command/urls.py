"""Addresses of the command room."""

from django.urls import path

from fengqiao.desk.command import acts, board, structure

urlpatterns = [
    path("", board.page, name="command"),
    path("feed/", board.feed, name="command-feed"),
    path("stations/", structure.stations, name="command-stations"),
    path("stations/<uuid:unit_id>/", structure.part, name="command-part"),
    path("<uuid:row_id>/<slug:deed>/", acts.act, name="command-act"),
]
