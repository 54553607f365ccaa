"""Addresses of errands."""

from django.urls import path

from fengqiao.desk.errands import listing, page, papers, receipts, slowness, taking

urlpatterns = [
    path("", listing.listed, name="errands"),
    path("today/", listing.today, name="errands-today"),
    path("slow/", slowness.slow_ones, name="errands-slow"),
    path("slow/export/", slowness.export, name="errands-slow-export"),
    path("new/", taking.new, name="errand-new"),
    path("<uuid:errand_id>/", page.page, name="errand"),
    path("<uuid:errand_id>/papers/", papers.out, name="errand-papers"),
    path("<uuid:errand_id>/slip/", page.slip, name="errand-slip"),
    path("<uuid:errand_id>/slip/<uuid:slip_id>/revoke/", page.take_slip_back, name="errand-slip-revoke"),
    path("<uuid:errand_id>/receipts/<uuid:file_id>/", receipts.receipt, name="errand-receipt"),
    path("<uuid:errand_id>/<slug:deed>/", page.act, name="errand-act"),
]
