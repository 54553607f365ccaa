"""The matter on paper: first what must be hidden is ticked, then the sheet, A4, for the file or to hand over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.catalogue.model import FieldType
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.leaving import Block, Leaving, check_list, leaving, look_through
from fengqiao.desk.matters.paper_file import binder_of
from fengqiao.desk.matters.story import timeline
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.papers import sent_as
from fengqiao.desk.words import DOORS, MOVES, PAPERS, STATES, TASK_ROLES, TASK_STATES, name_of, option_words
from fengqiao.kit.documents import can_print
from fengqiao.matters.actions import note_print
from fengqiao.matters.queries import Dossier, dossier
from fengqiao.matters.terms import Door, MatterState, Move, Paper, TaskRole, TaskState
from fengqiao.orgs.queries import Directory, directory
from fengqiao.vault.queries import files_by_holder, tellers_of

AS_FILES = ("", "pdf", "docx")  # on the screen to be printed, or to be saved
FREE_TEXT = (FieldType.TEXT, FieldType.LONGTEXT)


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def paper(request: DeskRequest, matter_id: UUID, form: str) -> HttpResponse:
    """Show what would be printed with the private data in it ticked; then the sheet itself, and record what stays readable."""
    case = dossier(request.viewer, matter_id)
    if case is None or form not in set(Paper):
        raise Http404
    kind, now = Paper(form), timezone.now()
    blocks = _blocks(case)
    masking = look_through(blocks)
    if request.method == "POST" and request.POST.get("version") == str(case.matter.version):
        as_file = request.POST.get("as", "")
        if as_file not in AS_FILES:
            raise Http404
        if as_file == "pdf":
            can_print()
        out = leaving(blocks, masking, request.POST)
        note_print(matter_id=matter_id, paper=kind, found=out.found, left=out.left, by=request.viewer, at=now)
        sheet = {**_sheet(case, out, kind, request), "printed_at": now}
        if as_file:
            return sent_as(as_file, lambda: binder_of(sheet), f"{case.matter.number}-{kind.value}")
        return render(request, "desk/paper.html", sheet)
    if request.method == "POST":
        messages.warning(request, _("这件事项刚被别人处理过，请重新核对后再打印。"))
    context = {
        "matter": case.matter,
        "paper": kind.value,
        "title": PAPERS[kind],
        "papers": [{"code": each.value, "name": PAPERS[each], "now": each is kind} for each in Paper],
        **check_list(blocks, masking, request.POST if request.method == "POST" else None),
    }
    return render(request, "desk/paper_check.html", context, status=409 if request.method == "POST" else 200)


def _blocks(case: Dossier) -> list[Block]:
    """Every text of the matter that somebody wrote freely."""
    row = case.matter
    found = [Block("title", _("标题"), row.title), Block("place", _("地点"), row.place)]
    found += [Block(f"report.{report.id}", _("诉求内容"), report.text) for report in case.reports]
    found += [
        Block(f"field.{field.code}", name_of(field), str(row.fields[field.code]))
        for field in case.kind.fields
        if field.type in FREE_TEXT and row.fields.get(field.code)
    ]
    found += [Block(f"entry.{entry.id}", str(MOVES[Move(entry.move)]), entry.text) for entry in case.entries]
    found += [
        Block(f"file.{file.id}", _("佐证名称"), file.name)
        for files in files_by_holder(row.id).values()
        for file in files
    ]
    return found


def _sheet(case: Dossier, out: Leaving, kind: Paper, request: DeskRequest) -> dict[str, Any]:
    """Everything that the sheet shows, its texts as they go out."""
    row, units = case.matter, directory(at=timezone.now())
    area = units.places.get(row.area_id) if row.area_id else None
    result = case.kind.result(row.result)
    return {
        "matter": row,
        "paper": kind.value,
        "title": PAPERS[kind],
        "office": name_of(row.unit),
        "holder": _holder(request, units),
        "kind": name_of(case.kind),
        "door": DOORS[Door(row.door)],
        "state": STATES[MatterState(row.state)],
        "where": " ".join(filter(None, (full_name(area, units.places) if area else _("未定辖区"), out.words["place"]))),
        "subject": out.words["title"],
        "tellings": _tellings(case, out),
        "fields": _fields(case, out),
        "parties": _parties(case),
        "clocks": [(clock.code, deadline.due_at) for clock, deadline in case.clocks],
        "course": _course(case, out, units),
        "result": name_of(result) if result else "",
        "evidence": _evidence(case, out),
        "hidden": out.found - out.left,
        "left": out.left,
        "printed_by": request.viewer.name,
    }


def _holder(request: DeskRequest, units: Directory) -> str:
    card = units.units.get(request.viewer.unit_id)
    return name_of(card) if card else ""


def _tellings(case: Dossier, out: Leaving) -> list[dict[str, Any]]:
    names = {field.code: name_of(field) for field in case.kind.fields}
    masked = tellers_of(case.matter.id)
    return [
        {
            "told_at": report.told_at,
            "door": DOORS[Door(report.door)],
            "text": out.words[f"report.{report.id}"],
            "teller": [(names.get(code, code), value) for code, value in masked.get(report.id, {}).items()],
        }
        for report in case.reports
    ]


def _fields(case: Dossier, out: Leaving) -> list[tuple[str, str]]:
    shown = []
    for field in case.kind.fields:
        value = case.matter.fields.get(field.code)
        if value:
            words = option_words(field, value) if field.option(value) else out.words.get(f"field.{field.code}", value)
            shown.append((name_of(field), words))
    return shown


def _parties(case: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "role": TASK_ROLES[TaskRole(task.role)],
            "unit": name_of(task.unit),
            "state": TASK_STATES[TaskState(task.state)],
            "who": task.assignee.name if task.assignee else "",
        }
        for task in case.tasks
    ]


def _course(case: Dossier, out: Leaving, units: Directory) -> list[dict[str, Any]]:
    """The timeline, oldest first; a reason or a result in its words."""
    lines = reversed(timeline(case, units))
    return [{**line, "text": out.words[f"entry.{entry.id}"]} for entry, line in zip(case.entries, lines, strict=True)]


def _evidence(case: Dossier, out: Leaving) -> list[dict[str, Any]]:
    entries = {entry.id: entry for entry in case.entries}
    held = ((entries.get(holder), file) for holder, files in files_by_holder(case.matter.id).items() for file in files)
    return [
        {
            "name": out.words[f"file.{file.id}"],
            "size": max(file.size // 1024, 1),
            "at": entry.at if entry else None,
            "what": MOVES[Move(entry.move)] if entry else "",
        }
        for entry, file in held
    ]
