"""Matters between governance centres of four levels: which way to whom, how often refused, who decides then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.matters.terms import LevelWay, Ruling

USES: Mapping[LevelWay, ReasonUse] = {
    LevelWay.UP: ReasonUse.UP,
    LevelWay.DOWN: ReasonUse.DOWN,
    LevelWay.ACROSS: ReasonUse.ACROSS,
}


class Centre(Protocol):
    """A unit as far as levels matter."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def level(self) -> str:
        """Its level, empty for a unit that is no centre."""

    @property
    def above(self) -> UUID | None:
        """The unit above it."""

    @property
    def neighbours(self) -> frozenset[str]:
        """The codes of the centres next to it, as far as it names them."""


def above(units: Mapping[UUID, Centre], unit_id: UUID) -> list[Centre]:
    """Return the centres above a unit, the nearest first; units without a level are passed over."""
    found, card = [], units.get(unit_id)
    while card is not None and card.above is not None:
        card = units.get(card.above)
        if card is not None and card.level:
            found.append(card)
    return found


def adjacent(one: Centre, other: Centre) -> bool:
    """Say whether two centres of one level are neighbours: either of them names the other."""
    named = other.code in one.neighbours or one.code in other.neighbours
    return named and one.level == other.level and one.id != other.id


def ways_from(units: Mapping[UUID, Centre], unit_id: UUID) -> dict[UUID, LevelWay]:
    """Return to which centres a matter may go from one, and which way: the next above, those right below, neighbours."""
    own = units.get(unit_id)
    if own is None or not own.level:
        return {}
    over = above(units, unit_id)[:1]
    found = {card.id: LevelWay.UP for card in over}
    for card in units.values():
        if not card.level or card.id == unit_id:
            continue
        if [each.id for each in above(units, card.id)[:1]] == [unit_id]:
            found[card.id] = LevelWay.DOWN
        elif adjacent(own, card):
            found[card.id] = LevelWay.ACROSS
    return found


def decider(units: Mapping[UUID, Centre], sender: UUID, refuser: UUID) -> UUID | None:
    """Return the centre that decides between two: the nearest above both, else the one of them that is above the other.

    None between neighbours that have nobody above them in common.
    """
    of_sender, of_refuser = above(units, sender), above(units, refuser)
    higher = {card.id for card in of_refuser}
    common = next((card.id for card in of_sender if card.id in higher), None)
    if common is not None:
        return common
    if refuser in {card.id for card in of_sender}:
        return refuser
    return sender if sender in higher else None


def decide_after(pack: Pack, day: date) -> int:
    """Return how many refusals between two centres are enough; what the product holds where the pack has no value yet."""
    return known(pack, "levels.decide_after", day).number


def why_not_handed_on(
    way: LevelWay | None, *, sealed: bool, ruling: str, waits: bool, refused: int, most: int
) -> Problem | None:
    """Return why a matter cannot go to another centre, or None.

    `refused`: how often that centre has refused it from this one.
    """
    if way is None:
        return Problem("level-stranger", "只能上报直接上级、交办直接下级，或者移送相邻辖区的社会治理中心。")
    if sealed:
        return Problem("transfer-sealed", "保密事项不能转接。")
    if ruling == Ruling.GIVEN:
        return Problem("ruled", "这件事项由谁承办已经裁决，不能再退回。")
    if ruling == Ruling.ASKED:
        return Problem("rule-first", "这件事项多次退回，已提请裁决，不能直接分流。")
    if waits:
        return Problem("transfer-waits", "已经转出，等对方签收。")
    if refused >= most:
        return Problem("level-refused", "对方已经退回 {times} 次，不能再送。", times=refused)
    return None


def taken_at(of_report: str, senders: Iterable[str], now: str) -> str:
    """Return the level at which a matter was taken: of the unit that took it in, else of the first centre that held it."""
    return of_report or next((level for level in senders if level), now)
