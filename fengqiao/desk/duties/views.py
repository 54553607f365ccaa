"""Planned work: what is to come, and one activity with its people, its check-ins and its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
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
from fengqiao.contests.queries import contest_of, judged_by
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duties import changing, guarding, handing, leaves, particulars, photos
from fengqiao.desk.duty_words import (
    COUNTS,
    DOUBTS,
    FAMILIES,
    FAMILY_ICONS,
    OFF_REASONS,
    OUTCOME_TONES,
    OUTCOMES,
    SEATS,
    STATES,
    TONES,
    VERDICTS,
    WAYS,
    headline_of,
    leave_word,
    place_of,
    role_of,
)
from fengqiao.desk.fields import Plain, figure
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_chosen, id_or_none, whole_or_none
from fengqiao.desk.study_words import uses_of
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import name_of, say
from fengqiao.duties import actions
from fengqiao.duties.queries import (
    Agenda,
    activity_for,
    agenda,
    asks_for_all,
    attendance_of,
    check_ins_of,
    leads,
    may_join,
    may_organise,
    not_listed,
    organises,
    reads_minutes,
    seats_of,
    series_of,
    tasks_of_lesson,
    unled,
    waiting_check_ins,
)
from fengqiao.duties.rules.codes import SECONDS, code_of, step_of
from fengqiao.duties.terms import (
    NOT_THERE,
    ActivityState,
    CheckWay,
    Count,
    Doubt,
    Family,
    OffReason,
    Outcome,
    SeatState,
    Verdict,
)
from fengqiao.kit.problems import Problem
from fengqiao.look.codes import qr
from fengqiao.orgs.queries import staff_in, staff_names
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

DONE = {
    "sign-up": gettext_lazy("报名成功。"), "leave": gettext_lazy("已退出。"), "put": gettext_lazy("已排上。"), "mark": gettext_lazy("已点到。"), "excuse": gettext_lazy("请假已记下。"),
    "settle": gettext_lazy("已看过。"), "fill": gettext_lazy("已填好。"), "end": gettext_lazy("活动已结束，数量进了指标。"),
    "photos": gettext_lazy("照片已收下。"), "host-off": gettext_lazy("已换主办单位，后面的轮次尽量不动。"),
    **changing.DONE,
    **guarding.DONE,
    **handing.DONE,
    **leaves.DONE,
}  # fmt: skip
SERIES_SHOWN = 30


@require_GET
@staff_only()
def listed(request: DeskRequest) -> HttpResponse:
    """Show the activities that somebody sees, those to come first."""
    now, viewer = timezone.now(), request.viewer
    pack = pack_on(now).pack
    family = request.GET.get("family", "")
    asked = Agenda(
        family if family in set(Family) else "", request.GET.get("who") == "me", request.GET.get("when") == "past"
    )
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(agenda(viewer, asked, at=now), size).get_page(request.GET.get("page"))
    context = {
        "page": page, "lines": [_line(row, pack) for row in page.object_list], "may_plan": may_organise(viewer) and bool(pack.duties.kinds),
        "tabs": _tabs(asked), "families": [{"code": each.value, "word": FAMILIES[each], "on": each.value == asked.family, "url": _url(asked, family=each.value)} for each in Family],
        "judging": [(each.activity_id, headline_of(each.activity, pack), each.activity.starts) for each in judged_by(viewer)], "asked": asked, "all_url": _url(asked, family=""), "no_kinds": not pack.duties.kinds,
    }  # fmt: skip
    return render(request, "desk/duties.html", context)


def _url(asked: Agenda, *, family: str | None = None, who: bool | None = None, past: bool | None = None) -> str:
    values = {
        "family": asked.family if family is None else family,
        "who": "me" if (asked.only_mine if who is None else who) else "",
        "when": "past" if (asked.past if past is None else past) else "",
    }
    query = urlencode({key: value for key, value in values.items() if value})
    return f"{reverse('duties')}?{query}" if query else reverse("duties")


def _tabs(asked: Agenda) -> list[dict[str, Any]]:
    return [
        {"label": _("将要开展"), "url": _url(asked, who=False, past=False), "active": not asked.past and not asked.only_mine, "count": None},
        {"label": _("我的勤务"), "url": _url(asked, who=True, past=False), "active": asked.only_mine and not asked.past, "count": None},
        {"label": _("已经过去"), "url": _url(asked, past=True, who=False), "active": asked.past, "count": None},
    ]  # fmt: skip


def _line(row: Activity, pack: Pack) -> dict[str, Any]:
    own_state, own_outcome = row.own_state, row.own_outcome  # type: ignore[attr-defined]
    own = own_state if own_state in (SeatState.IN.value, SeatState.WAITING.value) else ""
    return {
        "id": row.id, "title": headline_of(row, pack), "icon": FAMILY_ICONS[Family(row.family)], "starts": row.starts, "ends": row.ends,
        "place": place_of(row) or (name_of(row.host) if row.host else ""), "unit": name_of(row.team or row.unit), "again": row.series_id is not None, "state": row.state, "word": STATES[ActivityState(row.state)],
        "tone": TONES[row.state], "taken": row.taken, "waiting": row.waiting, "came": row.came, "places": row.places,  # type: ignore[attr-defined]
        "full": bool(row.places) and row.taken >= row.places, "over": row.state != ActivityState.PLANNED.value,  # type: ignore[attr-defined]
        "own": own, "own_word": OUTCOMES[Outcome.CAME] if own_outcome == Outcome.CAME.value else SEATS[SeatState(own)] if own else "",
    }  # fmt: skip


def seen(request: DeskRequest, activity_id: UUID) -> Activity:
    """Return an activity that the viewer sees, or nothing to be found."""
    row = activity_for(request.viewer, activity_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only()
def page(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Show one activity."""
    return render(request, "desk/duty.html", _context(request, seen(request, activity_id), timezone.now()))


@require_GET
@staff_only()
def code(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Show the code that holds now, for those who lead; the page asks again before it changes."""
    now, row = timezone.now(), seen(request, activity_id)
    if not leads(request.viewer, row, _leading(row, pack_on(now).pack)):
        raise Http404
    return render(request, "desk/_duty_code.html", {"row": row, **_code(request, row, now)})


def _leading(row: Activity, pack: Pack) -> frozenset[str]:
    kind = pack.duties.kinds.get(row.kind)
    return frozenset(role.code for role in kind.roles if role.leads) if kind else frozenset()


def _code(request: DeskRequest, row: Activity, now: datetime) -> dict[str, Any]:
    shown = code_of(row.secret, step_of(now))
    base = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    link = f"{base}{reverse('phone')}#{row.id}/{shown}"
    return {"code": f"{shown[:3]} {shown[3:]}", "code_qr": qr(link), "left": SECONDS - int(now.timestamp()) % SECONDS}


def _context(
    request: DeskRequest, row: Activity, now: datetime, opened: str = "", problem: Problem | None = None
) -> dict[str, Any]:
    viewer, pack = request.viewer, pack_on(now).pack
    kind, seats = pack.duties.kinds.get(row.kind), seats_of(row.id)
    own = next((seat for seat in seats if seat.staff_id == viewer.staff_id), None)
    unlisted, reads = not_listed(row, at=now), reads_minutes(viewer, row)
    runs, planned = row.ends > now, row.state == ActivityState.PLANNED.value
    lead, organiser = leads(viewer, row, _leading(row, pack)), organises(viewer, row)
    near = planned and kind is not None and (row.starts - now).total_seconds() < 60 * max(kind.early, 60) and lead
    counted = [(COUNTS[Count(each)], number) for each, number in row.counts.items() if each in set(Count)]
    return {
        "row": row, "title": headline_of(row, pack), "place": place_of(row), "unit": name_of(row.unit), "team": name_of(row.team) if row.team else "",
        "host": name_of(row.host) if row.host else "", "state_word": STATES[ActivityState(row.state)], "tone": TONES[row.state],
        "seats": [_seat(seat, row, pack, reads=reads) for seat in seats if seat.state == SeatState.IN.value],
        "queue": [_seat(seat, row, pack, reads=reads) for seat in seats if seat.state == SeatState.WAITING.value],
        "own": own, "own_word": SEATS[SeatState(own.state)] if own else "", "came": own is not None and own.outcome == Outcome.CAME.value,
        "may_join": planned and runs and own is None and may_join(viewer, row), "may_leave": planned and runs and own is not None and own.outcome == Outcome.OPEN.value,
        "full": bool(row.places) and sum(seat.state == SeatState.IN.value for seat in seats) >= row.places,
        "leads": lead, "organises": organiser, "planned": planned, "begun": row.starts <= now, "runs": runs,
        "checks": _checks(row, lead), "particulars": particulars.context(row, kind, leads=lead, refused=opened, post=request.POST), "counted": counted, "counts_form": _counts_form(row, pack, request.POST if opened == "end" else None), "put": _put_form(row, pack, now) if organiser and planned and runs else None,
        "code_now": _code(request, row, now) if near else None, "way_words": strung(WAYS[CheckWay(each)] for each in kind.ways) if kind else "",
        "marks": lead and planned, "leave": leaves.leave_context(viewer, row, own, pack, now, leads=lead), "unled": planned and bool(unled([row], at=now)), "reads": reads, "leaves": [(each.code, name_of(each)) for each in pack.duties.leaves.values()], "takes": organiser and planned and runs, "early": kind.early if kind else 0, "late": kind.late if kind else 0, "metres": kind.metres if kind and row.point else 0, "by_place": kind is not None and CheckWay.PLACE in kind.ways,
        "unlisted": unlisted, "due": attendance_of(row, at=now).due if asks_for_all(row, kind) else 0,
        "change": changing.change_context(row, now, organises=organiser, typed=request.POST if opened == "change" else None, problem=problem), "off_reason": OFF_REASONS[OffReason(row.off_reason)] if row.off_reason else "",
        "point": f"{row.point[0] / 1_000_000:.5f}, {row.point[1] / 1_000_000:.5f}" if len(row.point) == 2 else "",
        "contest": row.family == Family.CONTEST.value and (organiser or contest_of(viewer, row.id) is not None), "photos": photos.shown(viewer, row), "hand": handing.hand_context(viewer, row, own, _leading(row, pack), now, leads=lead), "series": _series(row), "uses": uses_of(viewer, row, pack), "may_let_off": planned and organiser and row.series_id is not None and row.host_id is not None and row.starts > now, "guard": guarding.guard_context(viewer, row, pack, now), "tasks": [(each.id, headline_of(each, pack), each.starts) for each in tasks_of_lesson(viewer, row.id)], "opened": opened, "moved": row.planned_for and row.planned_for != timezone.localdate(row.starts),
    }  # fmt: skip


def _seat(seat: Any, row: Activity, pack: Pack, *, reads: bool) -> dict[str, Any]:
    """One of the list; why somebody did not come is for those who read the minutes."""
    return {
        "staff": seat.staff_id, "name": seat.staff.name, "role": role_of(row, seat.role, pack) if seat.role else "",
        "outcome": seat.outcome, "word": OUTCOMES[Outcome(seat.outcome)], "tone": OUTCOME_TONES[seat.outcome], "came_at": seat.came_at, "why": leave_word(seat.reason, pack) if reads and seat.outcome in NOT_THERE else "",
    }  # fmt: skip


def _checks(row: Activity, lead: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """The doubtful check-ins for those who lead; nobody else sees where somebody was."""
    if not lead:
        return []
    rows = [each for each in check_ins_of(row.id) if each.doubts]
    names = staff_names({each.who_id for each in rows} | {each.by_id for each in rows})
    waiting = set(waiting_check_ins(row.id).values_list("id", flat=True))
    return [
        {
            "id": each.id, "name": names.get(each.who_id, "–"), "by": names.get(each.by_id, "–") if each.by_id != each.who_id else "",
            "way": WAYS[CheckWay(each.way)], "at": each.placed_at, "received": each.received_at, "doubts": [DOUBTS[Doubt(code)] for code in each.doubts],
            "waits": each.id in waiting, "word": VERDICTS[Verdict(each.verdict)] if each.id in waiting or each.verdict != Verdict.WAITS.value else _("后来已签到"), "verdict": each.verdict, "accuracy": each.accuracy,
        }
        for each in rows
    ]  # fmt: skip


def _counts_form(row: Activity, pack: Pack, typed: Any) -> Plain:
    kind = pack.duties.kinds.get(row.kind)
    return Plain("end", typed, **{each.value: figure(str(COUNTS[each])) for each in (kind.counts if kind else ())})


def _put_form(row: Activity, pack: Pack, now: datetime) -> Plain:
    kind = pack.duties.kinds.get(row.kind)
    people = [(str(who), name) for who, name in staff_in(row.team_id or row.unit_id, at=now)][:500]
    who = forms.MultipleChoiceField(label=_("谁"), help_text=_("可以勾选几个人"), required=False, choices=people, widget=forms.CheckboxSelectMultiple)  # fmt: skip
    fields: dict[str, forms.Field] = {"staff": who}
    if kind and kind.roles:
        roles = [("", _("不分工")), *((role.code, name_of(role)) for role in kind.roles)]
        fields["role"] = forms.ChoiceField(label=_("分工"), required=False, choices=roles)
    return Plain("put", None, **fields)


def _series(row: Activity) -> list[dict[str, Any]]:
    found = series_of(row)
    if found is None:
        return []
    rows = found[1]
    here = next((place for place, each in enumerate(rows) if each.id == row.id), 0)
    start = max(0, min(here - 5, len(rows) - SERIES_SHOWN))
    return [
        {"id": each.id, "day": each.starts, "host": name_of(each.host) if each.host else "", "here": each.id == row.id, "state": each.state,
         "word": STATES[ActivityState(each.state)], "tone": TONES[each.state]}
        for each in rows[start : start + SERIES_SHOWN]
    ]  # fmt: skip


@require_POST
@staff_only()
def act(request: DeskRequest, activity_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with an activity."""
    if deed not in DONE:
        raise Http404
    now, row = timezone.now(), seen(request, activity_id)
    try:
        said = _do(request, activity_id, deed, now)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/duty.html", _context(request, row, now, deed, problem), status=422)
    messages.success(request, said or DONE[deed])
    return redirect("duty", activity_id=activity_id)


def _do(request: DeskRequest, activity_id: UUID, deed: str, now: datetime) -> str:
    post, by = request.POST, request.viewer
    version = whole_or_none(post.get("version", ""))
    if deed == "put":
        return _put(request, activity_id, now)
    if deed in changing.DONE:
        return changing.do(post, activity_id, deed, by, now)
    for part in (guarding, handing, leaves):
        if deed in part.DONE:
            part.do(post, activity_id, deed, by, now)
            return ""
    if deed == "photos":
        pictures = [file.read() for file in request.FILES.getlist("files")]
        kept = actions.add_photos(activity_id=activity_id, pictures=pictures, by=by, at=now)
        return "" if kept else _("这些照片已经有了。")
    if deed == "sign-up":
        state = actions.sign_up(activity_id=activity_id, by=by, at=now)
        return _("名额已满，您在候补里；有人退出会自动补上。") if state is SeatState.WAITING else ""
    if deed == "leave":
        actions.leave(activity_id=activity_id, staff_id=id_or_none(post.get("staff", "")), by=by, at=now)
    elif deed in ("mark", "excuse"):
        people = [who for raw in post.getlist("staff") if (who := id_or_none(raw))]
        why = {"reason": post.get("reason", "")} if deed == "excuse" else {}
        marked: Any = actions.mark if deed == "mark" else actions.excuse
        marked(activity_id=activity_id, staff_ids=people, by=by, at=now, **why)
    elif deed == "end":
        counts = {
            each.value: number for each in Count if (number := whole_or_none(post.get(each.value, ""))) is not None
        }
        said, lack = particulars.typed(post), post.get("lack") == "yes"
        actions.end(activity_id=activity_id, counts=counts, said=said, lack=lack, by=by, at=now, seen_version=version)
    elif deed == "fill":
        actions.fill_in(activity_id=activity_id, said=particulars.typed(post), by=by, at=now, seen_version=version)
    elif deed == "host-off":
        changed = actions.let_host_off(activity_id=activity_id, by=by, at=now, seen_version=version)
        return _("已换主办单位，连这次在内有 {n} 次换了。").format(n=len(changed))
    else:
        checked = id_chosen(post.get("check", ""))
        actions.settle(check_in_id=checked, taken=post.get("taken") == "yes", by=by, at=now)
    return ""


def _put(request: DeskRequest, activity_id: UUID, now: datetime) -> str:
    """Put those who are ticked on the list; who cannot be is named with the reason."""
    people = [id_chosen(raw) for raw in request.POST.getlist("staff") or [""]]
    role = request.POST.get("role", "")
    found = actions.put_all(activity_id=activity_id, staff_ids=people, role=role, by=request.viewer, at=now)
    if not found.seats and len(found.refused) == 1:
        raise next(iter(found.refused.values()))
    names = staff_names(found.refused)
    for who, problem in found.refused.items():
        messages.error(request, f"{names.get(who, '–')}: {say(problem)}")
    waiting = sum(state is SeatState.WAITING for state in found.seats.values())
    said = _("已排上 {n} 人。").format(n=len(found.seats) - waiting)
    return said + (_("名额已满，{n} 人在候补。").format(n=waiting) if waiting else "")
