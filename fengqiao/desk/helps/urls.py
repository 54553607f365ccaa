"""Addresses of help at stations."""

from django.urls import path

from fengqiao.desk.helps import views

urlpatterns = [
    path("", views.record, name="helps"),
    path("figures/", views.figures, name="helps-figures"),
    path("export/", views.export, name="helps-export"),
]
