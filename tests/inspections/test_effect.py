"""Before and after a remedy: the arithmetic against known values, the counting, and what is not said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.inspections import actions
from fengqiao.inspections.queries import counted_months, effect_of
from fengqiao.inspections.rules.effect import compared, interval, spans
from fengqiao.inspections.terms import Effect
from fengqiao.rulebook.queries import pack_on
from tests.inspections.helping import again, finding, later
from tests.matters.helping import refused
from tests.world import NOW, make_matter, viewer

CRASH = {"kind": "emergency", "title": "两车相撞", "text": "老街口两辆车撞了，有人受伤。", "place": "老街口"}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # at the ends 1 - 0.025 ** (1 / n); the others as R's binom.test gives them
        (0, 10, 0.0, 0.3084971),
        (10, 10, 0.6915029, 1.0),
        (1, 10, 0.002528579, 0.4450161),
        (5, 10, 0.1870860, 0.8129140),
    ],
)
def test_the_interval_is_that_of_the_tables(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_holds_the_share_and_turns_round(hits: int, misses: int) -> None:
    of = hits + misses
    low, high = interval(hits, of)
    assert 0 <= low <= (hits / of if of else 0.5) <= high <= 1
    other = interval(misses, of)
    assert (1 - high, 1 - low) == pytest.approx(other, abs=1e-9)


def test_scipy_agrees() -> None:
    beta = pytest.importorskip("scipy.stats").beta
    for hits, of in ((3, 17), (12, 40), (1, 200), (199, 200)):
        low, high = interval(hits, of)
        assert low == pytest.approx(beta.ppf(0.025, hits, of - hits + 1), abs=1e-9)
        assert high == pytest.approx(beta.ppf(0.975, hits + 1, of - hits), abs=1e-9)


DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("before", "after", "today", "effect"),
    [
        (20, 0, DAY + timedelta(days=60), Effect.EARLY),  # 59 whole days
        (20, 0, DAY + timedelta(days=61), Effect.LESS),
        (5, 0, DAY + timedelta(days=200), Effect.FEW),
        (6, 0, DAY + timedelta(days=200), Effect.LESS),
        (10, 8, DAY + timedelta(days=200), Effect.UNCLEAR),
        (3, 15, DAY + timedelta(days=200), Effect.MORE),
        (0, 0, DAY + timedelta(days=200), Effect.FEW),
    ],
)
def test_what_may_be_said(before: int, after: int, today: date, effect: Effect) -> None:
    assert compared(before, after, spans(DAY, today, 6), early_days=60, few=6).effect is effect


def test_unequal_times_are_weighed() -> None:
    two = spans(DAY, DAY + timedelta(days=91), 6)
    assert (two[0].days, two[1].days, two[0].last, two[1].first) == (180, 90, date(2026, 2, 28), date(2026, 3, 2))
    found = compared(20, 10, two, early_days=60, few=6)
    assert (found.ratio, found.before_rate, found.after_rate) == pytest.approx((1.0, 20 / 6, 20 / 6))
    assert found.low is not None and found.low < 1 < (found.high or 0)  # noqa: PT018


@pytest.mark.django_db
def test_counted_at_the_place_through_the_gate(world: None) -> None:
    days = [-170, -100, -99, -60, -30, -10, -5, -4, 20]
    remedied = NOW - timedelta(days=70)
    for number, day in enumerate(days):
        at = remedied + timedelta(days=day)
        crash = {**CRASH, "fields": {"call_class": "traffic.accident"}}
        make_matter(by="desk.north", at=at, told_at=at, outside_ref=f"C{number}", **crash)
    at = remedied - timedelta(days=3)
    away = {**CRASH, "place": "别处", "title": "撞了", "fields": {"call_class": "traffic.accident"}}
    make_matter(by="desk.north", at=at, told_at=at, outside_ref="C-away", **away)
    make_matter(by="desk.north", at=at, told_at=at, outside_ref="C-other", place="老街口")
    row = finding()
    watch = {"count": "accidents", "remedied": remedied.date(), "by": viewer("desk.north"), "at": NOW}
    actions.watch(finding_id=row.id, place="老街口", **watch)  # type: ignore[arg-type]
    row, pack = again(row), pack_on(NOW).pack
    found = effect_of(viewer("desk.north"), row, pack, at=NOW)
    assert found
    assert (found.before, found.after, found.after_span.days, found.effect) == (8, 1, 69, Effect.UNCLEAR)
    months = counted_months(viewer("desk.north"), row, pack, at=NOW)
    assert [count for _, count, _ in months] == [1, 0, 2, 0, 1, 4, 1, 0]
    assert [after for _, _, after in months] == [False] * 6 + [True] * 2
    nobody = effect_of(viewer("desk.south"), row, pack, at=NOW)
    assert nobody and (nobody.before, nobody.after) == (0, 0)  # noqa: PT018
    actions.watch(finding_id=row.id, place="", **watch)  # type: ignore[arg-type]
    whole = effect_of(viewer("desk.north"), again(row), pack, at=NOW)
    assert whole and whole.before == 9  # noqa: PT018


@pytest.mark.django_db
def test_what_cannot_be_watched_is_refused(world: None) -> None:
    row = finding()
    watch = {"count": "accidents", "place": "", "remedied": NOW.date(), "by": viewer("desk.north"), "at": NOW}
    for over, code in (
        ({"count": "nothing"}, "effect-count"),
        ({"remedied": later(days=1).date()}, "effect-day"),
        ({"remedied": date(1, 1, 1)}, "effect-day"),
        ({"by": viewer("handler.urban")}, "denied"),
        ({"by": viewer("desk.south")}, "finding-unknown"),
    ):
        with refused(code):
            actions.watch(finding_id=row.id, **{**watch, **over})  # type: ignore[arg-type]
    assert effect_of(viewer("desk.north"), row, pack_on(NOW).pack, at=NOW) is None
