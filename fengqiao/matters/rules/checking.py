"""Checking what was handed back (退回核查): what the check may say."""

from __future__ import annotations

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.matters.terms import CheckOutcome


def why_not_check(*, waits: bool, outcome: str, text: str) -> Problem | None:
    """Return why a check cannot stand, or None: a return must wait for it, and one found wrong says why."""
    if not waits:
        return Problem("check-none", "没有等待核查的退回。")
    if outcome not in set(CheckOutcome):
        return Problem("check-outcome", "请选择核查的结论。")
    if outcome == CheckOutcome.WRONG and not cleaned(text):
        return Problem("check-text", "认为退错了，须写明对照条款看出来的理由。")
    return None
