"""Addresses of asking after the end."""

from django.urls import path

from fengqiao.desk.ratings import views

urlpatterns = [
    path("", views.to_be_asked, name="ratings"),
    path("given/", views.given, name="ratings-given"),
    path("given/export/", views.export, name="ratings-export"),
    path("sums/", views.sums, name="ratings-sums"),
]
