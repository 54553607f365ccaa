"""The term of a remedy: from the severity, or as the checker sets it, in working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.inspections.terms import Severity
from fengqiao.kit.clocks import ClockUnit, Deadline, Limit
from fengqiao.kit.problems import Problem

DAY_ENDS = time(17, 30)
WARN_AT = 0.8


def term_for(pack: Pack, severity: Severity, days: int | None, day: date) -> dict[str, Any]:
    """Return a term as it is kept: the severity's, or so many working days; refuses less than one and too many."""
    usual = known(pack, f"remedy.term.{severity.value}", day)
    most = known(pack, "remedy.term.most", day).number
    amount = usual.number if days is None else days
    if not 1 <= amount <= most:
        raise Problem("remedy-term", "整改期限要在 1 到 {most} 个工作日之间。", most=most)
    return {
        "amount": amount,
        "source": usual.source if amount == usual.number else "",
        "soon_hours": known(pack, "remedy.soon_hours", day).number,
        "extend_most": known(pack, "remedy.extend.most", day).number,
    }


def limit_of(term: Mapping[str, Any]) -> Limit:
    """Return the limit that a kept term means."""
    return Limit(
        amount=int(term["amount"]),
        unit=ClockUnit.WORKDAY,
        soon_hours=float(term["soon_hours"]),
        source=term["source"] or "检查人设定",
        day_ends=DAY_ENDS,
        extend_most=int(term["extend_most"]),
        warn_at=(WARN_AT,),
    )


def next_look(found: Deadline, at: datetime, *, missed: bool) -> datetime | None:
    """Return when something is to be done about a running clock: its reminder, else its end; None once it was missed."""
    if missed or found.paused_at is not None or found.stopped_at is not None:
        return None
    moments = [moment for _, moment in found.warnings if moment > at]
    return min(moments, default=found.due_at)


def why_not_longer(limit: Limit, found: Deadline, amount: int) -> Problem | None:
    """Return why a term cannot be made longer by so many working days, or None."""
    left = limit.extend_most - found.added
    if amount < 1:
        return Problem("extension-amount", "请写明延长多少，至少为 1。")
    if amount > left:
        message = "这个时限的延长最多共 {most}，还可以延长 {left}。"
        return Problem("extension-ceiling", message, most=limit.extend_most, left=max(left, 0))
    return None
