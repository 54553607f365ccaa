"""Who is told of what happens to a finding: whoever puts it right, whoever looks again."""

from __future__ import annotations

from datetime import datetime

from fengqiao.inspections.models import Finding
from fengqiao.notices.actions import About, News, tell
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer


def tell_owner(row: Finding, kind: NoticeKind, by: Viewer, at: datetime, *, chiefs: bool = False) -> None:
    """Tell the person who puts a finding right, else the desk of the unit; `chiefs`: and those who lead the unit."""
    person = {row.owner_staff_id} if row.owner_staff_id else set()
    units = {row.owner_unit_id} if chiefs or not person else set()
    codes = {"unit": str(by.unit_id)}
    news = News(kind, _about(row), units=frozenset(units), chiefs=chiefs, staff=frozenset(person), codes=codes)
    tell([news], by=by, at=at)


def tell_checker(row: Finding, kind: NoticeKind, by: Viewer, at: datetime) -> None:
    """Tell whoever found it and the desk of their unit, which looks again where they are away."""
    codes = {"unit": str(row.owner_unit_id)}
    news = News(kind, _about(row), units=frozenset({row.unit_id}), staff=frozenset({row.found_by}), codes=codes)
    tell([news], by=by, at=at)


def _about(row: Finding) -> About:
    return About(row.id, row.number, "", row.area_id, due=row.due_at, page=(Page.FINDING, row.id))
