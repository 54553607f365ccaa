"""What pages of placements show of one: its line in a list, what is asked and done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fengqiao.catalogue.model import Pack
from fengqiao.desk.placement_words import STATES, TONES, appraisal_word, deed_word, ending_word, kind_word
from fengqiao.desk.words import name_of
from fengqiao.placements.rules.course import Asked, Done, Term, asked
from fengqiao.placements.terms import PlacementState

if TYPE_CHECKING:
    from fengqiao.placements.models import Placement

RUNNING = frozenset({PlacementState.SET.value, PlacementState.RUNS.value})


def line_of(row: Placement, pack: Pack, today: date) -> dict[str, Any]:
    """Return what a list shows of a placement."""
    runs = row.state == PlacementState.RUNS.value
    return {
        "id": row.id, "name": row.staff.name, "number": row.staff.number, "kind": kind_word(row.kind, pack), "unit": name_of(row.unit),
        "area": name_of(row.area) if row.area else "", "mentor": row.mentor.name, "first": row.first, "last": row.last, "state": row.state,
        "word": STATES[PlacementState(row.state)], "tone": TONES[row.state], "left": (row.last - today).days if runs else None,
        "longer": row.last > row.planned_last, "ending": ending_word(row.ending, pack), "appraisal": appraisal_word(row.appraisal, pack),
    }  # fmt: skip


def asked_of(row: Placement, done: Done, pack: Pack, today: date) -> Asked:
    """Return what the kind of a placement asks by today, and what is there."""
    return asked(pack.placements.kinds.get(row.kind), Term(row.first, row.last), done, today)


def times_of(done: Done, pack: Pack) -> list[tuple[str, int]]:
    """Return what was done, in times, as the pack orders it."""
    order = {code: place for place, code in enumerate(pack.placements.deeds)}
    return [
        (deed_word(code, pack), count)
        for code, count in sorted(done.times.items(), key=lambda each: order.get(each[0], 99))
    ]
