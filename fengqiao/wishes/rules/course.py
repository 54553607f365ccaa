"""The course of a wish: which move leads where, and who may make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem, denied
from fengqiao.wishes.terms import WishMove, WishState

S, M = WishState, WishMove
TURNS: Mapping[tuple[WishState, WishMove], WishState] = MappingProxyType(
    {
        (S.OPEN, M.CLAIM): S.CLAIMED,
        (S.CLAIMED, M.GIVE_BACK): S.OPEN,
        (S.CLAIMED, M.DELIVER): S.DELIVERED,
        (S.DELIVERED, M.CONFIRM): S.FULFILLED,
        (S.DELIVERED, M.SEND_BACK): S.CLAIMED,
        (S.FULFILLED, M.THANK): S.FULFILLED,
        **{(state, M.WITHDRAW): S.WITHDRAWN for state in (S.OPEN, S.CLAIMED, S.DELIVERED, S.FULFILLED)},
    }
)
SHORTEST = 2  # a name of one character would be found everywhere


@dataclass(frozen=True, slots=True)
class Actor:
    """Who moves: a member, whether the wish is theirs, whether they act for the unit that keeps it."""

    member: bool
    mine: bool
    keeps: bool


def why_not(move: WishMove, state: WishState, actor: Actor) -> Problem | None:
    """Return why somebody does not make a move, or None: claimed by members once, handed in by whoever claimed, seen by a second."""
    if not _may(move, actor):
        if move in (M.CONFIRM, M.SEND_BACK) and actor.mine:
            return Problem("wish-second", "照片要由认领人以外的人看过。")
        return denied()
    if (state, move) in TURNS:
        return None
    if move is M.CLAIM:
        return Problem("wish-taken", "这个心愿已经有人认领，请看别的心愿。")
    return Problem("wish-state", "这个心愿的状态已经变了，请刷新后再看。")


def _may(move: WishMove, actor: Actor) -> bool:
    if move is M.CLAIM:
        return actor.member
    if move is M.DELIVER:
        return actor.mine
    if move is M.GIVE_BACK:
        return actor.mine or actor.keeps
    if move in (M.CONFIRM, M.SEND_BACK):
        return actor.keeps and not actor.mine
    return actor.keeps


def names_somebody(text: str, known: Iterable[str]) -> bool:
    """Say whether a text tells who somebody is: by a name, school or number that is known here, or that looks like one."""
    plain = "".join(text.split())
    if any(len(each) >= SHORTEST and each in plain for each in ("".join(one.split()) for one in known)):
        return True
    return bool(find_private(text))
