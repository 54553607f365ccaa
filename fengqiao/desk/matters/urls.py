"""Addresses of the pages of matters."""

from django.urls import path

from fengqiao.desk.matters import (
    alike,
    answering,
    bulk,
    contact,
    files,
    intake,
    lists,
    moves,
    page,
    paper,
    passes,
    queue,
    tags,
    timing,
    typed,
)

urlpatterns = [
    path("matters/", queue.queue, name="queue"),
    path("matters/news/", queue.news, name="queue-news"),
    path("matters/bulk/", bulk.bulk, name="queue-bulk"),
    path("matters/lists/", lists.liked, name="queue-lists"),
    path("matters/words/", typed.words, name="queue-words"),
    path("matters/tags/", tags.tags, name="queue-tags"),
    path("matters/export/", queue.export, name="queue-export"),
    path("matters/<uuid:matter_id>/", page.matter, name="matter"),
    path("matters/<uuid:matter_id>/alike/", alike.alike, name="matter-alike"),
    path("matters/<uuid:matter_id>/contact/", contact.contact, name="matter-contact"),
    path("matters/<uuid:matter_id>/paper/<slug:form>/", paper.paper, name="matter-paper"),
    path("matters/<uuid:matter_id>/slips/new/", passes.make_slip, name="matter-slip"),
    path("matters/<uuid:matter_id>/slips/<uuid:slip_id>/revoke/", passes.revoke_slip, name="matter-slip-revoke"),
    path("matters/<uuid:matter_id>/links/<uuid:task_id>/new/", passes.make_link, name="matter-link"),
    path("matters/<uuid:matter_id>/links/<uuid:task_id>/mail/", passes.mail_link, name="matter-link-mail"),
    path("matters/<uuid:matter_id>/links/<uuid:link_id>/revoke/", passes.revoke_link, name="matter-link-revoke"),
    path("matters/<uuid:matter_id>/tags/", tags.matter_tags, name="matter-tags"),
    path("matters/<uuid:matter_id>/answer/", answering.answer, name="matter-answer"),
    path("matters/<uuid:matter_id>/clock/<uuid:clock_id>/", timing.clock, name="matter-clock"),
    path("matters/<uuid:matter_id>/<slug:name>/", moves.move, name="matter-move"),
    path("intake/", intake.intake, name="intake"),
    path("intake/fields/", intake.kind_fields, name="intake-fields"),
    path("intake/preview/", intake.preview, name="intake-preview"),
    path("files/<uuid:file_id>/", files.file, name="file"),
    path("files/<uuid:file_id>/small/", files.small, name="file-small"),
]
