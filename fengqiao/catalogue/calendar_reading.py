"""A working calendar read from TOML: what the calendar refuses is put on the line that it speaks of."""

from __future__ import annotations

import re

from fengqiao.catalogue.node import Node
from fengqiao.kit.problems import Problem
from fengqiao.kit.workcalendar import WorkCalendar

_ENGLISH = {
    "calendar_missing": "calendar: “{key}” is missing",
    "calendar_type": "calendar: “{key}” is empty or of the wrong type",
    "calendar_unknown_key": "calendar: unknown key “{key}”",
    "calendar_unknown_source": "calendar: source “{source}” is not listed",
    "calendar_source_twice": "calendar: source “{source}” is listed twice",
    "calendar_week": "calendar: rest days are 1 to 7, and not the whole week",
    "calendar_month_day": "calendar: “{text}” must be a month and a day such as 05-01",
    "calendar_no_years": "calendar: no year is listed",
    "calendar_year": "calendar: there is no year {year}",
    "calendar_year_twice": "calendar: year {year} is listed twice",
    "calendar_year_missing": "calendar: year {year} is missing",
    "calendar_entry_year": "calendar: “{name}” of {year} is on {day}",
    "calendar_span": "calendar: “{name}” ends before it begins",
    "calendar_date_twice": "calendar: {day} is listed twice",
    "calendar_overlap": "calendar: {day} is both a holiday and a working day",
    "calendar_workday_not_rest": "calendar: {day} is a working day anyway",
}

_YEAR = re.compile(r"\d{4}")
_YEAR_LINE = re.compile(r"year\s*=\s*(\d+)")


def read_calendar(top: Node, text: str) -> WorkCalendar | None:
    """Return the calendar; None where it was refused, which is noted."""
    try:
        return WorkCalendar.from_mapping(top.data)
    except Problem as problem:
        words = _ENGLISH.get(problem.code, problem.code).format_map(problem.params)
        top.source.note_line(_line_of(text, problem), problem.code.replace("_", "-"), f"{problem}。", words)
        return None


def _line_of(text: str, problem: Problem) -> int:
    """Return the last line that names the most of what the refusal names: the entry written later is the wrong one.

    Where the refusal names a year (`where` or `year`), only that year's section is looked at.
    """
    params = {key: str(value) for key, value in problem.params.items()}
    marks = [params[key] for key in ("day", "name", "text", "source", "key") if key in params]
    named = _YEAR.search(params.get("where", "") or params.get("year", ""))
    best, line, section = 0, 1, ""
    for number, words in enumerate(text.splitlines(), 1):
        if found := _YEAR_LINE.match(words):
            section = found[1]
            line = number if named and section == named[0] and not best else line
        if named and section != named[0]:
            continue
        score = sum(bool(re.search(rf"(?<![\w-]){re.escape(mark)}(?![\w-])", words)) for mark in marks)
        if score and score >= best:
            best, line = score, number
    return line
