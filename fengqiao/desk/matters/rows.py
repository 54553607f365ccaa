"""A line of a list of matters, as the page and the Excel file show it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse

from fengqiao.desk.words import DOORS, LAMPS, STATES, entered, listed, name_of
from fengqiao.matters.queries import TagCard, doers, tags_on
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.terms import Door, Lamp, MatterState
from fengqiao.orgs.queries import Directory, names_of_ended
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


def lines(
    matters: Iterable[Matter], *, now: datetime, tags: Collection[TagCard] = (), units: Directory | None = None
) -> list[Line]:
    """Return lines for matters: one query more, one for tags, whatever their number.

    They were read with unit and area, or there is a directory of those in force now (two queries more where some have ended since).
    """
    rows = list(matters)
    given, worn = doers(rows), tags_on([row.id for row in rows], tags)
    words = _Words()
    if units is not None:
        words.know(rows, units)
    return [_line(row, given.get(row.id, []), worn.get(row.id, ()), words, now) for row in rows]


class _Words:
    """The few words that the lines of a list say again and again, each looked up once."""

    def __init__(self) -> None:
        self.states = {state: str(word) for state, word in STATES.items()}
        self.lamps = {lamp: str(word) for lamp, word in LAMPS.items()}
        self.doors = {door: str(word) for door, word in DOORS.items()}
        self._names: dict[Any, str] = {}

    def know(self, rows: Iterable[Matter], units: Directory) -> None:
        """Take the names of units and areas from a directory, and of those that have ended since from their rows."""
        told, areas = {row.unit_id for row in rows}, {row.area_id for row in rows if row.area_id}
        self._names[None] = ""
        for key in told & units.units.keys():
            card = units.units[key]
            self._names[key] = entered(card.short, card.name_en)
        for key in areas & units.places.keys():
            self._names[key] = name_of(units.places[key])
        ended = [key for key in told | areas if key not in self._names]
        self._names |= {key: entered(*names) for key, names in (names_of_ended(ended) if ended else {}).items()}

    def name(self, key: Any, say: Callable[[], str]) -> str:
        """Return what `say` says of a thing, asked of the first line that has it."""
        if key not in self._names:
            self._names[key] = say()
        return self._names[key]


@lru_cache(maxsize=1)
def _anywhere() -> tuple[str, str]:
    before, _none, after = reverse("matter", args=[UUID(int=0)]).partition(str(UUID(int=0)))
    return before, after


def _address_of(matter_id: UUID) -> str:
    return str(matter_id).join(_anywhere())  # asked of the resolver once, not for each row


def _line(row: Matter, assignees: list[str], tags: Sequence[TagCard], words: _Words, now: datetime) -> Line:
    state = MatterState(row.state)
    shown = lamp(state, row.due_at, row.soon_at, now)
    kind = pack_of(row.edition_id).pack.kinds[row.kind]
    result = kind.result(row.result)
    return Line(
        id=row.id,
        number=row.number,
        title=row.title,
        kind=words.name((row.edition_id, row.kind), lambda: name_of(kind)),
        state=state,
        state_word=words.states[state],
        lamp=shown,
        lamp_word=words.lamps[shown],
        unit=words.name(row.unit_id, lambda: entered(row.unit.short or row.unit.name, row.unit.name_en)),
        area=words.name(row.area_id, lambda: name_of(row.area) if row.area else ""),
        place=row.place,
        door=words.doors[Door(row.door)],
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
