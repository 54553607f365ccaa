"""The minutes of an activity: who was due and came, what was said, what was resolved; on the screen, as Word and as PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duties.particulars import shown
from fengqiao.desk.duties.tasks import task_of, tasks_shown
from fengqiao.desk.duties.views import _leading as leading_roles
from fengqiao.desk.duties.views import seen
from fengqiao.desk.duty_words import headline_of, kind_of, leave_word, place_of, role_of
from fengqiao.desk.fields import Plain, chosen, day_field
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.papers import bound, sent_as
from fengqiao.desk.posted import day_of, id_chosen, id_or_none, whole_or_none
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import name_of, say
from fengqiao.duties import actions
from fengqiao.duties.queries import attendance_of, leads, minutes_of, not_listed, reads_minutes, said_of, seats_of
from fengqiao.duties.rules.quorum import Votes, enough, needed
from fengqiao.duties.terms import NOT_THERE, ActivityState, Outcome, SeatState
from fengqiao.kit.documents import Binder, Document, Grid, Line
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import staff_in, staff_names
from fengqiao.rulebook.queries import pack_on

DONE = {
    "write": gettext_lazy("记录已保存。"),
    "resolve": gettext_lazy("决议已编号。"),
    "sign": gettext_lazy("记录已审签。"),
    "reason": gettext_lazy("原因已记下。"),
    "done": gettext_lazy("已记为完成。"),
}


@require_GET
@staff_only()
def page(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Show the minutes, or where to write them."""
    return render(request, "desk/duty_minutes.html", _context(request, activity_id, timezone.now()))


def _context(request: DeskRequest, activity_id: UUID, now: datetime, opened: str = "") -> dict[str, Any]:
    row, viewer, pack = seen(request, activity_id), request.viewer, pack_on(now).pack
    if not reads_minutes(viewer, row):
        raise Http404
    kind, there, sheet = pack.duties.kinds.get(row.kind), attendance_of(row, at=now), minutes_of(row)
    said = said_of([row.id]).get(row.id)
    rule, seats = kind.quorum if kind else None, [seat for seat in seats_of(row.id) if seat.state == SeatState.IN.value]
    lead = leads(viewer, row, leading_roles(row, pack))
    who = staff_names({each for each in (sheet.row.written_by, sheet.row.signed_by) if each}) if sheet else {}
    begun = row.starts <= now and row.state != ActivityState.CANCELLED.value
    writes = lead and begun and (sheet is None or not (sheet.row.signed_at or sheet.row.erased_at))
    return {
        "row": row, "title": headline_of(row, pack), "kind": kind_of(row, pack), "office": name_of(row.host or row.unit), "place": place_of(row),
        "there": there, "quorum": rule, "needed": needed(rule, there.due) if rule else 0, "enough": enough(rule, there),
        "people": [
            (word, strung(_named(seat, row, pack) for seat in seats if seat.outcome in outcomes))
            for word, outcomes in (
                (_("实到"), (Outcome.CAME.value,)), (_("请假"), (Outcome.EXCUSED.value,)), (_("缺席"), (Outcome.ABSENT.value,)), (_("还没有到"), (Outcome.OPEN.value,)),
            )
        ] + [(_("还没有上名单"), strung(not_listed(row, at=now).values()))],
        "sheet": sheet, "text": sheet.text if sheet else "", "version": sheet.row.version if sheet else "",
        "resolutions": [{"number": f"{each.year}-{each.number}", "words": words, "row": each, "task": task_of(each, viewer, now, leads=lead)} for each, words in sheet.resolutions] if sheet else [],
        "writer": who.get(sheet.row.written_by, "") if sheet else "", "signer": who.get(sheet.row.signed_by, "") if sheet and sheet.row.signed_by else "",
        "tasks": tasks_shown(viewer, row, now), "task_form": _task_form(row, request, now) if writes else None, "reason_form": _reason_form(seats, pack, request) if writes else None,
        "writes": writes, "signs": writes and sheet is not None and bool(sheet.text) and row.state != ActivityState.PLANNED.value and sheet.row.written_by != viewer.staff_id,
        "opened": opened, "begun": begun, "typed": request.POST, "said": shown(kind, said, personal=lead), "outward": shown(kind, said, personal=False),
    }  # fmt: skip


def _named(seat: Any, row: Any, pack: Pack) -> str:
    """A name with the role, and why they did not come where somebody said."""
    name = f"{seat.staff.name} {role_of(row, seat.role, pack)}" if seat.role else seat.staff.name
    return (
        _("{who}（{why}）").format(who=name, why=leave_word(seat.reason, pack))
        if seat.reason and seat.outcome in NOT_THERE
        else name
    )


def _task_form(row: Any, request: DeskRequest, now: datetime) -> Plain:
    people = dict(staff_in(row.team_id or row.unit_id, at=now)) | {
        seat.staff_id: seat.staff.name for seat in seats_of(row.id)
    }
    form = Plain(
        "task", None, staff=chosen(_("谁来做"), [(str(who), name) for who, name in people.items()], _("不派任务就不选")),
        by_day=day_field(_("哪天以前做完")),
    )  # fmt: skip
    for name in ("staff", "by_day"):
        form.fields[name].initial = request.POST.get(name, "")
    return form


def _reason_form(seats: list[Any], pack: Pack, request: DeskRequest) -> Plain | None:
    away = [(str(seat.staff_id), seat.staff.name) for seat in seats if seat.outcome in NOT_THERE]
    leaves = [(each.code, name_of(each)) for each in pack.duties.leaves.values()]
    return (
        Plain("why", None, who=chosen(_("谁"), away), reason=chosen(_("为什么没有来"), leaves))
        if away and leaves
        else None
    )


@require_POST
@staff_only()
def act(request: DeskRequest, activity_id: UUID, deed: str) -> HttpResponse:
    """Write the minutes, write down a resolution, or sign."""
    if deed not in DONE:
        raise Http404
    now, post, by = timezone.now(), request.POST, request.viewer
    seen(request, activity_id)
    version = whole_or_none(post.get("version", ""))
    try:
        if deed == "write":
            actions.write_minutes(
                activity_id=activity_id, text=post.get("text", ""), by=by, at=now, seen_version=version
            )
        elif deed == "resolve":
            yes, no, abstained = (whole_or_none(post.get(name, "")) for name in ("yes", "no", "abstained"))
            votes = Votes(yes if yes is not None else -1, no or 0, abstained or 0)
            actions.resolve(
                activity_id=activity_id, text=post.get("text", ""), votes=votes, staff_id=id_or_none(post.get("staff", "")),
                by_day=day_of(post["by_day"]) if post.get("by_day") else None, by=by, at=now,
            )  # fmt: skip
        elif deed == "reason":
            actions.note_reason(
                activity_id=activity_id,
                staff_id=id_chosen(post.get("who", "")),
                reason=post.get("reason", ""),
                by=by,
                at=now,
            )
        elif deed == "done":
            actions.finish_task(resolution_id=id_chosen(post.get("resolution", "")), by=by, at=now)
        else:
            actions.sign_minutes(activity_id=activity_id, by=by, at=now, seen_version=version)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/duty_minutes.html", _context(request, activity_id, now, deed), status=422)
    messages.success(request, DONE[deed])
    return redirect("duty-minutes", activity_id=activity_id)


@require_GET
@staff_only()
def file(request: DeskRequest, activity_id: UUID, kind: str) -> HttpResponse:
    """Send the minutes as PDF or Word; what looks private in them is hidden."""
    now = timezone.now()
    given = _context(request, activity_id, now)
    if given["sheet"] is None:
        raise Http404
    return sent_as(kind, lambda: _binder(request, given, kind, now), f"fengqiao-minutes-{timezone.localtime(given['row'].starts):%Y%m%d}")  # fmt: skip


def _binder(request: DeskRequest, given: dict[str, Any], kind: str, now: datetime) -> Binder:
    row, there, outgoing = given["row"], given["there"], Outgoing(readable=False)
    actions.note_minutes_print(activity_id=row.id, form=kind, by=request.viewer, at=now)
    starts, ends = timezone.localtime(row.starts), timezone.localtime(row.ends)
    numbers = _("应到 {due}，实到 {came}，请假 {excused}，缺席 {absent}，列席 {observers}").format(
        due=there.due, came=there.came, excused=there.excused, absent=there.absent, observers=there.observers
    )
    parts: list[Line | Grid] = [
        *([Line(_("主题"), outgoing(row.subject), wide=True)] if row.subject else []),
        Line(_("时间"), f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}"), Line(_("地点"), given["place"]), Line(_("人数"), numbers),
        *(Line(word, names) for word, names in given["people"] if names), *(Line(word, outgoing(str(value)), wide=True) for word, value in given["outward"]), Line(_("记录"), outgoing(given["text"]), wide=True),
    ]  # fmt: skip
    if given["resolutions"]:
        heads = (_("编号"), _("决议"), _("赞成"), _("反对"), _("弃权"), _("结果"), _("谁做、哪天以前"))
        rows = tuple(
            (each["number"], outgoing(each["words"]), str(each["row"].yes), str(each["row"].no), str(each["row"].abstained), _("通过") if each["row"].adopted else _("未通过"), each["task"]["line"] if each["task"] else "")
            for each in given["resolutions"]
        )  # fmt: skip
        parts.append(Grid(_("决议"), heads, rows))
    signs = (f"{_('记录人')} {given['writer']}", f"{_('审签人')} {given['signer']}".strip())
    document = Document("minutes", _("{kind}记录").format(kind=given["kind"]), tuple(parts), signs=signs)
    return bound(document, given["office"], f"{starts:%Y-%m-%d}", traditional=(get_language() or "") == "zh-hant")
