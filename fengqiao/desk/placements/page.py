"""One placement: what was done, what is said of it, its next step; and what is done with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import duty_word, form_name, hours_said
from fengqiao.desk.fields import Plain, chosen, day_field, words
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people_chosen import people_of
from fengqiao.desk.placement_words import appraisal_word, deed_word
from fengqiao.desk.placements.entering import entry_form
from fengqiao.desk.placements.showing import RUNNING, asked_of, line_of, times_of
from fengqiao.desk.posted import day_of, id_chosen, whole_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import staff_names
from fengqiao.placements import actions
from fengqiao.placements.queries import (
    Said,
    done_of,
    entries_of,
    limit,
    manages,
    mentors,
    placement_for,
    said_of,
    takes_part,
)
from fengqiao.placements.rules.course import is_soon
from fengqiao.placements.terms import PlacementState
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.placements.models import Placement

DONE = {
    "extend": gettext_lazy("期限已改，岗位一起改。"), "mentor": gettext_lazy("已换带教人。"), "call-off": gettext_lazy("已取消，没有到岗的不计人数。"),
    "end": gettext_lazy("已提前结束，岗位同时停用。"), "enter": gettext_lazy("已记下。"), "take-out": gettext_lazy("已撤销这条记录。"),
    "sum-up": gettext_lazy("小结已存。"), "appraise": gettext_lazy("评语已存。"), "close": gettext_lazy("已办结，数量都留着。"),
}  # fmt: skip
SHOWN = 200


def _seen(request: DeskRequest, placement_id: UUID) -> Placement:
    row = placement_for(request.viewer, placement_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only()
def page(request: DeskRequest, placement_id: UUID) -> HttpResponse:
    """Show one with what was done and what is said of it."""
    return render(request, "desk/placement.html", _context(request, _seen(request, placement_id), timezone.now()))


def _context(request: DeskRequest, row: Placement, now: datetime, opened: str = "", data: Any = None) -> dict[str, Any]:
    viewer, pack, today = request.viewer, pack_on(now).pack, timezone.localdate(now)
    done, came = done_of(row, pack)
    wanted, said, may = asked_of(row, done, pack, today), said_of(row), manages(viewer, row)
    own, mentor = takes_part(viewer, row), mentors(viewer, row)
    is_open = row.state in {PlacementState.RUNS.value, PlacementState.OVER.value}
    over = row.state == PlacementState.OVER.value
    entries = entries_of(row, most=SHOWN)
    writers = staff_names({each.by_id for each, _text in entries})
    return {
        "row": row, **line_of(row, pack, today), "may": may, "own": own, "is_mentor": mentor, "opened": opened,
        "planned_last": row.planned_last, "asked": wanted, "hours": hours_said(done.study_minutes), "hours_asked": hours_said(wanted.study_asked),
        "times": times_of(done, pack), "held": len(came), "tasks": said.tasks, "summary": said.summary, "said": said.word, "erased": row.erased_at is not None,
        "appraised": appraisal_word(row.appraisal, pack), "worded_by": staff_names([row.worded_by]).get(row.worded_by, "") if row.worded_by else "",
        "entries": [
            {"id": each.id, "day": each.day, "deed": deed_word(each.deed, pack), "times": each.times, "minutes": each.minutes, "text": text,
             "by": writers.get(each.by_id, ""), "mine": is_open and each.by_id == viewer.staff_id}
            for each, text in entries
        ],
        "activities": [
            {"id": each.activity_id, "title": _title(each, pack), "starts": each.starts, "hours": hours_said(each.minutes)} for each in came[:SHOWN]
        ],
        "may_enter": is_open and (own or mentor), "may_sum": is_open and own, "may_appraise": mentor and (over or (is_open and is_soon(row.last, today, limit("remind_days", now)))),
        "may_close": may and over, "ready": over and bool(row.worded_at) and bool(row.summed_at or row.ending), "may_term": may and row.state in RUNNING,
        "may_end": may and row.state == PlacementState.RUNS.value, "may_off": may and row.state == PlacementState.SET.value,
        "may_mentor": may and (is_open or row.state in RUNNING),
        **_forms(request, row, said, now, opened, data),
    }  # fmt: skip


def _title(each: Any, pack: Pack) -> str:
    title = duty_word("duty", each.kind, pack)
    return f"{title} · {form_name(each.form, pack)}" if each.form else title


def _forms(request: DeskRequest, row: Placement, said: Said, now: datetime, opened: str, data: Any) -> dict[str, Any]:
    """The forms of the page, the one that was sent with what was typed."""
    pack, today = pack_on(now).pack, timezone.localdate(now)
    told = pack.placements

    def typed(deed: str) -> Any:
        return data if opened == deed else None

    mentor = chosen(_("带教人"), people_of(request.viewer, now, but={row.mentor_id, row.staff_id}), _("接收单位的人"))
    return {
        "entry": entry_form(pack, today, typed("enter")),
        "extend": Plain("extend", typed("extend"), last=day_field(_("到哪天"), row.last)),
        "mentor_form": Plain("mentor", None, staff=mentor),
        "end": Plain("end", None, ending=chosen(_("提前结束的原因"), [(code, name_of(each)) for code, each in told.ends.items()])),
        "sum_up": Plain("sum", typed("sum-up"), text=_words(_("本人小结"), said.summary)),
        "appraise": Plain(
            "appraise", typed("appraise"), text=_words(_("带教评语"), said.word),
            appraisal=forms.ChoiceField(label=_("档次"), choices=[(code, name_of(each)) for code, each in told.appraisals.items()], initial=row.appraisal),
        ),
    }  # fmt: skip


def _words(label: str, initial: str) -> forms.CharField:
    field = words(label, _("不写群众的姓名、电话"), rows=6)
    field.initial = initial
    return field


@require_POST
@staff_only()
def act(request: DeskRequest, placement_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a placement."""
    if deed not in DONE:
        raise Http404
    now, row = timezone.now(), _seen(request, placement_id)
    try:
        _do(request, placement_id, deed, now)
    except Problem as problem:
        messages.error(request, say(problem))
        context = _context(request, _seen(request, row.id), now, deed, request.POST)
        return render(request, "desk/placement.html", context, status=422)
    messages.success(request, str(DONE[deed]))
    if deed == "enter" and request.POST.get("back") == "mine":
        return redirect("placement-mine")
    return redirect("placement", placement_id=placement_id)


def _do(request: DeskRequest, placement_id: UUID, deed: str, now: datetime) -> None:
    post = request.POST
    given: dict[str, Any] = {"placement_id": placement_id, "by": request.viewer, "at": now}
    seen: dict[str, Any] = {"seen_version": whole_or_none(post.get("version", ""))}
    if deed == "extend":
        actions.extend(last=day_of(post.get("last", "")), **given, **seen)
    elif deed == "mentor":
        actions.hand_mentor(staff_id=id_chosen(post.get("staff", "")), **given)
    elif deed == "end":
        actions.end_early(ending=post.get("ending", ""), **given, **seen)
    elif deed in {"call-off", "close"}:
        (actions.call_off if deed == "call-off" else actions.close)(**given, **seen)
    elif deed == "enter":
        times, minutes = (whole_or_none(post.get(name, "")) for name in ("times", "minutes"))
        actions.enter(
            day=day_of(post.get("day", "")), deed=post.get("deed", ""), times=1 if times is None else times, minutes=minutes or 0,
            text=post.get("text", ""), **given,
        )  # fmt: skip
    elif deed == "take-out":
        actions.take_out(entry_id=id_chosen(post.get("entry", "")), **given)
    elif deed == "sum-up":
        actions.sum_up(text=post.get("text", ""), **given)
    else:
        actions.appraise(appraisal=post.get("appraisal", ""), text=post.get("text", ""), **given)
