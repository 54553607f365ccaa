"""Quiet hours, waits, and what may happen to a notice in which state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.catalogue.reading import read_pack
from fengqiao.notices.rules import TURNS, Plan, Turn, after_quiet, first_try, next_wait, plan_of, turn_of, why_not_turn
from fengqiao.notices.terms import NoticeKind, NoticeState, Outcome, Way
from tests.world import PACKS

CHINA = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 9, 1).date()


def plan(**over: object) -> Plan:
    values: dict[str, object] = {
        "quiet_from": 22, "quiet_to": 7, "urgent": frozenset({"urged"}), "first_wait": 1, "longest_wait": 60, "tries": 8,
        "lease": 5, "one_by_one": 3, "tell": frozenset(), "not_told": frozenset(), "keep_days": 180, **over,
    }  # fmt: skip
    return Plan(**values)  # type: ignore[arg-type]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("at", "begins", "ends", "expected"),
    [
        ("2026-09-01T21:59", 22, 7, "2026-09-01T21:59"),
        ("2026-09-01T22:00", 22, 7, "2026-09-02T07:00"),
        ("2026-09-02T06:59", 22, 7, "2026-09-02T07:00"),
        ("2026-09-02T07:00", 22, 7, "2026-09-02T07:00"),
        ("2026-09-01T12:30", 12, 14, "2026-09-01T14:00"),  # at noon, on the same day
        ("2026-09-01T03:00", 8, 8, "2026-09-01T03:00"),  # from eight until eight: never quiet
    ],
)
def test_quiet_hours(at: str, begins: int, ends: int, expected: str) -> None:
    found = after_quiet(local(at), plan(quiet_from=begins, quiet_to=ends), CHINA)
    assert found == local(expected)


@given(minutes=st.integers(0, 3 * 24 * 60), begins=st.integers(0, 23), ends=st.integers(0, 23))
def test_what_is_put_off_comes_soon_and_outside_of_quiet_hours(minutes: int, begins: int, ends: int) -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    quiet = plan(quiet_from=begins, quiet_to=ends)
    found = after_quiet(at, quiet, CHINA)
    assert at <= found < at + timedelta(hours=24)
    assert after_quiet(found, quiet, CHINA) == found
    if found != at:
        assert found.astimezone(CHINA).hour == ends


def test_urgent_kinds_pass_but_an_urgent_matter_wakes_no_resident() -> None:
    night = local("2026-09-01T23:00")
    morning = local("2026-09-02T07:00")

    def when(kind: NoticeKind, way: Way, *, urgent: bool = False) -> datetime:
        return first_try(night, kind, way, plan(), CHINA, urgent=urgent)

    assert when(NoticeKind.OFFERED, Way.INBOX) == night
    assert when(NoticeKind.OFFERED, Way.EMAIL) == morning
    assert when(NoticeKind.URGED, Way.EMAIL) == night
    assert when(NoticeKind.OFFERED, Way.GROUP, urgent=True) == night
    assert when(NoticeKind.TOLD_CLOSED, Way.SMS, urgent=True) == morning


def test_waits_grow_to_a_ceiling() -> None:
    waits = [next_wait(tries, plan()).total_seconds() / 60 for tries in (1, 2, 3, 6, 7, 8, 60)]
    assert waits == [1, 2, 4, 32, 60, 60, 60]


def test_only_a_gateway_that_knows_letters_again_is_given_one_twice() -> None:
    asked = {"tries": 1, "plan": plan()}
    assert turn_of(Outcome.UNKNOWN, idempotent=False, **asked) is Turn.UNKNOWN  # type: ignore[arg-type]
    assert turn_of(Outcome.UNKNOWN, idempotent=True, **asked) is Turn.AGAIN  # type: ignore[arg-type]
    last = {"tries": 8, "plan": plan()}
    assert turn_of(Outcome.UNKNOWN, idempotent=True, **last) is Turn.UNKNOWN  # type: ignore[arg-type]
    assert turn_of(Outcome.BUSY, idempotent=False, **last) is Turn.GIVEN_UP  # type: ignore[arg-type]
    assert turn_of(Outcome.BUSY, idempotent=False, **asked) is Turn.AGAIN  # type: ignore[arg-type]


def test_every_state_can_be_reached_and_says_what_may_not_happen() -> None:
    reached = {NoticeState.QUEUED, *TURNS.values()}
    assert reached == set(NoticeState)
    left = {state for state, _ in TURNS}
    assert set(NoticeState) - left == {NoticeState.RECEIVED, NoticeState.CANCELLED}
    for state in NoticeState:
        for turn in Turn:
            refusal = why_not_turn(state, turn)
            assert (refusal is None) == ((state, turn) in TURNS)
    assert why_not_turn(NoticeState.SENDING, Turn.CANCEL).code == "notice-sending"  # type: ignore[union-attr]


def test_an_older_pack_that_says_nothing_refuses_nothing() -> None:
    pack = read_pack(PACKS / "base")
    said = plan_of(pack, DAY)
    assert (said.quiet_from, said.tries, said.keep_days) == (22, 8, 180)
    assert "told_closed" in said.tell
    bare = type(pack)(**{name: getattr(pack, name) for name in pack.__slots__} | {"values": {}})  # type: ignore[arg-type]
    silent = plan_of(bare, DAY)
    assert (silent.quiet_from, silent.tell, silent.keep_days) == (22, frozenset(), 180)
    long_ago = plan_of(pack, datetime(2000, 1, 1).date())
    assert long_ago == silent
