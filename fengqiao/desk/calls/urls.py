"""Addresses of the call register."""

from django.urls import path

from fengqiao.desk.calls import diverting, figures, views

urlpatterns = [
    path("", views.register, name="calls"),
    path("sums/", views.sums, name="calls-sums"),
    path("diverting/", diverting.diverting, name="calls-diverting"),
    path("figures/", figures.figures, name="calls-figures"),
    path("figures/export/", figures.export, name="calls-figures-export"),
    path("export/", views.export, name="calls-export"),
]
