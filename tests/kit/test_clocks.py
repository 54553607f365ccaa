"""Rules of the clocks: exact dates across holidays, and properties that hold for any limit and any events."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fengqiao.kit.clocks import (
    TRANSITIONS,
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


def at(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2024) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def limit(amount: int, unit: str = "workday", **over: object) -> Limit:
    given_: dict[str, object] = {"soon_hours": 24, "source": "办理规定第三条", "day_ends": time(17, 30)}
    return Limit(amount=amount, unit=ClockUnit(unit), **(given_ | over))  # type: ignore[arg-type]


def reckon(what: Limit, *events: Event, calendar: WorkCalendar = CHINA) -> Deadline:
    return deadline(what, events, calendar, SHANGHAI)


def due(what: Limit, *events: Event) -> datetime:
    found = reckon(what, *events).due_at
    assert found is not None
    return found


def told(found: Deadline) -> list[tuple[str, date, str]]:
    return [(step.kind.label, step.day, step.reason) for step in found.steps]


# Exact dates


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        (at(2, 7), 3, at(2, 18, 17, 30)),  # the eve 9 Feb is worked, then 10–17 off, Sunday 18 worked
        (at(2, 9), 1, at(2, 18, 17, 30)),
        (at(2, 9), 5, at(2, 22, 17, 30)),
        (at(9, 27), 3, at(10, 8, 17, 30)),  # Sunday 29 Sep worked, 30 Sep, then 1–7 Oct off
        (at(10, 8), 5, at(10, 14, 17, 30)),  # Saturday 12 Oct worked
        (at(5, 1), 1, at(5, 6, 17, 30)),  # starts on a holiday
        (at(3, 1, 23, 59), 1, at(3, 4, 17, 30)),
        (at(1, 23, year=2020), 1, at(2, 3, 17, 30, year=2020)),  # the lengthened Spring Festival
        (at(12, 28, year=2018), 2, at(1, 2, 17, 30, year=2019)),
    ],
)
def test_workdays_are_counted_across_holidays_and_make_up_days(
    start: datetime, amount: int, expected: datetime
) -> None:
    found = reckon(limit(amount), Started(start))

    assert found.due_at == expected
    assert not found.provisional


def test_the_answer_to_why_this_date_names_every_day_and_its_source() -> None:
    found = reckon(limit(2), Started(at(9, 27)))

    assert told(found) == [
        ("起算", date(2024, 9, 27), "开始的当日不计入"),
        ("不计", date(2024, 9, 28), "周六"),
        ("计入", date(2024, 9, 29), "国庆节调休上班"),
        ("计入", date(2024, 9, 30), "周一"),
        ("到期", date(2024, 9, 30), "到期"),
    ]
    assert [step.number for step in found.steps] == [0, 0, 1, 2, 2]
    week, notice = CHINA.fact(date(2024, 9, 28)).source, CHINA.fact(date(2024, 10, 1)).source
    assert [step.source for step in found.steps] == ["办理规定第三条", week, notice, week, "办理规定第三条"]


def test_the_start_day_is_the_local_day() -> None:
    late_in_utc = datetime(2024, 3, 4, 17, 0, tzinfo=UTC)  # Tuesday 5 March, one o'clock, in Shanghai

    assert due(limit(1), Started(late_in_utc)) == at(3, 6, 17, 30)
    assert reckon(limit(1), Started(late_in_utc)).started_at == at(3, 5, 1, 0)


def test_natural_days_count_holidays_too() -> None:
    assert due(limit(5, "day"), Started(at(9, 27))) == at(10, 2, 17, 30)


def test_natural_days_move_off_a_holiday_only_where_the_limit_says_so() -> None:
    found = reckon(limit(5, "day", move_off_days=True), Started(at(9, 27)))

    assert found.due_at == at(10, 8, 17, 30)
    assert told(found)[5:] == [
        ("计入", date(2024, 10, 2), "国庆节"),
        *(("不计", date(2024, 10, day), "国庆节") for day in range(3, 8)),
        ("顺延", date(2024, 10, 8), "周二"),
        ("到期", date(2024, 10, 8), "到期"),
    ]
    assert due(limit(2, "day", move_off_days=True), Started(at(9, 27))) == at(9, 29, 17, 30)  # a worked Sunday stays


def test_minutes_and_hours_run_day_and_night_without_the_pauses() -> None:
    assert due(limit(30, "minute"), Started(at(2, 9, 23, 45))) == at(2, 10, 0, 15)
    assert due(limit(24, "hour"), Started(at(2, 9, 9, 0))) == at(2, 10, 9, 0)
    paused = (Started(at(2, 9, 9)), Paused(at(2, 9, 10), "等待补件"), Resumed(at(2, 9, 15)))
    assert due(limit(24, "hour"), *paused) == at(2, 10, 14, 0)
    assert reckon(limit(24, "hour"), *paused).provisional is False


def test_minutes_do_not_need_the_end_of_a_day_and_days_do() -> None:
    assert due(limit(30, "minute", day_ends=None), Started(at(2, 9))) == at(2, 9, 9, 30)
    with pytest.raises(Problem) as refused:
        limit(1, day_ends=None)
    assert refused.value.code == "limit_day_ends"


def test_elapsed_hours_are_right_where_summer_time_changes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = Started(datetime(2024, 3, 30, 12, 0, tzinfo=berlin))

    found = deadline(limit(24, "hour"), [start], CHINA, berlin)

    assert found.due_at == datetime(2024, 3, 31, 13, 0, tzinfo=berlin)
    assert found.late_by(datetime(2024, 3, 31, 14, 0, tzinfo=berlin)) == timedelta(hours=1)


def test_a_day_at_whose_end_the_clock_is_paused_is_not_counted() -> None:
    found = reckon(limit(3), Started(at(3, 4)), Paused(at(3, 5, 10), "等待补件"), Resumed(at(3, 7, 10)))

    assert found.due_at == at(3, 11, 17, 30)
    assert told(found) == [
        ("起算", date(2024, 3, 4), "开始的当日不计入"),
        ("暂停", date(2024, 3, 5), "等待补件"),
        ("暂停不计", date(2024, 3, 5), "等待补件"),
        ("暂停不计", date(2024, 3, 6), "等待补件"),
        ("恢复", date(2024, 3, 7), ""),
        ("计入", date(2024, 3, 7), "周四"),
        ("计入", date(2024, 3, 8), "周五"),
        ("不计", date(2024, 3, 9), "周六"),
        ("不计", date(2024, 3, 10), "周日"),
        ("计入", date(2024, 3, 11), "周一"),
        ("到期", date(2024, 3, 11), "到期"),
    ]


def test_a_weekend_inside_a_pause_is_told_as_a_weekend() -> None:
    found = reckon(limit(1), Started(at(3, 7)), Paused(at(3, 8), "等待补件"), Resumed(at(3, 11)))

    assert told(found)[2:5] == [
        ("暂停不计", date(2024, 3, 8), "等待补件"),
        ("不计", date(2024, 3, 9), "周六"),
        ("不计", date(2024, 3, 10), "周日"),
    ]


def test_a_pause_within_a_day_moves_no_deadline_in_days() -> None:
    assert due(limit(1), Started(at(3, 4)), Paused(at(3, 5, 9), "等"), Resumed(at(3, 5, 17))) == at(3, 5, 17, 30)


def test_a_pause_after_the_deadline_does_not_save_it() -> None:
    days = reckon(limit(1), Started(at(3, 4)), Paused(at(3, 5, 18), "等"), Resumed(at(3, 8)), Stopped(at(3, 8)))
    hours = reckon(limit(1, "hour"), Started(at(3, 4)), Paused(at(3, 4, 11), "等"), Resumed(at(3, 8)))

    assert (days.due_at, days.kept) == (at(3, 5, 17, 30), False)
    assert hours.due_at == at(3, 4, 10)


def test_while_paused_the_deadline_is_the_earliest_that_can_come_and_lateness_stands_still() -> None:
    found = reckon(limit(2), Started(at(3, 4)), Paused(at(3, 5, 10), "等待补件"))

    assert (found.state, found.paused_at, found.due_at) == (ClockState.PAUSED, at(3, 5, 10), at(3, 6, 17, 30))
    assert found.late_by(at(3, 20)) == timedelta(0)
    assert reckon(limit(1), Started(at(3, 4)), Paused(at(3, 5, 18), "等")).late_by(at(3, 20)) == timedelta(minutes=30)


def test_an_extension_tells_who_approved_it() -> None:
    found = reckon(limit(2), Started(at(3, 4)), Extended(at(3, 5, 10), 3, "staff-7", "情况复杂"))

    assert found.due_at == at(3, 11, 17, 30)
    extended = next(step for step in found.steps if step.kind is StepKind.EXTENDED)
    assert (extended.at, extended.number, extended.approver, extended.reason) == (
        at(3, 5, 10),
        3,
        "staff-7",
        "情况复杂",
    )


def test_a_clock_is_kept_up_to_its_last_minute_and_late_after_it() -> None:
    in_time = reckon(limit(1), Started(at(3, 4)), Stopped(at(3, 5, 17, 30)))
    late = reckon(limit(1), Started(at(3, 4)), Stopped(at(3, 5, 18, 0)))

    assert (in_time.state, in_time.stopped_at, in_time.kept) == (ClockState.STOPPED, at(3, 5, 17, 30), True)
    assert in_time.late_by(at(3, 9)) == timedelta(0)
    assert late.kept is False
    assert late.late_by(at(3, 9)) == timedelta(minutes=30)


def test_a_running_clock_is_late_by_the_time_since_due() -> None:
    found = reckon(limit(1), Started(at(3, 4)))

    assert (found.state, found.kept) == (ClockState.RUNNING, None)
    assert found.late_by(at(3, 5, 17, 30)) == timedelta(0)
    assert found.late_by(at(3, 6, 17, 30)) == timedelta(days=1)


def test_soon_begins_so_many_hours_before_but_never_before_the_start() -> None:
    assert reckon(limit(2), Started(at(3, 4))).soon_at == at(3, 5, 17, 30)
    assert reckon(limit(30, "minute"), Started(at(3, 4))).soon_at == at(3, 4)
    assert reckon(limit(30, "minute", soon_hours=0.25), Started(at(3, 4))).soon_at == at(3, 4, 9, 15)


def test_a_clock_that_never_started_has_no_deadline() -> None:
    found = reckon(limit(2))

    assert found == Deadline(ClockState.IDLE)
    assert (found.due_at, found.late_by(at(3, 4))) == (None, timedelta(0))


# Provisional years


def test_a_date_in_a_year_not_announced_is_provisional() -> None:
    found = reckon(limit(3), Started(at(12, 30, year=2026)))

    assert found.due_at == at(1, 5, 17, 30, year=2027)
    assert found.provisional
    assert [(step.day, step.reason, step.provisional) for step in found.steps if step.kind is not StepKind.STARTED] == [
        (date(2026, 12, 31), "周四", False),
        (date(2027, 1, 1), "元旦", True),
        (date(2027, 1, 2), "周六", True),
        (date(2027, 1, 3), "周日", True),
        (date(2027, 1, 4), "周一", True),
        (date(2027, 1, 5), "周二", True),
        (date(2027, 1, 5), "到期", False),
    ]


def test_natural_days_are_provisional_only_where_the_calendar_moved_them() -> None:
    assert not reckon(limit(9, "day"), Started(at(12, 30, year=2026))).provisional
    assert reckon(limit(9, "day", move_off_days=True), Started(at(12, 30, year=2026))).provisional
    assert not reckon(limit(24, "hour"), Started(at(12, 31, year=2027))).provisional


def test_publishing_the_year_changes_the_date_and_ends_the_mark() -> None:
    raw = tomllib.loads(CHINA_TEXT)
    raw["sources"]["test-2027"] = "测试用的放假安排"
    spring = {"name": "春节", "from": date(2027, 2, 5), "to": date(2027, 2, 11), "source": "test-2027"}
    makeup = {"name": "春节调休上班", "date": date(2027, 2, 13), "source": "test-2027"}
    raw["year"][-1] = {"year": 2027, "holidays": [spring], "workdays": [makeup]}
    announced = WorkCalendar.from_mapping(raw)
    start = Started(at(2, 4, year=2027))

    before = reckon(limit(2), start)
    after = reckon(limit(2), start, calendar=announced)

    assert (before.due_at, before.provisional) == (at(2, 8, 17, 30, year=2027), True)
    assert (after.due_at, after.provisional) == (at(2, 13, 17, 30, year=2027), False)


# Refusals

START, PAUSE, RESUME = Started(at(3, 4)), Paused(at(3, 5), "等"), Resumed(at(3, 6))
EXTEND, STOP = Extended(at(3, 7), 1, "staff-7", "复杂"), Stopped(at(3, 8))


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([PAUSE], "时限未起算，不能再暂停"),
        ([EXTEND], "时限未起算，不能再延长"),
        ([STOP], "时限未起算，不能再停止"),
        ([START, START], "时限计时中，不能再起算"),
        ([START, RESUME], "时限计时中，不能再恢复"),
        ([START, PAUSE, PAUSE], "时限已暂停，不能再暂停"),
        ([START, PAUSE, START], "时限已暂停，不能再起算"),
        ([START, STOP, STOP], "时限已停止，不能再停止"),
        ([START, STOP, EXTEND], "时限已停止，不能再延长"),
        ([START, STOP, START], "时限已停止，不能再起算"),
    ],
)
def test_an_order_of_events_that_cannot_be_is_refused(events: list[Event], words: str) -> None:
    with pytest.raises(Problem) as refused:
        reckon(limit(2), *events)

    assert refused.value.code == "clock_sequence"
    assert str(refused.value) == words


def test_events_that_go_back_in_time_are_refused() -> None:
    with pytest.raises(Problem) as refused:
        reckon(limit(2), START, Paused(at(3, 3), "等"))

    assert refused.value.code == "clock_backwards"


def test_values_that_make_no_limit_are_refused() -> None:
    naive = datetime(2024, 3, 4, 9)
    for make, code in (
        (lambda: limit(0), "limit_amount"),
        (lambda: limit(1, soon_hours=-1), "limit_soon"),
        (lambda: limit(1, soon_hours=float("inf")), "limit_soon"),
        (lambda: limit(1, soon_hours=float("nan")), "limit_soon"),
        (lambda: Extended(at(3, 5), 0, "staff-7", "复杂"), "clock_extension"),
        (lambda: Started(naive), "clock_naive_time"),
        (lambda: Extended(naive, 1, "staff-7", "复杂"), "clock_naive_time"),
        (lambda: reckon(limit(10**9), START), "clock_too_long"),
        (lambda: reckon(limit(10**12, "minute"), START), "clock_too_long"),
    ):
        with pytest.raises(Problem) as refused:
            make()
        assert refused.value.code == code


def test_every_state_is_reached_and_only_the_last_cannot_be_left() -> None:
    assert set(TRANSITIONS.values()) == set(ClockState) - {ClockState.IDLE}
    assert {state for state, _ in TRANSITIONS} == set(ClockState) - {ClockState.STOPPED}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "clock_json"),
        (["started"], "clock_json_event"),
        ([{"event": "due", "at": "2024-03-04T09:00:00+08:00"}], "clock_json_event"),
        ([{"event": ["started"], "at": "2024-03-04T09:00:00+08:00"}], "clock_json_event"),
        ([{"event": "started"}], "clock_json_fields"),
        ([{"event": "started", "at": "2024-03-04T09:00:00+08:00", "by": "x"}], "clock_json_fields"),
        ([{"event": "paused", "at": "2024-03-04T09:00:00+08:00", "reason": 3}], "clock_json_fields"),
        (
            [{"event": "extended", "at": "2024-03-04T09:00:00Z", "amount": True, "approver": "a", "reason": "b"}],
            "clock_json_fields",
        ),
        ([{"event": "started", "at": "yesterday"}], "clock_json_time"),
        ([{"event": "started", "at": 5}], "clock_json_time"),
        ([{"event": "started", "at": "2024-03-04T09:00:00"}], "clock_naive_time"),
    ],
)
def test_json_that_holds_no_events_is_refused(data: object, code: str) -> None:
    with pytest.raises(Problem) as refused:
        events_from_json(data)

    assert refused.value.code == code
    assert str(refused.value)


def test_events_are_written_as_plain_json() -> None:
    assert events_to_json([START, EXTEND]) == [
        {"event": "started", "at": "2024-03-04T01:00:00+00:00"},
        {"event": "extended", "at": "2024-03-07T01:00:00+00:00", "amount": 1, "approver": "staff-7", "reason": "复杂"},
    ]
