"""Which move is possible when, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fengqiao.catalogue.named import Named
from fengqiao.kit.problems import Problem
from fengqiao.matters.terms import MatterState, Move, Ruling

S, M = MatterState, Move
TRANSITIONS: Mapping[tuple[MatterState, Move], MatterState] = MappingProxyType(
    {
        (S.TRIAGE, M.ROUTE): S.OFFERED,
        (S.TRIAGE, M.URGE): S.TRIAGE,
        (S.TRIAGE, M.PLACE): S.TRIAGE,
        (S.TRIAGE, M.AMEND): S.TRIAGE,
        (S.TRIAGE, M.RECLASS): S.TRIAGE,
        (S.TRIAGE, M.RULE): S.OFFERED,
        # Found wrong, a return leaves the centre as a routing does.
        **{(state, M.CHECK): state for state in (S.TRIAGE, S.WORKING)},
        (S.OFFERED, M.ROUTE): S.OFFERED,
        (S.OFFERED, M.ACCEPT): S.WORKING,
        (S.OFFERED, M.TRANSFER): S.WORKING,  # who passes it on has signed for it, and answers until the next has
        (S.WORKING, M.TRANSFER): S.WORKING,
        **{(state, M.HAND_ON): S.WORKING for state in (S.TRIAGE, S.OFFERED, S.WORKING)},
        (S.WORKING, M.TAKE_BACK): S.WORKING,
        (S.OFFERED, M.RETURN): S.TRIAGE,
        (S.OFFERED, M.URGE): S.OFFERED,
        (S.OFFERED, M.PLACE): S.OFFERED,
        (S.OFFERED, M.AMEND): S.OFFERED,
        (S.OFFERED, M.RECLASS): S.OFFERED,
        (S.WORKING, M.ACCEPT): S.WORKING,  # a helper signs its own task
        (S.WORKING, M.ROUTE): S.OFFERED,
        (S.WORKING, M.ASSIGN): S.WORKING,
        (S.WORKING, M.PROGRESS): S.WORKING,
        (S.WORKING, M.ADD_PARTY): S.WORKING,
        (S.WORKING, M.DONE): S.WORKING,
        (S.WORKING, M.RETURN): S.TRIAGE,
        (S.WORKING, M.URGE): S.WORKING,
        (S.WORKING, M.PLACE): S.WORKING,
        (S.WORKING, M.REPLY): S.WORKING,
        (S.WORKING, M.AMEND): S.WORKING,
        (S.WORKING, M.RECLASS): S.WORKING,
        (S.WORKING, M.PAUSE): S.WORKING,
        (S.WORKING, M.RESUME): S.WORKING,
        (S.WORKING, M.ASK_LONGER): S.WORKING,
        (S.WORKING, M.EXTEND): S.WORKING,
        (S.WORKING, M.DECLINE): S.WORKING,
        (S.WORKING, M.NEW_RULE): S.WORKING,
        (S.WORKING, M.CLOSE): S.CLOSED,
        **{(state, move): state for state in (S.TRIAGE, S.OFFERED, S.WORKING) for move in (M.CONFER, M.OPINE)},
        **{(state, M.AGREE): S.OFFERED for state in (S.TRIAGE, S.OFFERED, S.WORKING)},
        **{(state, M.KEEP): S.WORKING for state in (S.TRIAGE, S.OFFERED, S.WORKING)},
        **{(state, M.REFER): S.TRIAGE for state in (S.TRIAGE, S.OFFERED, S.WORKING)},
        (S.TRIAGE, M.JOIN): S.TRIAGE,
        (S.TRIAGE, M.SPLIT): S.TRIAGE,
        (S.TRIAGE, M.MERGE): S.CLOSED,  # into another, which goes on
        (S.OFFERED, M.JOIN): S.OFFERED,
        (S.OFFERED, M.SPLIT): S.OFFERED,
        (S.OFFERED, M.MERGE): S.CLOSED,
        (S.WORKING, M.JOIN): S.WORKING,
        (S.WORKING, M.SPLIT): S.WORKING,
        (S.WORKING, M.MERGE): S.CLOSED,
        (S.CLOSED, M.REOPEN): S.OFFERED,
        (S.CLOSED, M.REPLY): S.CLOSED,
        (S.CLOSED, M.RATE): S.CLOSED,
        (S.CLOSED, M.MISS): S.CLOSED,
    }
)

_WHY_NOT: Mapping[MatterState, tuple[str, str]] = MappingProxyType(
    {
        S.TRIAGE: ("matter-triage", "这件事项还在等待分流，先选定承办单位。"),
        S.OFFERED: ("matter-unsigned", "这件事项还没有签收，先签收再办理。"),
        S.WORKING: ("matter-working", "这件事项正在办理，不能这样操作。"),
        S.CLOSED: ("matter-closed", "这件事项已经办结。需要继续办理时请先重办。"),
    }
)


def why_not_move(state: MatterState, move: Move) -> Problem | None:
    """Return why a move is not possible in a state, or None."""
    return None if (state, move) in TRANSITIONS else Problem(*_WHY_NOT[state])


def why_not_route(ruling: str, *, rules_here: bool) -> Problem | None:
    """Return why a matter cannot be routed by hand, or None: a ruling that was asked for comes first, one given binds."""
    if ruling == Ruling.ASKED.value:
        return Problem("rule-first", "这件事项多次退回，已提请裁决，不能直接分流。")
    if ruling == Ruling.GIVEN.value and not rules_here:
        return Problem("rule-binds", "这件事项由谁承办已经裁决，只有裁决的单位可以改派。")
    return None


@dataclass(frozen=True, slots=True)
class CloseFacts:
    """What closing depends on. `missing` are the fields needed before closing that are still empty."""

    open_helpers: tuple[Named, ...]
    missing: tuple[Named, ...]
    result_known: bool
    text_needed: bool
    has_text: bool
    evidence_needed: bool
    has_evidence: bool


def why_not_leave(missing: tuple[Named, ...]) -> Problem | None:
    """Return why a stage cannot be left (fields that it needs are empty), or None."""
    if missing:
        return Problem("step-fields", "进入下一环节前请填写：{fields}。", fields=missing)
    return None


def why_not_close(facts: CloseFacts) -> Problem | None:
    """Return why a matter cannot be closed, or None."""
    if facts.open_helpers:
        return Problem(
            "close-open-tasks", "还有协办单位没有办完：{units}。请等待或请其办完后再办结。", units=facts.open_helpers
        )
    if not facts.result_known:
        return Problem("close-result", "请选择办理结果。")
    if facts.missing:
        return Problem("close-fields", "办结前请填写：{fields}。", fields=facts.missing)
    if facts.text_needed and not facts.has_text:
        return Problem("close-text", "这种办理结果需要写明办理情况。")
    if facts.evidence_needed and not facts.has_evidence:
        return Problem("close-evidence", "这种办理结果需要附上佐证（照片或文书）。")
    return None
