"""Make-ups: one's own with the hours of the year, those that an organiser looks after, and what is done with one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import form_name, headline_of
from fengqiao.desk.fields import Plain, day_field, words
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, whole_or_none
from fengqiao.desk.study_event_words import STATES, TONES
from fengqiao.desk.words import name_of, say
from fengqiao.duties.queries import may_organise, reached
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, staff_by_unit, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies import actions
from fengqiao.studies.queries import hours_of_year, make_up_for, make_ups, make_ups_of, may_settle, words_of_make_ups
from fengqiao.studies.terms import MakeUpState

if TYPE_CHECKING:
    from fengqiao.studies.models import MakeUp

DONE = {
    "hand-in": gettext_lazy("已交，等认定。"), "approve": gettext_lazy("已认定，这次补上了，计入学时。"), "back": gettext_lazy("已退回，已经告诉本人。"),
}  # fmt: skip


def _line(row: MakeUp, pack: Pack, today: date, said: str, viewer: Viewer) -> dict[str, Any]:
    owed = row.state == MakeUpState.OWED.value
    return {
        "id": row.id, "name": row.staff.name, "staff": row.staff_id, "title": headline_of(row.activity, pack), "missed": row.activity.starts, "unit": name_of(row.activity.unit),
        "due": row.due, "late": owed and row.due < today, "state": row.state, "word": STATES[MakeUpState(row.state)], "tone": "red" if owed and row.due < today else TONES[row.state],
        "form": form_name(row.form, pack) if row.form else "", "day": row.day, "minutes": row.minutes, "instead": row.instead_id, "text": said,
        "asked": int((row.activity.ends - row.activity.starts).total_seconds() // 60),
        "may_hand": owed and row.staff_id == viewer.staff_id, "may_settle": row.state == MakeUpState.HANDED.value and may_settle(viewer, row),
    }  # fmt: skip


@require_GET
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the make-ups of the sessions that somebody organises."""
    now = timezone.now()
    pack, today, state = pack_on(now).pack, timezone.localdate(now), request.GET.get("state", "")
    state = state if state in set(MakeUpState) else ""
    size = int(pack.value_on("queue.page_size", today).number)
    page = Paginator(make_ups(request.viewer, state=state), size).get_page(request.GET.get("page"))
    rows, here = list(page.object_list), reverse("study-makeups")
    said = words_of_make_ups(rows)
    tabs = [{"label": _("全部"), "url": here, "active": not state, "count": None}]
    tabs += [
        {"label": word, "url": f"{here}?state={each.value}", "active": each.value == state, "count": None}
        for each, word in STATES.items()
    ]
    rules = [(name_of(kind), kind.makeup_days) for kind in pack.duties.kinds.values() if kind.makeup_days]
    context = {"page": page, "lines": [_line(row, pack, today, said[row.id], request.viewer) for row in rows], "tabs": tabs, "state": state, "rules": rules}  # fmt: skip
    return render(request, "desk/study_makeups.html", context)


@require_GET
@staff_only()
def mine(request: DeskRequest) -> HttpResponse:
    """Show one's own hours of the year and what one has to make up."""
    return render(request, "desk/study_mine.html", _context(request, request.viewer.staff_id, timezone.now()))


@require_GET
@staff_only()
def of(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Show somebody's hours of the year and make-ups: one's own, or of people of the units that one organises."""
    now = timezone.now()
    if staff_id != request.viewer.staff_id:
        people = {who for each in staff_by_unit(reached(request.viewer), at=now).values() for who, _name in each}
        if not may_organise(request.viewer) or staff_id not in people:
            raise Http404
    return render(request, "desk/study_mine.html", _context(request, staff_id, now))


def _context(
    request: DeskRequest, staff_id: UUID, now: datetime, opened: UUID | None = None, data: Any = None
) -> dict[str, Any]:
    viewer, pack, today = request.viewer, pack_on(now).pack, timezone.localdate(now)
    rows = make_ups_of(viewer, staff_id)
    said, hours = words_of_make_ups(rows), _hours(viewer, staff_id, now)
    lines = []
    for row in rows:
        line = _line(row, pack, today, said[row.id], viewer)
        kind = pack.duties.kinds.get(row.activity.kind)
        if line["may_hand"]:
            forms_ = [(each.code, name_of(each)) for each in (kind.making_up if kind else ())]
            line["hand"] = Plain(
                f"h{row.id.hex[-6:]}", data if opened == row.id else None, form=forms.ChoiceField(label=_("怎么补的"), choices=forms_), day=day_field(_("哪天"), today),
                minutes=forms.CharField(label=_("学了多少分钟"), initial=str(line["asked"]), widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})),
                text=words(_("学了什么、有什么收获"), rows=3),
            )  # fmt: skip
            line["opened"] = opened == row.id
        lines.append(line)
    return {
        "own": staff_id == viewer.staff_id, "name": staff_names([staff_id]).get(staff_id, ""), "lines": lines, "year": today.year, **hours,
        "owed": sum(each["state"] == MakeUpState.OWED.value for each in lines), "moments": [(name_of(each), each.month, each.day, each.share) for each in pack.duties.moments.values()],
    }  # fmt: skip


def _hours(viewer: Viewer, staff_id: UUID, now: datetime) -> dict[str, Any]:
    pack, units = pack_on(now).pack, reached(viewer) | {post.unit_id for post in viewer.posts}
    found = hours_of_year(viewer, timezone.localdate(now).year, units=units, at=now, only=[staff_id])
    one = found.people[0].hours if found.people else None
    return {
        "total": round(one.total / 60, 1) if one else 0, "asked": one.asked // 60 if one else 0, "missing": round(one.missing / 60, 1) if one else 0,
        "share": one.share if one else 0, "source": found.asked.source, "by_form": [(form_name(form, pack), round(minutes / 60, 1)) for form, minutes in one.by_form.items()] if one else [],
    }  # fmt: skip


@require_POST
@staff_only()
def act(request: DeskRequest, make_up_id: UUID, deed: str) -> HttpResponse:
    """Hand own study in, approve it, or give it back."""
    now, row, post = timezone.now(), make_up_for(request.viewer, make_up_id), request.POST
    if deed not in DONE or row is None:
        raise Http404
    try:
        if deed == "hand-in":
            actions.hand_in(
                make_up_id=make_up_id, form=post.get("form", ""), day=day_of(post.get("day", "")), minutes=whole_or_none(post.get("minutes", "")) or 0,
                text=post.get("text", ""), by=request.viewer, at=now,
            )  # fmt: skip
        else:
            actions.settle(make_up_id=make_up_id, approved=deed == "approve", by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/study_mine.html", _context(request, row.staff_id, now, row.id, post), status=422)
    messages.success(request, str(DONE[deed]))
    return redirect("study-mine") if row.staff_id == request.viewer.staff_id else redirect("study-makeups")
