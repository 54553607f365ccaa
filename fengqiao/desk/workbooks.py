"""Sending Excel files: lists, figures and the audit."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils import timezone

from fengqiao.kit.sheets import SheetSpec, write_xlsx
from fengqiao.vault.terms import MediaType


def sent(sheets: Sequence[SheetSpec], name: str) -> HttpResponse:
    """Return an Excel file of these sheets to be saved as `name`; times are of the installation's zone."""
    out = io.BytesIO()
    write_xlsx(out, sheets, zone=timezone.get_default_timezone())
    response = HttpResponse(out.getvalue(), content_type=MediaType.XLSX.value)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
