"""When a visit is due, in which order to go, what a row of a sheet means."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, permutations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.catalogue.visit import Premise, Tier
from fengqiao.kit.problems import Problem
from fengqiao.visits.rules.due import due_in_tier, first_due, next_due, standing
from fengqiao.visits.rules.route import in_order, length, metres
from fengqiao.visits.rules.sheets import about_there, read_row
from fengqiao.visits.terms import Met, Standing

DAY = date(2026, 9, 1)
TIER = Tier("home_close", "重点关照户", "Close", Premise.HOME, 30, 7, "")
SHOP = Tier("premises", "单位和商户", "Premises", Premise.PREMISES, 180, 60, "")
points = st.lists(
    st.tuples(st.floats(28, 28.2), st.floats(120, 120.2)), min_size=1, max_size=7, unique=True
)  # fmt: skip


def test_when_the_next_visit_is_due() -> None:
    assert first_due(TIER, DAY) == DAY + timedelta(days=7)
    assert (
        next_due(TIER, Met.MET, DAY, again=7) == next_due(TIER, Met.DECLINED, DAY, again=7) == DAY + timedelta(days=30)
    )
    assert next_due(TIER, Met.NOBODY, DAY, again=7) == DAY + timedelta(days=7)
    assert next_due(TIER, Met.NOBODY, DAY, again=90) == DAY + timedelta(days=30)  # never later than a regular visit
    assert next_due(TIER, Met.GONE, DAY, again=7) is None
    assert next_due(None, Met.MET, DAY, again=7) == DAY + timedelta(days=365)  # a pack of before has no such tier
    assert due_in_tier(SHOP, None, DAY) == DAY + timedelta(days=60)
    assert due_in_tier(SHOP, DAY, DAY - timedelta(days=90)) == DAY + timedelta(days=180)
    shown = [standing(due, DAY, soon=7) for due in (None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=8))]
    assert shown == [Standing.CLOSED, Standing.OVERDUE, Standing.SOON, Standing.LATER]


@given(points, st.tuples(st.floats(28, 28.2), st.floats(120, 120.2)))
def test_a_round_goes_everywhere_once_and_is_never_longer_than_nearest_first(
    found: list[tuple[float, float]], start: tuple[float, float]
) -> None:
    order = in_order(found, start)
    assert sorted(order) == list(range(len(found)))
    way = length([start, *(found[place] for place in order)])
    here, left, greedy = start, dict(enumerate(found)), 0.0
    while left:
        place = min(left, key=lambda each: (metres(here, left[each]), each))
        greedy += metres(here, left[place])
        here = left.pop(place)
    assert way <= greedy + 0.1
    if len(found) <= 6:
        best = min(length([start, *each]) for each in permutations(found))
        assert way <= best * 1.5 + 0.1


def test_a_round_puts_what_it_cannot_place_last_and_needs_no_start() -> None:
    north, south, far = (28.02, 120.0), (28.0, 120.0), (28.01, 120.0)
    assert in_order([None, south, north, far, None]) == [1, 3, 2, 0, 4]
    assert in_order([None, None]) == [0, 1]
    assert round(metres((28.0, 120.0), (29.0, 120.0))) == 111_195
    crossing = [(28.0, 120.0), (28.001, 120.001), (28.0, 120.001), (28.001, 120.0)]
    order = in_order(crossing, (28.0, 119.999))
    legs = [metres(crossing[one], crossing[other]) for one, other in pairwise(order)]
    assert max(legs) < 120  # nobody goes across


def test_a_row_of_a_sheet_is_somebody_to_visit_or_says_what_is_wrong() -> None:
    who, village = uuid4(), uuid4()
    areas, tiers, people = {"北一村": village}, {"重点关照户": TIER, "premises": SHOP}, {"员02": who}

    def read(**over: str) -> object:
        cells = {"name": "欧阳", "area": "北一村", "tier": "重点关照户", "officer": "员02", "point": "28.12345, 120.5"}
        return read_row({**cells, **over}, areas, tiers, people)

    found = read()
    assert (found.area_id, found.officer_id, found.point, found.tier) == (village, who, (28_123, 120_500), "home_close")  # type: ignore[attr-defined]
    for over, code in (
        ({"tier": "每天"}, "visit-tier"), ({"name": "", "address": " "}, "visit-who"), ({"tier": "premises", "name": "", "address": "街"}, "visit-premises"),
        ({"area": "哪里"}, "enterprise-area"), ({"officer": "没有"}, "visit-officer"), ({"point": "东边"}, "duty-point"), ({"point": "95, 10"}, "duty-point"),
        ({"name": "长" * 81}, "text-long"),
    ):  # fmt: skip
        with pytest.raises(Problem) as refusal:
            read(**over)
        assert refusal.value.code == code
    assert about_there(" 28.1234，120 ") == (28_123, 120_000)
    assert isinstance(who, UUID)
