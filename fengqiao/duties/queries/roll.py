"""The roll: who has to come to an activity whose kind asks for the whole unit (ADR 183)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.terms import ActivityState, SeatState
from fengqiao.orgs.queries import staff_by_unit
from fengqiao.rulebook.queries import pack_on


def asks_for_all(row: Activity, kind: DutyKind | None) -> bool:
    """Say whether an activity asks for everybody of the unit: a kind with a quorum or make-up study, but not the make-up itself."""
    return kind is not None and kind.whole_unit and row.form not in {form.code for form in kind.making_up}


def roll_of(row: Activity, *, at: datetime) -> Mapping[UUID, str]:
    """Return by id the names of those who have to come: who holds a post in the team asked, else the unit, when it begins (one query).

    Nobody where the kind does not ask for all, and once the activity is over: then its list says who had to come.
    """
    kind = pack_on(at).pack.duties.kinds.get(row.kind)
    if row.state != ActivityState.PLANNED.value or not asks_for_all(row, kind):
        return {}
    unit = row.team_id or row.unit_id
    return dict(staff_by_unit([unit], at=row.starts).get(unit, ()))


def not_listed(row: Activity, *, at: datetime) -> Mapping[UUID, str]:
    """Return who of the roll is not on the list (two queries)."""
    roll = roll_of(row, at=at)
    there = (
        set(Seat.objects.filter(activity=row.id, state=SeatState.IN.value).values_list("staff", flat=True))
        if roll
        else ()
    )
    return {who: name for who, name in roll.items() if who not in there}
