"""Three parties confer about whose a matter is (三方会商): who may be asked, what each says, how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.matters.terms import CallerPart, Move, View

MOST_ASKED = 5  # a talk of more is a meeting


def why_not_confer(*, urgent: bool, sealed: bool, ruled: bool, waits: bool, asked: int, caller: str) -> Problem | None:
    """Return why the parties cannot confer, or None: danger does not wait, what is ruled or passed on is settled."""
    if urgent:
        return Problem("confer-urgent", "紧急事项先派警处置，不能等会商。")
    if sealed:
        return Problem("confer-sealed", "保密事项不能会商。")
    if ruled:
        return Problem("confer-ruled", "这件事项由谁承办已经提请裁决或者裁决过，不再会商。")
    if waits:
        return Problem("transfer-waits", "已经转出，等对方签收。")
    if not asked:
        return Problem("confer-nobody", "请选择邀请会商的单位。")
    if asked > MOST_ASKED:
        return Problem("confer-many", "一次最多邀请 {most} 个单位会商。", most=MOST_ASKED)
    if caller not in set(CallerPart):
        return Problem("confer-caller", "请记下反映人有没有参加会商。")
    return None


def why_no_opinion(view: str, reason: str, known: bool, text: str) -> Problem | None:  # noqa: FBT001
    """Return why an opinion cannot stand, or None: what is said to be others' cites a clause of the return list."""
    if view not in set(View):
        return Problem("view-unknown", "请选择会商意见。")
    if view == View.THEIRS and not known:
        return Problem("reason-unknown", "请选择退回的理由：要引用退回清单的一条，不能只写文字。")
    if view == View.SHARED and not cleaned(text):
        return Problem("view-text", "请写明哪些归本单位、哪些归别人。")
    return None


def opinions(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, str]]:
    """Return (unit, view) of what was said in the last conference of a timeline's (move, codes), the last words last."""
    found: list[tuple[str, str]] = []
    for move, codes in lines:
        if move == Move.CONFER.value:
            found = []
        elif move == Move.OPINE.value:
            found.append((codes["of"], codes["view"]))
    return found


def takers(views: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the units that a conference may give a matter to: of (unit, view) those that said it is theirs, or partly."""
    last = dict(views)
    return tuple(unit for unit, view in last.items() if view in (View.OURS.value, View.SHARED.value))
