"""A plan of patrols by hand: what is wrong with it, said while it is edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from uuid import UUID

from fengqiao.duties.terms import Taken
from fengqiao.kit.problems import Problem

CROSSING, LINKED, POST = "crossing", "linked", "post"


@dataclass(frozen=True, slots=True)
class Cell:
    """One village on one night: in which form, with whom; `activity`: what it became once the plan was issued."""

    day: date
    village: UUID
    form: str
    people: tuple[UUID, ...]
    activity: UUID | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a cell (`day`, `village`) or with the plan; `who`: the person it is about."""

    code: str
    day: date | None = None
    village: UUID | None = None
    who: UUID | None = None


def flaws(
    cells: Sequence[Cell],
    villages: Collection[UUID],
    *,
    least: int,
    taken: Mapping[tuple[UUID, date], Taken] | None = None,
    home: Mapping[UUID, Collection[UUID]] | None = None,
) -> list[Flaw]:
    """Return what is wrong: too few in a cell, somebody who cannot (`taken`) or is there twice, a village never covered.

    `home`: by person the villages of which they may be; nobody knows where it is empty. A crossing patrol needs somebody who is
    of another village for certain, a linked one two who are of different ones; whether that is so has to be known.
    """
    found: list[Flaw] = []
    cannot, of = taken or {}, {who: set(places) for who, places in (home or {}).items()}
    there: dict[tuple[UUID, date], set[UUID]] = {}
    for cell in cells:
        people = set(cell.people)
        if cell.people and len(people) < least:
            found.append(Flaw("few", cell.day, cell.village))
        found += [
            Flaw(cannot[who, cell.day].value, cell.day, cell.village, who)
            for who in sorted(people)
            if (who, cell.day) in cannot
        ]
        for who in people:
            there.setdefault((who, cell.day), set()).add(cell.village)
        if wrong := _form_flaw(cell, [of.get(who, set()) for who in people]):
            found.append(Flaw(wrong, cell.day, cell.village))
    found += [Flaw("twice", day, min(at), who) for (who, day), at in sorted(there.items()) if len(at) > 1]
    covered = {cell.village for cell in cells if cell.people}
    return found + [Flaw("uncovered", village=village) for village in villages if village not in covered]


def _form_flaw(cell: Cell, homes: Sequence[set[UUID]]) -> str:
    """Why those people make no patrol of the cell's form; empty where they do, or where the form asks for nothing."""
    if not homes or cell.form not in (CROSSING, LINKED):
        return ""
    known = [home for home in homes if home]
    if cell.form == CROSSING:
        if any(cell.village not in home for home in known):
            return ""
        certain = len(known) == len(homes) and all(home == {cell.village} for home in known)
        return "not_crossing" if certain else "home_unknown"
    if any(not one & other for one, other in combinations(known, 2)):
        return ""
    certain = len(known) == len(homes) and len(set().union(*known)) == 1
    return "not_linked" if certain else "home_unknown"


def why_not_saved(found: Iterable[Flaw]) -> Problem | None:
    """Return why a plan cannot be put into effect, or None: a village not covered is said, and does not stand in the way."""
    hard = [flaw for flaw in found if flaw.code != "uncovered"]
    return Problem("plan-flaws", "排班表还有 {count} 处不合规则，请先改好。", count=len(hard)) if hard else None
