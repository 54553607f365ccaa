"""Files of findings: whoever may see the finding may see its files, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.files import SHOWN, send_file
from fengqiao.desk.middleware import DeskRequest
from fengqiao.inspections.queries import may_see_file
from fengqiao.vault.queries import content_of, file_of, matter_of

if TYPE_CHECKING:
    from fengqiao.vault.models import StoredFile


@require_GET
@staff_only()
def file(request: DeskRequest, file_id: UUID) -> HttpResponse:
    """Send a file: pictures to look at, the rest to keep."""
    row = _row(request, file_id)
    answer = send_file(row, content_of(row), row.media_type, attachment=not row.media_type.startswith(SHOWN))
    answer["Content-Length"] = str(row.size)
    return answer


@require_GET
@staff_only()
def small(request: DeskRequest, file_id: UUID) -> HttpResponse:
    """Send the small picture of a file."""
    row = _row(request, file_id)
    return send_file(row, content_of(row, small=True), "image/jpeg", attachment=False)


def _row(request: DeskRequest, file_id: UUID) -> StoredFile:
    key_id = matter_of(file_id)
    row = file_of([key_id], file_id) if key_id and may_see_file(request.viewer, key_id) else None
    if row is None:
        raise Http404
    return row
