"""Addresses of the pages of units."""

from django.urls import path

from fengqiao.desk.units import views

urlpatterns = [path("", views.units, name="units"), path("<uuid:unit_id>/", views.unit, name="unit")]
