"""The minutes of a meeting on A4 and as Excel; whatever looks private in them is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.meetings.views import lines_of, seen, title_of
from fengqiao.desk.meetings.words import CAME
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.papers import bound, sent_as
from fengqiao.desk.words import name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.kit.documents import Document, Grid, Line
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.meetings.actions import note_minutes
from fengqiao.meetings.queries import agenda
from fengqiao.meetings.terms import Came
from fengqiao.orgs.terms import Right

if TYPE_CHECKING:
    from fengqiao.meetings.models import Meeting

FORMS = ("docx", "pdf")


@require_GET
@staff_only(*READERS)
def paper(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Show the minutes as they are printed, and record it."""
    now, row = timezone.now(), seen(request, meeting_id)
    outgoing, dealt = Outgoing(readable=False), agenda(row)
    parts = [
        (heading, [line | {"text": outgoing(line["text"]), "reply": outgoing(line["reply"])} for line in lines_of(rows, None, row.day)])
        for heading, rows in ((_("上次建议的答复"), dealt.answered), (_("还没有答复、留到下次的"), dealt.waiting), (_("这次提出的建议"), dealt.raised))
    ]  # fmt: skip
    note_minutes(meeting_id=meeting_id, form="paper", by=request.viewer, at=now)
    context = {
        "row": row,
        "title": title_of(row),
        "office": name_of(row.unit),
        "place": outgoing(row.place),
        "minutes": outgoing(row.minutes),
        "came": [(CAME[Came(each)], count) for each, count in row.came.items() if each in set(Came)],
        "total": sum(row.came.values()),
        "parts": parts,
        "hidden": outgoing.found - outgoing.left,
        "printed_at": now,
        "printed_by": request.viewer.name,
    }
    return render(request, "desk/meeting_paper.html", context)


@require_POST
@staff_only(Right.EXPORT)
def minutes(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Send the minutes as Word to be gone on with, or as PDF; whatever looks private in them is hidden."""
    now, row, kind = timezone.now(), seen(request, meeting_id), request.POST.get("take", "")
    if kind not in FORMS:
        messages.error(request, _("请选 Word 或 PDF。"))
        return redirect("meeting", meeting_id=meeting_id)
    traditional = (get_language() or "").lower() == "zh-hant"
    document = _minutes(row)
    try:
        answer = sent_as(
            kind,
            lambda: bound(document, name_of(row.unit), f"{row.day:%Y%m%d}", traditional=traditional),
            f"fengqiao-meeting-{row.day:%Y%m%d}",
        )
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("meeting", meeting_id=meeting_id)
    note_minutes(meeting_id=meeting_id, form=kind, by=request.viewer, at=now)
    return answer


def _minutes(row: Meeting) -> Document:
    """Return the minutes: when, where, who came, what was resolved, the suggestions with their replies, who signs."""
    outgoing, dealt = Outgoing(readable=False), agenda(row)
    came = [f"{CAME[Came(each)]} {count}" for each, count in row.came.items() if each in set(Came)]
    heads = (_("建议"), _("答复单位"), _("怎么答复"), _("答复内容"))
    grids = tuple(
        Grid(heading, heads, tuple((outgoing(line["text"]), line["owner"], str(line["word"]), outgoing(line["reply"])) for line in lines_of(rows, None, row.day)))
        for heading, rows in ((_("上次建议的答复"), dealt.answered), (_("还没有答复、留到下次的"), dealt.waiting), (_("这次提出的建议"), dealt.raised))
        if rows
    )  # fmt: skip
    lines = (
        Line(_("日期"), f"{row.day:%Y-%m-%d}"), Line(_("地点"), outgoing(row.place)), Line(_("到会"), " · ".join([str(sum(row.came.values())), *came]) if came else ""),
        Line(_("议定事项"), outgoing(row.minutes), wide=True),
    )  # fmt: skip
    return Document(
        "meeting",
        f"{_('例会记录')} · {title_of(row)}",
        (*lines, *grids),
        signs=(_("主持人（签名）"), _("记录人（签名）")),
    )


@require_POST
@staff_only(Right.EXPORT)
def sheet(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Send the suggestions of a meeting with their replies as Excel."""
    now, row = timezone.now(), seen(request, meeting_id)
    outgoing, dealt, text = Outgoing(readable=False), agenda(row), ColumnKind.TEXT
    columns = (
        Column(_("列在"), text, 16), Column(_("建议"), text, 48), Column(_("答复单位"), text, 20), Column(_("哪天前答复"), text, 14),
        Column(_("怎么答复"), text, 12), Column(_("答复内容"), text, 48), Column(_("答复日期"), text, 14), Column(_("留过几次")),
    )  # fmt: skip
    cells = [
        [heading, outgoing(line["text"]), line["owner"], line["due"].isoformat(), str(line["word"]), outgoing(line["reply"]),
         line["replied_on"].isoformat() if line["replied_on"] else "", line["carried"]]
        for heading, rows in ((_("上次的答复"), dealt.answered), (_("留到下次"), dealt.waiting), (_("这次提出"), dealt.raised))
        for line in lines_of(rows, None, row.day)
    ]  # fmt: skip
    note_minutes(meeting_id=meeting_id, form="sheet", by=request.viewer, at=now)
    spec = SheetSpec(name=_("例会建议"), columns=columns, rows=cells)
    return sent([spec], f"fengqiao-meeting-{row.day:%Y%m%d}.xlsx")
