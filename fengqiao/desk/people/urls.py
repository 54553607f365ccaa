"""Addresses of people."""

from django.urls import path

from fengqiao.desk.people import deputies, moves, views, waiting

urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.add, name="person-new"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/<uuid:deputy_id>/end/", deputies.end, name="deputy-end"),
    path("waiting/<uuid:proposal_id>/", waiting.answer, name="proposal"),
    path("<uuid:staff_id>/", views.person, name="person"),
    path("<uuid:staff_id>/<slug:name>/", moves.move, name="person-move"),
]
