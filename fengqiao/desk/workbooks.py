"""Excel files: lists, figures and the audit sent; small sheets taken in at once, and their refused rows given back."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import RowError, Sheet, SheetRow, SheetSpec, read_sheet, write_errors, write_xlsx
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.terms import MediaType

Refused = tuple[SheetRow, str]
SHOWN = 200  # refused rows on a page


def sent(sheets: Sequence[SheetSpec], name: str) -> HttpResponse:
    """Return an Excel file of these sheets to be saved as `name`; times are of the installation's zone."""
    out = io.BytesIO()
    write_xlsx(out, sheets, zone=timezone.get_default_timezone())
    response = HttpResponse(out.getvalue(), content_type=MediaType.XLSX.value)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def handed_in(request: HttpRequest, now: datetime) -> Sheet:
    """Return the sheet that a form sends as `file`; refuses none, one too large, and what is no sheet."""
    file = request.FILES.get("file")
    if file is None:
        raise Problem("file-none", "请选择要上传的表格。")
    limits = sheet_limits(pack_on(now).pack, timezone.localdate(now))
    if (file.size or 0) > limits.max_bytes:
        raise Problem(
            "import-large", "文件超过 {limit} MB 的上限，请拆成几个文件。", limit=f"{limits.max_bytes / 1024**2:g}"
        )
    return read_sheet(file.read(), file.name or "", limits=limits)


def given_back(request: HttpRequest, said: str, header: Sequence[str], refused: Sequence[Refused], *, room: str, title: str, errors: str) -> HttpResponse:  # fmt: skip
    """Return the page that gives refused rows back: what became of the sheet (`said`), each row with its reason, Excel to put them right.

    `room`: the address name of the page from which the sheet came, under its title; `errors`: that of `sent_errors`. Nothing is kept: the page holds the rows.
    """
    shown = [{"number": row.number, "cells": [str(v or "") for v in row.values], "why": why} for row, why in refused]
    held = {"header": list(header), "rows": [[each["number"], each["cells"], each["why"]] for each in shown]}
    context = {
        "said": said, "header": header, "rows": shown[:SHOWN], "more": max(0, len(shown) - SHOWN), "again": json.dumps(held, ensure_ascii=False),
        "room": reverse(room), "room_title": title, "errors": reverse(errors),
    }  # fmt: skip
    return render(request, "desk/sheet_refused.html", context, status=422)


def sent_errors(raw: str, name: str) -> HttpResponse:
    """Return the refused rows that a page held as Excel with their reasons; refuses what no page of an import writes."""
    try:
        held: Any = json.loads(raw)
        header = [str(each)[:200] for each in held["header"]]
        rows = [
            RowError(SheetRow(int(number), tuple(str(cell)[:1000] for cell in cells)), (("", str(why)[:500]),))
            for number, cells, why in held["rows"]
        ]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        rows = []
    if not rows:
        raise Problem("errors-none", "没有需要更正的行。")
    target = io.BytesIO()
    write_errors(target, header, rows)
    response = HttpResponse(target.getvalue(), content_type=MediaType.XLSX.value)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
