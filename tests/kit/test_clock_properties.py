"""Properties of the clocks that hold for any limit and any events."""

import json
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fengqiao.kit.clocks import (
    TRANSITIONS,
    Changed,
    ClockState,
    ClockUnit,
    Deadline,
    Event,
    Extended,
    Limit,
    Paused,
    Resumed,
    Started,
    StepKind,
    Stopped,
    deadline,
    events_from_json,
    events_to_json,
)
from fengqiao.kit.problems import Problem
from fengqiao.kit.workcalendar import WorkCalendar

CHINA_TEXT = (Path(__file__).parents[2] / "packs/base/calendar/china.toml").read_text(encoding="utf-8")
CHINA = WorkCalendar.from_mapping(tomllib.loads(CHINA_TEXT))
SHANGHAI = ZoneInfo("Asia/Shanghai")
SHIFTS = ((time(8, 30), time(12)), (time(14), time(17, 30)))


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2024) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def limit(amount: int, unit: str = "workday", **over: object) -> Limit:
    given_: dict[str, object] = {
        "soon_hours": 24,
        "source": "办理规定第三条",
        "day_ends": time(17, 30),
        "shifts": SHIFTS,
    }
    return Limit(amount=amount, unit=ClockUnit(unit), **(given_ | over))  # type: ignore[arg-type]


def reckon(what: Limit, *events: Event, calendar: WorkCalendar = CHINA) -> Deadline:
    return deadline(what, events, calendar, SHANGHAI)


def due(what: Limit, *events: Event) -> datetime:
    found = reckon(what, *events).due_at
    assert found is not None
    return found


def working_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= CHINA.is_working(day)
    return day


# The same examples every time, and no clock that a busy machine could trip over.
steady = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
words = st.text(alphabet='等待补件 a"\\\n{}', max_size=6)
amounts = st.integers(1, 40)
units = st.sampled_from(["minute", "hour", "day", "workday", "workhour"])

starts = st.datetimes(datetime(2005, 1, 1), datetime(2027, 6, 1), timezones=st.just(SHANGHAI))
gaps = st.timedeltas(timedelta(0), timedelta(days=12))


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    changes: bool = False,
    begin: st.SearchStrategy[datetime] = starts,
    after: st.SearchStrategy[timedelta] = gaps,
) -> list[Event]:
    """Any list of events that the transition table allows, beginning with a start."""
    now, state = draw(begin), ClockState.RUNNING
    events: list[Event] = [Started(now)]
    for _ in range(draw(st.integers(0, 6))):
        choices = [event for (before, event) in TRANSITIONS if before is state]
        choices = [event for event in choices if changes or event is not Changed]
        if not choices:
            break
        kind = draw(st.sampled_from(choices))
        now = (now.astimezone(UTC) + draw(after)).astimezone(SHANGHAI)
        if kind is Extended:
            events.append(Extended(now, draw(st.integers(1, 9)), "staff-7", draw(words)))
        elif kind is Changed:
            # Without extensions a change may be to any unit.
            events = [event for event in events if not isinstance(event, Extended)]
            events.append(Changed(now, draw(amounts), draw(units), "新办法第二条"))
        elif kind is Paused:
            events.append(Paused(now, draw(words)))
        else:
            events.append(kind(now))  # type: ignore[call-arg]
        state = TRANSITIONS[state, kind]
    return events


@steady
@given(amounts, starts)
def test_a_workday_limit_ends_on_the_working_day_so_many_after_the_start(amount: int, start: datetime) -> None:
    found = due(limit(amount), Started(start))

    assert found.time() == time(17, 30)
    assert found.date() == working_days_after(start.date(), amount)


@steady
@given(amounts, amounts, units, histories(), st.booleans())
def test_a_bigger_amount_is_never_due_earlier(
    one: int, other: int, unit: str, events: list[Event], move_off_days: bool
) -> None:
    less, more = sorted((one, other))
    first = due(limit(less, unit, move_off_days=move_off_days), *events)

    assert first <= due(limit(more, unit, move_off_days=move_off_days), *events)
    assert first.astimezone(UTC) >= events[0].at


@steady
@given(amounts, histories())
def test_a_workday_limit_is_never_due_on_a_day_off_or_a_paused_day(amount: int, events: list[Event]) -> None:
    found = reckon(limit(amount), *events)

    assert found.due_at is not None
    assert CHINA.is_working(found.due_at.date())
    counted = [step for step in found.steps if step.kind is StepKind.COUNTED]
    assert [step.number for step in counted] == list(range(1, len(counted) + 1))
    assert len(counted) == amount + sum(event.amount for event in events if isinstance(event, Extended))
    assert all(CHINA.is_working(step.day) for step in counted)
    assert found.due_at.date() == counted[-1].day


@steady
@given(amounts, st.integers(1, 10), st.data(), starts)
def test_a_pause_over_whole_working_days_moves_the_deadline_by_as_many(
    amount: int, paused_days: int, data: st.DataObject, start: datetime
) -> None:
    before = data.draw(st.integers(1, amount))
    first = working_days_after(start.date(), before)
    last = working_days_after(first, paused_days)
    morning = time(8, 0, tzinfo=SHANGHAI)
    pause = Paused(datetime.combine(first, morning), "等待补件")
    resume = Resumed(datetime.combine(last, morning))

    held = due(limit(amount), Started(start), pause, resume)

    assert held.date() == working_days_after(due(limit(amount), Started(start)).date(), paused_days)


@steady
@given(amounts, st.integers(1, 20), st.sampled_from(["minute", "hour"]), starts, gaps)
def test_a_pause_moves_a_deadline_in_hours_by_its_length(
    amount: int, share: int, unit: str, start: datetime, length: timedelta
) -> None:
    plain = due(limit(amount, unit), Started(start))
    begin = start + (plain - start) / share

    assert due(limit(amount, unit), Started(start), Paused(begin, "等"), Resumed(begin + length)) == plain + length


@steady
@given(amounts, units, histories(), st.booleans())
def test_an_extension_is_a_bigger_amount(amount: int, unit: str, events: list[Event], move_off_days: bool) -> None:
    added = sum(event.amount for event in events if isinstance(event, Extended))
    plain = [event for event in events if not isinstance(event, Extended)]

    extended = due(limit(amount, unit, move_off_days=move_off_days), *events)

    assert extended == due(limit(amount + added, unit, move_off_days=move_off_days), *plain)


@steady
@given(amounts, units, histories())
def test_what_is_told_of_a_clock_agrees_with_itself(amount: int, unit: str, events: list[Event]) -> None:
    found = reckon(limit(amount, unit), *events)

    assert found.due_at is not None
    assert found.soon_at is not None
    assert events[0].at <= found.soon_at <= found.due_at
    assert found.provisional == any(step.provisional for step in found.steps)
    assert found.kept == (None if found.stopped_at is None else found.stopped_at <= found.due_at)
    assert (found.state is ClockState.STOPPED) == (found.stopped_at is not None)
    assert (found.state is ClockState.PAUSED) == (found.paused_at is not None)
    assert [step.day for step in found.steps] == sorted(step.day for step in found.steps)
    assert sum(step.kind is StepKind.DUE for step in found.steps) == 1
    assert sum(step.at is not None for step in found.steps) == len(events) + 1


@steady
@given(histories(), st.lists(st.sampled_from([Started, Paused, Resumed, Extended, Changed, Stopped]), max_size=3))
def test_a_list_of_events_is_read_exactly_when_the_table_allows_it(
    events: list[Event], kinds: list[type[Event]]
) -> None:
    extra: dict[type[Event], tuple[Any, ...]] = {
        Paused: ("等",),
        Extended: (1, "staff-7", "复杂"),
        Changed: (3, "workday", "新办法"),
    }
    tail = [kind(events[-1].at, *extra.get(kind, ())) for kind in kinds]
    state: ClockState | None = ClockState.IDLE
    for event in [*events, *tail]:
        state = TRANSITIONS.get((state, type(event))) if state else None

    if state is None:
        with pytest.raises(Problem):
            reckon(limit(2), *events, *tail)
    else:
        assert reckon(limit(2), *events, *tail).state is state


@steady
@given(histories(), st.integers(1, 6))
def test_events_out_of_order_in_time_are_never_read(events: list[Event], which: int) -> None:
    assume(which < len(events))
    assume(events[which - 1].at < events[which].at)
    events[which - 1], events[which] = events[which], events[which - 1]

    with pytest.raises(Problem):
        reckon(limit(2), *events)


@steady
@given(histories())
def test_events_come_back_from_json_as_they_went(events: list[Event]) -> None:
    again = events_from_json(json.loads(json.dumps(events_to_json(events))))

    assert list(again) == events
    assert reckon(limit(3), *again) == reckon(limit(3), *events)


def without(events: list[Event], *kinds: type[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, kinds)]


@steady
@given(amounts, units, histories(), st.booleans(), st.integers(0, 9))
def test_a_pause_never_shortens_a_deadline(
    amount: int, unit: str, events: list[Event], move_off_days: bool, ceiling: int
) -> None:
    what = limit(amount, unit, move_off_days=move_off_days, pause_days=ceiling)
    plain = due(what, *without(events, Paused, Resumed))

    assert plain <= due(what, *events)
    uncapped = due(limit(amount, unit, move_off_days=move_off_days), *events)
    assert due(what, *events) <= uncapped


@steady
@given(amounts, units, amounts, units, histories(), st.booleans())
def test_a_change_of_rule_loses_no_elapsed_time(
    amount: int, unit: str, new: int, new_unit: str, events: list[Event], move_off_days: bool
) -> None:
    plain = [event for event in events if not isinstance(event, Extended | Stopped)]
    changed = [*plain, Changed(plain[-1].at, new, new_unit, "新办法第二条")]

    assert due(limit(amount, unit), *changed) == due(limit(new, new_unit), *plain)
    back = [*changed, Changed(plain[-1].at, amount, unit, "办理规定第三条")]
    assert due(limit(amount, unit), *back) == due(limit(amount, unit), *plain)


@steady
@given(histories(changes=True), st.sampled_from([(), (0.5, 0.8)]))
def test_reckoning_again_from_what_was_kept_is_reckoning(events: list[Event], shares: tuple[float, ...]) -> None:
    what = limit(5, warn_at=shares, pause_days=7)
    found = reckon(what, *events)

    assert reckon(what, *events_from_json(json.loads(json.dumps(events_to_json(events))))) == found
    moments = [moment for _, moment in found.warnings]
    assert found.started_at is not None
    assert found.due_at is not None
    assert [found.started_at, *moments, found.due_at] == sorted([found.started_at, *moments, found.due_at])
    assert len(moments) == len(shares)


@steady
@given(st.integers(1, 60), starts, st.integers(0, 3000), st.integers(0, 6000))
def test_working_hours_run_in_the_shifts_of_working_days_and_outside_of_pauses(
    hours: int, start: datetime, before: int, length: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    pause = start + timedelta(minutes=before)
    resume = pause + timedelta(minutes=length)
    end = due(limit(hours, "workhour"), Started(start), Paused(pause, "等"), Resumed(resume))

    ran, moment = 0, start
    while moment < end:  # a quarter of an hour at a time would miss the pauses
        day, step = moment.date(), timedelta(minutes=1)
        if not CHINA.is_working(day) or moment.time() >= time(17, 30):
            moment = datetime.combine(day + timedelta(days=1), time(8, 30), SHANGHAI)
            continue
        shift = any(first <= moment.time() < last for first, last in SHIFTS)
        ran += shift and not pause <= moment < resume
        moment += step
    assert ran == hours * 60


def test_a_pause_beyond_the_ceiling_ends_by_itself() -> None:
    start, pause = at(3, 4), Paused(at(3, 5), "等待补件")
    what = limit(48, "hour", pause_days=3)

    assert reckon(what, Started(start), pause).pause_ends == at(3, 8)
    assert due(what, Started(start), pause, Resumed(at(3, 20))) == at(3, 9)
    again = (Resumed(at(3, 7)), Paused(at(3, 7, 12), "等待鉴定"))
    assert reckon(what, Started(start), pause, *again).pause_ends == at(3, 8, 12)


def test_a_share_of_the_term_is_a_share_of_the_running_time() -> None:
    found = reckon(
        limit(10, "hour", warn_at=(0.8, 0.5)), Started(at(3, 4)), Paused(at(3, 4, 10), "等"), Resumed(at(3, 4, 12))
    )

    assert found.warnings == ((0.5, at(3, 4, 16)), (0.8, at(3, 4, 19)))


def test_working_hours_over_a_weekend_in_words() -> None:
    found = reckon(limit(8, "workhour"), Started(at(3, 8, 16)))

    assert found.due_at == at(3, 11, 17)  # Friday 1.5 hours, Monday 3.5 and 3
    assert [(step.kind.value, step.day.day, step.number) for step in found.steps] == [
        ("started", 8, 0), ("counted", 8, 1), ("skipped", 9, 0), ("skipped", 10, 0), ("counted", 11, 2), ("due", 11, 8),
    ]  # fmt: skip


def test_a_change_after_an_extension_keeps_it_and_refuses_another_unit() -> None:
    longer = (Started(at(3, 4)), Extended(at(3, 5), 2, "staff-7", "复杂"))

    assert due(limit(5), *longer, Changed(at(3, 6), 3, "workday", "新办法")) == at(3, 11, 17, 30)
    with pytest.raises(Problem):
        reckon(limit(5), *longer, Changed(at(3, 6), 3, "hour", "新办法"))
