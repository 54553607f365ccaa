"""Pictures of receipts that somebody signed when a paper was handed over: shown beside it, sent to whoever sees the errand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.files import send_file
from fengqiao.desk.middleware import DeskRequest
from fengqiao.errands.queries import READERS, errand_for
from fengqiao.vault.queries import FileCard, content_of, file_of, files_by_holder

Pictures = Mapping[UUID, Sequence[FileCard]]


def receipts(errand_id: UUID) -> Pictures:
    """Return the pictures of an errand's receipts by the handing over that each shows."""
    return files_by_holder(errand_id)


@require_GET
@staff_only(*READERS)
def receipt(request: DeskRequest, errand_id: UUID, file_id: UUID) -> HttpResponse:
    """Send a picture to whoever sees the errand."""
    row = errand_for(request.viewer, errand_id)
    stored = file_of([row.id], file_id) if row else None
    if stored is None:
        raise Http404
    inline = stored.media_type.startswith("image/")
    return send_file(stored, content_of(stored), stored.media_type, attachment=not inline)
