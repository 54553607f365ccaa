"""Which mediators to propose for a dispute, in which order, and why; those with an interest never."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Why(StrEnum):
    """A reason for or against a mediator."""

    KIND = "kind"
    DIALECT = "dialect"
    NEAR = "near"
    STANDING = "standing"
    YEARS = "years"
    FREE = "free"
    FULL = "full"
    INTEREST = "interest"
    DECLARED = "declared"
    NAMESAKE = "namesake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A mediator as the rule needs them. `kinds` empty: any; `covers`: their unit covers the place.

    `interest`: declared for this dispute; `tied`: somebody whom they declared is a party; `namesake`: has a party's name.
    """

    id: UUID
    kinds: Sequence[str] = ()
    dialects: Sequence[str] = ()
    standings: int = 0
    years: int = 0
    load: int = 0
    most: int = 5
    covers: bool = False
    interest: str = ""
    tied: bool = False
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mediator with the reasons, best first among several; `out` says why they may not."""

    candidate: Candidate
    reasons: tuple[Why, ...]
    out: Why | None = None


def proposed(candidates: Sequence[Candidate], *, kind: str, dialects: Collection[str] = ()) -> list[Proposed]:
    """Return all mediators, those proposed first: by kind named, dialects (all of them), nearness, standing, load, years.

    Reasons are compared one after the other, not added up: a long list of honours does not outweigh a dialect. One who
    declared somebody of a party's name comes after the others until it has been looked at.
    """
    found = []
    for each in candidates:
        if each.interest or each.tied:
            found.append(Proposed(each, (), Why.INTEREST if each.interest else Why.DECLARED))
            continue
        if each.load >= each.most:
            found.append(Proposed(each, (), Why.FULL))
            continue
        holds = {
            Why.KIND: kind in each.kinds,
            Why.DIALECT: bool(dialects) and set(dialects) <= set(each.dialects),
            Why.NEAR: each.covers,
            Why.STANDING: each.standings > 0,
            Why.FREE: each.load == 0,
            Why.YEARS: each.years >= 3,
            Why.NAMESAKE: each.namesake,
        }
        found.append(Proposed(each, tuple(why for why, yes in holds.items() if yes)))
    return sorted(found, key=lambda one: _rank(one, kind))


def _rank(one: Proposed, kind: str) -> tuple[object, ...]:
    each = one.candidate
    other = bool(each.kinds) and kind not in each.kinds  # known for something else
    held = tuple(why not in one.reasons for why in (Why.KIND, Why.DIALECT, Why.NEAR, Why.STANDING))
    return (one.out is not None, each.namesake, other, *held, each.load, -each.years, str(each.id))
