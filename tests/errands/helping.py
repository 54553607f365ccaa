"""What the tests of errands share: a request of an old woman in the north's first village, and its items by kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fengqiao.errands import actions
from fengqiao.errands.actions import NewErrand
from fengqiao.errands.models import Errand, ErrandItem
from fengqiao.errands.rules.course import next_step
from fengqiao.kit.identifiers import new_id
from fengqiao.rulebook.queries import pack_on
from tests.world import NOW, area, viewer

NAME, PHONE, SON, SAID = "黄秋月", "13700017272", "林建国", "独居，走不动，身份证和户口簿都找不到了"
UNTIL = date(2026, 12, 31)
RUNNER = "assistant"


def wanted(**over: Any) -> NewErrand:
    values: dict[str, Any] = {
        "press": new_id(), "way": "road", "kinds": ["id_card", "survivor"], "area_id": area("TC0101"), "text": SAID,
        "personal": {"person_name": NAME, "teller_phone": PHONE, "family_name": SON},
    }  # fmt: skip
    return NewErrand(**{**values, **over})


def errand(*, by: str = RUNNER, at: datetime = NOW, **over: Any) -> Errand:
    return Errand.objects.get(id=actions.take(wanted=wanted(**over), by=viewer(by), at=at))


def item(row: Errand, kind: str = "survivor") -> UUID:
    return ErrandItem.objects.get(errand=row, kind=kind).id


def authorised(row: Errand, kinds: tuple[str, ...] = ("id_card", "survivor"), until: date = UNTIL) -> None:
    actions.authorise(errand_id=row.id, giver="self", kinds=kinds, until=until, signed=True, by=viewer(RUNNER), at=NOW)


def on(row: UUID, step: str, *, by: str = RUNNER, at: datetime = NOW, told: str = "", text: str = "") -> None:
    actions.go_on(item_id=row, step=step, text=text, told=told, by=viewer(by), at=at)


def ended(row: UUID, state: str = "done", ending: str = "", *, days: int = 12, text: str = "") -> None:
    actions.end_item(
        item_id=row, state=state, ending=ending, text=text, told="visit", by=viewer(RUNNER), at=NOW + timedelta(days=days)
    )  # fmt: skip


def brought(row: UUID, *, days: int = 12) -> None:
    """Walk an item through all its steps to its end; it is authorised, and at home where that is needed."""
    while step := _next(row):
        if ErrandItem.objects.get(id=row).step == "visit":
            actions.make_visit(item_id=row, by=viewer(RUNNER), at=NOW)
        on(row, step)
    ended(row, days=days)


def _next(row: UUID) -> str:
    found = ErrandItem.objects.get(id=row)
    return next_step(pack_on(NOW).pack.errands.kinds[found.kind], found.step)
