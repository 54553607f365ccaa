"""Addresses of wishes."""

from django.urls import path

from fengqiao.desk.wishes import listing, page, taking

urlpatterns = [
    path("", listing.listed, name="wishes"),
    path("new/", taking.new, name="wish-new"),
    path("consent/", taking.consent, name="wish-consent"),
    path("pictures/<uuid:picture_id>/", page.picture, name="wish-picture"),
    path("<uuid:wish_id>/", page.page, name="wish"),
    path("<uuid:wish_id>/<slug:deed>/", page.act, name="wish-act"),
]
