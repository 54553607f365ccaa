"""Deadlines against a second reckoning that walks through every day and pause as one would with a pencil."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.kit.clocks import Changed, ClockUnit, Event, Extended, Limit, Paused, Resumed, Started
from tests.kit.test_clock_properties import CHINA, SHANGHAI, amounts, histories, limit, reckon, steady, units

# Half hours, so that what happens often happens at the very moment at which a day or a pause ends.
half_hours = st.one_of(st.integers(0, 48), st.integers(0, 48 * 9)).map(lambda count: timedelta(minutes=30 * count))
on_the_half_hour = st.integers(0, 48 * 900).map(
    lambda count: datetime(2024, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=30 * count)
)
ends_of_days = st.sampled_from([time(6), time(17, 30), time(23, 30)])
Held = list[tuple[datetime, datetime]]
any_history = histories(changes=True, begin=on_the_half_hour, after=half_hours)


@st.composite
def paused_often(draw: st.DrawFn) -> list[Event]:
    """A start and pauses that ended, some of them at the end of a day's work, with a change of rule now and then."""
    now = draw(on_the_half_hour)
    events: list[Event] = [Started(now)]
    for _ in range(draw(st.integers(2, 4))):
        now += draw(half_hours)
        events.append(Paused(now, "等待补件"))
        now += draw(half_hours)
        if draw(st.booleans()):
            end = datetime.combine(now.date(), draw(ends_of_days), SHANGHAI)
            now = max(now, end + draw(st.sampled_from((timedelta(0), timedelta(hours=1)))))
        events.append(Resumed(now))
        if draw(st.booleans()):
            events.append(Changed(now, draw(amounts), draw(st.sampled_from(["day", "workday", "hour"])), "新办法"))
    return events


def pencilled(what: Limit, events: list[Event]) -> tuple[Limit, Held]:
    """The limit that holds in the end, extensions in it, and the pauses that ended: no more of them than the ceiling."""
    held: Held = []
    rule, added, since = what, 0, None
    for event in events:
        if isinstance(event, Changed):
            rule = replace(rule, amount=event.amount, unit=ClockUnit(event.unit))
        elif isinstance(event, Extended):
            added += event.amount
        elif isinstance(event, Paused):
            since = event.at
        elif not isinstance(event, Started) and since is not None:
            spent = sum((end - begin for begin, end in held), timedelta(0))
            most = timedelta(days=what.pause_days) - spent if what.pause_days else event.at - since
            held.append((since, since + min(most, event.at - since)))
            since = None
    return replace(rule, amount=rule.amount + added), held


def walked(what: Limit, events: list[Event]) -> datetime:
    """When a limit in minutes, hours or days is due: one day, one pause after the other."""
    rule, held = pencilled(what, events)
    start = events[0].at
    if not rule.by_days:
        due = start + timedelta(minutes=rule.amount) * (1 if rule.unit is ClockUnit.MINUTE else 60)
        for begin, end in held:
            if begin <= due:
                due += end - begin
        return due
    assert rule.day_ends is not None
    day, counted = start.astimezone(SHANGHAI).date(), 0
    while True:
        day += timedelta(days=1)
        at_its_end = datetime.combine(day, rule.day_ends, SHANGHAI)
        works = CHINA.is_working(day)
        if any(begin <= at_its_end < end for begin, end in held):
            continue
        if works or rule.unit is ClockUnit.DAY:
            counted += 1
        if counted >= rule.amount and (works or (rule.unit is ClockUnit.DAY and not rule.move_off_days)):
            return at_its_end


@settings(steady, max_examples=300)
@given(
    amounts,
    units.filter(lambda unit: unit != "workhour"),
    st.one_of(any_history, paused_often()),
    st.booleans(),
    st.integers(0, 6),
    ends_of_days,
)
def test_reckoning_is_walking_through_the_days(
    amount: int, unit: str, events: list[Event], move_off_days: bool, ceiling: int, day_ends: time
) -> None:
    events = [e for e in events if not isinstance(e, Changed) or e.unit != "workhour"]
    what = limit(amount, unit, move_off_days=move_off_days, pause_days=ceiling, day_ends=day_ends)
    found = reckon(what, *events).due_at

    assert found is not None
    assert found.astimezone(UTC) == walked(what, events).astimezone(UTC)


@steady
@given(amounts, units, st.one_of(any_history, paused_often()), st.integers(1, 6))
def test_all_pauses_together_are_no_longer_than_the_ceiling(
    amount: int, unit: str, events: list[Event], ceiling: int
) -> None:
    found = reckon(limit(amount, unit, pause_days=ceiling), *events)
    began = [event.at for event in events if isinstance(event, Paused)]
    lengths = [end - begin for begin, end, _ in found.pauses]

    assert sum(lengths, timedelta(0)) <= timedelta(days=ceiling)
    assert [begin for begin, _, _ in found.pauses] == began[: len(found.pauses)]
    if found.paused_at is not None:
        assert found.pause_ends == found.paused_at + timedelta(days=ceiling) - sum(lengths, timedelta(0))


@steady
@given(st.integers(1, 40), histories(begin=on_the_half_hour, after=half_hours), st.floats(0.1, 0.9))
def test_at_a_warning_that_share_of_the_time_has_run(hours: int, events: list[Event], share: float) -> None:
    found = reckon(limit(hours, "hour", warn_at=(share,)), *events)
    ((_, moment),) = found.warnings
    assert found.due_at is not None
    assert found.started_at is not None

    def ran(until: datetime) -> timedelta:
        paused = (min(end, until) - begin for begin, end, _ in found.pauses if begin < until)
        return until.astimezone(UTC) - events[0].at.astimezone(UTC) - sum(paused, timedelta(0))

    assert abs(ran(moment.astimezone(UTC)) - ran(found.due_at.astimezone(UTC)) * share) < timedelta(milliseconds=1)


def test_a_pause_that_ends_early_in_the_day_holds_the_day_that_ended_in_it() -> None:
    pause = Paused(datetime(2024, 3, 5, 5, tzinfo=SHANGHAI), "等"), Resumed(datetime(2024, 3, 5, 7, tzinfo=SHANGHAI))
    start = Started(datetime(2024, 3, 4, 9, tzinfo=SHANGHAI))
    found = reckon(limit(1, day_ends=time(6)), start, *pause).due_at

    assert found == datetime(2024, 3, 6, 6, tzinfo=SHANGHAI)  # in another zone the pause ended the day before
