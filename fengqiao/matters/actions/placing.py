"""Where a matter is: read from the text of tellings that come by machine, or set by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.batch import Batch
from fengqiao.matters.actions.writing import enter, hold, settle, tell_ledger
from fengqiao.matters.rules.placing import LONGEST_PLACE, NOWHERE, Known, Placed, known_places, place_in
from fengqiao.matters.rules.tellings import Telling
from fengqiao.matters.terms import Move
from fengqiao.orgs.queries import Directory, Viewer, directory, venues
from fengqiao.orgs.terms import Right

CONFIDENT = "place.confident"
PLACERS = (Right.HANDLE, Right.ROUTE, Right.TAKE_IN)


def known_in(units: Directory) -> Known:
    """Return how the places of the installation are written (one query: the venues)."""
    return known_places(units.places, venues(), units.units.values())


def place_told(telling: Telling, known: Known, *, near: frozenset[UUID] = frozenset()) -> Placed:
    """Return the place that a telling speaks of, in its subject, its text or its line of address."""
    return place_in("\n".join((telling.title, telling.place, telling.text)), known, near=near)


def placed_by_text(telling: Telling, known: Known, pack: Pack, day: date) -> tuple[Telling, Placed]:
    """Return the telling with the area that its text names, where it has none; as it was where the text is not sure."""
    if telling.area_id is not None or CONFIDENT not in pack.values:  # a pack of before knows no such value
        return telling, NOWHERE
    placed = place_told(telling, known)
    if placed.area_id is None or placed.confidence < pack.value_on(CONFIDENT, day).number:
        return telling, placed
    return replace(telling, area_id=placed.area_id, place=telling.place or placed.place), placed


def note_placed(batch: Batch, placed: Placed) -> None:
    """Write into the last timeline entry and event of a batch that the area was read from the text, or why it was not."""
    entry, event = batch.entries[-1], batch.events[-1]
    if placed.area_id is not None and placed.area_id == event.area_id:
        entry.codes |= {"area": str(placed.area_id), "area_by": "text"}
        sure = {"area_sure": round(100 * placed.confidence)}
        batch.events[-1] = replace(event, measures=sure, attributes={**event.attributes, "area_by": "text"})
    elif placed.choices or placed.area_id:
        entry.codes["area_by"] = "unclear"
        batch.events[-1] = replace(event, attributes={**event.attributes, "area_by": "unclear"})


@transaction.atomic
def set_place(
    *,
    matter_id: UUID,
    area_code: str,
    place: str,
    by: Viewer,
    at: datetime,
    proposed: bool = False,
    seen_version: int | None = None,
) -> None:
    """Set where a matter is: an area in force, and the address in it; `proposed`: it was read from the text.

    Who handles, routes or takes in may do it, in any state but a closed one. It moves nothing: the unit stays.
    """
    right = next((right for right in PLACERS if by.may(right)), PLACERS[0])
    held = hold(matter_id, by, right, Move.PLACE, seen_version)
    area = next((each for each in directory(at=at).places.values() if each.code == area_code), None)
    if area is None:
        raise Problem("area-unknown", "请选择所在村社。")
    place = cleaned(place)
    if len(place) > LONGEST_PLACE:
        raise Problem("place-long", "地点超过 {limit} 个字，请精简。", limit=LONGEST_PLACE)
    if area.id == held.matter.area_id and place == held.matter.place:
        raise Problem("place-same", "地点没有变化。")
    enter(held, Move.PLACE, by, at, text=place, codes={"area": str(area.id)})
    settle(held, Move.PLACE, area_id=area.id, place=place)
    tell_ledger(held, EventKind.MATTER_PLACED, by, at, attributes={"by": "text" if proposed else "hand"})
