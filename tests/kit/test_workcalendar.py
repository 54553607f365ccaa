"""Rules of the working calendar: the shipped one day by day, and what a bad one is refused for."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from fengqiao.kit.problems import Problem
from fengqiao.kit.workcalendar import DayFact, WorkCalendar

CHINA_TEXT = (Path(__file__).parents[2] / "packs/base/calendar/china.toml").read_text(encoding="utf-8")
CHINA_RAW = tomllib.loads(CHINA_TEXT)
TITLES = CHINA_RAW["sources"] | {
    key: title for year in CHINA_RAW["year"] for key, title in year.get("sources", {}).items()
}


@pytest.fixture(scope="module")
def china() -> WorkCalendar:
    return WorkCalendar.from_mapping(tomllib.loads(CHINA_TEXT))


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def test_every_day_from_2004_to_2026_is_worked_as_the_published_arrangements_say(china: WorkCalendar) -> None:
    days = every_day(date(2004, 1, 1), date(2026, 12, 31))

    assert len(days) == 8401
    assert [day for day in days if china.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_every_holiday_with_a_name_in_the_published_arrangements_has_one_here(china: WorkCalendar) -> None:
    named = [day for day in chinese_calendar.constants.holidays if day.weekday() < 5]

    assert [day for day in named if china.fact(day).reason.startswith("周")] == []


def test_every_day_has_a_source_and_only_2027_is_provisional(china: WorkCalendar) -> None:
    days = every_day(date(2004, 1, 1), date(2027, 12, 31))

    assert all(china.fact(day).source and china.fact(day).reason for day in days)
    assert {day.year for day in days if china.fact(day).provisional} == {2027}
    assert (china.first_year, china.last_year, china.provisional_years) == (2004, 2027, frozenset({2027}))


@pytest.mark.parametrize(
    ("day", "working", "reason", "source"),
    [
        (date(2024, 2, 14), False, "春节", "gov-2024"),
        (date(2024, 2, 18), True, "春节调休上班", "gov-2024"),
        (date(2024, 2, 19), True, "周一", "week-1995"),
        (date(2024, 3, 2), False, "周六", "week-1995"),
        (date(2007, 12, 29), True, "元旦调休上班", "gov-2008"),
        (date(2018, 12, 31), False, "元旦", "gov-2019"),
        (date(2019, 5, 2), False, "劳动节", "gov-2019-labour"),
        (date(2020, 1, 31), False, "春节延长假期", "gov-2020-spring"),
        (date(2020, 2, 1), False, "春节延长假期", "gov-2020-spring"),
        (date(2015, 9, 3), False, "抗战胜利纪念日", "gov-2015-victory"),
        (date(2015, 6, 22), False, "端午节补休", "gov-2015"),
        (date(2025, 10, 6), False, "国庆节、中秋节", "gov-2025"),
    ],
)
def test_a_day_says_why_and_by_what_source(
    china: WorkCalendar, day: date, working: bool, reason: str, source: str
) -> None:
    assert china.fact(day) == DayFact(day, working, reason, TITLES[source], provisional=False)


def test_every_year_announced_names_its_notice() -> None:
    for year in range(2004, 2027):
        assert TITLES[f"gov-{year}"].startswith(f"国务院办公厅关于{year}年部分节假日安排的通知")


@pytest.mark.parametrize("year", [1999, 2027, 2028, 2100])
def test_a_year_not_announced_has_weekdays_and_fixed_holidays_all_provisional(china: WorkCalendar, year: int) -> None:
    for day in every_day(date(year, 1, 1), date(year, 12, 31)):
        fact = china.fact(day)
        fixed = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节"} | {(10, n): "国庆节" for n in (1, 2, 3)}
        assert fact.provisional
        assert fact.working == (day.isoweekday() < 6 and (day.month, day.day) not in fixed)
        if name := fixed.get((day.month, day.day)):
            assert (fact.reason, "全国年节及纪念日放假办法" in fact.source) == (name, True)


def test_a_time_is_not_taken_for_a_day(china: WorkCalendar) -> None:
    with pytest.raises(TypeError):
        china.fact(datetime(2024, 2, 18, 9, 0))


def test_a_calendar_is_a_value(china: WorkCalendar) -> None:
    again = WorkCalendar.from_mapping(tomllib.loads(CHINA_TEXT))

    assert again == china
    assert hash(again) == hash(china)


SMALL = """
code = "small"
name = "小日历"
[sources]
law = "周休规定"
wait = "暂定"
[week]
rest = [6, 7]
source = "law"
[provisional]
source = "wait"
holidays = [{ name = "元旦", days = ["01-01"], source = "law" }]
[[year]]
year = 2030
sources.n30 = "2030年通知"
holidays = [{ name = "春节", from = 2030-02-02, to = 2030-02-08, source = "n30" }]
workdays = [{ date = 2030-02-09, name = "春节调休上班", source = "n30" }]
[[year]]
year = 2031
provisional = true
"""


def small() -> dict[str, Any]:
    return deepcopy(tomllib.loads(SMALL))


def test_a_small_calendar_is_read() -> None:
    calendar = WorkCalendar.from_mapping(small())

    assert calendar.fact(date(2030, 2, 4)) == DayFact(date(2030, 2, 4), False, "春节", "2030年通知", False)
    assert calendar.fact(date(2030, 2, 9)) == DayFact(date(2030, 2, 9), True, "春节调休上班", "2030年通知", False)
    assert calendar.fact(date(2031, 1, 1)) == DayFact(date(2031, 1, 1), False, "元旦", "周休规定", True)
    assert calendar.fact(date(2031, 1, 2)) == DayFact(date(2031, 1, 2), True, "周四", "暂定", True)


def test_a_december_day_named_by_the_next_years_notice_is_known() -> None:
    raw = small()
    raw["year"][0]["holidays"].append(
        {"name": "元旦", "from": date(2029, 12, 31), "to": date(2030, 1, 1), "source": "n30"}
    )

    assert WorkCalendar.from_mapping(raw).fact(date(2029, 12, 31)) == DayFact(
        date(2029, 12, 31), False, "元旦", "2030年通知", False
    )


def holiday(**over: Any) -> dict[str, Any]:
    return {"name": "假", "from": date(2030, 5, 1), "to": date(2030, 5, 1), "source": "n30"} | over


def workday(**over: Any) -> dict[str, Any]:
    return {"name": "班", "date": date(2030, 5, 4), "source": "n30"} | over


def add(kind: str, entry: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda raw: raw["year"][0][kind].append(entry)


def put(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: Any) -> None:
        for key in path[:-1]:
            raw = raw[key]
        raw[path[-1]] = value

    return change


def drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: Any) -> None:
        for key in path[:-1]:
            raw = raw[key]
        del raw[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (add("holidays", holiday(**{"from": date(2030, 2, 8), "to": date(2030, 2, 8)})), "calendar_date_twice"),
        (add("workdays", workday(date=date(2030, 2, 9))), "calendar_date_twice"),
        (add("holidays", holiday(**{"from": date(2030, 2, 9), "to": date(2030, 2, 9)})), "calendar_overlap"),
        (add("workdays", workday(date=date(2030, 2, 2))), "calendar_overlap"),
        (add("holidays", holiday(source="n99")), "calendar_unknown_source"),
        (add("workdays", workday(source="n99")), "calendar_unknown_source"),
        (put("week", "source", value="n99"), "calendar_unknown_source"),
        (put("provisional", "source", value="n99"), "calendar_unknown_source"),
        (add("holidays", holiday(to=date(2030, 4, 30))), "calendar_span"),
        (add("holidays", holiday(to=date(2031, 1, 1))), "calendar_entry_year"),
        (add("workdays", workday(date=date(2029, 11, 25))), "calendar_entry_year"),
        (add("workdays", workday(date=date(2030, 5, 6))), "calendar_workday_not_rest"),
        (add("holidays", holiday(to="2030-05-01")), "calendar_type"),
        (add("holidays", holiday(to=datetime(2030, 5, 1))), "calendar_type"),
        (add("holidays", holiday(name="")), "calendar_type"),
        (add("holidays", holiday(form=date(2030, 5, 1))), "calendar_unknown_key"),
        (add("workdays", {"name": "班", "source": "n30"}), "calendar_missing"),
        (put("year", 0, "holidays", value={}), "calendar_type"),
        (put("year", 0, "holidays", value=["春节"]), "calendar_type"),
        (put("year", 0, "year", value="2030"), "calendar_type"),
        (put("year", 0, "year", value=True), "calendar_type"),
        (put("year", 0, "year", value=0), "calendar_year"),
        (put("year", 0, "provisional", value=1), "calendar_type"),
        (put("year", 0, "sources", "law", value="又一个"), "calendar_source_twice"),
        (put("year", 1, "year", value=2030), "calendar_year_twice"),
        (put("year", 1, "year", value=2032), "calendar_year_missing"),
        (put("year", value=[]), "calendar_no_years"),
        (put("week", "rest", value=[0, 7]), "calendar_week"),
        (put("week", "rest", value=[1, 2, 3, 4, 5, 6, 7]), "calendar_week"),
        (put("provisional", "holidays", 0, "days", value=["13-01"]), "calendar_month_day"),
        (put("provisional", "holidays", 0, "days", value=["01-01", "01-01"]), "calendar_date_twice"),
        (put("sources", "law", value=""), "calendar_type"),
        (put("nmae", value="日历"), "calendar_unknown_key"),
        (drop("name"), "calendar_missing"),
        (drop("week"), "calendar_missing"),
    ],
)
def test_a_bad_calendar_is_refused_in_words(change: Callable[[dict[str, Any]], None], code: str) -> None:
    raw = small()
    change(raw)

    with pytest.raises(Problem) as refused:
        WorkCalendar.from_mapping(raw)

    assert refused.value.code == code
    assert "日历" in str(refused.value)
