"""One volunteer, and one's own page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_chosen, id_or_none, whole_or_none
from fengqiao.desk.volunteer_words import (
    DAYS,
    HOURS_STATES,
    HOURS_TONES,
    PAPER_STATES,
    REASONS,
    STATES,
    TONES,
    UNFIT,
    hours_in_words,
    stars_in_words,
)
from fengqiao.desk.volunteers.forms import page_forms, person_of, slot_grid
from fengqiao.desk.words import name_of, say
from fengqiao.duties.queries import mine
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.queries import tellers_of
from fengqiao.volunteers import actions
from fengqiao.volunteers.queries import (
    ages,
    answer_within,
    barred_until,
    certificates_of,
    fitness_of,
    hours_of,
    limit,
    manages,
    minutes_of,
    names,
    oneself,
    papers_of,
    thresholds,
    unregistered,
    volunteer_for,
)
from fengqiao.volunteers.rules.fitness import age_on, hard, unfit
from fengqiao.volunteers.rules.stars import standing
from fengqiao.volunteers.rules.states import steps_from
from fengqiao.volunteers.terms import HoursState, PaperState, Step, VolunteerState

if TYPE_CHECKING:
    from fengqiao.volunteers.models import Volunteer


DONE = {
    "check": gettext_lazy("已审核，可以入队。"), "refuse": gettext_lazy("已记为未通过，个人信息已销毁。"), "enrol": gettext_lazy("已入队。"),
    "suspend": gettext_lazy("已暂停，恢复以前不排巡逻。"), "resume": gettext_lazy("已恢复。"), "leave": gettext_lazy("已退出，个人信息已销毁。"),
    "home": gettext_lazy("所在村社已记下。"), "train": gettext_lazy("培训已记下。"), "insure": gettext_lazy("保险已记下。"), "wishes": gettext_lazy("已保存。"),
    "person": gettext_lazy("个人信息已加密保存。"), "certify": gettext_lazy("证明已出具，可以打印。"), "look": "", "strike": gettext_lazy("时长已撤销。"),
}  # fmt: skip
KEPT = frozenset({"home", "train", "insure", "wishes", "person"})
MOST = 60


def _seen(request: DeskRequest, volunteer_id: UUID) -> Volunteer:
    row = volunteer_for(request.viewer, volunteer_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only()
def page(request: DeskRequest, volunteer_id: UUID) -> HttpResponse:
    """Show one volunteer."""
    return _page(request, _seen(request, volunteer_id))


def _page(
    request: DeskRequest, row: Volunteer, *, clear: dict[str, str] | None = None, opened: str = "", once: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    now, viewer = timezone.now(), request.viewer
    state, pack = VolunteerState(row.state), pack_on(now).pack
    steps = steps_from(state)
    over = state in (VolunteerState.LEFT, VolunteerState.REFUSED)
    context = {
        **_told(row, now), "row": row, "name": names([row])[row.id], "word": STATES[state], "tone": TONES[row.state],
        "team": name_of(row.team), "unit": name_of(row.unit), "area": name_of(row.area) if row.area else "",
        "why": REASONS.get(row.reason, ""), "barred": barred_until(row, at=now), "manages": manages(viewer, row) and not over, "over": over,
        "may": {step.value: step in steps for step in Step}, "sealed": dict(tellers_of(row.id).get(row.id, {})), "clear": clear,
        "papers": _papers(row), "answer_by": row.made_at + timedelta(days=answer_within(now)) if state in (VolunteerState.APPLIED, VolunteerState.CHECKED) else None,
        "certificates": [{"id": each.id, "number": each.number, "at": each.issued_at, "hours": hours_in_words(each.minutes)} for each in certificates_of(row)],
        "forms": page_forms(row, pack, unregistered(row.team_id, at=now) if Step.ENROL in steps else {}, directory(at=now)), "opened": opened, "once": once, "is_self": row.staff_id == viewer.staff_id,
    }  # fmt: skip
    return render(request, "desk/volunteer.html", context, status=status)


def _papers(row: Volunteer) -> list[dict[str, Any]]:
    """The documents that say hours of before of a volunteer."""
    found = []
    for paper in papers_of(row):
        minutes = sum(int(line["minutes"]) for line in paper.lines if line["volunteer"] == str(row.id))
        word = PAPER_STATES[PaperState(paper.state)]
        found.append({"number": paper.number, "hours": hours_in_words(minutes), "word": word})
    return found


def _told(row: Volunteer, now: datetime) -> dict[str, Any]:
    """What both pages show: hours, stars, fitness, when they can."""
    minutes, today = minutes_of(row), timezone.localdate(now)
    found = standing(minutes, thresholds(now))
    lacks = hard(unfit(fitness_of(row), timezone.localtime(now), ages(now)))
    hours = list(hours_of(row)[:MOST])
    return {
        "stars": stars_in_words(found.stars), "share": found.share, "minutes": minutes, "carried": hours_in_words(row.carried) if row.carried else "", "hours_word": hours_in_words(minutes),
        "missing": hours_in_words(found.missing) if found.missing is not None else "", "stars_source": limit("stars", now).source,
        "lacks": [UNFIT[each] for each in lacks], "fit": not lacks, "age": age_on(row.born, today) if row.born else None,
        "grid": slot_grid(frozenset(row.slots)), "days": DAYS, "insured": bool(row.insured_from and row.insured_until and row.insured_from <= today <= row.insured_until),
        "hours": [
            {"id": each.id, "activity": each.activity_id, "day": each.day, "hours": hours_in_words(each.minutes),
             "state": each.state, "word": HOURS_STATES[HoursState(each.state)], "tone": HOURS_TONES[each.state],
             "counts": each.state == HoursState.CONFIRMED.value}
            for each in hours
        ],
    }  # fmt: skip


@require_GET
@staff_only()
def own(request: DeskRequest) -> HttpResponse:
    """Show somebody how they stand themselves: hours, stars, what is missing, when they can, what comes next."""
    now = timezone.now()
    row = oneself(request.viewer)
    if row is None or row.state not in (VolunteerState.ENROLLED.value, VolunteerState.SUSPENDED.value):
        return render(request, "desk/volunteer_mine.html", {"row": None})
    coming = [each for each in mine(request.viewer, at=now, days=31) if each.ends > now][:5]
    context = {
        **_told(row, now), "row": row, "team": name_of(row.team), "word": STATES[VolunteerState(row.state)], "tone": TONES[row.state],
        "coming": [{"id": each.id, "starts": each.starts, "ends": each.ends, "place": name_of(each.area) if each.area else ""} for each in coming],
    }  # fmt: skip
    return render(request, "desk/volunteer_mine.html", context)


@require_POST
@staff_only()
def act(request: DeskRequest, volunteer_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a volunteer."""
    if deed not in DONE:
        raise Http404
    row = _seen(request, volunteer_id)
    is_self = row.staff_id is not None and row.staff_id == request.viewer.staff_id
    try:
        clear, once = _do(request, row, deed)
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, row, opened=deed, status=422)
    if clear is not None or once:
        return _page(request, _seen(request, volunteer_id), clear=clear, once=once)
    messages.success(request, str(DONE[deed]))
    if is_self and deed in ("leave", "wishes"):
        return redirect("volunteer-mine")
    return redirect("volunteer", volunteer_id=volunteer_id)


def _do(request: DeskRequest, row: Volunteer, deed: str) -> tuple[dict[str, str] | None, str]:
    post, now = request.POST, timezone.now()
    given: dict[str, Any] = {
        "volunteer_id": row.id, "by": request.viewer, "at": now, "seen_version": whole_or_none(post.get("version", "")),
    }  # fmt: skip
    if deed == "certify":
        actions.issue_certificate(volunteer_id=row.id, by=request.viewer, at=now)
        return None, ""
    simple = {"check": actions.check, "resume": actions.resume, "leave": actions.leave}
    if deed in simple:
        simple[deed](**given)
    elif deed == "enrol":
        _number, password = actions.enrol(
            login=post.get("login", ""), staff_id=id_or_none(post.get("staff", "")), **given
        )
        return None, (password and f"{post.get('login', '').strip().lower()} / {password}") or ""
    elif deed in ("refuse", "suspend"):
        (actions.refuse if deed == "refuse" else actions.suspend)(reason=post.get("reason", ""), **given)
    elif deed in KEPT:
        _keep(post, deed, given)
    elif deed == "strike":
        hours_id = id_or_none(post.get("hours", ""))
        if hours_id is None or not hours_of(row).filter(id=hours_id).exists():
            raise Problem("choose-one", "请先从列表里选一项。")
        actions.strike_hours(hours_id=hours_id, false=post.get("false") == "yes", by=request.viewer, at=now)
    else:
        purpose = post.get("purpose", "")
        if pack_on(now).pack.reason(ReasonUse.UNMASK, purpose) is None:
            raise Problem("choose-one", "请先从列表里选一项。")
        return dict(actions.see_person(volunteer_id=row.id, purpose=purpose, by=request.viewer, at=now)), ""
    return None, ""


def _keep(post: QueryDict, deed: str, given: dict[str, Any]) -> None:
    """Write down what is kept of a volunteer."""
    if deed == "home":
        actions.set_home(area_id=id_chosen(post.get("area", "")), **given)
    elif deed == "train":
        actions.note_training(day=day_of(post.get("day", "")), **given)
    elif deed == "insure":
        actions.note_insurance(begins=day_of(post.get("begins", "")), ends=day_of(post.get("ends", "")), **given)
    elif deed == "wishes":
        actions.set_wishes(slots=post.getlist("slots"), shown=post.get("shown") == "yes", **given)
    else:
        actions.set_person(person=person_of(post), **given)
