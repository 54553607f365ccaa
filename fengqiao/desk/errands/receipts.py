"""Pictures of receipts that somebody signed when a paper was handed over: shown beside it, sent to whoever sees the errand."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.files import send_shown
from fengqiao.desk.middleware import DeskRequest
from fengqiao.errands.queries import READERS, errand_for
from fengqiao.vault.queries import file_of


@require_GET
@staff_only(*READERS)
def receipt(request: DeskRequest, errand_id: UUID, file_id: UUID) -> HttpResponse:
    """Send a picture to whoever sees the errand."""
    row = errand_for(request.viewer, errand_id)
    stored = file_of([row.id], file_id) if row else None
    if stored is None:
        raise Http404
    return send_shown(stored)
