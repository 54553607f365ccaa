"""Passing matters on between the police and others: consent of the caller, and what flows out and back."""

from __future__ import annotations

from fengqiao.kit.problems import Problem
from fengqiao.matters.terms import Consent, Flow
from fengqiao.orgs.terms import Line

HOTLINES = (Line.POLICE.value, Line.GOVERNANCE.value)  # 110 and 12345: they pass on, departments hand back


def why_not_passed(consent: str, text: str) -> Problem | None:
    """Return why a matter cannot be passed on in one step, or None."""
    if consent not in set(Consent):
        return Problem("consent-unknown", "请记下反映人是否同意转接。")
    if consent == Consent.NO:
        return Problem(
            "consent-refused", "反映人不同意转接，不能转。请告知可以自行拨打 12345 或联系承办部门，并写进办理进展。"
        )
    if consent != Consent.YES and not text.strip():
        return Problem("consent-words", "没有得到同意而转接，须写明情况。")
    return None


def flow_of(was: str, *, by_police: bool, to_line: str) -> str:
    """Return what happens with a new lead: it flows out, back, or neither ("").

    `was`: how it flowed last; `by_police`: the police took it in or hold it. What never left does not come back.
    """
    if to_line == Line.POLICE.value:
        return Flow.BACK.value if was == Flow.OUT.value else ""
    return Flow.OUT.value if by_police and was != Flow.OUT.value else ""
