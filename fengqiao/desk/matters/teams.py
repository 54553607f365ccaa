"""Dispatch on a matter's page: who in the station has it, how it got there, what the table suggests, what one may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fengqiao.command.queries import Room, Team, commands, dispatches_of, in_part
from fengqiao.command.rules.dispatching import DISPATCH
from fengqiao.command.terms import DispatchState
from fengqiao.desk.words import entered, in_language, listed, name_of
from fengqiao.matters.queries import Dossier
from fengqiao.matters.terms import OPEN_TASKS, TaskRole
from fengqiao.orgs.queries import Directory, Viewer, staff_names
from fengqiao.rulebook.queries import pack_of, pack_on

if TYPE_CHECKING:
    from fengqiao.command.models import Dispatch

STATES = {
    DispatchState.HELD: _("在手"),
    DispatchState.OFFERED: _("待接收"),
    DispatchState.PASSED: _("已移交"),
    DispatchState.REFUSED: _("未接收"),
    DispatchState.WITHDRAWN: _("已改派"),
}
TONES = {
    DispatchState.HELD: "green",
    DispatchState.OFFERED: "amber",
    DispatchState.PASSED: "grey",
    DispatchState.REFUSED: "red",
    DispatchState.WITHDRAWN: "grey",
}


def team_name(team: Team) -> str:
    """Return what a part is called: as the pack names it, or as the unit is called."""
    return name_of(team.part) if team.part else entered(team.unit.short, team.unit.name_en)


def part_name(unit: Any, teams: Sequence[Team]) -> str:
    """Return what the part of a dispatch is called, whether or not it still is one."""
    found = next((team for team in teams if team.unit.id == unit.id), None)
    return team_name(found) if found else entered(unit.short or unit.name, unit.name_en)


def dispatch_of(viewer: Viewer, case: Dossier, units: Directory, now: datetime) -> dict[str, Any] | None:
    """Return what the page shows of dispatch; None where no station with parts that the viewer reaches has the matter."""
    tasks = [each for each in case.tasks if each.unit_id in viewer.seen_units and units.parts_of(each.unit_id)]
    tasks = [each for each in tasks if each.role not in {TaskRole.CONFER.value, TaskRole.COPY.value}]
    if not tasks or case.matter.sealed:
        return None
    task = min(tasks, key=lambda each: (each.state not in OPEN_TASKS, each.role != TaskRole.LEAD.value))
    room, course = Room(units.units[task.unit_id], units, pack_on(now).pack, at=now), dispatches_of(task.id)
    is_open = task.state in OPEN_TASKS
    suggestion, who = room.suggest(case.matter, task.role) if is_open and course.held is None else (None, None)
    names = staff_names(
        {each for row in course.all for each in (row.made_by, row.taken_by) if each} | ({who} if who else set())
    )
    decides = is_open and commands(viewer, task.unit_id)
    team = next((each for each in room.teams if suggestion and each.unit.part == suggestion.part), None)
    others = [
        (each.unit.id, team_name(each))
        for each in room.teams
        if course.held is None or each.unit.id != course.held.part_id
    ]
    offers = (
        is_open and course.held is not None and course.offered is None and (decides or in_part(viewer, course.held))
    )
    return {
        "task": task.id,
        "held": course.held,
        "held_by": part_name(course.held.part, room.teams) if course.held else "",
        "suggested": {
            "part": team.unit.id, "to": team_name(team), "staff": who or "", "who": names.get(who, "") if who else "",
            "why": in_language(suggestion.decision.row.why, suggestion.decision.row.why_en),
            "source": suggestion.decision.row.source,
            "url": reverse("rules-table", args=[pack_on(now).edition_id, DISPATCH]) + f"#{suggestion.decision.row.id}",
        } if suggestion and team else None,
        "rows": [_row(row, room, names) for row in reversed(course.all)],
        "decides": decides,
        "offered": course.offered,
        "takes": is_open and course.offered is not None and in_part(viewer, course.offered),
        "teams": [
            {"id": each.unit.id, "name": team_name(each),
             "people": [(key, name, key in room.on_duty) for key, name in room.people[each.unit.id]]}
            for each in room.teams
        ],
        "on_duty": listed(dict.fromkeys(row.staff.name for row in room.duties)),
        "others": others if offers else [],
    }  # fmt: skip


def _row(row: Dispatch, room: Room, names: dict[Any, str]) -> dict[str, Any]:
    state = DispatchState(row.state)
    table = pack_of(row.edition_id).pack.tables.get(DISPATCH) if row.row else None
    found = next((each for each in table.rows if each.id == row.row), None) if table else None
    return {
        "to": part_name(row.part, room.teams),
        "from": part_name(row.before.part, room.teams) if row.before and not row.row and not row.followed else "",
        "who": row.staff.name if row.staff else "",
        "state": state.value,
        "word": STATES[state],
        "tone": TONES[state],
        "at": row.taken_at or row.made_at,
        "by": names.get(row.made_by, ""),
        "reason": row.reason,
        "why": in_language(found.why, found.why_en) if found and row.followed else "",
        "row_url": reverse("rules-table", args=[row.edition_id, DISPATCH]) + f"#{row.row}" if found else "",
    }
