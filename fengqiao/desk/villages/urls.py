"""Addresses of villages and their officers."""

from django.urls import path

from fengqiao.desk.villages import views

urlpatterns = [
    path("", views.listed, name="villages"),
    path("export/", views.sheet, name="villages-export"),
    path("<slug:deed>/", views.act, name="villages-act"),
]
