"""Files of matters: whoever may see the matter may see its files, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.queue import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.matters.queries import matter_for
from fengqiao.vault.queries import file_of, matter_of, path_of

# Only pictures: browsers open PDF, sound and film with a reader of their own, which the closed-up page would not let run.
SHOWN = "image/"


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, file_id: UUID) -> HttpResponse:
    """Send a file: pictures to look at, the rest to keep."""
    matter_id = matter_of(file_id)
    if matter_id is None or matter_for(request.viewer, matter_id) is None:
        raise Http404
    row = file_of([matter_id], file_id)
    if row is None or not path_of(row.sha256).exists():
        raise Http404
    response = FileResponse(path_of(row.sha256).open("rb"), content_type=row.media_type)
    attachment = not row.media_type.startswith(SHOWN)
    response["Content-Disposition"] = content_disposition_header(attachment, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]  # a streaming answer is an answer
