"""Telling people of their own duty, with the deed: codes and ids; whoever does the deed is not told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.terms import SeatState
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer


def news_of(kind: NoticeKind, row: Activity, **whom: Any) -> News:
    """Return news of an activity that lead to its page; `whom` as `News` takes it."""
    about = About(row.id, "", "", area_id=row.area_id, page=(Page.DUTY, row.id))
    return News(kind, about, codes={"unit": str(row.unit_id)}, **whom)


def inform(kind: NoticeKind, row: Activity, staff: Collection[UUID], by: Viewer, at: datetime) -> None:
    """Tell some people of an activity; part of the caller's action."""
    if staff:
        tell_people([news_of(kind, row, staff=frozenset(staff))], by=by, at=at)


def inform_once(kind: NoticeKind, rows: Iterable[tuple[Activity, Collection[UUID]]], by: Viewer, at: datetime) -> None:
    """Tell each person of several activities (with whom each concerns) of the first of theirs, once; part of the caller's action."""
    told: set[UUID] = set()
    for row, staff in sorted(rows, key=lambda each: (each[0].starts, each[0].id)):
        inform(kind, row, set(staff) - told, by, at)
        told |= set(staff)


def on_list(row: Activity, *, waiting: bool = False) -> set[UUID]:
    """Return who has a place at an activity (`waiting`: and who waits for one)."""
    states = [SeatState.IN.value, *([SeatState.WAITING.value] if waiting else [])]
    return set(Seat.objects.filter(activity=row, state__in=states).values_list("staff", flat=True))
