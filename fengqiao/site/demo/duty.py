"""Shifts of the demo county's stations around today: last week's, this week's, next week's; one swap done, one that waits."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.command import actions
from fengqiao.command.queries import duties, is_station, pattern_of
from fengqiao.command.rules.shifts import watches
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import day_begins
from fengqiao.orgs.queries import directory, viewer_in, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.county import DEMO_FOLDER

PATTERNS = {"station.chengguan": "two", "station.xikou": "one", "station.yunling": "one"}
WEEK = timedelta(days=7)
SHIFTS = 5  # so many hand over
GEAR = {"cars": 3, "recorders": 8, "radios": 6, "keys": 4}


def play_shifts(*, now: datetime) -> None:
    """Plan three weeks of every station, each before it begins."""
    units, today = directory(at=now), timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    with transaction.atomic():
        for station in [card for card in units.units.values() if is_station(card, units)]:
            by = viewer_in(station.id, [Role.DUTY_DESK], at=now)
            if by is None or not units.parts_of(station.id):
                continue
            for first in (monday - WEEK, monday, monday + WEEK):
                at = min(day_begins(first) - timedelta(hours=7), now)
                pattern = PATTERNS.get(station.code, "one")
                actions.fill_week(station_id=station.id, pattern=pattern, day=first, by=by, at=at)
            _swap(station.id, now)


def play_handovers(*, now: datetime) -> None:
    """Let the last shifts of every station hand over: signed by both; the one before this waits to be taken; this one is written on."""
    units, pack = directory(at=now), pack_on(now).pack
    words = [each["text"] for each in tomllib.loads((DEMO_FOLDER / "command.toml").read_text(encoding="utf-8"))["note"]]
    zone = timezone.get_current_timezone()
    for station in [card for card in units.units.values() if is_station(card, units)]:
        first, second = viewer_in(station.id, [Role.DUTY_DESK], at=now), viewer_in(station.id, [Role.CHIEF], at=now)
        pattern = pattern_of(station.id, pack.station)
        if first is None or second is None or pattern is None or not units.parts_of(station.id):
            continue
        today = timezone.localdate(now)
        past = [watch for n in range(SHIFTS, -1, -1) for watch in watches(pattern, today - timedelta(days=n), zone) if watch.begins <= now]  # fmt: skip
        for n, watch in enumerate(past[-SHIFTS:]):
            row = actions.open_sheet(station_id=station.id, by=first, at=watch.begins + timedelta(minutes=10))
            at = min(watch.begins + timedelta(hours=watch.shift.hours / 2), now)
            actions.note(handover_id=row, text=words[n % len(words)], by=first, at=at)
            if watch.ends <= now:
                actions.give(handover_id=row, gear=GEAR, by=first, at=watch.ends - timedelta(minutes=5))
                if n < SHIFTS - 2:
                    actions.take_over(handover_id=row, by=second, at=watch.ends + timedelta(minutes=7))


def _swap(station_id: UUID, now: datetime) -> None:
    """Let officers who are planned for next week change: the first two do, another waits to be answered."""
    today = timezone.localdate(now)
    rows = [row for row in duties(station_id, today, today + 2 * WEEK) if row.post == "officer" and row.begins_at > now]  # fmt: skip
    done = 0
    for mine in rows:
        for theirs in rows:
            who, other = viewer_with(mine.staff_id, at=now), viewer_with(theirs.staff_id, at=now)
            if who is None or other is None or mine.begins_at >= theirs.begins_at or done > 1:
                continue
            with suppress(Problem):
                row = actions.ask_swap(duty_id=mine.id, other_id=theirs.id, by=who, at=now - timedelta(hours=5))
                if done == 0:
                    actions.agree_swap(swap_id=row, by=other, at=now - timedelta(hours=3))
                    chief = viewer_in(station_id, [Role.CHIEF], at=now)
                    if chief is not None and chief.staff_id not in {who.staff_id, other.staff_id}:
                        actions.consent_swap(swap_id=row, by=chief, at=now - timedelta(hours=2))
                done += 1
                if done > 1:
                    return
                break
