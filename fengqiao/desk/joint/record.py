"""The record of an incident on paper and as Excel, and its photos: words pass the eye for private data first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.joint.page import context_of
from fengqiao.desk.matters.files import send_file
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.workbooks import sent
from fengqiao.incidents.actions import note_paper
from fengqiao.incidents.queries import READERS, incident_for, line_of_file
from fengqiao.kit.documents import Binder, Document, Grid, Line, Picture, drawn, render_word
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.look.maps import survey_svg
from fengqiao.vault.queries import content_of, file_of
from fengqiao.vault.terms import MediaType

if TYPE_CHECKING:
    from fengqiao.incidents.models import Incident


def _row(request: DeskRequest, incident_id: UUID) -> Incident:
    row = incident_for(request.viewer, incident_id)
    if row is None:
        raise Http404
    return row


def _going_out(request: DeskRequest, row: Incident) -> tuple[dict[str, Any], Outgoing]:
    """Return what the page shows with every free text passed through, and how much was private in it."""
    out = Outgoing(readable=False)
    found = context_of(request, row)
    entries = [{**each, "text": out(each["text"])} for each in reversed(found["entries"])]
    parties = [{**each, "wanted": out(each["wanted"])} for each, _lane in found["parties"]]
    shown = {"entries": entries, "people": parties, "subject": out(row.matter.title), "where": out(found["where"])}
    return {**found, **shown}, out


@require_POST
@staff_only(*READERS)
def paper(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Show the record on A4, private data hidden, and record that it was made."""
    row, now = _row(request, incident_id), timezone.now()
    found, out = _going_out(request, row)
    note_paper(incident_id=row.id, found=out.found, left=out.left, by=request.viewer, at=now)
    extra = {"printed_at": now, "printed_by": request.viewer.name, "hidden": out.found - out.left}
    return render(request, "desk/joint_paper.html", {**found, **extra})


@require_POST
@staff_only(*READERS)
def sheet_file(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Send the record as Excel: parties and lines, private data hidden."""
    row, now = _row(request, incident_id), timezone.now()
    found, out = _going_out(request, row)
    note_paper(incident_id=row.id, found=out.found, left=out.left, by=request.viewer, at=now)
    return sent([_parties(found), _lines(found)], f"fengqiao-joint-{row.matter.number}.xlsx")


@require_POST
@staff_only(*READERS)
def word(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Send the record as Word, to be worked into a report; private data hidden."""
    row, now = _row(request, incident_id), timezone.now()
    found, out = _going_out(request, row)
    note_paper(incident_id=row.id, found=out.found, left=out.left, by=request.viewer, at=now)
    answer = HttpResponse(render_word(_binder(found)), content_type=MediaType.DOCX.value)
    answer["Content-Disposition"] = f'attachment; filename="fengqiao-joint-{row.matter.number}.docx"'
    return answer


def _binder(found: dict[str, Any]) -> Binder:
    """The record as a document: what it was, who was there when, what happened."""
    row, plan = found["incident"], found["plan"]
    outcome = " ".join([found["outcome"], *(f"{name} {number}" for name, number in found["numbers"])]).strip()
    lines = (
        Line(_("编号"), row.matter.number),
        Line(_("事由"), found["subject"]),
        Line(_("地点"), found["where"]),
        Line(_("接报时间"), _minute(row.told_at)),
        Line(_("启动时间"), _minute(row.opened_at)),
        Line(_("预案"), f"{plan}{_('（演练）')}" if row.drill else plan),
        Line(_("到场时限"), found["limit"]),
        Line(_("首支到场"), found["first"] or "–"),
        Line(_("结束时间"), _minute(row.ended_at) if row.ended_at else _("进行中")),
        Line(_("结果"), outcome or "–"),
    )
    people = found["people"]
    heads = (_("力量"), *(str(each["label"]) for each in people[0]["moments"]), _("到场用时"), _("现在"))
    parties = [
        (f"{each['unit']} {each['role']}", *(m["at"] + "*" * m["by_desk"] for m in each["moments"]), each["seconds"], each["stands"])
        for each in people
    ]  # fmt: skip
    course = [
        (_minute(each["moment"]), f"{each['unit']} {each['actor']}", " ".join(filter(None, (each["action"], each["text"], each["details"]))))
        for each in found["entries"]
    ]  # fmt: skip
    parts = (
        *lines,
        Grid(_("各方到场"), tuple(map(str, heads)), tuple(tuple(map(str, line)) for line in parties)),
        Line(_("说明"), _("* 由牵头单位代记。用时从通知起算。")),
        Grid(_("经过"), (_("时间"), _("单位、人员"), _("动作和情况")), tuple(tuple(map(str, line)) for line in course)),
    )
    signs = (_("记录人"), _("现场负责人"), _("所领导"))
    title = _("联动处置记录")
    frame = (_("目录"), _("序号"), _("名称"), _("页码"), _("备注"), _("年　月　日"), _("签字"))
    record = Document("joint", title, parts, signs=signs, pictures=_map(found))
    return Binder(title, found["lead_name"], row.matter.number, (record,), frame)


def _map(found: dict[str, Any]) -> tuple[Picture, ...]:
    """The map of the page as a picture; none where areas have no outlines."""
    if found["map"] is None:
        return ()
    words = _("圆圈是事发地，数字是各方的驻地和所报的位置，先后同上面的“各方到场”。")
    return (Picture(_("事发地和各方驻地"), drawn(survey_svg(found["map"])), words),)


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _parties(found: dict[str, Any]) -> SheetSpec:
    text = ColumnKind.TEXT
    names = [
        _("力量"),
        _("身份"),
        _("任务"),
        *(str(m["label"]) for m in found["people"][0]["moments"]),
        _("撤回"),
        _("到场用时"),
        _("现在"),
    ]
    rows = [
        [
            each["unit"], str(each["role"]), each["wanted"], *(m["at"] for m in each["moments"]), each["gone_at"],
            each["seconds"], str(each["stands"]),
        ]
        for each in found["people"]
    ]  # fmt: skip
    return SheetSpec(name=_("各方"), columns=tuple(Column(name, text, 14) for name in names), rows=rows)


def _lines(found: dict[str, Any]) -> SheetSpec:
    columns = (
        Column(_("时间"), ColumnKind.DATE, 18),
        Column(_("单位、人员"), ColumnKind.TEXT, 24),
        Column(_("动作"), ColumnKind.TEXT, 24),
        Column(_("情况"), ColumnKind.TEXT, 60),
        Column(_("备注"), ColumnKind.TEXT, 30),
    )
    rows = [
        [each["moment"], f"{each['unit']} {each['actor']}", each["action"], each["text"], each["details"]]
        for each in found["entries"]
    ]
    return SheetSpec(name=_("经过"), columns=columns, rows=rows)


def _file(request: DeskRequest, incident_id: UUID, file_id: UUID, *, small: bool) -> HttpResponse:
    row = _row(request, incident_id)
    stored = file_of([row.matter_id], file_id)
    if stored is None or line_of_file(row, stored.holder_id) is None:
        raise Http404
    kind = "image/jpeg" if small else stored.media_type
    return send_file(stored, content_of(stored, small=small), kind, attachment=not kind.startswith("image/"))


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, incident_id: UUID, file_id: UUID) -> HttpResponse:
    """Send a photo of an incident to somebody who may see the incident."""
    return _file(request, incident_id, file_id, small=False)


@require_GET
@staff_only(*READERS)
def small(request: DeskRequest, incident_id: UUID, file_id: UUID) -> HttpResponse:
    """Send the small picture of it."""
    return _file(request, incident_id, file_id, small=True)
