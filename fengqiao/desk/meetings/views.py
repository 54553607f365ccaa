"""Meetings: the list with its counts, planning one, and one meeting — last month's replies first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen, figure, unit_list, words
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.meetings.words import ANSWER_TONES, ANSWERS, CAME, STATES, TONES
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_or_none, whole_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.meetings import actions
from fengqiao.meetings.queries import agenda, leads, meeting_for, meetings, replies, suggestions, tallies
from fengqiao.meetings.terms import Came, MeetingState, SuggestionAnswer
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Line
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.meetings.models import Meeting, Suggestion

DONE = {
    "suggest": gettext_lazy("建议已记下，由答复单位答复。"),
    "reply": gettext_lazy("答复已记下，下次例会上说。"),
    "hold": gettext_lazy("例会已记录。"),
}
DEEDS = (*DONE,)
COUNTS = {
    "raised": (gettext_lazy("提出建议"), "bulb", ""), "answered": (gettext_lazy("已答复"), "message-2", ""), "adopted": (gettext_lazy("采纳"), "circle-check", ""),
    "waiting": (gettext_lazy("等答复"), "hourglass", "amber"), "late": (gettext_lazy("过了答复日"), "alarm", "red"),
}  # fmt: skip
MOST = 50  # suggestions beside the list of meetings
MONTH = 30


@require_GET
@staff_only(*READERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the meetings that somebody sees, and what became of their suggestions."""
    now, viewer = timezone.now(), request.viewer
    today = timezone.localdate(now)
    size = int(pack_on(now).pack.value_on("queue.page_size", today).number)
    page = Paginator(meetings(viewer), size).get_page(request.GET.get("page"))
    found = tallies(viewer, today=today)
    here, only = reverse("meetings"), request.GET.get("only", "")
    only = only if only in found else "waiting"
    lines = [
        {"id": row.id, "day": row.day, "title": title_of(row), "word": STATES[MeetingState(row.state)], "state": row.state,
         "tone": TONES[row.state], "came": sum(row.came.values()), "unit": name_of(row.unit), "raised": row.raised,  # type: ignore[attr-defined]
         "answered": row.answered, "adopted": row.adopted}  # type: ignore[attr-defined]
        for row in page.object_list
    ]  # fmt: skip
    place = "#suggestions" if lines else ""
    tiles = [
        {"label": word, "number": found[code], "icon": icon, "tone": tone if found[code] else "", "url": f"{here}?only={code}{place}"}
        for code, (word, icon, tone) in COUNTS.items()
    ]  # fmt: skip
    context = {
        "page": page,
        "lines": lines,
        "tiles": tiles,
        "may_plan": actions.may_plan(viewer),
        "suggestions": [_suggested(each, viewer, today) for each in suggestions(viewer, only, today=today)[:MOST]],
        "which": COUNTS[only][0],
        "more": found[only] > MOST,
        "most": MOST,
    }
    return render(request, "desk/meetings.html", context)


def _suggested(row: Suggestion, viewer: Viewer, today: date) -> dict[str, Any]:
    """Return a suggestion as a line; `mine`: the viewer is of the unit that answers it."""
    answer = SuggestionAnswer(row.answer) if row.answer else None
    return {
        "text": row.text, "owner": name_of(row.owner), "due": row.due, "meeting": row.meeting_id, "title": title_of(row.meeting),
        "word": ANSWERS[answer] if answer else "", "tone": ANSWER_TONES.get(row.answer, ""), "answer": row.answer,
        "late": not row.answer and row.due < today, "mine": not row.answer and replies(viewer, row),
    }  # fmt: skip


def title_of(row: Meeting) -> str:
    """Return what a meeting is called: its month, with whom."""
    month = _("%(year)s 年 %(month)s 月例会") % {"year": row.day.year, "month": row.day.month}
    whom = name_of(row.team) if row.team else name_of(row.area) if row.area else ""
    return f"{month} · {whom}" if whom else month


def _plan_form(units: Directory, data: Any = None) -> Plain:
    teams = [(str(card.id), name_of(card)) for card in units.units.values() if card.line == Line.VOLUNTEER.value]
    return Plain(
        "meeting",
        data,
        day=forms.CharField(label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"})),
        team=forms.ChoiceField(label=_("哪支义警队伍"), required=False, choices=[("", _("不限")), *teams]),
        area=forms.ChoiceField(label=_("哪个村社"), required=False, choices=area_choices(units.places.values())),
        place=forms.CharField(label=_("在哪里开"), required=False, max_length=120),
    )


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def new(request: DeskRequest) -> HttpResponse:
    """Plan a meeting."""
    now, post = timezone.now(), request.POST
    units = directory(at=now)
    status = 200
    if request.method == "POST":
        area = next((place.id for place in units.places.values() if place.code == post.get("area", "")), None)
        try:
            made = actions.plan(
                day=day_of(post.get("day", "")), team_id=id_or_none(post.get("team", "")), area_id=area,
                place=post.get("place", ""), by=request.viewer, at=now,
            )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("例会已安排，建议可以先记。"))
            return redirect("meeting", meeting_id=made)
    return render(request, "desk/meeting_new.html", {"form": _plan_form(units, post or None)}, status=status)


def seen(request: DeskRequest, meeting_id: UUID) -> Meeting:
    """Return a meeting that the viewer sees, or nothing to be found."""
    row = meeting_for(request.viewer, meeting_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest, meeting_id: UUID) -> HttpResponse:
    """Show one meeting."""
    return render(request, "desk/meeting.html", _context(request, seen(request, meeting_id), timezone.now()))


def _context(request: DeskRequest, row: Meeting, now: datetime, opened: str = "") -> dict[str, Any]:
    viewer, today, units = request.viewer, timezone.localdate(now), directory(at=now)
    dealt, held = agenda(row), row.state == MeetingState.HELD.value
    due = row.day + timedelta(days=MONTH - 5)
    suggest = Plain(
        "suggest",
        None,
        text=words(_("建议"), _("写要改什么、怎么改；不写人名"), 3),
        owner=chosen(_("由哪个单位答复"), unit_list(units)),
        due=forms.CharField(label=_("哪天前答复"), required=False, initial=due.isoformat(), widget=forms.DateInput(attrs={"type": "date"})),
    )  # fmt: skip
    hold = Plain(
        "hold",
        None,
        **{f"came-{each.value}": figure(str(CAME[each])) for each in Came},
        minutes=words(_("议定事项"), _("定了什么、谁办；不写人名"), 6),
    )
    return {
        "row": row,
        "title": title_of(row),
        "unit": name_of(row.unit),
        "state_word": STATES[MeetingState(row.state)],
        "tone": TONES[row.state],
        "answered": lines_of(dealt.answered, viewer, today),
        "waiting": lines_of(dealt.waiting, viewer, today),
        "raised": lines_of(dealt.raised, viewer, today),
        "came": [(CAME[Came(each)], count) for each, count in row.came.items() if each in set(Came)],
        "total": sum(row.came.values()),
        "held": held,
        "may_hold": not held and leads(viewer, row) and row.day <= today,
        "early": not held and row.day > today,
        "suggest": suggest if not row.erased_at else None,
        "hold": hold,
        "opened": opened,
        "next_day": (row.day + timedelta(days=MONTH)).isoformat(),
    }


def lines_of(rows: Iterable[Suggestion], viewer: Viewer | None, today: date) -> list[dict[str, Any]]:
    """Return suggestions as pages show them; `form` where this viewer may answer."""
    found = []
    for row in rows:
        answer = SuggestionAnswer(row.answer) if row.answer else None
        form = None
        if viewer is not None and row.told_at_id is None and replies(viewer, row):
            choices = [(each.value, ANSWERS[each]) for each in SuggestionAnswer]
            form = Plain(
                f"reply-{row.id}", None, answer=chosen(_("怎么答复"), choices), text=words(_("答复内容"), "", 3)
            )
            form.initial = {"answer": row.answer, "text": row.reply}
        found.append(
            {
                "id": row.id,
                "text": row.text,
                "owner": name_of(row.owner),
                "due": row.due,
                "late": answer is None and row.due < today,
                "answer": row.answer,
                "word": ANSWERS[answer] if answer else "",
                "tone": ANSWER_TONES.get(row.answer, ""),
                "reply": row.reply,
                "replied_on": row.replied_on,
                "carried": row.carried,
                "form": form,
            }
        )
    return found


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, meeting_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a meeting."""
    if deed not in DONE:
        raise Http404
    now, row = timezone.now(), seen(request, meeting_id)
    try:
        _do(request, meeting_id, deed, now)
    except Problem as problem:
        messages.error(request, say(problem))
        context = _context(request, row, now, deed)
        if deed in context and context[deed] is not None and isinstance(context[deed], Plain):
            context[deed].initial.update({name: request.POST[name] for name in request.POST})
        return render(request, "desk/meeting.html", context, status=422)
    messages.success(request, DONE[deed])
    return redirect("meeting", meeting_id=meeting_id)


def _do(request: DeskRequest, meeting_id: UUID, deed: str, now: datetime) -> None:
    post, by = request.POST, request.viewer
    chosen_id = id_or_none(post.get("owner" if deed == "suggest" else "suggestion", "")) if deed != "hold" else None
    if deed == "hold":
        came = {each.value: whole_or_none(post.get(f"came-{each.value}", "")) or 0 for each in Came}
        version = whole_or_none(post.get("version", ""))
        actions.close_meeting(
            meeting_id=meeting_id, came=came, minutes=post.get("minutes", ""), by=by, at=now, seen_version=version
        )
    elif chosen_id is None:
        raise Problem("choose-one", "请先从列表里选一项。")
    elif deed == "suggest":
        actions.suggest(
            meeting_id=meeting_id, text=post.get("text", ""), owner_id=chosen_id, due=day_of(post.get("due", "")), by=by, at=now
        )  # fmt: skip
    else:
        actions.reply(suggestion_id=chosen_id, answer=post.get("answer", ""), text=post.get("text", ""), by=by, at=now)
