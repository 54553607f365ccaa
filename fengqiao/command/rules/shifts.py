"""Shifts of a station: when each begins and ends, why somebody cannot be on one, and a fair filling of a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.station import DutyPost, Shift, ShiftPattern
from fengqiao.kit.problems import Problem

REST, CONSENT = "shift.rest_hours", "shift.swap_consent"
STATION = "station"  # people of a station who are in none of its parts
WEEK = 7
Turn = tuple[datetime, datetime]  # from when to when somebody is on duty


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Watch(Span):
    """One shift of one day, from when to when."""

    day: date
    shift: Shift


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who can be put on duty: the unit and the part that they are of."""

    staff_id: UUID
    unit_id: UUID
    part: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Somebody put on a post of a shift."""

    watch: Watch
    post: str
    hand: Hand


def watches(pattern: ShiftPattern, day: date, zone: tzinfo) -> list[Watch]:
    """Return the shifts of a day in the order in which they begin."""
    found = []
    for shift in pattern.shifts:
        begins = datetime.combine(day, shift.starts, tzinfo=zone)
        found.append(Watch(begins, begins + timedelta(hours=shift.hours), day, shift))
    return sorted(found, key=lambda watch: watch.begins)


def watch_of(pattern: ShiftPattern, day: date, shift: str, zone: tzinfo) -> Watch | None:
    """Return a shift of a day by its code; None where the pattern has none of it."""
    return next((watch for watch in watches(pattern, day, zone) if watch.shift.code == shift), None)


def week_of(day: date) -> list[date]:
    """Return the seven days from Monday of the week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=n) for n in range(WEEK)]


def rest_hours(pack: Pack, day: date) -> int:
    """Return how many hours lie at least between two shifts of one person; none where the pack does not say."""
    dated = pack.values.get(REST)
    return int(dated.on(day).number) if dated is not None and dated.history[0].since <= day else 0


def wants_consent(pack: Pack, day: date) -> bool:
    """Say whether a leader has to consent to a swap; not where the pack does not say."""
    dated = pack.values.get(CONSENT)
    return dated is not None and dated.history[0].since <= day and dated.on(day).number > 0


def why_not_on(watch: Span, turns: Sequence[Turn], rest: int) -> Problem | None:
    """Return why somebody with these turns cannot be on a shift, or None: nobody twice at once, rest in between."""
    apart = timedelta(hours=rest)
    for begins, ends in turns:
        if begins < watch.ends and watch.begins < ends:
            return Problem("shift-twice", "这个人同一时间已经有班。")
    for begins, ends in turns:
        if begins < watch.ends + apart and watch.begins < ends + apart:
            return Problem("shift-rest", "两个班之间要休息满 {hours} 小时。", hours=rest)
    return None


def fits(post: DutyPost, part: str) -> bool:
    """Say whether people of a part may be on a post."""
    return not post.parts or (part or STATION) in post.parts


def filled(
    coming: Sequence[Watch],
    posts: Sequence[DutyPost],
    hands: Sequence[Hand],
    turns: Mapping[UUID, Sequence[Turn]],
    taken: Mapping[tuple[date, str, str], int],
    rest: int,
) -> tuple[list[Placing], int]:
    """Return who goes on each post that a shift needs and has nobody on, and how many stay without anybody.

    The one who was on duty for the fewest hours (`turns` says when) goes first, among equals the first in the list.
    """
    known: dict[UUID, list[Turn]] = {hand.staff_id: list(turns.get(hand.staff_id, ())) for hand in hands}
    found: list[Placing] = []
    gaps = 0
    for watch in coming:
        for post in posts:
            if not post.needed or taken.get((watch.day, watch.shift.code, post.code), 0):
                continue
            able = [
                hand
                for hand in hands
                if fits(post, hand.part) and why_not_on(watch, known[hand.staff_id], rest) is None
            ]
            if not able:
                gaps += 1
                continue
            hand = min(
                able, key=lambda each: sum((ends - begins for begins, ends in known[each.staff_id]), timedelta())
            )
            known[hand.staff_id].append((watch.begins, watch.ends))
            found.append(Placing(watch, post.code, hand))
    return found, gaps
