"""A line of a list of matters, as the page and the Excel file show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from fengqiao.desk.words import DOORS, LAMPS, STATES, entered, listed, name_of
from fengqiao.matters.queries import TagCard, open_shares, tags_on
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.terms import Door, Lamp, MatterState
from fengqiao.rulebook.queries import pack_of

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Line:
    """One matter in a list."""

    id: UUID
    number: str
    title: str
    kind: str
    state: MatterState
    state_word: str
    lamp: Lamp
    lamp_word: str
    unit: str
    area: str
    place: str
    door: str
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    result: str
    who: str
    urgent: bool
    urged: bool
    sealed: bool
    returned: int
    reopened: int
    tags: tuple[str, ...]
    url: str


def lines(matters: Iterable[Matter], *, now: datetime, tags: Collection[TagCard] = ()) -> list[Line]:
    """Return lines for matters read with unit and area: one query more, one for tags, whatever their number."""
    rows = list(matters)
    shares, worn = open_shares(rows), tags_on([row.id for row in rows], tags)
    return [
        _line(row, [t.assignee.name for t in shares.get(row.id, []) if t.assignee], worn.get(row.id, ()), now)
        for row in rows
    ]


@lru_cache(maxsize=1)
def _anywhere() -> tuple[str, str]:
    before, _none, after = reverse("matter", args=[UUID(int=0)]).partition(str(UUID(int=0)))
    return before, after


def _address_of(matter_id: UUID) -> str:
    return str(matter_id).join(_anywhere())  # asked of the resolver once, not for each row


def _line(row: Matter, assignees: list[str], tags: Sequence[TagCard], now: datetime) -> Line:
    state = MatterState(row.state)
    shown = lamp(state, row.due_at, row.soon_at, now)
    kind = pack_of(row.edition_id).pack.kinds[row.kind]
    result = kind.result(row.result)
    return Line(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=name_of(kind),
        state=state,
        state_word=str(STATES[state]),
        lamp=shown,
        lamp_word=str(LAMPS[shown]),
        unit=entered(row.unit.short or row.unit.name, row.unit.name_en),
        area=name_of(row.area) if row.area else "",
        place=row.place,
        door=str(DOORS[Door(row.door)]),
        received_at=row.received_at,
        due_at=row.due_at if state is not MatterState.CLOSED else None,
        closed_at=row.closed_at,
        result=name_of(result) if result else "",
        who=listed(assignees),
        urgent=row.urgent,
        urged=row.urged,
        sealed=row.sealed,
        returned=row.returned,
        reopened=row.reopened,
        tags=tuple(card.name for card in tags),
        url=_address_of(row.id),
    )
