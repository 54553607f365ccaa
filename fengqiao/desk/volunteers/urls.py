"""Addresses of volunteers."""

from django.urls import path

from fengqiao.desk.volunteers import honours, page, points, sheets, views

urlpatterns = [
    path("", views.listed, name="volunteers"),
    path("export/", views.export, name="volunteers-export"),
    path("new/", views.new, name="volunteer-new"),
    path("mine/", page.own, name="volunteer-mine"),
    path("hours/", views.hours, name="volunteer-hours"),
    path("hours/<uuid:activity_id>/", views.confirm, name="volunteer-confirm"),
    path("carried/<uuid:paper_id>/", views.sign, name="volunteer-carried"),
    path("import/", sheets.take_in, name="volunteer-import"),
    path("import/errors/", sheets.errors, name="volunteer-import-errors"),
    path("stars/", honours.stars, name="volunteer-stars"),
    path("stars/<slug:deed>/", honours.act, name="volunteer-stars-act"),
    path("points/", points.listed, name="volunteer-points"),
    path("points/mine/", points.own, name="volunteer-points-mine"),
    path("points/of/<uuid:volunteer_id>/", points.person, name="volunteer-points-of"),
    path("points/do/<slug:deed>/", points.act, name="volunteer-points-act"),
    path("told/<uuid:activity_id>/", honours.told, name="volunteer-told"),
    path(
        "<uuid:volunteer_id>/certificates/<uuid:certificate_id>/<slug:kind>/",
        honours.certificate,
        name="volunteer-paper",
    ),
    path("<uuid:volunteer_id>/", page.page, name="volunteer"),
    path("<uuid:volunteer_id>/<slug:deed>/", page.act, name="volunteer-act"),
]
