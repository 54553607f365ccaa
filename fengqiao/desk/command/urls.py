"""Addresses of the command room."""

from django.urls import path

from fengqiao.desk.command import (
    acts,
    board,
    checks,
    handing,
    handing_paper,
    reviews,
    sharing,
    shift_acts,
    shifts,
    structure,
    talks,
)

urlpatterns = [
    path("", board.page, name="command"),
    path("feed/", board.feed, name="command-feed"),
    path("stations/", structure.stations, name="command-stations"),
    path("stations/<uuid:unit_id>/", structure.part, name="command-part"),
    path("shifts/", shifts.page, name="command-shifts"),
    path("swaps/<uuid:row_id>/", shift_acts.swap, name="command-swap"),
    path("shifts/paper/", shifts.paper, name="command-shifts-paper"),
    path("shifts/<slug:deed>/", shift_acts.act, name="command-shifts-act"),
    path("shifts/<str:day>/<slug:shift>/", shifts.edit, name="command-shift"),
    path("checks/", checks.page, name="command-checks"),
    path("checks/<uuid:row_id>/", checks.one, name="command-check"),
    path("talk/", talks.page, name="command-talk"),
    path("talk/decide/", talks.decide, name="command-talk-decide"),
    path("talk/tasks/<uuid:row_id>/", talks.task, name="command-talk-task"),
    path("talk/tasks/<uuid:row_id>/<slug:deed>/", talks.act, name="command-talk-act"),
    path("review/", reviews.page, name="command-review"),
    path("review/export/", reviews.export, name="command-review-export"),
    path("shared/", sharing.page, name="command-shared"),
    path("shared/<uuid:row_id>/", sharing.ask, name="command-shared-ask"),
    path("handover/", handing.listing, name="command-handovers"),
    path("handover/begin/", handing.begin, name="command-handover-begin"),
    path("handover/<uuid:row_id>/", handing.page, name="command-handover"),
    path("handover/<uuid:row_id>/paper/", handing_paper.paper, name="command-handover-paper"),
    path("handover/<uuid:row_id>/file/<slug:kind>/", handing_paper.file, name="command-handover-file"),
    path("handover/<uuid:row_id>/<slug:deed>/", handing.act, name="command-handover-act"),
    path("<uuid:row_id>/<slug:deed>/", acts.act, name="command-act"),
]
