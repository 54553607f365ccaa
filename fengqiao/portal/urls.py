"""Addresses of the public pages; those with a token hold nothing else."""

from django.urls import path

from fengqiao.portal import asking, clues, feeds, links, practical, rate, slips, start, tell, track, volunteers

urlpatterns = [
    path("portal/", start.start, name="portal"),
    path("portal/track/", track.by_number, name="portal-track"),
    path("portal/track/found/", track.found, name="portal-found"),
    path("portal/track/rate/", track.rate_found, name="portal-rate"),
    path("portal/tell/", tell.tell, name="portal-tell"),
    path("portal/errand/", asking.ask, name="portal-errand"),
    path("portal/clue/", clues.hand_in, name="portal-clue"),
    path("portal/clue/back/", clues.back, name="portal-clue-back"),
    path("portal/practical/", practical.listed, name="portal-practical"),
    path("portal/who/", start.who, name="portal-who"),
    path("portal/stars/", volunteers.stars, name="portal-stars"),
    path("v/<str:token>/", volunteers.certificate, name="certificate"),
    path("d/work/<uuid:link_id>/", links.work, name="task-work"),
    path("d/work/<uuid:link_id>/<slug:deed>/", links.do, name="task-do"),
    path("d/<str:token>/", links.open_link, name="task-link"),
    path("d/<str:token>/fresh/", links.fresh, name="task-fresh"),
    path("e/<str:token>/", slips.page(track.ERRAND_SLIP), name="errand-track"),
    path("e/<str:token>/rate/", rate.errand_by_token, name="errand-track-rate"),
    path("e/<str:token>/slip/", slips.paper(track.ERRAND_SLIP), name="errand-track-slip"),
    path("k/<str:token>.ics", feeds.feed, name="calendar-feed"),
    path("t/<str:token>/", slips.page(track.SLIP), name="track"),
    path("t/<str:token>/rate/", rate.by_token, name="track-rate"),
    path("t/<str:token>/slip/", slips.paper(track.SLIP), name="track-slip"),
]
