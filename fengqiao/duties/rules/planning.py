"""A plan of patrols by hand: what is wrong with it, said while it is edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fengqiao.kit.problems import Problem

CROSSING, LINKED, POST = "crossing", "linked", "post"


@dataclass(frozen=True, slots=True)
class Cell:
    """One village on one night: in which form, with whom. `home`: the villages that those people are of."""

    day: date
    village: UUID
    form: str
    people: tuple[UUID, ...]


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
    away: Collection[tuple[UUID, date]] = (),
    home: Mapping[UUID, UUID] | None = None,
) -> list[Flaw]:
    """Return what is wrong: too few in a cell, somebody who cannot or is there twice, a village never covered.

    A crossing patrol needs somebody from another village; a linked one needs people of two.
    """
    found: list[Flaw] = []
    away, of = set(away), home or {}
    there: dict[tuple[UUID, date], set[UUID]] = {}
    for cell in cells:
        people = set(cell.people)
        if cell.people and len(people) < least:
            found.append(Flaw("few", cell.day, cell.village))
        found += [Flaw("away", cell.day, cell.village, who) for who in sorted(people) if (who, cell.day) in away]
        for who in people:
            there.setdefault((who, cell.day), set()).add(cell.village)
        known = {of[who] for who in people if who in of}
        if people and known and cell.form == CROSSING and known <= {cell.village}:
            found.append(Flaw("not_crossing", cell.day, cell.village))
        if people and known and cell.form == LINKED and len(known) < 2:
            found.append(Flaw("not_linked", cell.day, cell.village))
    found += [Flaw("twice", day, min(at), who) for (who, day), at in sorted(there.items()) if len(at) > 1]
    covered = {cell.village for cell in cells if cell.people}
    return found + [Flaw("uncovered", village=village) for village in villages if village not in covered]


def why_not_saved(found: Iterable[Flaw]) -> Problem | None:
    """Return why a plan cannot be put into effect, or None: a village not covered is said, and does not stand in the way."""
    hard = [flaw for flaw in found if flaw.code != "uncovered"]
    return Problem("plan-flaws", "排班表还有 {count} 处不合规则，请先改好。", count=len(hard)) if hard else None
