"""The daily talk of a station: what the last one decided and how it stands, what today's decides, one task said to be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.station import Station
from fengqiao.command import actions
from fengqiao.command.queries import (
    READERS,
    Decided,
    Team,
    commands,
    decided_in,
    still_open,
    talk_before,
    talk_of,
    task_for,
    teams_of,
)
from fengqiao.command.rules.talks import Tally, tallied
from fengqiao.desk.command.acts import chosen_part
from fengqiao.desk.command.shifts import address, day_asked, station_asked
from fengqiao.desk.command.words import STANDINGS
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.teams import part_name, team_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.reading import read_by_opening
from fengqiao.desk.posted import day_of
from fengqiao.desk.words import entered, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, directory, staff_by_unit
from fengqiao.rulebook.queries import pack_on

DAY_ENDS = time(23, 59)


def tasks_shown(rows: Iterable[Decided], teams: Sequence[Team] = ()) -> list[dict[str, Any]]:
    """Return tasks of talks as lines; on the board of the teams without the station's name before each."""
    return [
        {
            "id": each.row.id, "words": each.words, "said": each.said, "due": each.row.due_at, "day": each.row.talk.day,
            "part": part_name(each.row.part, teams), "who": each.row.staff.name if each.row.staff else "",
            "number": each.number, "matter": each.row.matter_id, "state": each.standing.value, "open": each.row.ended_at is None,
            "word": STANDINGS[each.standing][0], "tone": STANDINGS[each.standing][1], "may": each.may_end,
            "ended": each.row.ended_at, "by": each.row.ended_by.name if each.row.ended_by else "",
        }
        for each in rows
    ]  # fmt: skip


def counted(rows: Iterable[Decided]) -> Tally:
    """Return how many tasks stand how."""
    return tallied(("", each.standing) for each in rows).get("", Tally())


def tally_words(tally: Tally) -> str:
    """Return what came of a talk in one line."""
    said = [_("定了 %(n)s 件") % {"n": tally.decided}, _("办成 %(n)s") % {"n": tally.in_time + tally.done_late}]
    said += [_("在办 %(n)s") % {"n": tally.open}] if tally.open else []
    said += [_("超期 %(n)s") % {"n": tally.late}] if tally.late else []
    return " · ".join(said)


def last_talk(viewer: Viewer, station_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return what the last talk before today came to; None where there was none."""
    found = talk_before(station_id, timezone.localdate(now))
    if found is None:
        return None
    return {"day": found.day, "words": tally_words(counted(decided_in(viewer, found, at=now)))}


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show the talk of a day: today's with what the last ones left, an earlier one as it stands."""
    now, viewer = timezone.now(), request.viewer
    units, pack = directory(at=now), pack_on(now).pack
    station, today = station_asked(request, units), timezone.localdate(now)
    if station is None:
        return render(request, "desk/talk.html", {"station": None})
    day = min(day_asked(request.GET.get("day", ""), today), today)
    talk, before = talk_of(station.id, day), talk_before(station.id, day)
    own, last = decided_in(viewer, talk, at=now), decided_in(viewer, before, at=now)
    older = still_open(viewer, station.id, before.day, at=now) if before and day == today else []
    context = {
        "station": station, "name": entered(station.short, station.name_en), "day": day, "today": day == today,
        "led_by": talk.led_by.name if talk else "", "rows": tasks_shown(own), "decides": commands(viewer, station.id),
        "before": before, "last": tasks_shown(last), "last_words": tally_words(counted(last)), "older": tasks_shown(older),
        "choices": whom(station, units, pack.station, now), "tomorrow": (today + timedelta(days=1)).isoformat(), "least": today.isoformat(),
        "asked": {name: request.GET.get(name, "")[:40] for name in ("matter",)},
        "before_url": address("command-talk", station, day=before.day) if before else "",
        "review_url": address("command-review", station, week=day), "back": address("command", station),
    }  # fmt: skip
    return render(request, "desk/talk.html", context)


def whom(station: UnitCard, units: Directory, pack: Station, now: datetime) -> list[dict[str, Any]]:
    """Return to whom a task can be given: each part with its people; a station without parts is one itself."""
    teams = [(team.unit, team_name(team)) for team in teams_of(station.id, units, pack)]
    teams = teams or [(station, entered(station.short, station.name_en))]
    people = staff_by_unit([card.id for card, _name in teams], at=now)
    return [
        {"id": card.id, "name": name, "people": [(f"{card.id}:{key}", who) for key, who in people[card.id]]}
        for card, name in teams
    ]


def _due(request: DeskRequest) -> datetime:
    """Read by when: a day, and a time where one was given, else the end of that day."""
    day, raw = day_of(request.POST.get("due_day", "")), request.POST.get("due_time", "").strip()
    try:
        moment = time.fromisoformat(raw) if raw else DAY_ENDS
        return timezone.make_aware(datetime.combine(day, moment.replace(tzinfo=None)))
    except (ValueError, OverflowError):
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None


@require_POST
@staff_only(*READERS)
def decide(request: DeskRequest) -> HttpResponse:
    """Keep what today's talk decided."""
    now = timezone.now()
    station = station_asked(request, directory(at=now))
    if station is None:
        raise Http404
    try:
        part, staff = chosen_part(request)
        actions.decide(
            station_id=station.id, text=request.POST.get("text", ""), part_id=part, staff_id=staff, due_at=_due(request),
            matter_number=request.POST.get("matter", ""), by=request.viewer, at=now,
        )  # fmt: skip
        messages.success(request, _("已记下，办的人收到通知。"))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect(address("command-talk", station))


def _finish(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    actions.finish(task_id=row_id, text=request.POST.get("text", ""), by=request.viewer, at=now)


def _withdraw(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    actions.withdraw(task_id=row_id, by=request.viewer, at=now)


DEEDS: dict[str, tuple[Callable[[DeskRequest, UUID, datetime], None], object]] = {
    "finish": (_finish, gettext_lazy("已记为完成。")),
    "withdraw": (_withdraw, gettext_lazy("已撤销。")),
}


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, row_id: UUID, deed: str) -> HttpResponse:
    """Do what a button of a task says; strangers and unknown deeds are not found."""
    now = timezone.now()
    row, units = task_for(request.viewer, row_id), directory(at=now)
    if deed not in DEEDS or row is None or row.station_id not in units.units:
        raise Http404
    do, said = DEEDS[deed]
    try:
        do(request, row_id, now)
        messages.success(request, str(said))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect(address("command-talk", units.units[row.station_id]))


@require_GET
@staff_only(*READERS)
def task(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Go to where a task stands; what one was told of it is read."""
    now = timezone.now()
    row, units = task_for(request.viewer, row_id), directory(at=now)
    if row is None or row.station_id not in units.units:
        raise Http404
    read_by_opening(request, row_id, now)
    day: dict[str, date] = {} if row.ended_at is None else {"day": row.talk.day}
    return redirect(f"{address('command-talk', units.units[row.station_id], **day)}#t-{row_id}")
