"""Addresses of the first screens."""

from django.urls import path

from fengqiao.desk.first import links, station, talk, tell, today, units

urlpatterns = [
    path("station/", station.station, name="first-station"),
    path("today/", today.today, name="first-today"),
    path("units/", units.units, name="first-units"),
    path("tell/", tell.tell, name="first-tell"),
    path("talk/", talk.talk, name="morning-talk"),
    path("doors/", links.doors, name="first-doors"),
]
