"""What a temporary unit allows: its term, its words, when it is dissolved."""

from __future__ import annotations

from datetime import date, timedelta

from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem
from fengqiao.squads.terms import SquadState

NAME, PURPOSE, REPORT, BACK = 40, 100, 2000, 31


def why_not_worded(text: str, most: int, *, report: bool = False) -> Problem | None:
    """Return why words do not do, or None: some are needed, not too many, and nobody's telephone or document in them."""
    if not text:
        return (
            Problem("squad-report", "解散要写总结：做了什么、成效怎样。")
            if report
            else Problem("squad-words", "名称和任务都要写。")
        )
    if len(text) > most:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=most)
    return Problem("squad-private", "这里不写群众的姓名、电话、住址。") if find_private(text) else None


def why_not_term(first: date, last: date, today: date, most_days: int) -> Problem | None:
    """Return why a term cannot be, or None."""
    if last < first or last < today:
        return Problem("squad-term", "止期不早于起期，也不早于今天。")
    if abs((first - today).days) > BACK:
        return Problem("squad-first", "起期在前后一个月之内。")
    if (last - first).days + 1 > most_days:
        return Problem("squad-long", "临时组织最长 {most} 天；更久的请按规定设正式组织。", most=most_days)
    return None


def why_not_changed(state: SquadState) -> Problem | None:
    """Return why nothing more is done with it, or None."""
    if state is SquadState.DISSOLVED:
        return Problem("squad-dissolved", "已经解散。")
    return Problem("squad-over", "期限已到，只能交总结。") if state is SquadState.OVER else None


def is_soon(last: date, today: date, days: int) -> bool:
    """Say whether the term ends within some days."""
    return today <= last <= today + timedelta(days=days)


def is_over(last: date, today: date) -> bool:
    """Say whether the term has ended."""
    return last < today
