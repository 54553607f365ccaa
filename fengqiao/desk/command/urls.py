"""Addresses of the command room."""

from django.urls import path

from fengqiao.desk.command import acts, board, shift_acts, shifts, structure

urlpatterns = [
    path("", board.page, name="command"),
    path("feed/", board.feed, name="command-feed"),
    path("stations/", structure.stations, name="command-stations"),
    path("stations/<uuid:unit_id>/", structure.part, name="command-part"),
    path("shifts/", shifts.page, name="command-shifts"),
    path("shifts/paper/", shifts.paper, name="command-shifts-paper"),
    path("shifts/do/<slug:deed>/", shift_acts.act, name="command-shifts-act"),
    path("shifts/<str:day>/<slug:shift>/", shifts.edit, name="command-shift"),
    path("<uuid:row_id>/<slug:deed>/", acts.act, name="command-act"),
]
