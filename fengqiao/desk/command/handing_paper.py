"""The hand-over sheet as it leaves the screen: printed and signed by hand, as PDF, as Word; numbers and kinds, no titles."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.command import actions
from fengqiao.command.queries import READERS, notes_of
from fengqiao.desk.command.handing import bin_name, head_of, in_order, lines_of, seen, sheet_of, tiles
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.papers import bound, sent_as
from fengqiao.desk.words import name_of
from fengqiao.kit.documents import Binder, Document, Grid, Line
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import pack_on


def _context(request: DeskRequest, row_id: UUID, now: datetime) -> dict[str, Any]:
    """Return what stands on the sheet; what looks private in the notes is hidden. That it left is recorded."""
    row = seen(request, row_id)
    units, pack = directory(at=now), pack_on(now).pack
    if row.station_id not in units.units:
        raise Http404
    sheet = sheet_of(request, row, units, pack, now)
    shown = {line.id: line for line in lines_of(request, sheet, units, now)}
    outgoing = Outgoing(readable=False)
    notes = [{"text": outgoing(text), "who": who, "at": at} for text, who, at in notes_of(row)]
    actions.note_handover_print(handover_id=row.id, by=request.viewer, at=now)
    late, due = set(sheet.late), set(sheet.due)
    return {
        **head_of(row, sheet, units, pack),
        "office": name_of(row.station), "notes": notes, "tiles": tiles(sheet),
        "bins": [
            {"name": bin_name(code, row, units, pack), "count": len(ids),
             "lines": [{"line": shown[each], "late": each in late, "due": each in due} for each in ids if each in shown]}
            for code, ids in in_order(sheet, pack)
        ],
        "hidden": outgoing.found - outgoing.left, "printed_at": now, "printed_by": request.viewer.name,
    }  # fmt: skip


@require_GET
@staff_only(*READERS)
def paper(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Show a sheet as it is printed."""
    return render(request, "desk/handover_paper.html", _context(request, row_id, timezone.now()))


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, row_id: UUID, kind: str) -> HttpResponse:
    """Send a sheet as PDF or Word."""
    name = f"fengqiao-handover-{seen(request, row_id).day:%Y%m%d}"
    return sent_as(kind, lambda: _binder(_context(request, row_id, timezone.now())), name)


def _binder(given: dict[str, Any]) -> Binder:
    row, language = given["row"], get_language() or ""
    parts: list[Line | Grid] = [
        Line(_("时段"), f"{_moment(row.begins_at)} – {_moment(row.ends_at)}"),
        Line(_("交给"), given["next"]),
        Line(_("当班"), "   ".join(f"{word} {names}" for word, names in given["duty"])),
        Line(_("数字"), "   ".join(f"{each['label']} {each['value']}" for each in given["tiles"])),
        Line(_("装备"), "   ".join(f"{word} {'____' if count is None else count}" for _code, word, count in given["gear"])),
        Line(_("交代的事"), "\n".join(f"{n}. {each['text']} ({each['who']} {_moment(each['at'])})" for n, each in enumerate(given["notes"], 1)), wide=True),
    ]  # fmt: skip
    heads = (_("编号"), _("种类"), _("责任人"), _("到期"))
    parts += [Grid(f"{each['name']} · {each['count']}", heads, tuple(_row(one) for one in each["lines"])) for each in given["bins"] if each["lines"]]  # fmt: skip
    signs = [(_("交班人"), row.given_by, row.given_at), (_("接班人"), row.taken_by, row.taken_at)]
    document = Document(
        "handover", f"{_('交接班单')} {date_format(row.day, 'MONTH_DAY_FORMAT')} {given['shift']}", tuple(parts),
        signs=tuple(f"{word} {who.name} {_moment(at)}" if who else word for word, who, at in signs),
    )  # fmt: skip
    return bound(document, given["office"], f"{row.day:%Y-%m-%d}", traditional=language == "zh-hant")


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    line, word = each["line"], _("超期") if each["late"] else _("下一班里到期") if each["due"] else ""
    due = _moment(line.due_at) if line.due_at else ""
    return line.number, str(line.kind), line.who or "", f"{due} {word}".strip()


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"
