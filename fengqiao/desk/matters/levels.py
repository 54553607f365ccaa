"""A matter between governance centres on its page: the forms to send it on, and its journey as lanes beside a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.desk.fields import Choices
from fengqiao.desk.matters.clocks import span
from fengqiao.desk.matters.forms import MoveForm, choice_of, reasons_of, text_of
from fengqiao.desk.words import UNIT_LEVELS, WAYS, name_of
from fengqiao.matters.queries import Dossier
from fengqiao.matters.rules.levels import USES, ways_from
from fengqiao.matters.rules.moves import why_not_move
from fengqiao.matters.terms import OPEN_TASKS, LevelWay, MatterState, Move, TaskRole, TaskState
from fengqiao.orgs.queries import Directory, Viewer
from fengqiao.orgs.terms import Right, UnitLevel

ORDER = {level.value: place for place, level in enumerate(UnitLevel)}
ICONS = {LevelWay.UP.value: "chevron-up", LevelWay.DOWN.value: "chevron-down", LevelWay.ACROSS.value: "arrow-right"}


def may_hand_on(viewer: Viewer, case: Dossier) -> bool:
    """Whether the matter is held by a centre that the viewer reaches and may be sent on to another."""
    row = case.matter
    state = MatterState(row.state)
    free = row.merged_into_id is None and not (row.ruling or row.sealed or row.conferring or case.passed_on)
    if not free or not viewer.may(Right.HANDLE) or why_not_move(state, Move.HAND_ON):
        return False
    holder, task = (row.unit, None) if state is MatterState.TRIAGE else (None, case.lead)
    if task is not None:
        reached = task.unit_id in viewer.seen_units or task.assignee_id == viewer.staff_id
        return bool(task.unit.level) and reached and task.barred != viewer.staff_id
    return holder is not None and bool(holder.level) and holder.id in viewer.seen_units


def may_take_back(viewer: Viewer, case: Dossier) -> bool:
    """Whether the matter waits at another centre for its signature, and the viewer is of the one that sent it."""
    waits = [t for t in case.passed_on if t.way and t.state == TaskState.OFFERED.value]
    lead = case.lead
    reached = lead is not None and (lead.unit_id in viewer.seen_units or lead.assignee_id == viewer.staff_id)
    possible = why_not_move(MatterState(case.matter.state), Move.TAKE_BACK) is None
    return bool(waits) and reached and possible and viewer.may(Right.HANDLE) and not case.matter.merged_into_id


def forms_of(case: Dossier, units: Directory, *, hand_on: bool, take_back: bool) -> dict[str, MoveForm]:
    """Return a form for each way in which the matter can go, and that to take it back."""
    made: dict[str, MoveForm] = {}
    holder = case.lead.unit_id if case.lead else case.matter.unit_id
    ways = ways_from(units.units, holder) if hand_on else {}
    for way, label in ((LevelWay.UP, _("报给")), (LevelWay.DOWN, _("交给")), (LevelWay.ACROSS, _("移送"))):
        choices: Choices = [(str(key), name_of(units.units[key])) for key, each in ways.items() if each is way]
        reasons = reasons_of(case, USES[way])
        if choices and reasons:
            made[way.value] = MoveForm(
                way.value,
                {
                    "unit": choice_of(label, choices),
                    "reason": choice_of(_("理由"), reasons),
                    "text": text_of(_("说明"), rows=2, required=False, hint=_("对方签收前，仍由本级负责")),
                },
                {"unit": choices[0][0] if len(choices) == 1 else ""},
            )
    if take_back:
        made["take_back"] = MoveForm("take_back", {"text": text_of(_("为什么撤回"), rows=2)})
    return made


def rulers(case: Dossier, units: Directory) -> Choices:
    """Return the centres between which a ruling is asked for, to be chosen from beside the units that take matters."""
    ids = {key for t in case.tasks if t.way for key in (t.unit_id, t.sender_id)}
    return [(str(key), name_of(card)) for key, card in units.units.items() if key in ids and not card.function]


def journey(case: Dossier, now: datetime) -> dict[str, Any] | None:
    """Return the journey of a matter that went between levels: a lane a centre, the highest first, and a row a stay."""
    if not any(t.way for t in case.tasks):
        return None
    ends = case.matter.closed_at or now
    stays = [t for t in case.tasks if t.unit.level and (t.role == TaskRole.LEAD.value or t.way)]
    begins = min(t.opened_at for t in stays)
    whole = max((ends - begins).total_seconds(), 60.0)

    def place(moment: datetime) -> float:
        return 1 + 98 * min(max((moment - begins).total_seconds() / whole, 0.0), 1.0)

    lanes: dict[Any, dict[str, Any]] = {}
    rows = []
    for task in sorted(stays, key=lambda each: (each.opened_at, each.id)):
        until = task.ended_at or ends
        signed = task.accepted_at if task.accepted_at and task.accepted_at <= until else None
        lane = lanes.setdefault(
            task.unit_id,
            {
                "unit": name_of(task.unit),
                "level": UNIT_LEVELS[UnitLevel(task.unit.level)],
                "order": _order(task),
                "bars": [],
            },
        )
        lane["bars"] += [
            _bar(kind, place(since), place(till))
            for kind, since, till in (
                ("told", task.opened_at, signed or until),
                ("left" if task.state in OPEN_TASKS else "arrived", signed, until),
            )
            if since and till > since
        ]
        rows.append(_row(task, signed, until, now))
    return {
        "lanes": [lanes[key] for key in sorted(lanes, key=lambda key: lanes[key]["order"])],
        "rows": rows,
        "ticks": [
            (f"{place(moment):.2f}%", f"{timezone.localtime(moment):%m-%d %H:%M}", anchor)
            for moment, anchor in ((begins, "start"), (ends, "end"))
        ],
    }


def _order(task: Any) -> tuple[int, str]:
    return ORDER[task.unit.level], task.unit.code


def _bar(kind: str, left: float, right: float) -> dict[str, str]:
    return {"kind": kind, "x": f"{left:.2f}%", "width": f"{max(right - left, 0.4):.2f}%"}


def _row(task: Any, signed: datetime | None, until: datetime, now: datetime) -> dict[str, Any]:
    state = TaskState(task.state)
    words = {
        TaskState.OFFERED: _("等待签收"),
        TaskState.WORKING: _("办理中"),
        TaskState.DONE: _("在这一级办结"),
        TaskState.RETURNED: _("退回"),
        TaskState.WITHDRAWN: _("已送出") if signed else _("已撤回"),
    }
    return {
        "unit": name_of(task.unit),
        "level": UNIT_LEVELS[UnitLevel(task.unit.level)],
        "way": WAYS[LevelWay(task.way)] if task.way else _("首先受理"),
        "icon": ICONS.get(task.way, "inbox"),
        "at": task.opened_at,
        "signed": signed,
        "state": state.value,
        "word": words.get(state, ""),
        "stood": span(until - (signed or task.opened_at)),
    }
