"""Addresses of inspections and findings."""

from django.urls import path

from fengqiao.desk.inspections import files, findings, inspections, moves, paper

urlpatterns = [
    path("", findings.board, name="findings"),
    path("joint/", inspections.listed, name="inspections"),
    path("joint/new/", inspections.new, name="inspection-new"),
    path("joint/<uuid:inspection_id>/", inspections.page, name="inspection"),
    path("joint/<uuid:inspection_id>/<slug:deed>/", inspections.act, name="inspection-act"),
    path("findings/new/", findings.new, name="finding-new"),
    path("findings/export/", findings.export, name="findings-export"),
    path("findings/<uuid:finding_id>/", findings.page, name="finding"),
    path("findings/<uuid:finding_id>/paper/<slug:form>/", paper.paper, name="finding-paper"),
    path("findings/<uuid:finding_id>/<slug:deed>/", moves.act, name="finding-act"),
    path("files/<uuid:file_id>/", files.file, name="site-file"),
    path("files/<uuid:file_id>/small/", files.small, name="site-file-small"),
]
