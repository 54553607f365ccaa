"""The daily talk by rule: why nothing can be decided so, how a task stands against its date, what a week came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta, tzinfo

from fengqiao.command.terms import Standing, TalkTaskState
from fengqiao.kit.problems import Problem

FAR = timedelta(days=366)


def why_not_decide(words: str, due_at: datetime | None, at: datetime) -> Problem | None:
    """Return why a task cannot be set so, or None: what is to be done, by a moment that is still to come, within a year."""
    if not words:
        return Problem("talk-words", "请写明定了什么事。")
    if due_at is None or not at < due_at <= at + FAR:
        return Problem("talk-due", "请选择一年以内、还没有过的完成时间。")
    return None


def remind_from(due_at: datetime, days: int, hour: int, zone: tzinfo) -> datetime:
    """Return from when a task is reminded of: at an hour of the day that lies so many days before that of its date."""
    day = due_at.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, time(hour), tzinfo=zone)


def reminds(made_at: datetime, due_at: datetime, begins: datetime, at: datetime) -> bool:
    """Say whether a task is reminded of now: its moment has come, it was set before that, and it is not late yet."""
    return made_at < begins <= at < due_at


def standing(state: str, due_at: datetime, ended_at: datetime | None, at: datetime) -> Standing:
    """Return how a task stands at a moment; what was done at its very date is in time."""
    if state == TalkTaskState.WITHDRAWN.value:
        return Standing.WITHDRAWN
    if state == TalkTaskState.DONE.value and ended_at is not None:
        return Standing.IN_TIME if ended_at <= due_at else Standing.DONE_LATE
    return Standing.OPEN if at <= due_at else Standing.LATE


@dataclass(frozen=True, slots=True)
class Tally:
    """What some talks decided, in numbers: `decided` holds all but what was taken back."""

    in_time: int = 0
    done_late: int = 0
    open: int = 0
    late: int = 0
    withdrawn: int = 0

    @property
    def decided(self) -> int:
        """How many tasks were decided and not taken back."""
        return self.in_time + self.done_late + self.open + self.late

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def tallied(rows: Iterable[tuple[str, Standing]]) -> Mapping[str, Tally]:
    """Return the numbers by part of tasks given as (part, standing)."""
    found: dict[str, Tally] = {}
    for part, how in rows:
        found[part] = found.get(part, Tally()) + Tally(**{how.value: 1})
    return found
