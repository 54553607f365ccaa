"""Words of practical matters, and their milestones as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.desk.words import listed, name_of
from fengqiao.practical.queries import course
from fengqiao.practical.rules.course import months_of
from fengqiao.practical.terms import Aim, ItemState, StoneState

if TYPE_CHECKING:
    from fengqiao.practical.models import Item, Milestone

AIMS = {Aim.PEOPLE: _("为群众办实事"), Aim.ENTERPRISES: _("为企业解难题"), Aim.GRASSROOTS: _("为基层减负担")}
STATES = {
    ItemState.GOING: pgettext_lazy("practical", "进行中"),
    ItemState.DONE: pgettext_lazy("practical", "已办成"),
    ItemState.DROPPED: pgettext_lazy("practical", "已取消"),
}
TONES = {ItemState.GOING: "blue", ItemState.DONE: "green", ItemState.DROPPED: "grey"}
STONES = {
    "open": pgettext_lazy("milestone", "未到期"),
    "late": pgettext_lazy("milestone", "已逾期"),
    "reported": pgettext_lazy("milestone", "待核实"),
    "passed": pgettext_lazy("milestone", "已核实"),
}
STONE_TONES = {"open": "grey", "late": "red", "reported": "amber", "passed": "green"}
MONTH_WIDTH, ROW_HEIGHT, HEAD = 60, 34, 24


def look_of(stone: Milestone, today: date, *, over: bool) -> str:
    """Return how a milestone looks on a day: verified, waiting for a check, overdue, or still to come."""
    state = StoneState(stone.state)
    if state is StoneState.OPEN:
        return "late" if stone.due < today and not over else "open"
    return state.value


def line_of(row: Item, today: date) -> dict[str, Any]:
    """Return a matter as lists and pages show it."""
    how, state = course(row, today), ItemState(row.state)
    over = state is not ItemState.GOING
    stones = [{"stone": each, "look": look_of(each, today, over=over)} for each in row.stones.all()]
    for each in stones:
        each |= {"word": STONES[str(each["look"])], "tone": STONE_TONES[str(each["look"])]}
    return {
        "row": row,
        "id": row.id,
        "number": row.number,
        "title": row.title or _("（文字已销毁）"),
        "unit": name_of(row.unit),
        "helpers": [name_of(helper.unit) for helper in row.helpers.all()],
        "all_helpers": listed(name_of(helper.unit) for helper in row.helpers.all()),
        "aim": AIMS[Aim(row.aim)],
        "state": row.state,
        "word": STATES[state],
        "tone": TONES[state],
        "course": how,
        "stones": stones,
    }


def picture(lines: Iterable[dict[str, Any]], year: int, today: date) -> dict[str, Any]:
    """Return the milestones of matters laid out over the months of a year: numbers for an SVG."""
    shown = list(lines)
    months = months_of((each["stone"].due for line in shown for each in line["stones"]), year)
    width = MONTH_WIDTH * len(months)
    rows = []
    for number, line in enumerate(shown):
        middle = HEAD + ROW_HEIGHT * number + ROW_HEIGHT // 2
        marks = [{**each, "x": _x(each["stone"].due, year), "y": middle} for each in line["stones"]]
        xs = [mark["x"] for mark in marks] or [0]
        rows.append(
            {
                **line,
                "y": middle,
                "base": HEAD + ROW_HEIGHT * (number + 1),
                "from": min(xs),
                "to": max(xs),
                "marks": marks,
            }
        )
    height = HEAD + ROW_HEIGHT * len(shown)
    now = _x(today, year)
    return {
        "rows": rows,
        "width": width,
        "height": height,
        "months": [{"x": MONTH_WIDTH * place, "middle": MONTH_WIDTH * place + MONTH_WIDTH // 2, "month": each.month} for place, each in enumerate(months)],
        "today": now if 0 <= now <= width else None,
        "head": HEAD,
    }  # fmt: skip


def _x(day: date, year: int) -> int:
    month = (day.year - year) * 12 + day.month - 1
    return MONTH_WIDTH * month + round(MONTH_WIDTH * (day.day - 1) / 31)
