"""Whom a call-out plan proposes at a place: the units that cover it, the closest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from fengqiao.catalogue.joint import CallOutPlan, Joint, JointRole
from fengqiao.catalogue.known import DEFAULTS, known
from fengqiao.catalogue.model import Pack

MOST_OF_ROLE = 3
FAR = 99


def limit_at(pack: Pack, setting: str, day: date) -> int | None:
    """Return the published minutes to arrive in such country; None where there is none, or nobody set what it is."""
    code = f"joint.arrive.{setting}"
    return (known(pack, code, day).number or None) if code in DEFAULTS else None


class Card(Protocol):
    """A unit as far as it matters here."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def line(self) -> str:
        """Its line."""

    @property
    def function(self) -> str:
        """What routing calls it by."""

    @property
    def covers(self) -> frozenset[UUID]:
        """The areas that it covers."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A venue or thing of a unit: a post, a drone, a boat."""

    unit_id: UUID
    kind: str
    name: str
    name_en: str
    above: tuple[UUID, ...]
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A unit that a plan proposes as a kind of party. `steps`: how many areas up from the place it covers (0: the place's
    own); `things` what it brings.
    """

    role: JointRole
    unit_id: UUID
    steps: int
    things: tuple[Thing, ...]


def proposed(
    joint: Joint, plan: CallOutPlan, units: Sequence[Card], things: Collection[Thing], chain: Sequence[UUID]
) -> list[Proposed]:
    """Return whom a plan proposes at a place (`chain`: its area and those above it), by the plan's order, closest first.

    A unit stands once, as the first kind of party that it fits; at most three a kind.
    """
    found: list[Proposed] = []
    taken: set[UUID] = set()
    for role in (joint.roles[code] for code in plan.roles if code in joint.roles):
        fitting = []
        for card in units:
            brings = tuple(thing for thing in things if thing.unit_id == card.id and thing.kind in role.things)
            steps = _steps(card, brings, chain)
            if card.id not in taken and _is(role, card, brings) and steps < FAR:
                fitting.append((steps, card.code, Proposed(role, card.id, steps, brings)))
        closest = [each for _steps_up, _code, each in sorted(fitting, key=lambda each: each[:2])[:MOST_OF_ROLE]]
        taken |= {each.unit_id for each in closest}
        found += closest
    return found


def _is(role: JointRole, card: Card, brings: Sequence[Thing]) -> bool:
    if role.things:
        return bool(brings)
    return (not role.function or card.function == role.function) and (not role.line or card.line == role.line)


def _steps(card: Card, brings: Sequence[Thing], chain: Sequence[UUID]) -> int:
    """How many areas up from the place something stands that the unit covers, or a thing of it."""
    near = [place for place, area in enumerate(chain) if area in card.covers]
    near += [place for place, area in enumerate(chain) if any(area in thing.above for thing in brings)]
    return min(near, default=FAR)
