"""Putting findings right: what may follow what, and who may look again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from fengqiao.inspections.terms import FindingMove, FindingState
from fengqiao.kit.problems import Problem

S, M = FindingState, FindingMove
TRANSITIONS: Mapping[tuple[FindingState, FindingMove], FindingState] = MappingProxyType(
    {
        (S.OPEN, M.SUBMIT): S.SUBMITTED,
        (S.OPEN, M.ASK): S.OPEN,
        (S.OPEN, M.EXTEND): S.OPEN,
        (S.OPEN, M.DECLINE): S.OPEN,
        (S.OPEN, M.REMIND): S.OPEN,
        (S.OPEN, M.WITHDRAW): S.WITHDRAWN,
        (S.SUBMITTED, M.SUBMIT): S.SUBMITTED,  # more evidence while somebody looks
        (S.SUBMITTED, M.PASS): S.PASSED,
        (S.SUBMITTED, M.SEND_BACK): S.OPEN,
        (S.SUBMITTED, M.WITHDRAW): S.WITHDRAWN,
        (S.OPEN, M.WATCH): S.OPEN,
        (S.SUBMITTED, M.WATCH): S.SUBMITTED,
        (S.PASSED, M.WATCH): S.PASSED,
    }
)
_NOT_NOW = {
    S.OPEN: Problem("finding-open", "这个问题还在整改，没有待复查的材料。"),
    S.SUBMITTED: Problem("finding-submitted", "整改材料已经报来，正等复查。"),
    S.PASSED: Problem("finding-passed", "这个问题已经复查通过。"),
    S.WITHDRAWN: Problem("finding-withdrawn", "这个问题已经撤销。"),
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Who stands where about a finding: who found it and for which unit, who has to put it right, who says it is done."""

    checker_unit: UUID
    found_by: UUID
    owner_unit: UUID
    owner_staff: UUID | None
    submitted_by: UUID | None
    parties: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever wants to act: who, in which unit, which units the post reaches."""

    staff_id: UUID
    unit_id: UUID
    seen_units: frozenset[UUID]


def why_not(state: FindingState, move: FindingMove) -> Problem | None:
    """Return why a move cannot follow where a finding stands, or None."""
    return None if (state, move) in TRANSITIONS else _NOT_NOW[state]


def owns(actor: Actor, sides: Sides) -> bool:
    """Say whether somebody answers for putting it right: the person named, else whose post reaches the unit."""
    return actor.staff_id == sides.owner_staff or sides.owner_unit in actor.seen_units


def checks(actor: Actor, sides: Sides) -> bool:
    """Say whether somebody stands on the side of those who check: the unit that found it, or a party of the inspection."""
    return bool(({sides.checker_unit} | sides.parties) & actor.seen_units)


def why_not_recheck(actor: Actor, sides: Sides) -> Problem | None:
    """Return why somebody may not look again: only the checker's side, and never who put it right or says it is done."""
    if not checks(actor, sides):
        return Problem("recheck-side", "复查由检查单位或参加检查的单位做。")
    if actor.staff_id in {sides.owner_staff, sides.submitted_by}:
        return Problem("recheck-own", "自己整改、自己报的，要由别人复查。")
    if actor.unit_id == sides.owner_unit and actor.staff_id != sides.found_by:
        return Problem("recheck-own-unit", "整改单位不能复查自己；由检查人或检查单位复查。")
    return None
