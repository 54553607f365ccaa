"""Shifts of the demo county's stations around today: last week's, this week's, next week's; one swap done, one that waits."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.command import actions
from fengqiao.command.queries import duties, is_station
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import day_begins
from fengqiao.orgs.queries import directory, viewer_in, viewer_with
from fengqiao.orgs.terms import Role

PATTERNS = {"station.chengguan": "two", "station.xikou": "one", "station.yunling": "one"}
WEEK = timedelta(days=7)


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
                done += 1
                if done > 1:
                    return
                break
