"""Addresses of planned work."""

from django.urls import path

from fengqiao.desk.duties import (
    away,
    feeds,
    guarding,
    minutes,
    outbox,
    patrols,
    photos,
    plan_papers,
    planning,
    reading,
    required,
    study,
    views,
)

urlpatterns = [
    path("", views.listed, name="duties"),
    path("new/", planning.new, name="duty-new"),
    path("study/", study.study, name="duty-study"),
    path("required/", required.listed, name="duty-required"),
    path("required/<uuid:unit_id>/", required.of, name="duty-required-of"),
    path("away/", away.away, name="duty-away"),
    path("away/<uuid:absence_id>/", away.take_back, name="duty-away-back"),
    path("feeds/", feeds.feeds, name="duty-feeds"),
    path("feeds/unit/<slug:deed>/", feeds.act_for_unit, name="unit-feed-act"),
    path("feeds/<slug:deed>/", feeds.act, name="duty-feed-act"),
    path("plans/", patrols.listed, name="patrol-plans"),
    path("plans/<uuid:plan_id>/", patrols.plan, name="patrol-plan"),
    path("plans/<uuid:plan_id>/paper/", plan_papers.paper, name="patrol-plan-paper"),
    path("plans/<uuid:plan_id>/file/<slug:kind>/", plan_papers.file, name="patrol-plan-file"),
    path("plans/<uuid:plan_id>/<slug:deed>/", patrols.act, name="patrol-plan-act"),
    path("outbox/", outbox.take_in, name="duties-outbox"),
    path("outbox/<uuid:photo_id>/photo/", outbox.take_photo, name="duties-photo"),
    path("outbox/read/", reading.read_in, name="duties-read"),
    path("photos/<uuid:photo_id>/<slug:size>/", photos.picture, name="duty-photo"),
    path("<uuid:activity_id>/", views.page, name="duty"),
    path("<uuid:activity_id>/code/", views.code, name="duty-code"),
    path("<uuid:activity_id>/minutes/", minutes.page, name="duty-minutes"),
    path("<uuid:activity_id>/minutes/file/<slug:kind>/", minutes.file, name="duty-minutes-file"),
    path("<uuid:activity_id>/minutes/<slug:deed>/", minutes.act, name="duty-minutes-act"),
    path("<uuid:activity_id>/posts/", guarding.paper, name="duty-posts"),
    path("<uuid:activity_id>/<slug:deed>/", views.act, name="duty-act"),
]
