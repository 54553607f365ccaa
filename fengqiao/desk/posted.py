"""Readers of what a form or an address says: ids, whole numbers, days, years. What may be done the actions decide."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fengqiao.desk.middleware import DeskRequest
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem


def id_or_none(text: str) -> UUID | None:
    """Read an id that a list gives, None for nothing; refuses anything else."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None


def id_chosen(text: str) -> UUID:
    """Read the id of what was chosen from a list; refuses nothing and anything else."""
    found = id_or_none(text)
    if found is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    return found


def press_or_new(text: str) -> UUID:
    """Read the id of a button pressed, by which twice is once; a new one where it says none."""
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def whole_or_none(text: str) -> int | None:
    """Read a whole number, None for nothing; what cannot be read is 0, which every action refuses."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def day_of(text: str) -> date:
    """Read a day; refuses what is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None


def year_of(request: DeskRequest, today: date) -> int:
    """Return the year that is asked for, from 2000 to the next; anything else is this year."""
    asked = request.GET.get("year", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= today.year + 1
    return int(asked) if known else today.year
