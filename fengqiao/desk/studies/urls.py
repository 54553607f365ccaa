"""Addresses of what study uses and of make-ups."""

from django.urls import path

from fengqiao.desk.studies import makeups, things

urlpatterns = [
    path("", things.listed, name="study-things"),
    path("export/", things.export, name="study-things-export"),
    path("things/<uuid:thing_id>/retire/", things.retire, name="study-thing-retire"),
    path("used/<uuid:activity_id>/", things.used, name="study-used"),
    path("makeups/", makeups.listed, name="study-makeups"),
    path("makeups/<uuid:make_up_id>/<slug:deed>/", makeups.act, name="study-makeup-act"),
    path("mine/", makeups.mine, name="study-mine"),
    path("of/<uuid:staff_id>/", makeups.of, name="study-of"),
]
