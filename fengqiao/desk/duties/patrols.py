"""Plans of patrols by hand: a grid of villages and nights and a map, the rules said while it is edited, put into effect, what became of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import FLAWS, PLAN_STATES, STATES, TAKEN, TONES, form_name
from fengqiao.desk.fields import Plain, chosen, unit_list
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_or_none, whole_or_none
from fengqiao.desk.volunteer_words import UNFIT
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import name_of, say
from fengqiao.duties import actions
from fengqiao.duties.queries import CellEnd, cells_of, ends_of, home_villages, nights_of, plan_for, plans, taken_at
from fengqiao.duties.rules.planning import Cell, Flaw, flaws
from fengqiao.duties.terms import ActivityState, Family, PlanState, Taken
from fengqiao.kit.problems import Problem
from fengqiao.look import maps
from fengqiao.orgs.queries import Directory, Viewer, directory, names_of_ended, staff_in, staff_names
from fengqiao.orgs.terms import AreaLevel, Line, Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.volunteers.queries import UnfitThere, unfit_at, unfit_in

if TYPE_CHECKING:
    from fengqiao.duties.models import PatrolPlan

DONE = {"set": gettext_lazy("这一格已记下。"), "issue": gettext_lazy("已发布：每一格成为一次巡逻，人已排上。")}
SHOWN = 20


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the plans, and begin one."""
    now, status = timezone.now(), 200
    pack, units = pack_on(now).pack, directory(at=now)
    if request.method == "POST":
        try:
            made = _begun(request, units, now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            return redirect("patrol-plan", plan_id=made)
    rows = [
        {"row": row, "team": name_of(row.team), "last": row.first + timedelta(days=row.nights - 1), "word": PLAN_STATES[PlanState(row.state)],
         "tone": "green" if row.state == PlanState.ISSUED.value else "blue", "cells": len(row.cells)}
        for row in plans(request.viewer)[:SHOWN]
    ]  # fmt: skip
    return render(
        request, "desk/patrol_plans.html", {"rows": rows, "form": _form(pack, units, request, now)}, status=status
    )


def _form(pack: Pack, units: Directory, request: DeskRequest, now: datetime) -> Plain:
    kinds = [(kind.code, name_of(kind)) for kind in pack.duties.kinds.values() if kind.family is Family.PATROL]
    teams = [
        (str(card.id), name_of(card)) for card in units.units.values() if card.line == Line.VOLUNTEER.value
    ] or unit_list(units)
    return Plain(
        "plan",
        request.POST or None,
        kind=chosen(_("什么勤务"), kinds),
        team=chosen(_("哪支队伍"), teams),
        first=forms.CharField(label=_("从哪一晚"), required=False, initial=timezone.localdate(now).isoformat(), widget=forms.DateInput(attrs={"type": "date"})),
        nights=forms.ChoiceField(label=_("排几晚"), required=False, choices=[(str(n), str(n)) for n in (7, 14, 21, 28)]),
        begins=forms.CharField(label=_("几点开始"), required=False, initial="19:30", widget=forms.TimeInput(attrs={"type": "time"})),
        villages=forms.MultipleChoiceField(label=_("哪些村社"), required=False, choices=_villages(units, request.viewer), widget=forms.CheckboxSelectMultiple),
    )  # fmt: skip


def _villages(units: Directory, viewer: Viewer) -> list[tuple[str, str]]:
    """Return the villages within the viewer's reach; all of them for who reaches none, such as a team's leader."""
    every = [place for place in units.places.values() if place.level is AreaLevel.VILLAGE]
    reached = [place for place in every if place.id in viewer.seen_areas]
    return [(place.code, name_of(place)) for place in reached or every]


def _begun(request: DeskRequest, units: Directory, now: datetime) -> UUID:
    post = request.POST
    team = id_or_none(post.get("team", ""))
    if team is None:
        raise Problem("duty-team", "没有这个单位或队伍。")
    codes = set(post.getlist("villages"))
    try:
        begins = time.fromisoformat(post.get("begins", "")).replace(tzinfo=None)
    except ValueError:
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None
    return actions.begin_plan(
        kind=post.get("kind", ""), team_id=team, villages=[place.id for place in units.places.values() if place.code in codes],
        first=day_of(post.get("first", "")), nights=whole_or_none(post.get("nights", "")) or 0, begins=begins, by=request.viewer, at=now,
    )  # fmt: skip


def seen_plan(request: DeskRequest, plan_id: UUID) -> PatrolPlan:
    """Return a plan that the viewer sees, or nothing to be found."""
    row = plan_for(request.viewer, plan_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only(Right.ORGANISE)
def plan(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan as a grid and on the map; `cell` names the one that is edited, `night` the night that the map shows."""
    get = request.GET.get
    context = plan_context(seen_plan(request, plan_id), timezone.now(), get("cell", ""), get("night", ""))
    return render(request, "desk/patrol_plan.html", context)


def plan_context(row: PatrolPlan, now: datetime, wanted: str = "", night: str = "") -> dict[str, Any]:
    """Return a plan as its page and its papers show it: cells by village and night, what is wrong, what became of it."""
    pack, cells = pack_on(now).pack, cells_of(row)
    kind, people = pack.duties.kinds.get(row.kind), dict(staff_in(row.team_id, at=now))
    villages, draft = [UUID(each) for each in row.villages], row.state == PlanState.DRAFT.value
    known = set(people) | {who for cell in cells for who in cell.people}
    names = staff_names(known)
    places = names_of_ended(villages)
    taken = taken_at(known, nights_of(row, kind.minutes if kind else 60)) if draft else {}
    found = flaws(cells, villages, least=kind.least if kind else 2, taken=taken, home=home_villages(known, at=now)) if draft else []  # fmt: skip
    ends = {} if draft else ends_of(cells)
    unfit = unfit_in(row, at=now) if draft else []
    days = [row.first + timedelta(days=n) for n in range(row.nights)]
    at = {(cell.day, cell.village): cell for cell in cells}
    counts = {who: sum(who in cell.people for cell in cells) for who in people}
    return {
        "row": row, "team": name_of(row.team), "days": days, "draft": draft, "word": PLAN_STATES[PlanState(row.state)],
        "tone": "blue" if draft else "green", "kind": name_of(kind) if kind else row.kind,
        "lines": [
            {"name": _place(places, village), "cells": [_cell(at.get((day, village)), day, village, found, names, pack, unfit, ends) for day in days]}
            for village in villages
        ],
        "flaws": [_said(flaw, places, names) for flaw in found] + [_unfit_said(each, places, names) for each in unfit],
        "hard": any(flaw.code != "uncovered" for flaw in found) or any(not each.soft for each in unfit),
        "edited": _edited(wanted, row, at, people, counts, taken, places, pack, now) if draft else None, "cells": len(cells),
        "wants_police": bool(kind and kind.led and kind.led.asked_at(row.begins.hour)), "after": _after(ends), **_map(row, cells, days, night, now),
        "totals": sorted(((names.get(who, "–"), n) for who, n in counts.items()), key=lambda each: -each[1]),
    }  # fmt: skip


def _after(ends: dict[UUID, CellEnd]) -> dict[str, int] | None:
    """What an issued plan has come to so far; None before anything ended."""
    states = [each.state for each in ends.values()]
    minutes = sum(each.minutes for each in ends.values())
    counted = {state.value: states.count(state) for state in ActivityState}
    over = counted["done"] + counted["missed"]
    return {**counted, "hours": round(minutes / 60), "came": sum(each.came for each in ends.values())} if over else None


def _map(row: PatrolPlan, cells: list[Cell], days: list[date], night: str, now: datetime) -> dict[str, Any]:
    """The plan's villages on the map: on how many nights each is patrolled, or by how many on one night; each opens its cell."""
    shown = next((day for day in days if day.isoformat() == night), None)
    units, there = directory(at=now), {(cell.day, cell.village): len(cell.people) for cell in cells}
    areas, values = [], {}
    for place in (units.places.get(UUID(each)) for each in row.villages):
        if place is None or not place.shape or not place.shape[0]:
            continue
        free = shown or next((day for day in days if not there.get((day, place.id))), days[0])
        label = (place.label_point[0], place.label_point[1]) if place.label_point else None
        url = (
            f"?night={shown or ''}&cell={free.isoformat()}.{place.id}#p-cell"
            if row.state == PlanState.DRAFT.value
            else ""
        )
        areas.append(maps.Area(place.code, name_of(place), [(p[0], p[1]) for p in place.shape[0]], label, url))
        nights = sum(village == place.id and count > 0 for (_day, village), count in there.items())
        values[place.code] = there.get((shown, place.id), 0) if shown else nights
    return {"areas": areas, "values": values, "night": shown}


def _place(places: dict[UUID, tuple[str, str]], village: UUID | None) -> str:
    zh, _en = places.get(village, ("–", "")) if village else ("", "")
    return zh


def _cell(
    cell: Cell | None, day: date, village: UUID, found: list[Flaw], names: dict[UUID, str], pack: Pack, unfit: list[UnfitThere], ends: dict[UUID, CellEnd]
) -> dict[str, Any]:  # fmt: skip
    flawed = {(flaw.day, flaw.village) for flaw in found} | {
        (each.day, each.village) for each in unfit if not each.soft
    }
    return {
        "key": f"{day.isoformat()}.{village}", "day": day, "form": form_name(cell.form, pack) if cell else "",
        "people": [names.get(who, "–") for who in cell.people] if cell else [],
        "flawed": (day, village) in flawed, "activity": cell.activity if cell else None, "end": _end(ends.get(cell.activity)) if cell and cell.activity else None,
    }  # fmt: skip


def _end(found: CellEnd | None) -> dict[str, Any] | None:
    return {"word": STATES[found.state], "tone": TONES[found.state.value], "state": found.state.value, "came": found.came, "minutes": found.minutes, "subject": found.subject} if found else None  # fmt: skip


def _said(flaw: Flaw, places: dict[UUID, tuple[str, str]], names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "word": FLAWS[flaw.code], "day": flaw.day, "place": _place(places, flaw.village), "who": names.get(flaw.who, "") if flaw.who else "",
        "soft": flaw.code == "uncovered", "key": f"{flaw.day.isoformat()}.{flaw.village}" if flaw.day else "",
    }  # fmt: skip


def _unfit_said(each: UnfitThere, places: dict[UUID, tuple[str, str]], names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "word": UNFIT[each.reason], "day": each.day, "place": _place(places, each.village), "who": names.get(each.who, ""),
        "soft": each.soft, "key": f"{each.day.isoformat()}.{each.village}",
    }  # fmt: skip


def _edited(
    wanted: str, row: PatrolPlan, at: dict[tuple[date, UUID], Cell], people: dict[UUID, str], counts: dict[UUID, int],
    taken: dict[tuple[UUID, date], Taken], places: dict[UUID, tuple[str, str]], pack: Pack, now: datetime,
) -> dict[str, Any] | None:  # fmt: skip
    """What a cell's form shows: who can be chosen, the free and the least often there first, and why somebody cannot."""
    day, village = _key(wanted)
    if (
        day is None
        or village is None
        or str(village) not in row.villages
        or not row.first <= day < row.first + timedelta(days=row.nights)
    ):
        return None
    cell, kind = at.get((day, village)), pack.duties.kinds.get(row.kind)
    there = {who for (other, place), each in at.items() if other == day and place != village for who in each.people}
    unfit = unfit_at(people, datetime.combine(day, row.begins), at=now)
    said = {who: strung(UNFIT[each] for each in reasons) for who, reasons in unfit.items()}
    said |= {who: str(TAKEN[why]) for (who, on), why in taken.items() if on == day}
    said |= dict.fromkeys(there, _("这一晚在别的村"))
    chosen_there = cell.people if cell else ()
    in_order = sorted(people, key=lambda who: (who not in chosen_there, who in said, counts.get(who, 0)))
    return {
        "day": day, "village": village, "place": _place(places, village),
        "forms": [{"code": each.code, "word": name_of(each), "on": cell is not None and cell.form == each.code} for each in (kind.forms if kind else ())],
        "people": [
            {"id": who, "name": people[who], "on": who in chosen_there, "count": counts.get(who, 0), "why": said.get(who, "")}
            for who in in_order
        ],
    }  # fmt: skip


def _key(text: str) -> tuple[date | None, UUID | None]:
    day, _dot, village = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(village)
    except ValueError:
        return None, None


@require_POST
@staff_only(Right.ORGANISE)
def act(request: DeskRequest, plan_id: UUID, deed: str) -> HttpResponse:
    """Set a cell, or put the plan into effect."""
    if deed not in DONE:
        raise Http404
    now, row, post = timezone.now(), seen_plan(request, plan_id), request.POST
    version, cell = whole_or_none(post.get("version", "")), post.get("cell", "")
    try:
        if deed == "issue":
            actions.issue_plan(plan_id=plan_id, by=request.viewer, at=now, seen_version=version)
        else:
            _set(request, plan_id, cell, version, now)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/patrol_plan.html", plan_context(row, now, cell), status=422)
    messages.success(request, DONE[deed])
    return redirect("patrol-plan", plan_id=plan_id)


def _set(request: DeskRequest, plan_id: UUID, cell: str, version: int | None, now: datetime) -> None:
    post, (day, village) = request.POST, _key(cell)
    if day is None or village is None:
        raise Problem("plan-cell", "这一格不在排班表里。")
    people = [who for raw in post.getlist("people") if (who := id_or_none(raw))]
    actions.set_cell(
        plan_id=plan_id, day=day, village=village, form=post.get("form", ""), people=people, by=request.viewer, at=now,
        seen_version=version,
    )  # fmt: skip
