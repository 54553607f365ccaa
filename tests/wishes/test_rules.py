"""Rules of wishes, without a database: every state is reached and can be left, who may make which move, words that tell who it is."""

from __future__ import annotations

from itertools import product

from fengqiao.catalogue.reading import read_pack
from fengqiao.wishes.rules.course import TURNS, Actor, names_somebody, why_not
from fengqiao.wishes.terms import WishMove, WishState
from tests.world import PACKS

STRANGER, CLAIMER, KEEPER = Actor(True, False, False), Actor(True, True, False), Actor(True, False, True)


def test_every_state_is_reached_and_can_be_left_but_by_nobody_after_a_withdrawal() -> None:
    assert {WishState.OPEN, *TURNS.values()} == set(WishState)
    assert {state for state, _move in TURNS} == set(WishState) - {WishState.WITHDRAWN}


def test_who_makes_which_move() -> None:
    may = {
        name: {
            (state.value, move.value)
            for state, move in product(WishState, WishMove)
            if why_not(move, state, actor) is None
        }
        for name, actor in (
            ("stranger", STRANGER),
            ("claimer", CLAIMER),
            ("keeper", KEEPER),
            ("both", Actor(True, True, True)),
        )
    }
    assert may["stranger"] == {("open", "claim")}
    assert may["claimer"] == {("open", "claim"), ("claimed", "give_back"), ("claimed", "deliver")}
    withdrawn = {(state, "withdraw") for state in ("open", "claimed", "delivered", "fulfilled")}
    judged = {("delivered", "confirm"), ("delivered", "send_back")}
    assert may["keeper"] == {("open", "claim"), ("claimed", "give_back"), ("fulfilled", "thank"), *withdrawn, *judged}
    assert may["both"] & judged == set()  # whoever claimed never judges their own pictures
    second = why_not(WishMove.CONFIRM, WishState.DELIVERED, Actor(True, True, True))
    assert second is not None
    assert second.code == "wish-second"
    assert why_not(WishMove.CLAIM, WishState.OPEN, Actor(False, False, False)) is not None


def test_words_that_tell_who_it_is() -> None:
    known = ("毛小朵", "龙山小学", "")
    for text in ("给毛小朵一个书包", "龙 山 小 学要的足球", "电话13912345678", "身份证330106199001017171"):
        assert names_somebody(text, known), text
    for text in ("一个不漏水的书包，最好是蓝色的", "想去看一次海", "一套《十万个为什么》", "一双 36 码的运动鞋"):
        assert not names_somebody(text, known), text


def test_the_pack_says_what_is_chosen_from() -> None:
    said = read_pack(PACKS / "base").wishes
    assert all((said.kinds, said.bands, said.relations, said.backs, said.withdrawals))
    assert said.consent is not None
    assert "第三十一条" in said.consent.source
