"""Who gets a place, who waits, and whether an activity was held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from fengqiao.duties.terms import ActivityState, Count, SeatState
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem

K = TypeVar("K")
LONGEST, BACK, AHEAD = 24 * 60, 31, 760  # minutes; days
MOST_PLACES, MOST_COUNT, SUBJECT = 500, 99_999, 60


@dataclass(frozen=True, slots=True)
class When:
    """An activity's times."""

    starts: datetime
    ends: datetime


def why_not_planned(when: When, places: int, least: int, at: datetime) -> Problem | None:
    """Return why an activity cannot be planned so, or None."""
    if not timedelta() < when.ends - when.starts <= timedelta(minutes=LONGEST):
        return Problem("duty-length", "结束要晚于开始，最长 24 小时。")
    if not at - timedelta(days=BACK) <= when.starts <= at + timedelta(days=AHEAD):
        return Problem("duty-far", "日期要在近一个月到两年之内。")
    if not 0 <= places <= MOST_PLACES:
        return Problem("duty-places", "名额填 0 到 {most} 的整数，0 为不限。", most=MOST_PLACES)
    if places and places < least:
        return Problem("duty-few", "名额不能少于最少人数 {least} 人。", least=least)
    return None


def why_not_changed(
    state: ActivityState, begins: datetime, starts: datetime, at: datetime, *, taken: int, places: int
) -> Problem | None:
    """Return why an activity that begins (or began) then cannot be moved to `starts` or have so many places, or None."""
    if state is not ActivityState.PLANNED:
        return Problem("duty-over", "这次活动已经结束或者取消。")
    if begins <= at:
        return Problem("duty-begun", "已经开始的活动不能再改。")
    if starts <= at:
        return Problem("duty-late", "新的开始时间要在现在以后。")
    if 0 < places < taken:
        return Problem("duty-taken", "已经有 {taken} 人占了名额，名额不能少于 {taken}；先移出几个人，或者填 0 不限。", taken=taken)  # fmt: skip
    return None


def why_not_subject(text: str) -> Problem | None:
    """Return why one line about an activity does not do, or None: one line, not too long, nobody's name, telephone or address."""
    if len(text) > SUBJECT or "\n" in text or "\r" in text:
        return Problem("duty-subject", "主题、集合地点写一行，最多 {most} 个字。", most=SUBJECT)
    return Problem("duty-private", "主题里不写群众的姓名、电话、住址。") if find_private(text) else None


def place_for(taken: int, places: int) -> SeatState:
    """Return whether whoever signs up next has a place or waits."""
    return SeatState.WAITING if places and taken >= places else SeatState.IN


def moves_up(taken: int, places: int, waiting: Sequence[K]) -> list[K]:
    """Return who of those waiting, in their order, has a place now."""
    return list(waiting) if not places else list(waiting[: max(0, places - taken)])


def why_not_signed(state: ActivityState, when: When, at: datetime) -> Problem | None:
    """Return why nobody signs up for it or leaves it any more, or None."""
    if state is not ActivityState.PLANNED:
        return Problem("duty-over", "这次活动已经结束或者取消。")
    if at >= when.ends:
        return Problem("duty-past", "这次活动的时间已经过了。")
    return None


def ended(came: int, least: int) -> ActivityState:
    """Return whether an activity was held: with fewer people than it needs it was missed."""
    return ActivityState.DONE if came >= max(1, least) else ActivityState.MISSED


def why_not_ended(state: ActivityState, when: When, at: datetime) -> Problem | None:
    """Return why an activity cannot be closed, or None."""
    if state is not ActivityState.PLANNED:
        return Problem("duty-over", "这次活动已经结束或者取消。")
    if at < when.starts:
        return Problem("duty-early", "还没有到开始的时间。")
    return None


def why_not_counted(asked: Sequence[Count], counts: dict[str, int], state: ActivityState) -> Problem | None:
    """Return why the numbers of an activity do not do, or None: the first that its kind asks must be said where it was held."""
    if any(each not in asked or not 0 <= number <= MOST_COUNT for each, number in counts.items()):
        return Problem("duty-count", "数量填 0 到 {most} 的整数。", most=MOST_COUNT)
    if state is ActivityState.DONE and asked and asked[0] not in counts:
        return Problem("duty-count-missing", "请填数量；没有就填 0。")
    return None
