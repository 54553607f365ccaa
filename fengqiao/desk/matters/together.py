"""A matter done together by an officer and a grid worker, on its page: both sides, or the form that asks the other."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fengqiao.command.queries import READERS, may_share, shared_of
from fengqiao.desk.words import TASK_STATES, entered, name_of
from fengqiao.matters.queries import Dossier, states_of_shares
from fengqiao.matters.terms import OPEN_TASKS, TaskRole, TaskState
from fengqiao.orgs.queries import Directory, Viewer, staff_in

if TYPE_CHECKING:
    from fengqiao.command.models import Shared

TONES = {"offered": "amber", "working": "blue", "done": "green"}


def _side(unit: Any, who: Any, state: str, *, leads: bool) -> dict[str, Any]:
    """Return one side as pages show it: its unit, who there, how far its share is."""
    return {
        "unit": entered(unit.short or unit.name, unit.name_en), "who": who.name if who else "", "leads": leads,
        "state": state, "word": TASK_STATES[TaskState(state)] if state else "", "tone": TONES.get(state, "grey"),
    }  # fmt: skip


def sides_of(row: Shared, states: dict[tuple[UUID, UUID], str]) -> list[dict[str, Any]]:
    """Return both sides of a matter done together, the station first, by how far their shares are."""
    sides = ((row.station, row.officer), (row.grid, row.worker))
    return [
        _side(unit, who, states.get((row.matter_id, unit.id), ""), leads=unit.id == row.lead_id) for unit, who in sides
    ]


def shared_on(viewer: Viewer, case: Dossier, units: Directory, now: datetime) -> dict[str, Any] | None:
    """Return what a matter's page shows of doing it together: both sides, or the form that asks the other; None where neither."""
    row = shared_of(case.matter.id)
    if row is not None:
        states = states_of_shares([row.matter_id])
        return {
            "sides": sides_of(row, states),
            "lead": name_of(row.station if row.lead_id == row.station_id else row.grid),
        }
    lead = next(
        (task for task in case.tasks if task.role == TaskRole.LEAD.value and task.state == TaskState.WORKING.value),
        None,
    )
    if lead is None or lead.state not in OPEN_TASKS or not any(viewer.may(right) for right in READERS):
        return None
    pair = may_share(viewer, case.matter, lead.unit_id, units)
    if pair is None:
        return None
    return {
        "asks": entered(pair.other.short, pair.other.name_en),
        "people": staff_in(pair.other.id, at=now),
        "matter": case.matter.id,
    }
