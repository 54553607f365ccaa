"""What was resolved as a task: who does it by when, when they are reminded, and when the chair hears that it is late."""

from __future__ import annotations

from datetime import date, timedelta

from fengqiao.kit.problems import Problem

AHEAD = timedelta(days=730)


def why_not_task(person: bool, by_day: date | None, held: date, *, adopted: bool) -> Problem | None:  # noqa: FBT001
    """Return why a resolution of a meeting on a day cannot be such a task, or None; neither person nor day is no task."""
    if not person and by_day is None:
        return None
    if not adopted:
        return Problem("task-rejected", "没有通过的决议不派任务。")
    if not person or by_day is None:
        return Problem("task-half", "派任务要写谁做、哪天以前做完。")
    if not held <= by_day <= held + AHEAD:
        return Problem("task-day", "完成的日期在开会那天以后，两年以内。")
    return None


def is_soon(by_day: date, today: date, days: int) -> bool:
    """Say whether whoever does it is to be reminded: within so many days of the day, which has not passed."""
    return today <= by_day <= today + timedelta(days=days)


def is_late(by_day: date, today: date) -> bool:
    """Say whether the day has passed."""
    return by_day < today
