"""The working calendar: which days are worked, why, by what source, and which are only provisional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self, TypeVar

from fengqiao.kit.problems import Problem

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

T = TypeVar("T")
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DayFact:
    """One day: worked or not, the reason in words (“周六”, “国庆节”, “春节调休上班”), the title of its source (依据).

    `provisional` (暂定): the year is not announced yet, so the fact may change.
    """

    day: date
    working: bool
    reason: str
    source: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class WeekRule:
    """What holds for a day that no notice names: the weekly rest days and, in years not announced, the fixed holidays.

    `rest` are ISO weekdays (1 is Monday); `fixed` maps (month, day) to name and source.
    """

    rest: frozenset[int]
    source: str
    provisional_source: str
    fixed: Mapping[tuple[int, int], tuple[str, str]] = field(hash=False)

    def fact(self, day: date, *, provisional: bool) -> DayFact:
        """Return the fact of a day that is not named; fixed holidays count only where the year is provisional."""
        if provisional and (holiday := self.fixed.get((day.month, day.day))):
            name, source = holiday
            return DayFact(day, working=False, reason=name, source=source, provisional=True)
        weekday = day.isoweekday()
        working = weekday not in self.rest
        source = self.provisional_source if provisional and working else self.source
        return DayFact(day, working, WEEKDAYS[weekday - 1], source, provisional)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """A dated calendar. `days` holds every day from `first_year` to `last_year`, and days that a notice names outside.

    Days beyond, and those of `provisional_years`, are provisional: the weekly rest days and fixed holidays of `rule`.
    `names_en` has the English of the holidays' names, as far as the calendar gives it.
    """

    code: str
    name: str
    days: Mapping[date, DayFact] = field(repr=False, hash=False)
    first_year: int
    last_year: int
    provisional_years: frozenset[int]
    rule: WeekRule
    name_en: str = ""
    names_en: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def from_mapping(cls, raw: Table) -> Self:
        """Return the calendar of a parsed TOML file (see packs/base/calendar).

        Refuses (Problem) a missing, unknown or wrongly typed entry, a source without title, a date named twice or
        as holiday and working day at once, a working day that is one anyway, and years with a gap.
        """
        _only(raw, "", {"code", "name", "name_en", "names_en", "sources", "week", "provisional", "year"})
        years = _tables(raw, "year", "")
        sources = _sources(raw, years)
        rule = _rule(raw, sources)
        provisional_years = _provisional_years(years)
        named: dict[date, DayFact] = {}
        for table in years:
            for fact in _named_days(table, sources, rule):
                _put(named, fact)
        numbers = sorted(_take(table, "year", int, "") for table in years)
        days = _every_day(numbers[0], numbers[-1], rule, provisional_years)
        days.update(named)
        return cls(
            code=_take(raw, "code", str, ""),
            name=_take(raw, "name", str, ""),
            days=days,
            first_year=numbers[0],
            last_year=numbers[-1],
            provisional_years=provisional_years,
            rule=rule,
            name_en=_take(raw, "name_en", str, "") if "name_en" in raw else "",
            names_en=_names_en(raw),
        )

    def english(self, reason: str) -> str:
        """Return a day's reason in English; empty where the calendar does not give it."""
        return WEEKDAYS_EN[WEEKDAYS.index(reason)] if reason in WEEKDAYS else self.names_en.get(reason, "")

    def fact(self, day: date) -> DayFact:
        """Return what is known of `day`; a day beyond the calendar's years has a provisional fact."""
        found = self.days.get(day)
        if found is not None:
            return found
        if isinstance(day, datetime):  # never equal to the date it falls on, so it would pass for an unknown day
            raise TypeError("a day is a date without a time")
        return self.rule.fact(day, provisional=True)

    def is_working(self, day: date) -> bool:
        """Return whether `day` is a working day, as far as is known."""
        return self.fact(day).working


def _sources(raw: Table, years: list[Table]) -> dict[str, str]:
    """Every source by its key, the general ones and those of each year."""
    found: dict[str, str] = {}
    tables = [(raw, ""), *((year, _where(year)) for year in years if "sources" in year)]
    for table, where in tables:
        for key, title in _take(table, "sources", dict, where).items():
            if not isinstance(title, str) or not title:
                raise Problem("calendar_type", "日历{where}的“{key}”类型不对或为空", where=where, key=key)
            if key in found:
                raise Problem("calendar_source_twice", "日历依据“{source}”登记了两次", source=key)
            found[key] = title
    return found


def _names_en(raw: Table) -> dict[str, str]:
    """The English names of holidays and make-up days."""
    names = _take(raw, "names_en", dict, "") if "names_en" in raw else {}
    return {name: _take(names, name, str, "names_en") for name in names}


def _rule(raw: Table, sources: Mapping[str, str]) -> WeekRule:
    """The weekly rest days and the provisional section."""
    week = _take(raw, "week", dict, "")
    _only(week, "week", {"rest", "source"})
    rest = frozenset(_list(week, "rest", int, "week"))
    if not rest < frozenset(range(1, 8)):
        raise Problem("calendar_week", "日历的周休息日须为1至7，且不能整周休息")
    provisional = _take(raw, "provisional", dict, "")
    _only(provisional, "provisional", {"source", "holidays"})
    fixed: dict[tuple[int, int], tuple[str, str]] = {}
    for holiday in _tables(provisional, "holidays", "provisional"):
        _only(holiday, "provisional", {"name", "days", "source"})
        value = (_take(holiday, "name", str, "provisional"), _title(holiday, sources, "provisional"))
        for text in _list(holiday, "days", str, "provisional"):
            when = _month_day(text)
            if when in fixed:
                raise Problem("calendar_date_twice", "日历中{day}登记了两次", day=text)
            fixed[when] = value
    return WeekRule(
        rest=rest,
        source=_title(week, sources, "week"),
        provisional_source=_title(provisional, sources, "provisional"),
        fixed=fixed,
    )


def _provisional_years(years: list[Table]) -> frozenset[int]:
    """The years marked provisional; refuses a calendar without years, a year twice and a gap between years."""
    if not years:
        raise Problem("calendar_no_years", "日历没有登记任何年份")
    seen: set[int] = set()
    provisional: set[int] = set()
    for table in years:
        where = _where(table)
        _only(table, where, {"year", "provisional", "sources", "holidays", "workdays"})
        year = _take(table, "year", int, "")
        if not date.min.year < year < date.max.year:
            raise Problem("calendar_year", "日历年份{year}不成立", year=year)
        if year in seen:
            raise Problem("calendar_year_twice", "日历年份{year}登记了两次", year=year)
        seen.add(year)
        if "provisional" in table and _take(table, "provisional", bool, where):
            provisional.add(year)
    for year in range(min(seen), max(seen)):
        if year not in seen:
            raise Problem("calendar_year_missing", "日历缺少{year}年", year=year)
    return frozenset(provisional)


def _named_days(table: Table, sources: Mapping[str, str], rule: WeekRule) -> Iterator[DayFact]:
    """The holidays and make-up working days of one year's notice."""
    where = _where(table)
    year = _take(table, "year", int, "")
    provisional = table.get("provisional") is True
    for entry in _tables(table, "holidays", where):
        _only(entry, where, {"name", "from", "to", "source"})
        name, source = _take(entry, "name", str, where), _title(entry, sources, where)
        first, last = _take(entry, "from", date, where), _take(entry, "to", date, where)
        if last < first:
            raise Problem("calendar_span", "日历{where}“{name}”的止日早于起日", where=where, name=name)
        _in_year(first, year, name)
        _in_year(last, year, name)
        for step in range((last - first).days + 1):
            day = first + timedelta(days=step)
            yield DayFact(day, working=False, reason=name, source=source, provisional=provisional)
    for entry in _tables(table, "workdays", where):
        _only(entry, where, {"name", "date", "source"})
        name, source = _take(entry, "name", str, where), _title(entry, sources, where)
        day = _take(entry, "date", date, where)
        _in_year(day, year, name)
        if day.isoweekday() not in rule.rest:
            raise Problem("calendar_workday_not_rest", "日历中{day}“{name}”本来就是工作日", day=day, name=name)
        yield DayFact(day, working=True, reason=name, source=source, provisional=provisional)


def _put(named: dict[date, DayFact], fact: DayFact) -> None:
    """Add one named day; refuses a day that is named already."""
    other = named.setdefault(fact.day, fact)
    if other is fact:
        return
    if other.working != fact.working:
        raise Problem("calendar_overlap", "日历中{day}既登记为放假又登记为上班", day=fact.day)
    raise Problem("calendar_date_twice", "日历中{day}登记了两次", day=fact.day)


def _every_day(first_year: int, last_year: int, rule: WeekRule, provisional: frozenset[int]) -> dict[date, DayFact]:
    """Each day of the years as the rule alone has it."""
    first = date(first_year, 1, 1)
    span = (date(last_year, 12, 31) - first).days + 1
    days = (first + timedelta(days=step) for step in range(span))
    return {day: rule.fact(day, provisional=day.year in provisional) for day in days}


def _in_year(day: date, year: int, name: str) -> None:
    """A notice names days of its year and of the December before."""
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise Problem("calendar_entry_year", "日历{year}年的“{name}”写了{day}", year=year, name=name, day=day)


def _month_day(text: str) -> tuple[int, int]:
    """`MM-DD` as (month, day)."""
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise Problem("calendar_month_day", "日历的固定日期“{text}”须写作月-日，如05-01", text=text) from None
    return day.month, day.day


def _where(year_table: Table) -> str:
    """How an error names one year's table."""
    return f"{year_table.get('year', '?')}年"


def _title(entry: Table, sources: Mapping[str, str], where: str) -> str:
    """The title of the source that an entry names."""
    key = _take(entry, "source", str, where)
    if key not in sources:
        raise Problem("calendar_unknown_source", "日历{where}引用了没有登记的依据“{source}”", where=where, source=key)
    return sources[key]


def _take(table: Table, key: str, kind: type[T], where: str) -> T:
    """The value of `key`; its type must be exactly `kind` (true is no number, a date with a time is no date)."""
    if key not in table:
        raise Problem("calendar_missing", "日历{where}缺少“{key}”", where=where, key=key)
    value = table[key]
    if not isinstance(value, kind) or type(value) is not kind or value == "":
        raise Problem("calendar_type", "日历{where}的“{key}”类型不对或为空", where=where, key=key)
    return value


def _list(table: Table, key: str, kind: type[T], where: str) -> list[T]:
    """The list under `key`, all of one type."""
    return [_take({key: value}, key, kind, where) for value in _take(table, key, list, where)]


def _tables(table: Table, key: str, where: str) -> list[Table]:
    """The list of tables under `key`; none where the key is left out."""
    return [*_list(table, key, dict, where)] if key in table else []


def _only(table: Table, where: str, known: set[str]) -> None:
    """Refuse keys that nobody reads: mostly a misspelt one."""
    for key in table:
        if key not in known:
            raise Problem("calendar_unknown_key", "日历{where}有不认识的“{key}”", where=where, key=key)
