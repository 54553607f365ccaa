"""The command rooms of the demo county at work: most of what is open is dispatched, a few matters wait, one is handed over."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.command import actions
from fengqiao.command.queries import Room, board, is_station, to_check
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.county import DEMO_FOLDER

TALKS = 9  # mornings before today's on which a station talked
LEFT = 4  # of so many one waits to be dispatched


def play_command(*, now: datetime) -> None:
    """Let the rooms dispatch what is open, as the table says, in the hours before `now`."""
    units, pack = directory(at=now), pack_on(now).pack
    words = tomllib.loads((DEMO_FOLDER / "command.toml").read_text(encoding="utf-8"))
    for station in [card for card in units.units.values() if is_station(card, units)]:
        by = viewer_in(station.id, [Role.DUTY_DESK], at=now)
        if by is None or not units.parts_of(station.id):
            continue
        room = Room(station, units, pack, at=now)
        parts, handed_over = {team.unit.part: team.unit.id for team in room.teams}, False
        for n, each in enumerate(reversed(board(by, room, at=now).waiting)):
            found, who = Room(station, units, pack, at=now).suggest(each.matter, each.share.role)
            if found is None or n % LEFT == 0:
                continue
            at = min(max(each.matter.received_at + timedelta(minutes=2), now - timedelta(minutes=200 - n)), now)
            with suppress(Problem):  # somebody is to do it again who may not: the room leaves it to the matter's page
                made = actions.dispatch(
                    task_id=each.share.task_id, part_id=parts[found.part], staff_id=who, reason="", by=by, at=at
                )
                if found.part == "community" and "case" in parts and not handed_over:
                    actions.offer(dispatch_id=made, part_id=parts["case"], reason=words["offer"]["why"], by=by, at=now)
                    handed_over = True


def play_checks(*, now: datetime) -> None:
    """Let the rooms check what is drawn of the last closings: most in order, one sent back to other hands, some left to do."""
    units = directory(at=now)
    words = tomllib.loads((DEMO_FOLDER / "command.toml").read_text(encoding="utf-8"))
    for station in [card for card in units.units.values() if is_station(card, units)]:
        by = viewer_in(station.id, [Role.CHIEF], at=now)
        if by is None or not units.parts_of(station.id):
            continue
        waiting = to_check(by, station.id, at=now)
        for n, each in enumerate(waiting[: len(waiting) * 2 // 3]):
            at = min(each.closed_at + timedelta(hours=20 + n), now)
            bad = n == 1
            with suppress(Problem):  # the chief closed it: another will look
                actions.check(
                    matter_id=each.matter.id, outcome="not_in_order" if bad else "in_order", missing=["told"] if bad else [],
                    text=words["check"]["text"] if bad else "", by=by, at=at,
                )  # fmt: skip


def play_talks(*, now: datetime) -> None:
    """Let every station talk on the last mornings: tasks done in time, done late, still open, late; today's are fresh."""
    units = directory(at=now)
    told = tomllib.loads((DEMO_FOLDER / "command.toml").read_text(encoding="utf-8"))["talk"]
    for n, station in enumerate(card for card in units.units.values() if is_station(card, units)):
        by = viewer_in(station.id, [Role.CHIEF], at=now)
        parts = {card.part: card for card in units.parts_of(station.id)}
        if by is None or not parts:
            continue
        for back in range(TALKS, -1, -1):
            morning = timezone.localtime(now - timedelta(days=back)).replace(hour=8, minute=40, second=0, microsecond=0)
            for turn in range(2 if morning <= now - timedelta(minutes=10) else 0):
                place = 2 * (TALKS - back) + turn + 4 * n
                each, at = told[place % len(told)], morning + timedelta(minutes=4 * turn)
                due = (morning + timedelta(days=each["days"])).replace(hour=each["hour"], minute=0)
                late = place % 5 == 1
                part = parts.get(each["part"], next(iter(parts.values())))
                row = actions.decide(
                    station_id=station.id, text=each["text"], part_id=part.id, staff_id=None, due_at=due, by=by, at=at
                )
                done = due + timedelta(hours=5) if late else max(due - timedelta(hours=2), at + timedelta(minutes=40))
                if each["said"] and done < now:
                    actions.finish(task_id=row, text=each["said"], by=by, at=done)
