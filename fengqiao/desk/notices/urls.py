"""Addresses of notices."""

from django.urls import path

from fengqiao.desk.notices import channels, inbox, ways

urlpatterns = [
    path("", inbox.notices, name="notices"),
    path("count/", inbox.count, name="notices-count"),
    path("read/", inbox.read, name="notices-read"),
    path("ways/", ways.ways, name="notice-ways"),
    path("ways/test/", ways.test, name="notice-test"),
    path("channels/", channels.state, name="notice-channels"),
    path("channels/test/", channels.test, name="channel-test"),
    path("channels/resend/", channels.resend_all, name="channel-resend"),
    path("<uuid:notice_id>/<slug:deed>/", channels.act, name="notice-act"),
]
