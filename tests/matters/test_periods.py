"""What counts as in a period, late, a day, and news: exact to the moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from fengqiao.matters import actions
from fengqiao.matters.queries import arrived, counts, counts_by_day
from tests.matters.helping import FIGHT, closed, later, offered, triage, working
from tests.matters.many import ago
from tests.matters.test_counts import SINCE, UNTIL, cells, listed
from tests.world import NOW, unit, viewer


def test_the_period_holds_its_first_moment_and_not_the_one_after(world: None) -> None:
    for number, moment in enumerate(
        (SINCE - timedelta(microseconds=1), SINCE, UNTIL - timedelta(microseconds=1), UNTIL)
    ):
        offered(at=moment, told_at=moment, outside_ref=str(number))
    assert sum(cell.count for cell in cells("dispatcher")) == 2 == listed("dispatcher")


def test_a_late_matter_is_late_from_the_moment_after_its_date(world: None) -> None:
    matter = offered()
    assert matter.due_at is not None
    by, tick = viewer("dispatcher"), timedelta(microseconds=1)
    for now, late in ((matter.due_at, 0), (matter.due_at + tick, 1)):
        (cell,) = counts(by, since=SINCE, until=UNTIL, now=now)
        assert (cell.count, cell.late) == (1, late)


def test_what_was_closed_late_is_no_longer_counted_late(world: None) -> None:
    closed(at=ago(days=20), told_at=ago(days=20))
    (cell,) = cells("dispatcher")
    assert (cell.state, cell.count, cell.late) == ("closed", 1, 0)


def test_days_are_local_and_hold_what_came_and_what_was_closed(world: None) -> None:
    evening = datetime(2026, 8, 30, 15, 59, tzinfo=UTC)  # one minute before midnight in China
    closed(at=evening, told_at=evening)
    triage(at=evening + timedelta(minutes=1), told_at=evening)
    assert counts_by_day(viewer("dispatcher"), since=SINCE, until=UNTIL) == [
        (date(2026, 8, 30), 1, 0), (date(2026, 8, 31), 1, 1),
    ]  # fmt: skip


def test_news_are_what_came_into_ones_own_hands_since_one_looked(world: None) -> None:
    by = viewer("desk.north")
    working()
    assert arrived(by, ago(hours=1), now=NOW) == (0, 0)
    offered(at=ago(minutes=5), told_at=ago(minutes=5), **FIGHT)
    assert arrived(by, ago(hours=1), now=NOW) == (1, 1)
    assert arrived(by, ago(minutes=5), now=NOW) == (0, 0)
    matter = offered()
    assert arrived(by, NOW, now=NOW) == (0, 0)
    actions.route(
        matter_id=matter.id, unit_id=unit("station.north"), reason="请先到场", by=viewer("dispatcher"),
        at=later(minutes=1),
    )  # fmt: skip
    assert arrived(by, NOW, now=later(minutes=2)) == (1, 0)
