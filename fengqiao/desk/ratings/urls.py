"""Addresses of asking after the end."""

from django.urls import path

from fengqiao.desk.ratings import asked_after, views

urlpatterns = [
    path("", views.to_be_asked, name="ratings"),
    path("given/", views.given, name="ratings-given"),
    path("given/export/", views.export, name="ratings-export"),
    path("errands/", asked_after.errands, name="ratings-errands"),
    path("sums/", views.sums, name="ratings-sums"),
]
