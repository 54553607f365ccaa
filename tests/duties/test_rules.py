"""Rules of planned work: recurring dates, turns of hosts, messages and doubts, codes, places, plans of patrols."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.duties.rules.absences import Away, falls_in, why_not_away
from fengqiao.duties.rules.codes import code_of, fits, step_of
from fengqiao.duties.rules.doubts import Bounds, Seen, Target, doubts, metres
from fengqiao.duties.rules.messages import canonical, digest_of, read
from fengqiao.duties.rules.planning import Cell, Flaw, flaws, why_not_saved
from fengqiao.duties.rules.recurring import Recurrence, occurrences, why_not_recurring
from fengqiao.duties.rules.seats import moves_up, place_for
from fengqiao.duties.rules.turns import fair_shares, turns
from fengqiao.duties.terms import ActivityState, AwayPart, CheckWay, Doubt, Freq, Moved, SeatState, Taken
from fengqiao.kit.problems import Problem

T0 = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


def weekdays(day: date) -> bool:
    return day.isoweekday() < 6


@pytest.mark.parametrize(
    ("rule", "days"),
    [  # 20 September 2026 is a Sunday, 20 December too
        ((Freq.MONTHLY, 20, Moved.STAYS), ["09-20", "10-20", "11-20", "12-20"]),
        ((Freq.MONTHLY, 20, Moved.AFTER), ["09-21", "10-20", "11-20", "12-21"]),
        ((Freq.MONTHLY, 20, Moved.BEFORE), ["09-18", "10-20", "11-20", "12-18"]),
        ((Freq.MONTHLY, 20, Moved.DROPPED), ["10-20", "11-20"]),
        ((Freq.MONTHLY, 31, Moved.STAYS), ["09-30", "10-31", "11-30", "12-31"]),
    ],
)
def test_a_monthly_date_goes_where_its_rule_says(rule: tuple[Freq, int, Moved], days: list[str]) -> None:
    freq, on, moved = rule
    found = occurrences(Recurrence(freq, on, moved, date(2026, 9, 1), date(2026, 12, 31)), weekdays)
    assert [f"{each.day:%m-%d}" for each in found] == days


@pytest.mark.parametrize(
    ("freq", "on", "first", "days"),
    [
        (Freq.QUARTERLY, 31, date(2026, 11, 1), ["2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31", "2027-11-30", "2028-02-29"]),
        (Freq.QUARTERLY, 20, date(2026, 9, 25), ["2026-12-20", "2027-03-20", "2027-06-20", "2027-09-20", "2027-12-20", "2028-03-20"]),
        (Freq.YEARLY, 15, date(2026, 12, 1), ["2026-12-15", "2027-12-15"]),
    ],
)  # fmt: skip
def test_quarters_and_years_count_from_the_first_month(freq: Freq, on: int, first: date, days: list[str]) -> None:
    found = occurrences(Recurrence(freq, on, Moved.STAYS, first, date(2028, 5, 1)), weekdays)
    assert [str(each.day) for each in found] == days
    assert why_not_recurring(Recurrence(freq, 32, Moved.STAYS, first, first)) is not None


@given(st.sampled_from([Freq.MONTHLY, Freq.QUARTERLY, Freq.YEARLY]), st.integers(1, 31), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 700))  # fmt: skip
def test_what_comes_rarer_is_some_of_what_comes_each_month(freq: Freq, on: int, first: date, days: int) -> None:
    every, last = {Freq.MONTHLY: 1, Freq.QUARTERLY: 3, Freq.YEARLY: 12}[freq], first + timedelta(days=days)
    found = [each.day for each in occurrences(Recurrence(freq, on, Moved.STAYS, first, last), weekdays)]
    monthly = [each.day for each in occurrences(Recurrence(Freq.MONTHLY, on, Moved.STAYS, first, last), weekdays)]
    assert found == [day for day in monthly if ((day.year - first.year) * 12 + day.month - first.month) % every == 0]


def test_mondays_and_what_cannot_be_followed() -> None:
    rule = Recurrence(Freq.WEEKLY, 1, Moved.STAYS, date(2026, 9, 1), date(2026, 9, 30))
    assert [each.day.day for each in occurrences(rule, weekdays)] == [7, 14, 21, 28]
    never = occurrences(replace(rule, moved=Moved.AFTER), lambda _day: False)
    assert [each.day.day for each in never] == [7, 14, 21, 28], "where no working day is near, it stays"
    for over, code in (({"on": 8}, "series-on"), ({"last": date(2026, 8, 1)}, "series-ends"), ({"last": date(2029, 1, 1)}, "series-far")):  # fmt: skip
        refusal = why_not_recurring(replace(rule, **over))  # type: ignore[arg-type]
        assert refusal
        assert refusal.code == code


@given(st.lists(st.sets(st.integers(0, 9), min_size=1), min_size=1, max_size=36))
@settings(max_examples=300, deadline=None)
def test_nobody_is_host_more_than_one_time_off_what_is_fair(there: list[set[int]]) -> None:
    """Units come and go; after every month each one's count lies less than one from its fair share of the months so far."""
    months = [sorted(each) for each in there]
    found = turns(months)
    assert all(host in month for host, month in zip(found, months, strict=True))
    for upto in range(1, len(months) + 1):
        for host, share in fair_shares(months, upto).items():
            assert abs(found[:upto].count(host) - share) < 1, (upto, host, share)


def off(months: list[list[int]], hosts: list[int]) -> float:
    """How far any count lies from its fair share, at worst, after any month."""
    return max(
        float(abs(hosts[:upto].count(host) - share))
        for upto in range(1, len(months) + 1)
        for host, share in fair_shares(months, upto).items()
    )


def absent(luck: random.Random, count: int) -> list[list[int]]:
    """Twenty-four months of some hosts, each of them away in one month of five."""
    months = [[host for host in range(count) if luck.random() > 0.2] for _ in range(24)]
    return [month or [0] for month in months]


@given(st.integers(2, 10), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_over_two_years_with_random_absences_nobody_differs_by_more_than_one(count: int, seed: int) -> None:
    months = absent(random.Random(seed), count)
    assert off(months, turns(months)) < 1


def test_going_round_a_list_would_not_be_fair() -> None:
    """The control: the same absences, and whoever comes next of those who are there; the bar above says so."""

    def round_a_list(months: list[list[int]], count: int) -> list[int]:
        found: list[int] = []
        turn = 0
        for there in months:
            turn = next(step for step in range(turn, turn + count + 1) if step % count in there)
            found.append(turn % count)
            turn += 1
        return found

    worst = []
    for seed in range(20):
        months = absent(random.Random(seed), 7)
        worst.append(off(months, round_a_list(months, 7)))
    assert sum(each > 1 for each in worst) > 15, worst


def test_told_at_short_notice_little_changes_and_what_is_over_stays() -> None:
    """Each time the host of the next month cannot, told a month ahead, in half of all months: far worse than it will ever be."""
    told = changed = 0
    for seed in range(30):
        luck, count = random.Random(seed), 2 + seed % 7
        months = [list(range(count)) for _ in range(24)]
        plan = turns(months)
        for now in range(23):
            if luck.random() < 0.5 or len(months[now + 1]) < 2:
                continue
            months[now + 1] = [host for host in months[now + 1] if host != plan[now + 1]]
            fresh = turns(months, held=plan[: now + 1], before=plan)
            assert fresh[: now + 1] == plan[: now + 1]
            told, changed = told + 1, changed + sum(one != other for one, other in zip(fresh, plan, strict=True))
            plan = fresh
        assert all(host in there for host, there in zip(plan, months, strict=True))
        assert off(months, plan) <= 1.25
    assert changed / told < 2.5, (changed, told)


def test_nothing_changes_where_nobody_is_away() -> None:
    months = [list("abc")] * 12
    other = list("cba") * 4  # fair as well, and not what would be chosen
    assert turns(months) != other
    assert turns(months, before=other) == other
    assert turns(months, held=other[:5], before=other) == other


def test_twenty_four_months_of_seven_stations() -> None:
    found = turns([list("abcdefg")] * 24)
    assert sorted(found.count(host) for host in "abcdefg") == [3, 3, 3, 3, 4, 4, 4]
    with pytest.raises(ValueError, match="no host"):
        turns([["a"], []])


def said(**over: object) -> dict[str, object]:
    one = "0198f000-0000-7000-8000-00000000000"
    values: dict[str, object] = {
        "v": 1, "id": f"{one}1", "device": f"{one}2", "by": f"{one}3", "who": f"{one}3", "activity": f"{one}4", "seq": 1,
        "at": int(T0.timestamp() * 1000), "way": "place", "code": "", "lat": 28_123_456, "lon": 120_123_456, "accuracy": 12, **over,
    }  # fmt: skip
    return {**values, "hash": digest_of(values)}


def test_a_message_is_read_only_as_it_was_written() -> None:
    whole = said()
    assert read(whole).way is CheckWay.PLACE
    assert canonical({"b": 1, "a": None}) == b'{"a":null,"b":1}'
    # What a phone computes for these very fields (look/static/look/phone/message.js), so that both sides agree.
    fixed = {"v": 1, "seq": 7, "code": "042", "lat": None, "way": "code"}
    assert digest_of(fixed) == "55cbfb84b4443aba366aa1e80d6d1f4761816f312cbdec9562f4cff146681158"
    for key in whole:
        with pytest.raises(Problem) as told:
            read({name: value for name, value in whole.items() if name != key})
        assert told.value.code == "message-malformed"
    changed = {**whole, "lat": 28_123_457}
    with pytest.raises(Problem) as told:
        read(changed)
    assert told.value.code == "message-altered"
    wild: list[object] = [None, [], "x", 3, *({**whole, key: value} for key, value in (
        ("id", 5), ("id", "x"), ("seq", -1), ("seq", True), ("at", 1.5), ("at", 10**18), ("way", []), ("way", "fly"), ("lat", None),
        ("lat", 91_000_000), ("accuracy", -1), ("code", "12a"), ("hash", "0"), ("v", 2), ("seq", 2**40),
    ))]  # fmt: skip
    second = {key: value for key, value in whole.items() if key != "hash"} | {"v": 2, "what": "check", "told": None}
    picture = {key: value for key, value in second.items() if key not in ("who", "way", "code", "told")} | {
        "what": "photo", "sha256": "a" * 64, "size": 5,
    }  # fmt: skip
    sealed = [{**each, "hash": digest_of(each)} for each in (second, picture)]
    assert [type(read(each)).__name__ for each in sealed] == ["Message", "PhotoTaken"]
    wild += [
        {**sealed[0], **over}
        for over in ({"told": -1}, {"told": "x"}, {"what": "photo"}, {"what": []}, {"what": "x"}, {"v": 2.0}, {"v": 1})
    ]
    wild += [
        {**sealed[1], **over}
        for over in ({"size": 0}, {"size": 10**10}, {"sha256": "A" * 64}, {"activity": None}, {"v": True})
    ]
    for each in wild:
        with pytest.raises(Problem) as told:
            read(each)
        assert told.value.code == "message-malformed", each


TARGET = Target(ActivityState.PLANNED, T0, T0 + timedelta(hours=2), 20, 20, 300, (28_000_000, 120_000_000))
SOUND = Seen(
    way=CheckWay.PLACE, at=T0, skew=0, ahead=False, signed=True, leads=False, own=True, code_fits=False,
    point=(28_000_900, 120_000_000), accuracy=20, before=None, in_order=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({}, []),
        ({"skew": 301}, [Doubt.CLOCK]),
        ({"ahead": True}, [Doubt.CLOCK]),
        ({"at": T0 - timedelta(minutes=21)}, [Doubt.TIME]),
        ({"at": T0 + timedelta(minutes=21)}, [Doubt.TIME]),
        ({"signed": False}, [Doubt.UNSIGNED]),
        ({"own": False}, [Doubt.NOT_LEAD]),
        ({"own": False, "leads": True}, []),
        ({"point": (28_010_000, 120_000_000)}, [Doubt.PLACE]),
        ({"point": (28_004_000, 120_000_000), "accuracy": 200}, []),  # 445 m off, of which 200 may be the phone's
        ({"accuracy": 501}, [Doubt.ROUGH]),
        ({"accuracy": None}, [Doubt.ROUGH]),
        ({"point": None}, [Doubt.NOWHERE]),
        ({"point": None, "way": CheckWay.LIST}, []),
        ({"way": CheckWay.CODE}, [Doubt.WRONG_CODE]),
        ({"way": CheckWay.CODE, "code_fits": True, "point": None}, []),
        ({"before": ((28_500_000, 120_000_000), T0 - timedelta(minutes=10))}, [Doubt.JUMP]),  # 55 km in ten minutes
        ({"before": ((28_500_000, 120_000_000), T0 - timedelta(hours=1))}, []),
        ({"in_order": False, "signed": False}, [Doubt.UNSIGNED, Doubt.ORDER]),
    ],
)
def test_what_makes_a_check_in_doubtful(over: dict[str, object], found: list[Doubt]) -> None:
    assert doubts(TARGET, replace(SOUND, **over), Bounds()) == found  # type: ignore[arg-type]


def test_an_activity_that_is_not_there_or_over_is_doubtful() -> None:
    assert doubts(None, SOUND, Bounds()) == [Doubt.UNKNOWN]
    assert doubts(replace(TARGET, state=ActivityState.CANCELLED), SOUND, Bounds()) == [Doubt.OVER]
    assert metres((0, 0), (0, 1_000_000)) == 111_195  # a degree of the equator on a sphere of 6,371 km


def test_a_code_holds_for_about_two_minutes() -> None:
    secret = "ab" * 20
    code = code_of(secret, step_of(T0))
    assert (len(code), fits(secret, code, T0 + timedelta(seconds=119)), fits("cd" * 20, code, T0)) == (6, True, False)
    assert not fits(secret, code, T0 + timedelta(minutes=4))


def test_places_and_who_moves_up() -> None:
    assert [place_for(2, 3), place_for(3, 3), place_for(99, 0)] == [SeatState.IN, SeatState.WAITING, SeatState.IN]
    assert (moves_up(2, 3, "xyz"), moves_up(3, 3, "xyz"), moves_up(9, 0, "xyz")) == (["x"], [], ["x", "y", "z"])


def test_what_is_wrong_with_a_plan_of_patrols() -> None:
    one, two, a, b, c = (UUID(int=n) for n in range(5))
    day, next_day = date(2026, 9, 1), date(2026, 9, 2)
    home = {a: {one}, b: {one}, c: {two}}
    good = [Cell(day, one, "post", (a, b)), Cell(next_day, two, "crossing", (a, c))]
    assert flaws(good, [one, two], least=2, home=home) == []
    bad = [Cell(day, one, "linked", (a, b)), Cell(day, two, "post", (a,)), Cell(next_day, one, "crossing", (a, b))]
    found = flaws(bad, [one, two, c], least=2, taken={(b, day): Taken.AWAY}, home=home)
    assert {(flaw.code, flaw.day, flaw.village, flaw.who) for flaw in found} == {
        ("not_linked", day, one, None), ("away", day, one, b), ("few", day, two, None), ("twice", day, one, a),
        ("not_crossing", next_day, one, None), ("uncovered", None, c, None),
    }  # fmt: skip
    refusal = why_not_saved(found)
    assert refusal
    assert refusal.code == "plan-flaws"
    assert why_not_saved([Flaw("uncovered", village=one)]) is None


ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("form", "homes", "code"),
    [  # what is known of two people: the villages of which they may be
        ("post", ({ONE}, set()), ""),
        ("crossing", ({ONE}, {ONE}), "not_crossing"),
        ("crossing", ({ONE}, {TWO}), ""),
        ("crossing", (set(), {TWO, THREE}), ""),  # of another village for certain, whichever of the two it is
        ("crossing", (set(), set()), "home_unknown"),
        ("crossing", ({ONE}, set()), "home_unknown"),
        ("crossing", ({ONE, TWO, THREE}, {ONE, TWO, THREE}), "home_unknown"),  # a team of many villages says nothing
        ("linked", ({ONE}, {ONE}), "not_linked"),
        ("linked", ({ONE}, {TWO}), ""),
        ("linked", ({ONE, TWO}, {THREE}), ""),
        ("linked", ({ONE, TWO}, {ONE, TWO}), "home_unknown"),
        ("linked", ({ONE}, set()), "home_unknown"),
    ],
)  # fmt: skip
def test_crossing_and_linked_patrols_want_people_of_whom_it_is_known(
    form: str, homes: tuple[set[UUID], set[UUID]], code: str
) -> None:
    people = (UUID(int=11), UUID(int=12))
    cell = Cell(date(2026, 9, 1), ONE, form, people)
    found = flaws([cell], [ONE], least=2, home={who: home for who, home in zip(people, homes, strict=True) if home})
    assert [flaw.code for flaw in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("part", "first", "last", "begins", "falls"),
    [
        (AwayPart.WHOLE, 2, 3, "02 19:30", True), (AwayPart.WHOLE, 3, 3, "02 19:30", False), (AwayPart.WHOLE, 3, 3, "02 23:00", True),
        (AwayPart.DAY, 2, 2, "02 19:30", False), (AwayPart.DAY, 2, 2, "02 17:00", True), (AwayPart.EVENING, 2, 2, "02 19:30", True),
        (AwayPart.EVENING, 2, 2, "02 15:00", False), (AwayPart.EVENING, 2, 2, "03 01:00", True), (AwayPart.EVENING, 2, 2, "03 06:00", False),
        (AwayPart.EVENING, 1, 1, "02 19:30", False),
    ],
)  # fmt: skip
def test_the_evening_reaches_into_the_next_morning(
    part: AwayPart, first: int, last: int, begins: str, falls: bool
) -> None:
    starts = datetime.strptime(f"2026-09-{begins}", "%Y-%m-%d %H:%M")
    away = Away(date(2026, 9, first), date(2026, 9, last), part)
    assert falls_in(away, starts, starts + timedelta(hours=2)) is falls


@given(
    st.sampled_from(list(AwayPart)), st.integers(0, 6), st.integers(0, 6), st.integers(0, 24 * 8), st.integers(1, 24)
)
@settings(max_examples=300, deadline=None)
def test_being_away_is_being_away_in_one_of_its_hours(
    part: AwayPart, first: int, days: int, hour: int, length: int
) -> None:
    """What falls in, does so by a whole hour that by itself falls in."""
    begin = datetime(2026, 9, 1)
    away = Away(date(2026, 9, 1 + first), date(2026, 9, 1 + first + days), part)
    hours = [begin + timedelta(hours=hour + n) for n in range(length)]
    whole = falls_in(away, hours[0], hours[-1] + timedelta(hours=1))
    assert whole is any(falls_in(away, each, each + timedelta(hours=1)) for each in hours)


def test_absences_that_cannot_be() -> None:
    day = date(2026, 9, 1)
    good = Away(day, day + timedelta(days=91), AwayPart.WHOLE)
    assert why_not_away(good, day) is None
    for bad, code in (
        (replace(good, last=day - timedelta(days=1)), "away-days"), (replace(good, last=day + timedelta(days=92)), "away-long"),
        (replace(good, first=day + timedelta(days=400), last=day + timedelta(days=400)), "away-long"),
    ):  # fmt: skip
        refusal = why_not_away(bad, day)
        assert refusal
        assert refusal.code == code
