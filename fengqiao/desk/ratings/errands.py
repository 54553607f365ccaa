"""Answers about errands as rows: on the page and in the workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fengqiao.desk.errands.rating import codes_of
from fengqiao.desk.errands.words import errand_found
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.matters.rating_words import RATING_WAYS, SHORT, answers_in
from fengqiao.errands.queries import errand_ratings
from fengqiao.kit.sheets import Column, SheetSpec
from fengqiao.matters.rules.rating import QUESTIONS
from fengqiao.matters.terms import RatingWay
from fengqiao.orgs.queries import Viewer


def answered_row(rating: Any) -> dict[str, Any]:
    """Return an answer about an errand as a line."""
    return {
        **errand_found(rating.errand),
        "at": rating.at,
        "way": RATING_WAYS[RatingWay(rating.way)],
        "answers": answers_in(codes_of(rating)),
        "said": rating.text,
        "run_again": rating.again,
    }


def errand_sheet_of(viewer: Viewer, *, since: datetime, most: int, out: Outgoing) -> tuple[SheetSpec, int]:
    """Return the answers since a moment as a sheet, and how many; private data in their words is made unreadable."""
    names = [
        _("编号"),
        _("代办事项"),
        _("承办"),
        _("评议时间"),
        _("方式"),
        *(str(SHORT[name]) for name in QUESTIONS),
        _("对方的话"),
    ]
    rows = [answered_row(each) for each in errand_ratings(viewer, since=since)[:most]]
    cells = [
        [row["number"], row["kinds"], row["unit"], row["at"], str(row["way"]), *(each["answer"] for each in row["answers"]), out(row["said"])]
        for row in rows
    ]  # fmt: skip
    return SheetSpec(_("代办评议"), tuple(Column(name) for name in names), cells), len(cells)
