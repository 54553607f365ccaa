"""Rules of errands, without a database: one step at a time, authorised, seen at home; terms by law; the spread of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fengqiao.catalogue.reading import read_pack
from fengqiao.errands.rules.course import (
    ItemFacts,
    covers,
    due_after,
    next_step,
    spread,
    stretches,
    why_not_done,
    why_not_step,
)
from fengqiao.errands.terms import ItemState, Stretch
from tests.world import PACKS

PACK = read_pack(PACKS / "base")
CARD, SURVIVOR = PACK.errands.kinds["id_card"], PACK.errands.kinds["survivor"]
FACTS = ItemFacts(ItemState.OPEN, "taken", authorised=True, visited=True, in_hand=0)


@pytest.mark.parametrize(
    ("kind", "step", "facts", "why"),
    [
        (SURVIVOR, "check", {}, None),
        (SURVIVOR, "check", {"authorised": False}, None),
        (SURVIVOR, "submit", {"step": "check"}, None),
        (SURVIVOR, "submit", {"step": "check", "authorised": False}, "errand-unauthorised"),
        (SURVIVOR, "submit", {}, "errand-step"),
        (SURVIVOR, "taken", {"step": "check"}, "errand-step"),
        (SURVIVOR, "", {"step": "deliver"}, "errand-step"),
        (SURVIVOR, "check", {"state": ItemState.REFUSED}, "errand-item-over"),
        (CARD, "visit", {"visited": False, "authorised": False}, None),
        (CARD, "handle", {"step": "visit", "visited": False}, "errand-visit"),
        (CARD, "handle", {"step": "visit", "authorised": False}, "errand-unauthorised"),
        (CARD, "handle", {"step": "visit"}, None),
    ],
)
def test_an_item_goes_on_one_step_at_a_time(kind, step, facts, why) -> None:  # type: ignore[no-untyped-def]
    refusal = why_not_step(kind, replace(FACTS, **facts), step)
    assert (refusal.code if refusal else None) == why


def test_an_item_is_done_at_its_last_step_with_nothing_left_in_hand() -> None:
    last = replace(FACTS, step="deliver")
    assert why_not_done(CARD, last) is None
    told = [why_not_done(CARD, each) for each in (FACTS, replace(last, in_hand=2), replace(last, state=ItemState.DONE))]
    assert [each.code for each in told if each] == ["errand-early", "errand-in-hand", "errand-item-over"]
    assert next_step(CARD, "a step of another edition") == ""


def test_the_term_is_that_of_the_kind() -> None:
    zone, began = ZoneInfo("Asia/Shanghai"), datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
    due = due_after(CARD, began, PACK.calendars["china"], zone).astimezone(zone)
    assert due.date() == date(2026, 10, 31)  # sixty days after 1 September
    quick = due_after(PACK.errands.kinds["certificate"], began, PACK.calendars["china"], zone).astimezone(zone)
    assert (quick.date(), quick.hour) == (date(2026, 9, 4), 17)  # three working days


def test_an_authorisation_covers_its_items_until_its_last_day() -> None:
    until = date(2026, 9, 30)
    assert covers(["id_card"], until, "id_card", until)
    assert not covers(["id_card"], until, "survivor", until)
    assert not covers(["id_card"], until, "id_card", date(2026, 10, 1))


def test_the_spread_of_days_is_by_nearest_rank() -> None:
    assert spread([]) is None
    assert spread([4]) == (4, 4)
    assert spread([9, 1, 3, 2]) == (2, 9)
    assert spread(list(range(1, 11))) == (5, 9)


def test_the_pack_s_kinds_stand_on_what_it_has() -> None:
    assert {each.decides for each in PACK.errands.kinds.values()} <= set(PACK.functions)
    assert all(each.source for each in PACK.errands.kinds.values())
    assert [each.code for each in PACK.errands.kinds.values() if each.doubt] == ["household_correct", "household_none"]
    assert all(("visit" in each.steps) for each in PACK.errands.kinds.values() if each.visit)


def test_days_of_each_stretch_add_up_whatever_steps_a_kind_has() -> None:
    began = datetime(2026, 9, 1, tzinfo=UTC)
    day = lambda n: began + timedelta(days=n)  # noqa: E731
    whole = {"check": day(2), "submit": day(5), "handle": day(6), "collect": day(20)}
    found = stretches(began, whole, day(21))
    assert found == {Stretch.PAPERS: 2, Stretch.HANDED_IN: 3, Stretch.RESULT: 15, Stretch.HANDED_OVER: 1}
    card = stretches(began, {"visit": day(1), "handle": day(3), "collect": day(14), "deliver": day(15)}, day(15))
    assert card == {Stretch.PAPERS: 1, Stretch.HANDED_IN: 2, Stretch.RESULT: 11, Stretch.HANDED_OVER: 1}
    short = stretches(began, {"submit": day(4), "deliver": day(6)}, day(6))
    assert short == {Stretch.HANDED_IN: 4, Stretch.RESULT: 2, Stretch.HANDED_OVER: 0}  # no papers: its days count on
    assert stretches(began, {}, day(3)) == {Stretch.HANDED_OVER: 3}
    assert (
        stretches(day(4), {"check": day(1)}, day(5))[Stretch.PAPERS] == 0
    )  # of the round before: never less than none
