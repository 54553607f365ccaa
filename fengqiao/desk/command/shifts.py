"""Shifts of a station: week, month and table, one shift with who can be put on it, one's own duties and swaps, the sheet to print."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.station import DutyPost, ShiftPattern, Station
from fengqiao.command.queries import (
    READERS,
    commands,
    duties,
    hands,
    may_consent,
    others_coming,
    own_duties,
    pattern_of,
    station_for,
    stations_seen,
    swaps_waiting,
    turns_of,
)
from fengqiao.command.rules.shifts import Watch, fits, rest_hours, wants_consent, watch_of, watches, week_of, why_not_on
from fengqiao.command.terms import SwapState
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import called, entered, name_of, say
from fengqiao.orgs.queries import Directory, UnitCard, directory
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.command.models import Duty

VIEWS = ("week", "month", "table")
FAR = timedelta(days=3660)


def day_asked(raw: str, today: date) -> date:
    """Return the day that an address names; today where it names none, or one that is absurdly far away."""
    try:
        found = date.fromisoformat(raw)
    except ValueError:
        return today
    return found if abs(found - today) < FAR else today


def station_asked(request: DeskRequest, units: Directory) -> UnitCard | None:
    """Return the station that an address names, else the viewer's; one that is not reached is not found."""
    code = request.GET.get("station", "") or request.POST.get("station", "")
    station = station_for(request.viewer, units, code)
    if station is None and code:
        raise Http404
    return station


def address(name: str, station: UnitCard, **asked: object) -> str:
    """Return the address of a page of a station's shifts."""
    more = "".join(f"&{key}={value}" for key, value in asked.items())
    return f"{reverse(name)}?station={station.code}{more}"


def post_name(code: str, station: Station) -> str:
    """Return what a post of duty is called."""
    return called(station.duties, code)


def shift_name(pattern: str, shift: str, station: Station) -> str:
    """Return what a shift of a pattern is called."""
    found = station.patterns.get(pattern)
    named = next((each for each in found.shifts if each.code == shift), None) if found else None
    return name_of(named) if named else shift


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show who is on duty in a week or a month, as a calendar or as a table."""
    now, viewer = timezone.now(), request.viewer
    units, pack = directory(at=now), pack_on(now).pack
    station = station_asked(request, units)
    choices = [
        {"code": card.code, "name": entered(card.short, card.name_en), "on": station is not None and card.id == station.id}
        for card in stations_seen(viewer, units)
    ]  # fmt: skip
    pattern = pattern_of(station.id, pack.station) if station else None
    if station is None or pattern is None:
        return render(request, "desk/shifts.html", {"station": None, "choices": choices})
    today = timezone.localdate(now)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "week"
    day = day_asked(request.GET.get("day", ""), today)
    days = _days(view, day)
    rows = duties(station.id, days[0], days[-1])
    decides = commands(viewer, station.id)
    before, after = days[0] - timedelta(days=1), days[-1] + timedelta(days=1)
    if view == "month":
        before, after = day.replace(day=1) - timedelta(days=1), day.replace(day=monthrange(day.year, day.month)[1]) + timedelta(days=1)  # fmt: skip

    def link(**asked: object) -> str:
        return address("command-shifts", station, **{"view": view, "day": day, **asked})

    context = {
        "station": station,
        "name": entered(station.short, station.name_en),
        "choices": choices,
        "pattern": name_of(pattern),
        "view": view,
        "tabs": [
            {"label": word, "url": link(view=code), "active": code == view, "count": None}
            for code, word in (("week", _("一周")), ("month", _("一月")), ("table", _("表格")))
        ],
        "title": date_format(day, "YEAR_MONTH_FORMAT") if view == "month" else f"{days[0]:%m-%d} – {days[-1]:%m-%d}",
        "before": link(day=before), "after": link(day=after), "now_url": link(day=today),
        "paper": address("command-shifts-paper", station, day=days[0] if view != "month" else day, view=view),
        "days": [] if view == "table" else calendar(days, rows, pattern, pack.station, today, now, decides=decides, month=day.month if view == "month" else 0),
        "lines": table(rows, pack.station, units) if view == "table" else [],
        "decides": decides,
        "patterns": [(code, name_of(each), each.code == pattern.code) for code, each in pack.station.patterns.items()],
        "consent": wants_consent(pack, today), "day": day, "over": days[-1] < today, "rest": rest_hours(pack, today),
        **own(request, station, pack.station, now),
    }  # fmt: skip
    return render(request, "desk/shifts.html", context)


def _days(view: str, day: date) -> list[date]:
    if view != "month":
        return week_of(day)
    first = week_of(day.replace(day=1))[0]
    last = week_of(day.replace(day=monthrange(day.year, day.month)[1]))[-1]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def calendar(
    days: Iterable[date],
    rows: list[Duty],
    pattern: ShiftPattern,
    station: Station,
    today: date,
    now: datetime,
    *,
    decides: bool = False,
    month: int = 0,
) -> list[dict[str, Any]]:
    """Return each day with its shifts: who is on which post, and which posts that are needed have nobody."""
    zone = timezone.get_current_timezone()
    by_shift: dict[tuple[date, str, str], list[Duty]] = {}
    for row in rows:
        by_shift.setdefault((row.day, row.pattern, row.shift), []).append(row)
    found = []
    for day in days:
        shown = [
            _shift(watch, by_shift.pop((day, pattern.code, watch.shift.code), []), station, now, edits=decides)
            for watch in watches(pattern, day, zone)
        ]
        others = [key for key in by_shift if key[0] == day]  # planned by another pattern, before this one
        shown += [_others(by_shift.pop(key), key, station, now) for key in others]
        found.append({"day": day, "today": day == today, "off": bool(month) and day.month != month, "shifts": shown})
    return found


def _shift(watch: Watch, rows: list[Duty], station: Station, now: datetime, *, edits: bool) -> dict[str, Any]:
    over = watch.ends <= now
    posts = [
        {"post": name_of(post), "names": [row.staff.name for row in rows if row.post == code], "needed": post.needed}
        for code, post in station.duties.items()
    ]
    return {
        "name": name_of(watch.shift), "code": watch.shift.code, "begins": watch.begins, "ends": watch.ends, "over": over,
        "now": watch.begins <= now < watch.ends,
        "posts": [each for each in posts if each["names"]],
        "short": [each["post"] for each in posts if each["needed"] and not each["names"]] if not over or rows else [],
        "edit": edits and not over,
    }  # fmt: skip


def _others(rows: list[Duty], key: tuple[date, str, str], station: Station, now: datetime) -> dict[str, Any]:
    posts: dict[str, list[str]] = {}
    for row in rows:
        posts.setdefault(post_name(row.post, station), []).append(row.staff.name)
    first = rows[0]
    return {
        "name": shift_name(key[1], key[2], station), "code": key[2], "begins": first.begins_at, "ends": first.ends_at,
        "over": first.ends_at <= now, "now": first.begins_at <= now < first.ends_at,
        "posts": [{"post": post, "names": names} for post, names in posts.items()], "short": [], "edit": False,
    }  # fmt: skip


def table(rows: Iterable[Duty], station: Station, units: Directory) -> list[dict[str, Any]]:
    """Return the duties one below the other."""
    found = []
    for row in rows:
        card = units.units.get(row.part_id)
        part = station.parts.get(row.part.part)
        found.append({
            "day": row.day, "shift": shift_name(row.pattern, row.shift, station), "begins": row.begins_at,
            "ends": row.ends_at, "post": post_name(row.post, station), "name": row.staff.name,
            "part": name_of(part) if part else entered(card.short, card.name_en) if card else "",
        })  # fmt: skip
    return found


def own(request: DeskRequest, station: UnitCard, pack: Station, now: datetime) -> dict[str, Any]:
    """Return the viewer's own coming duties with those that could be had for them, and the swaps that wait."""
    viewer = request.viewer
    mine, waiting = own_duties(viewer, station.id, at=now), swaps_waiting(viewer, station.id)
    others = others_coming(viewer, station.id, at=now) if mine else []
    asked = {row.mine_id for row in waiting if row.asked_by_id == viewer.staff_id}
    return {
        "mine": [
            {
                "id": row.id, "words": _in_words(row, pack), "begins": row.begins_at, "asked": row.id in asked,
                "others": [
                    {"id": each.id, "words": f"{each.staff.name} · {date_format(each.day, 'MONTH_DAY_FORMAT')} {shift_name(each.pattern, each.shift, pack)}"}
                    for each in others if each.post == row.post and each.begins_at != row.begins_at
                ],
            }
            for row in mine
        ],
        "swaps": [
            {
                "id": row.id, "by": row.asked_by.name, "to": row.asked.name, "mine": _in_words(row.mine, pack),
                "theirs": _in_words(row.theirs, pack), "own": row.asked_by_id == viewer.staff_id,
                "agreed": row.state == SwapState.AGREED.value, "consents": may_consent(viewer, row),
            }
            for row in waiting
        ],
    }  # fmt: skip


def _in_words(row: Duty, pack: Station) -> str:
    day = date_format(row.day, "MONTH_DAY_FORMAT")
    return f"{day} {shift_name(row.pattern, row.shift, pack)} · {post_name(row.post, pack)}"


@require_GET
@staff_only(*READERS)
def edit(request: DeskRequest, day: str, shift: str) -> HttpResponse:
    """Show one shift to those who plan: who is on it, and for each post who can be put on it, or why not."""
    now, viewer = timezone.now(), request.viewer
    units, pack = directory(at=now), pack_on(now).pack
    station, chosen = station_asked(request, units), day_asked(day, timezone.localdate(now))
    pattern = pattern_of(station.id, pack.station) if station else None
    if station is None or pattern is None or chosen.isoformat() != day or not commands(viewer, station.id):
        raise Http404
    watch = watch_of(pattern, chosen, shift, timezone.get_current_timezone())
    if watch is None:
        raise Http404
    rows = [row for row in duties(station.id, chosen, chosen) if row.shift == shift]
    people = hands(station, units, at=now)
    turns = turns_of([hand.staff_id for hand, _name in people], watch.begins, watch.ends)
    rest = rest_hours(pack, timezone.localdate(now))
    problems = {hand.staff_id: why_not_on(watch, turns[hand.staff_id], rest) for hand, _name in people}

    def choices(post: DutyPost) -> list[dict[str, Any]]:
        return [
            {"id": hand.staff_id, "name": name, "why": say(problem) if (problem := problems[hand.staff_id]) else ""}
            for hand, name in people if fits(post, hand.part)
        ]  # fmt: skip

    posts = []
    for code, post in pack.station.duties.items():
        there = [row for row in rows if row.post == code]
        short = post.needed and not there
        posts.append({
            "code": code, "name": name_of(post), "rows": [{"id": row.id, "name": row.staff.name} for row in there],
            "short": short, "most": post.most, "choices": choices(post) if len(there) < post.most else [],
        })  # fmt: skip
    context = {
        "station": station, "name": name_of(watch.shift), "watch": watch, "posts": posts, "over": watch.ends <= now,
        "rest": rest, "back": address("command-shifts", station, day=chosen),
    }  # fmt: skip
    return render(request, "desk/shift.html", context)


@require_GET
@staff_only(*READERS)
def paper(request: DeskRequest) -> HttpResponse:
    """Show a week or a month of shifts as it is printed and put on the wall."""
    now = timezone.now()
    units, pack = directory(at=now), pack_on(now).pack
    station = station_asked(request, units)
    pattern = pattern_of(station.id, pack.station) if station else None
    if station is None or pattern is None:
        raise Http404
    today, view = timezone.localdate(now), "month" if request.GET.get("view") == "month" else "week"
    day = day_asked(request.GET.get("day", ""), today)
    days = _days(view, day) if view == "week" else [day.replace(day=n + 1) for n in range(monthrange(day.year, day.month)[1])]  # fmt: skip
    rows = duties(station.id, days[0], days[-1])
    posts = [
        (code, name_of(post)) for code, post in pack.station.duties.items() if any(row.post == code for row in rows)
    ]
    shown = []
    for each in calendar(days, rows, pattern, pack.station, today, now):
        for n, shift in enumerate(each["shifts"]):
            names = {one["post"]: one["names"] for one in shift["posts"]}
            cells = [names.get(word, []) for _code, word in posts]
            shown.append({"day": each["day"] if n == 0 else None, "span": len(each["shifts"]), "name": shift["name"],
                          "begins": shift["begins"], "ends": shift["ends"], "cells": cells})  # fmt: skip
    context = {
        "office": entered(station.name, station.name_en), "first": days[0], "last": days[-1], "posts": posts, "rows": shown,
        "back": address("command-shifts", station, view=view, day=day), "printed_at": now, "printed_by": request.viewer.name,
    }  # fmt: skip
    return render(request, "desk/shifts_paper.html", context)
