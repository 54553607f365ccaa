"""Files of matters: whoever may see the matter may see its files, and nobody else; photos from a joint incident have its gate."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.incidents.queries import closed_photo
from fengqiao.matters.queries import matter_for
from fengqiao.vault.queries import content_of, file_of, matter_of, name_of

if TYPE_CHECKING:
    from fengqiao.vault.models import StoredFile

# Only pictures: browsers open PDF, sound and film with a reader of their own, which the closed-up page would not let run.
SHOWN = "image/"


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, file_id: UUID) -> HttpResponse:
    """Send a file: pictures to look at, the rest to keep."""
    row = _row(request, file_id)
    answer = send_shown(row)
    answer["Content-Length"] = str(row.size)
    return answer


@require_GET
@staff_only(*READERS)
def small(request: DeskRequest, file_id: UUID) -> HttpResponse:
    """Send the small picture of a file."""
    row = _row(request, file_id)
    return send_file(row, content_of(row, small=True), "image/jpeg", attachment=False)


def _row(request: DeskRequest, file_id: UUID) -> StoredFile:
    matter_id = matter_of(file_id)
    if matter_id is None or matter_for(request.viewer, matter_id) is None:
        raise Http404
    row = file_of([matter_id], file_id)
    if row is None or closed_photo(request.viewer, row.holder_id):
        raise Http404
    return row


def send_file(row: StoredFile, pieces: Iterator[bytes] | None, media_type: str, *, attachment: bool) -> HttpResponse:
    """Answer with pieces in clear; the first is opened before anything is said, so that a refusal can still be told."""
    if pieces is None:
        raise Http404
    response = StreamingHttpResponse(chain([next(pieces, b"")], pieces), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(attachment, name_of(row)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]  # a streaming answer is an answer


def send_shown(row: StoredFile) -> HttpResponse:
    """Answer with a file in clear: a picture is shown, anything else is saved."""
    return send_file(row, content_of(row), row.media_type, attachment=not row.media_type.startswith(SHOWN))
