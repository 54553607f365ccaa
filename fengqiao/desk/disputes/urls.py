"""Addresses of disputes."""

from django.urls import path

from fengqiao.desk.disputes import declaring, file, listing, moves, page, papers, register, scene, statistics, taking

urlpatterns = [
    path("", listing.index, name="disputes"),
    path("export/", listing.export, name="disputes-export"),
    path("statistics/", statistics.statistics, name="dispute-statistics"),
    path("statistics/export/", statistics.export, name="dispute-statistics-export"),
    path("scene/", scene.scene, name="dispute-scene"),
    path("mediators/", register.mediators_page, name="mediators"),
    path("mediators/<uuid:mediator_id>/", declaring.mediator, name="mediator"),
    path("mediators/<slug:deed>/", register.act, name="mediator-act"),
    path("rooms/", register.rooms_page, name="mediation-rooms"),
    path("new/<uuid:matter_id>/", taking.new, name="dispute-new"),
    path("<uuid:dispute_id>/", page.dispute, name="dispute"),
    path("<uuid:dispute_id>/file/", file.file, name="dispute-file"),
    path("<uuid:dispute_id>/file/out/", file.out, name="dispute-file-out"),
    path("<uuid:dispute_id>/file/papers/", papers.keep, name="dispute-papers"),
    path("<uuid:dispute_id>/file/papers/<uuid:paper_id>/", papers.name, name="dispute-paper"),
    path("<uuid:dispute_id>/do/<slug:name>/", moves.move, name="dispute-move"),
    path("<uuid:dispute_id>/party/<uuid:party_id>/", page.unmasked, name="dispute-party"),
]
