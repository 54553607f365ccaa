"""Addresses of the call register."""

from django.urls import path

from fengqiao.desk.calls import diverting, views

urlpatterns = [
    path("", views.register, name="calls"),
    path("sums/", views.sums, name="calls-sums"),
    path("diverting/", diverting.diverting, name="calls-diverting"),
    path("export/", views.export, name="calls-export"),
]
