"""What a link shows of its task: the account without anything private, the dates, the forms of what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import FieldType
from fengqiao.desk.matters.clocks import clock_bar
from fengqiao.desk.matters.forms import PREFIX, MoveForm, move_forms
from fengqiao.desk.matters.leaving import all_hidden
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.words import MOVES, TASK_ROLES, TASK_STATES, name_of
from fengqiao.kit.clocks import ClockState
from fengqiao.matters.queries import Dossier, dossier
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskRole, TaskState
from fengqiao.orgs.queries import directory, mailbox_of
from fengqiao.passes.queries import Session
from fengqiao.passes.terms import Deed
from fengqiao.portal.showing import CENTRE, whom_to_call

CLOCKS_OF = {
    TaskRole.LEAD: ("accept", "finish"),
    TaskRole.NEXT: ("accept", "finish"),
    TaskRole.HELPER: ("accept", "help"),
}
WORDS = (FieldType.TEXT, FieldType.LONGTEXT)


def task_shown(session: Session, now: datetime) -> dict[str, Any]:
    """Return everything that the page of a task shows; of one that is over only that it is."""
    viewer = mailbox_of(session.unit_id, through={})
    case = dossier(viewer, session.matter_id) if viewer else None
    task = next((each for each in case.tasks if each.id == session.task_id), None) if case else None
    if case is None or task is None or task.state not in OPEN_TASKS:
        state = TASK_STATES[TaskState(task.state)] if task else ""
        number = case.matter.number if case and task else ""
        return {"over": True, "word": state, "number": number, "forms": {}, "until": session.until}
    role = TaskRole(task.role)
    own = [entry for entry in case.entries if entry.task_id == task.id and entry.unit_id == task.unit_id]
    told = [report.text for report in case.reports]
    texts = [case.matter.title, case.matter.place, task.wanted, *told, *(entry.text for entry in own)]
    (title, place, wanted, *rest), _found = all_hidden(texts)
    return {
        "over": False,
        "number": case.matter.number,
        "version": case.matter.version,
        "title": title,
        "kind": name_of(case.kind),
        "unit": name_of(task.unit),
        "role": TASK_ROLES[role],
        "state": task.state,
        "word": TASK_STATES[TaskState(task.state)],
        "urgent": case.matter.urgent,
        "where": _where(case, place, now),
        "told": [{"at": report.told_at, "text": text} for report, text in zip(case.reports, rest, strict=False)],
        "wanted": wanted,
        "dates": [
            clock_bar(row.id, row.code, found, case.published.pack, now)
            for row, found in case.clocks
            if row.code in CLOCKS_OF.get(role, ()) and row.task_id in (None, task.id)
            and found.state is not ClockState.STOPPED
        ],
        "done": [
            {"what": MOVES[Move(entry.move)], "at": entry.at, "text": text}
            for entry, text in zip(own, rest[len(told) :], strict=True)
        ],
        "forms": _forms(case, role, task.state),
        "until": session.until,
        "call": whom_to_call(_sender(now), directory(at=now)),
    }  # fmt: skip


def _sender(now: datetime) -> Any:
    centre = directory(at=now).unit_for(CENTRE, None)
    return centre.id if centre else None


def _where(case: Dossier, place: str, now: datetime) -> str:
    units = directory(at=now)
    area = units.places.get(case.matter.area_id) if case.matter.area_id else None
    parts = (full_name(area, units.places) if area else _("未定辖区"), place)
    return " ".join(part for part in parts if part)


def _forms(case: Dossier, role: TaskRole, state: str) -> dict[str, MoveForm]:
    """The forms of what can be done now, by deed; without files, and without words that others wrote."""
    made = move_forms(case, [], [], "")
    back = made["give_back"]
    if state == TaskState.OFFERED.value:
        unsigned = role is not TaskRole.HELPER or case.matter.state == MatterState.WORKING.value
        return {**({Deed.ACCEPT.value: MoveForm("accept", {})} if unsigned else {}), Deed.RETURN.value: back}
    finish = made["close"] if role is TaskRole.LEAD else made["finish_task"]
    progress = made["progress"]
    progress.fields.pop("step", None)
    written = {f"{PREFIX}{f.code}" for f in case.kind.fields if f.type in WORDS}
    for form in (progress, finish):
        form.fields.pop("files", None)
        for name in written:
            form.initial.pop(name, None)
    if role is TaskRole.LEAD:
        finish.fields["reply"] = forms.CharField(
            label=_("给反映人的答复"),
            required=False,
            help_text=_("显示在反映人的查询页上；里面的姓名、电话、证件号自动隐去"),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    return {Deed.PROGRESS.value: progress, Deed.FINISH.value: finish, Deed.RETURN.value: back}
