"""Addresses of the audit."""

from django.urls import path

from fengqiao.desk.audit import views

urlpatterns = [path("", views.audit, name="audit"), path("export/", views.export, name="audit-export")]
