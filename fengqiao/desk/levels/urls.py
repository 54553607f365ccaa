"""Addresses of the page of centres."""

from django.urls import path

from fengqiao.desk.levels import views

urlpatterns = [path("", views.centres, name="centres"), path("export/", views.export, name="centres-export")]
