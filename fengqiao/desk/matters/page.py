"""A matter's page: what was said, why it went where it went, tasks, clocks, timeline, files, and the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters import checking, conferring, levels, rating
from fengqiao.desk.matters.clocks import clock_bars, folded
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.forms import MoveForm, amend_form, move_forms, place_form, reclass_form, split_form
from fengqiao.desk.matters.jointly import joint_of, mediated_of, visited_of
from fengqiao.desk.matters.keeping import kept, looks
from fengqiao.desk.matters.passes import passes_of
from fengqiao.desk.matters.story import timeline, why_here
from fengqiao.desk.matters.teams import dispatch_of
from fengqiao.desk.matters.together import shared_on
from fengqiao.desk.matters.weighing import weighed_at_intake
from fengqiao.desk.matters.whereabouts import whereabouts
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.reading import read_by_opening
from fengqiao.desk.words import (
    DOORS,
    LAMPS,
    PERSONAL_GROUPS,
    STATES,
    TASK_ROLES,
    TASK_STATES,
    listed,
    name_of,
    option_words,
)
from fengqiao.helps.queries import origin_of
from fengqiao.matters.actions import PLACERS, TAG_KEEPERS, TAGGERS, arbiter_of, note_sealed_read
from fengqiao.matters.queries import Dossier, dossier, matter_for, merged_here, tags_on, tags_seen, what_ends_first
from fengqiao.matters.rules.demanding import asked_of, chosen_in
from fengqiao.matters.rules.diverting import HOTLINES
from fengqiao.matters.rules.joining import to_be_told
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.rules.moves import why_not_move
from fengqiao.matters.terms import Door, MatterState, Move, Ruling, TaskRole, TaskState
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import groups_in, tellers_of

OUTSIDE = (Door.IMPORT.value, Door.API.value)  # whose own numbers people know


@dataclass(frozen=True, slots=True)
class Possible:
    """What this viewer can do with this matter now; `first` is the one primary button."""

    accept: bool
    route: bool
    rule: bool
    transfer: bool
    assign: bool
    progress: bool
    give_back: bool
    add_party: bool
    finish_task: bool
    close: bool
    urge: bool
    reopen: bool
    place: bool
    amend: bool
    reclass: bool
    reply: bool
    split: bool
    confer: bool
    check: bool
    hand_on: bool
    take_back: bool
    unmask: bool

    @property
    def first(self) -> str:
        """The next step for this viewer."""
        order = ("accept", "check", "finish_task", "close", "rule", "route", "reopen")
        return next((name for name in order if getattr(self, name)), "")

    @property
    def close_first(self) -> bool:
        """Whether closing is the next step: a return that waits is checked before."""
        return self.first == "close"

    @property
    def route_first(self) -> bool:
        """Whether routing is the next step."""
        return self.first == "route"

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return any(getattr(self, name) for name in self.__slots__ if name not in {"split", "unmask"})


def possible(viewer: Viewer, case: Dossier, arbiter: UUID | None = None) -> Possible:
    """Return what a viewer can do: the rules' own answer, so that no button leads to a refusal."""
    state = MatterState(case.matter.state)
    task = case.task_of(viewer)
    is_lead = task is not None and task.role == TaskRole.LEAD.value
    unsigned = task is not None and task.state == TaskState.OFFERED.value
    working = task is not None and task.state == TaskState.WORKING.value

    def can(right: Right, move: Move) -> bool:
        free = case.matter.merged_into_id is None
        return free and viewer.may(right) and why_not_move(state, move) is None

    routes_it = case.matter.unit_id in viewer.seen_units or case.matter.area_id in viewer.seen_areas
    handles = can(Right.HANDLE, Move.PROGRESS) and working
    amends = (can(Right.HANDLE, Move.AMEND) and task is not None) or (can(Right.ROUTE, Move.AMEND) and routes_it)
    ruling, settled = case.matter.ruling, not case.matter.conferring
    alone = not (handles or amends) or what_ends_first(case.matter.id, case.matter.kind) is None
    asked, rules_here = ruling == Ruling.ASKED, arbiter in viewer.seen_units
    return Possible(
        accept=can(Right.HANDLE, Move.ACCEPT) and unsigned and (is_lead or state is MatterState.WORKING),
        route=can(Right.ROUTE, Move.ROUTE) and settled and not asked and (ruling != Ruling.GIVEN or rules_here),
        rule=can(Right.ROUTE, Move.RULE) and asked and case.matter.unit_id in viewer.seen_units,
        transfer=can(Right.HANDLE, Move.TRANSFER) and settled and is_lead and _passes_on(case),
        assign=can(Right.ASSIGN, Move.ASSIGN) and working,
        progress=handles,
        give_back=can(Right.HANDLE, Move.RETURN)
        and settled
        and task is not None
        and not (is_lead and ruling == Ruling.GIVEN),
        add_party=handles and is_lead,
        finish_task=handles and not is_lead,
        close=handles and settled and is_lead and alone and can(Right.HANDLE, Move.CLOSE),
        urge=can(Right.SUPERVISE, Move.URGE),
        reopen=can(Right.REOPEN, Move.REOPEN),
        amend=amends,
        reclass=amends and alone and not case.matter.sealed,
        reply=can(Right.HANDLE, Move.REPLY) and case.answers(viewer),
        place=any(can(right, Move.PLACE) for right in PLACERS),
        split=can(Right.ROUTE, Move.SPLIT),
        confer=conferring.may_confer(viewer, case),
        check=checking.may_check(viewer, case),
        hand_on=levels.may_hand_on(viewer, case),
        take_back=levels.may_take_back(viewer, case),
        unmask=viewer.may(Right.UNMASK) and task is not None,
    )


def _passes_on(case: Dossier) -> bool:
    """Whether the lead may pass the matter on in one step: 110 and 12345 do, departments hand back."""
    free = not case.passed_on and not case.matter.sealed and case.matter.ruling != Ruling.GIVEN
    return free and case.lead is not None and case.lead.unit.line in HOTLINES


@require_GET
@staff_only(*READERS)
def matter(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show a matter."""
    case = dossier(request.viewer, matter_id)
    if case is None:
        raise Http404
    read_by_opening(request, matter_id, timezone.now())
    into = case.matter.merged_into_id
    if into and "own" not in request.GET and matter_for(request.viewer, into):
        said = _("%(number)s 已并入这件事项。") % {"number": case.matter.number}
        messages.info(request, said)
        return redirect("matter", matter_id=into)
    if case.matter.sealed:
        note_sealed_read(matter_id=matter_id, by=request.viewer, at=timezone.now())
    return render(request, "desk/matter.html", context_of(request, case))


def context_of(request: DeskRequest, case: Dossier) -> dict[str, Any]:
    """Return everything the page shows."""
    now = timezone.now()
    row, viewer = case.matter, request.viewer
    state = MatterState(row.state)
    units = directory(at=now)
    can = possible(viewer, case, arbiter_of(units))
    result = case.kind.result(row.result)
    weighing = weighed_at_intake(case)
    rated = rating.card(case, viewer, now)
    return {
        "matter": row,
        "case": case,
        "where": whereabouts(case, viewer, units, asks=can.place),
        "kind": name_of(case.kind),
        "state": state.value,
        "state_word": STATES[state],
        "lamp": lamp(state, row.due_at, row.soon_at, now),
        "lamp_word": LAMPS[lamp(state, row.due_at, row.soon_at, now)],
        "result": name_of(result) if result else "",
        "steps": _steps(case),
        "reports": _reports(case, weighing),
        "weighing": weighing,
        "fields": _fields(case),
        "tasks": [_task(task) for task in case.tasks if _is_party(task)],
        **folded(clock_bars(case, now)),
        "routing": why_here(case, units),
        "entries": timeline(case, units),
        "can": can,
        "untold": to_be_told((e.move, e.codes) for e in case.entries),
        "owed": _owed(case) if can.reply and not can.accept else [],
        "tags": tags_of_page(viewer, row.id),
        "kept": kept(case, viewer, now),
        "may_raise": viewer.may(Right.INSPECT) and not case.matter.sealed,
        "looks": looks(case, viewer, units),
        "forms": {**_forms(case, can, viewer, units, now), **(rated["forms"] if rated else {})},
        "passes": passes_of(case, viewer, now),
        "conferring": conferring.card(case, units),
        "checking": checking.card(case, units),
        "journey": levels.journey(case, now),
        "waits_for": _waits_for(case),
        "merged": [] if row.merged_into_id else merged_here(viewer, row.id),
        "joint": joint_of(viewer, case),
        "rating": rated,
        "mediated": mediated_of(viewer, case),
        "helped": origin_of(row.id) if any(each.door == Door.POST for each in case.reports) else None,
        "visited": visited_of(case),
        "shared": shared_on(viewer, case, units, now),
        "dispatch": dispatch_of(viewer, case, units, now),
        "into": matter_for(viewer, row.merged_into_id) if row.merged_into_id else None,
    }


def _owed(case: Dossier) -> list[str]:
    """Return what was asked for and neither answered in any reply so far nor declined with a reason."""
    if not case.published.pack.reasons.get(ReasonUse.DEMAND):
        return []
    replies = [entry for entry in case.entries if entry.move == Move.REPLY.value]
    tellings = ((report.id, report.title, report.text) for report in case.reports)
    asked = asked_of(tellings, [each.text for each in replies], chosen_in(each.codes for each in replies))
    return [each.text for each in asked if not each.settled]


def tags_of_page(viewer: Viewer, matter_id: UUID) -> dict[str, Any]:
    """Return the tags of a matter that a viewer sees, those they may choose from, and whether they may."""
    seen = tags_seen(viewer)
    worn = tags_on([matter_id], seen).get(matter_id, [])
    return {
        "worn": worn,
        "choices": [(card, card in worn) for card in seen],
        "may": any(viewer.may(right) for right in TAGGERS),
        "keeps": any(viewer.may(right) for right in TAG_KEEPERS),
    }


def _reports(case: Dossier, weighing: dict[str, Any] | None) -> list[dict[str, Any]]:
    masked = tellers_of(case.matter.id)
    shown = [_report(report, teller(case, report.id, masked.get(report.id, {}))) for report in case.reports]
    if weighing and shown:
        shown[0]["pieces"] = weighing["pieces"]
    return shown


def _report(report: Any, personal: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": report.id,
        "teller": personal,
        "door": DOORS[Door(report.door)],
        "told_at": report.told_at,
        "text": report.text,
        "title": report.title,
        "unit": name_of(report.taken_unit),
        "reference": report.outside_ref if report.door in OUTSIDE and ":" not in report.outside_ref[:8] else "",
    }


def _steps(case: Dossier) -> list[dict[str, str]]:
    codes = [step.code for step in case.kind.steps]
    closed = case.matter.state == MatterState.CLOSED.value
    at = codes.index(case.matter.step) if case.matter.step in codes else -1
    return [
        {"label": name_of(step), "state": "done" if closed or index < at else "now" if index == at else "next"}
        for index, step in enumerate(case.kind.steps)
    ]


def _fields(case: Dossier) -> list[tuple[str, str]]:
    shown = []
    for field in case.kind.fields:
        value = case.matter.fields.get(field.code)
        if value:
            shown.append((name_of(field), option_words(field, value)))
    return shown


def teller(
    case: Dossier, report_id: UUID, masked: Mapping[str, str], clear: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The personal fields of one telling as the page shows them, and which groups of them can be asked for."""
    if not masked:
        return {}
    names = {field.code: name_of(field) for field in case.kind.fields}
    shown = {**masked, **(clear or {})}
    return {
        "report": report_id,
        "rows": [(names.get(code, code), value) for code, value in shown.items()],
        "groups": [(group.value, PERSONAL_GROUPS[group]) for group in groups_in(masked)],
    }


def _is_party(task: Any) -> bool:
    """Whether a share says who does the matter: not what was only asked for, nor a copy that became a share again."""
    over = task.role == TaskRole.COPY.value and task.state == TaskState.WITHDRAWN.value
    return task.role != TaskRole.CONFER.value and not over


def _task(task: Any) -> dict[str, Any]:
    state = TaskState(task.state)
    return {
        "role": TASK_ROLES[TaskRole(task.role)],
        "unit": name_of(task.unit),
        "state": state.value,
        "state_word": TASK_STATES[state],
        "who": task.assignee.name if task.assignee else "",
        "since": task.ended_at or task.accepted_at or task.opened_at,
        "wanted": task.wanted,
        "open": state in (TaskState.OFFERED, TaskState.WORKING),
    }


def _waits_for(case: Dossier) -> str:
    """Who does what next, in one sentence."""
    row = case.matter
    unit = name_of(row.unit)
    if row.conferring:
        return _("正在会商，结论作出前由 %(unit)s 负责") % {"unit": unit}
    if row.ruling == Ruling.ASKED.value:
        return _("多次退回，等待 %(unit)s 裁决") % {"unit": unit}
    if row.check_of and row.state != MatterState.CLOSED.value:
        return _("等待 %(unit)s 核查退回") % {"unit": unit}
    if row.state == MatterState.TRIAGE.value:
        return _("等待 %(unit)s 分流") % {"unit": unit}
    if row.state == MatterState.OFFERED.value:
        return _("等待 %(unit)s 签收") % {"unit": unit}
    if row.state == MatterState.CLOSED.value:
        return ""
    following = [name_of(t.unit) for t in case.passed_on]
    if following:
        return _("已转 %(next)s，签收前由首接单位 %(unit)s 负责") % {"next": listed(following), "unit": unit}
    helpers = [name_of(t.unit) for t in case.tasks if t.role == "helper" and t.state in ("offered", "working")]
    if helpers:
        return _("%(unit)s 办理中，协办：%(helpers)s") % {"unit": unit, "helpers": listed(helpers)}
    who = case.lead.assignee.name if case.lead and case.lead.assignee else ""
    return (
        _("%(unit)s 办理中，经办人 %(who)s") % {"unit": unit, "who": who}
        if who
        else _("%(unit)s 办理中") % {"unit": unit}
    )


def _forms(case: Dossier, can: Possible, viewer: Viewer, units: Directory, now: datetime) -> dict[str, MoveForm]:
    """The forms of what this viewer can do."""
    task = case.task_of(viewer)
    receivers = (
        [(str(card.id), name_of(card)) for card in units.receivers()]
        if can.route or can.rule or can.transfer or can.add_party
        else []
    )
    if can.rule:
        receivers += levels.rulers(case, units)
    staff = [(str(key), name) for key, name in staff_in(task.unit_id, at=now)] if can.assign and task else []
    forms = move_forms(case, receivers, staff, _proposed(case, units))
    if can.amend:
        forms["amend"] = amend_form(case)
    if can.reclass:
        forms["reclass"] = reclass_form(case)
    if can.place:
        area = units.places.get(case.matter.area_id) if case.matter.area_id else None
        forms["place"] = place_form(units.places.values(), area.code if area else "", case.matter.place)
    forms |= conferring.forms_of(case, viewer, units)
    if can.check:
        forms["check"] = checking.form_of(case)
    forms |= levels.forms_of(case, units, hand_on=can.hand_on, take_back=can.take_back)
    if can.split and (several := split_form(case)):
        forms["split"] = several
    return forms


def _proposed(case: Dossier, units: Directory) -> str:
    """The unit to route to: of the function that the table chose, the one that covers the place as it is known now."""
    if not case.routings:
        return ""
    chosen = units.units.get(case.routings[-1].unit_id)
    found = units.unit_for(chosen.function, case.matter.area_id) if chosen and not case.routings[-1].by_hand else None
    return str(found.id if found else case.routings[-1].unit_id)
