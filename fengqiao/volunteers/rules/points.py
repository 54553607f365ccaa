"""Points of those who enrolled for them: when they are given, when they can be used."""

from __future__ import annotations

from datetime import date, timedelta

from fengqiao.kit.problems import Problem

BACK = 92  # days for which points are still given


def why_not_given(day: date, today: date, times: int, a_month: int) -> Problem | None:
    """Return why points for a day cannot be given, or None; `times`: how often the rule was used in that month."""
    if not today - timedelta(days=BACK) <= day <= today:
        return Problem("points-day", "日期在近三个月之内，不晚于今天。")
    if a_month and times >= a_month:
        return Problem("points-often", "这一项每人每月最多 {most} 次。", most=a_month)
    return None


def why_not_used(balance: int, needed: int) -> Problem | None:
    """Return why points cannot be used, or None."""
    if balance < needed:
        return Problem("points-few", "积分不够：要 {needed} 分，现有 {balance} 分。", needed=needed, balance=balance)
    return None
