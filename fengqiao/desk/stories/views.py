"""What came of the story that was played here: figures said and computed, decoys, what was left out."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.measures.words import percent
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language
from fengqiao.look.moments import grouped
from fengqiao.orgs.terms import Right

RESULT = "story.json"
BOUNDS = {
    "exact": "%s",
    "at_least": pgettext_lazy("bound", "%s 以上"),
    "over": pgettext_lazy("bound", "%s 余"),
    "near": pgettext_lazy("bound", "近 %s"),
    "about": pgettext_lazy("bound", "约 %s"),
    "at_most": pgettext_lazy("bound", "不超过 %s"),
    "most": pgettext_lazy("bound", "过半"),
}


@require_GET
@staff_only(Right.OVERVIEW)
def stories(request: DeskRequest) -> HttpResponse:
    """Show the story kept in this data folder, if one was played here."""
    record = _record()
    if record is None:
        return render(request, "desk/stories.html", {"story": None})
    period = f"since={record['begins']}&until={record['ends']}"
    context = {
        "story": {
            **record,
            "name": in_language(record["name"], record["name_en"]),
            "about": in_language(record["about"], record["about_en"]),
            "begins": date.fromisoformat(record["begins"]),
            "ends": date.fromisoformat(record["ends"]),
        },
        "rows": [_row(each, period) for each in record["figures"]],
        "hold": f"{sum(each['right'] for each in record['figures'])} / {len(record['figures'])}",
        "decoys": [(in_language(each["name"], each["name_en"]), each["times"]) for each in record["decoys"]],
        "left_out": [(each["quote"], in_language(each["why"], each["why_en"])) for each in record["left_out"]],
    }
    return render(request, "desk/stories.html", context)


def _record() -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads((Path(settings.HOME) / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record


def _row(row: dict[str, Any], period: str) -> dict[str, Any]:
    return {
        "right": row["right"],
        "name": in_language(row["name"], row["name_en"]),
        "ours": row["whose"] == "ours",
        "quote": row["quote"],
        "source": row["source"],
        "said": _said(row),
        "scale": row["one_in"],
        "value": _amount(row, row["value"]),
        "parts": f"{row['part']} / {row['whole']}" if row["part"] is not None else "",
        "about": in_language(row["about"], row["about_en"]),
        "url": f"{reverse('measure', args=[row['measure']])}?{period}",
        "naive": [
            (in_language(each["decoy"], each["decoy_en"]), _amount(row, each["value"]), each["astray"])
            for each in row["naive"]
        ],
    }


def _said(row: dict[str, Any]) -> str:
    words = str(BOUNDS[row["bound"]])
    return words % _amount(row, row["wanted"]) if "%s" in words else words


def _amount(row: dict[str, Any], number: str | None) -> str:
    if number is None:
        return _("无数据")
    value = Fraction(number)
    if row["what"] == "share":
        return percent(value)
    shown = grouped(int(value)) if value.denominator == 1 else f"{float(value):g}"
    return f"{shown} {in_language(row['word'], row['word_en'])}"
