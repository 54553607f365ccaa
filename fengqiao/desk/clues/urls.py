"""Addresses of clues."""

from django.urls import path

from fengqiao.desk.clues import clue, flowing, keys, listing

urlpatterns = [
    path("", listing.listed, name="clues"),
    path("flow/", flowing.flowing, name="clue-flow"),
    path("keys/", keys.page, name="clue-keys"),
    path("keys/<slug:deed>/", keys.act, name="clue-keys-act"),
    path("<uuid:clue_id>/", clue.page, name="clue"),
    path("<uuid:clue_id>/<slug:deed>/", clue.act, name="clue-act"),
    path("<uuid:clue_id>/file/<uuid:file_id>/", clue.file, name="clue-file"),
]
