"""What study allows: the words of a thing, a make-up that does, and when somebody is to be reminded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from fengqiao.catalogue.duty import StudyMoment
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem
from fengqiao.studies.terms import MakeUpState

NAME, PERSON, NOTE = 60, 40, 500


def why_not_named(name: str) -> Problem | None:
    """Return why a name does not do, or None."""
    if not name:
        return Problem("thing-name", "请写名称；外请的讲师写单位和职务。")
    if len(name) > NAME:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=NAME)
    return (
        Problem("thing-private", "名称里不写人名、电话；外请讲师的姓名另填，加密保存。") if find_private(name) else None
    )


def why_not_classrooms(many: int, *, studied: bool) -> Problem | None:
    """Return why an activity may not be in so many classrooms, or None: study alone is, and in one at most, so that hours count once."""
    if many and not studied:
        return Problem("classroom-study", "记学时的学习才选课堂。")
    return Problem("classroom-one", "一次学习最多选一个课堂。") if many > 1 else None


def why_not_handed(
    state: MakeUpState, missed: date, day: date, today: date, minutes: int, asked: int
) -> Problem | None:
    """Return why own study does not make up for a session of `asked` minutes, or None: after it, not ahead, and no shorter."""
    if state is not MakeUpState.OWED:
        return Problem("makeup-state", "这次补学已经交了，或者已经补过。")
    if not missed <= day <= today:
        return Problem("makeup-day", "补学的日期在缺的那次以后，不晚于今天。")
    if not asked <= minutes <= 24 * 60:
        return Problem("makeup-short", "补学不少于 {minutes} 分钟，不超过一天。", minutes=asked)
    return None


def is_soon(due: date, today: date, days: int) -> bool:
    """Say whether somebody is to be reminded of what is due, or overdue."""
    return today >= due - timedelta(days=days)


def moment_now(moments: Iterable[StudyMoment], today: date) -> StudyMoment | None:
    """Return the last moment of the year that has come, None before the first."""
    past = [each for each in moments if date(today.year, each.month, each.day) <= today]
    return max(past, key=lambda each: (each.month, each.day), default=None)


def lags(total: int, asked: int, share: int) -> bool:
    """Say whether minutes are less than a share (percent) of those asked for the year."""
    return total * 100 < asked * share
