"""Addresses of joint incidents."""

from django.urls import path

from fengqiao.desk.joint import calling, listing, moves, page, record

urlpatterns = [
    path("", listing.index, name="joint-list"),
    path("new/<uuid:matter_id>/", calling.begin, name="joint-open"),
    path("<uuid:incident_id>/", page.incident, name="joint"),
    path("<uuid:incident_id>/feed/", page.feed, name="joint-feed"),
    path("<uuid:incident_id>/call/", calling.more, name="joint-call"),
    path("<uuid:incident_id>/do/<slug:name>/", moves.move, name="joint-move"),
    path("<uuid:incident_id>/paper/", record.paper, name="joint-paper"),
    path("<uuid:incident_id>/word/", record.word, name="joint-word"),
    path("<uuid:incident_id>/sheet/", record.sheet_file, name="joint-sheet"),
    path("<uuid:incident_id>/files/<uuid:file_id>/", record.file, name="joint-file"),
    path("<uuid:incident_id>/files/<uuid:file_id>/small/", record.small, name="joint-file-small"),
]
