"""The board of the command room on one screen: the page, and what it asks for by itself."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.command.queries import (
    READERS,
    Board,
    OnBoard,
    Room,
    board,
    commands,
    in_part,
    station_for,
    stations_seen,
    still_open,
)
from fengqiao.command.rules.dispatching import refresh_seconds
from fengqiao.desk.command.structure import VIEWERS
from fengqiao.desk.command.talks import last_talk, tasks_shown
from fengqiao.desk.command.words import BIN_WORDS, STEPS
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.amounts import matters
from fengqiao.desk.matters.rows import Line, lines
from fengqiao.desk.matters.teams import part_name, team_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered, in_language, listed, name_of
from fengqiao.matters.terms import Lamp
from fengqiao.orgs.queries import directory, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.catalogue.station import Station
    from fengqiao.command.models import Duty

NOTHING_NEW = 204
ON_BOARD = 5  # tasks of talks: so many leave room on a wall for what else is going on


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show the board of the viewer's station, or of the one asked for."""
    return render(request, "desk/command.html", context_of(request))


@require_GET
@staff_only(*READERS)
def feed(request: DeskRequest) -> HttpResponse:
    """Say what changed since the version that a page shows: nothing (204), or the board anew."""
    context = context_of(request)
    if not context["station"] or request.GET.get("v") == context["version"]:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "desk/_command_live.html", context)


def context_of(request: DeskRequest) -> dict[str, Any]:
    """Return everything that the board shows; without a station nothing but those that there are."""
    now, viewer = timezone.now(), request.viewer
    units, pack = directory(at=now), pack_on(now).pack
    asked = request.GET.get("station", "")
    station = station_for(viewer, units, asked)
    if station is None and asked:
        raise Http404
    choices = [
        {
            "code": card.code,
            "name": entered(card.short, card.name_en),
            "on": station is not None and card.id == station.id,
        }
        for card in stations_seen(viewer, units)
    ]
    sees_structure = any(viewer.may(right) for right in VIEWERS)
    if station is None:
        return {"station": None, "choices": choices, "sees_structure": sees_structure}
    room = Room(station, units, pack, at=now)
    found = board(viewer, room, at=now)
    shown = {
        line.id: line for line in lines([each.matter for each in (*found.waiting, *found.held)], now=now, units=units)
    }
    names = staff_names({who for each in found.waiting if (who := each.who)})
    open_tasks = still_open(viewer, station.id, None, at=now)
    context = {
        "station": station,
        "name": entered(station.short, station.name_en),
        "choices": choices,
        "sees_structure": sees_structure,
        "decides": commands(viewer, station.id),
        "tiles": _tiles(found, shown),
        "waiting": [_waiting(each, shown[each.matter.id], room, names) for each in found.waiting],
        "offers": [_offer(each, shown[each.matter.id], room, viewer) for each in found.offered],
        "teams": _teams(found, shown, room),
        "bins": [
            {"step": STEPS[step], "cells": list(zip(BIN_WORDS[step], row, strict=True))}
            for step, row in found.bins.items()
        ],
        "talk": tasks_shown(open_tasks[:ON_BOARD], room.teams),
        "more": max(0, len(open_tasks) - ON_BOARD),
        "last": last_talk(viewer, station.id, now),
        "duty": duty_now(room.duties, pack.station),
        "every": refresh_seconds(pack, timezone.localdate(now)),
        "now": now,
        "runs_so": bool(room.teams),
        "may_set": viewer.may(Right.ADMINISTER),
    }
    facts = [(context[key]) for key in ("duty", "talk", "more", "last", "tiles", "waiting", "offers", "teams", "bins")]
    return {**context, "version": sha256(repr(facts).encode()).hexdigest()[:12]}


def duty_now(rows: list[Duty], station: Station) -> dict[str, Any]:
    """Return who is on duty by post, in the order of the pack, and until when; which posts that are needed have nobody."""
    posts = [
        (name_of(post), [row.staff.name for row in rows if row.post == code], post.needed)
        for code, post in station.duties.items()
    ]
    return {
        "posts": [{"post": word, "names": listed(names)} for word, names, _needed in posts if names],
        "short": [word for word, names, needed in posts if needed and not names] if rows else [],
        "until": min((row.ends_at for row in rows), default=None),
    }  # fmt: skip


def _tiles(found: Board, shown: dict[Any, Line]) -> list[dict[str, Any]]:
    lamps = [shown[each.matter.id].lamp for each in (*found.waiting, *found.held)]
    late, soon = lamps.count(Lamp.LATE), lamps.count(Lamp.SOON)
    waits, offered = len(found.waiting), len(found.offered)
    today = timezone.localdate().isoformat()
    return [
        {"label": _("今日来件"), "value": found.came, "url": matters(since=today), "icon": "inbox", "tone": ""},
        {"label": _("待派单"), "value": waits, "url": "#c-waiting", "icon": "send", "tone": "amber" if waits else ""},
        {"label": _("待接收"), "value": offered, "url": "#c-offers", "icon": "arrow-forward-up", "tone": "amber" if offered else ""},
        {"label": _("各队在手"), "value": len(found.held), "url": "#c-teams", "icon": "users-group", "tone": ""},
        {"label": _("快到期"), "value": soon, "url": "#c-teams", "icon": "hourglass", "tone": "amber" if soon else ""},
        {"label": _("已超期"), "value": late, "url": "#c-teams", "icon": "alarm", "tone": "red" if late else ""},
    ]  # fmt: skip


def _waiting(each: OnBoard, line: Line, room: Room, names: dict[Any, str]) -> dict[str, Any]:
    found = each.suggestion
    team = next((team for team in room.teams if found and team.unit.part == found.part), None)
    return {
        "line": line,
        "task": each.share.task_id,
        "part": team.unit.id if team else "",
        "to": team_name(team) if team else "",
        "staff": each.who or "",
        "who": names.get(each.who, "") if each.who else "",
        "why": in_language(found.decision.row.why, found.decision.row.why_en) if found else "",
    }


def _offer(each: OnBoard, line: Line, room: Room, viewer: Any) -> dict[str, Any]:
    offered = each.course.offered
    assert offered is not None  # noqa: S101  # those on offer alone
    assert each.course.held is not None  # noqa: S101
    return {
        "id": offered.id,
        "line": line,
        "from": part_name(each.course.held.part, room.teams),
        "to": part_name(offered.part, room.teams),
        "reason": offered.reason,
        "at": offered.made_at,
        "may": in_part(viewer, offered),
    }


def _teams(found: Board, shown: dict[Any, Line], room: Room) -> list[dict[str, Any]]:
    order = {Lamp.LATE: 0, Lamp.SOON: 1}
    result = []
    for team in room.teams:
        mine = [each for each in found.held if each.course.held and each.course.held.part_id == team.unit.id]
        rows = sorted(mine, key=lambda each: (order.get(shown[each.matter.id].lamp, 2), each.matter.received_at))
        people = [
            {
                "name": name,
                "duty": key in room.on_duty,
                "count": sum(e.course.held is not None and e.course.held.staff_id == key for e in mine),
            }
            for key, name in room.people[team.unit.id]
        ]
        result.append({
            "id": team.unit.id, "name": team_name(team), "count": len(mine), "people": people,
            "late": sum(shown[each.matter.id].lamp is Lamp.LATE for each in mine),
            "nobody": sum(e.course.held is not None and e.course.held.staff_id is None for e in mine),
            "lines": [{"line": shown[e.matter.id], "who": e.course.held.staff.name if e.course.held and e.course.held.staff else ""} for e in rows],
            "names": listed(each["name"] for each in people),
        })  # fmt: skip
    return result
