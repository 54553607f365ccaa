"""A list of practical matters handed in as a sheet: one row a milestone, rows of one title together a matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks, parse_moment
from fengqiao.practical.terms import Aim

YEAR, TITLE, AIM, LEAD, HELPERS, STONE, DUE = "year", "title", "aim", "lead", "helpers", "stone", "due"
NEEDED = (TITLE, STONE, DUE)
HINTS: Mapping[str, ColumnHint] = {
    YEAR: ColumnHint(("年度", "年份", "year")),
    TITLE: ColumnHint(("实事项目", "项目名称", "实事", "项目", "名称", "matter"), avoid=("节点", "单位")),
    AIM: ColumnHint(("类别", "为谁办", "aim")),
    LEAD: ColumnHint(("牵头单位", "责任单位", "牵头", "lead"), avoid=("协办",)),
    HELPERS: ColumnHint(("协办单位", "配合单位", "协办", "helpers")),
    STONE: ColumnHint(("节点", "时间节点", "完成什么", "任务", "milestone"), avoid=("完成时限",)),
    DUE: ColumnHint(("完成时限", "完成日期", "哪天前完成", "时限", "due"), Looks.DATE),
}
SPLIT = str.maketrans("，、；;/", ",,,,,")


@dataclass(slots=True)
class Told:
    """A matter as rows tell it: `rows` are their numbers."""

    year: int
    title: str
    aim: Aim
    lead: str
    helpers: tuple[str, ...]
    stones: list[tuple[str, date]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, object]]], aims: Mapping[str, Aim], year: int, unit: str, zone: tzinfo
) -> tuple[list[Told], dict[int, Problem]]:
    """Return the matters of numbered rows, and what is wrong with rows that cannot be read.

    Without a year it is `year`, without a lead `unit`, without an aim for the people. A matter one of whose rows cannot be read
    is left out whole, so that a corrected sheet does not meet half of it.
    """
    found: dict[tuple[int, str, str], Told] = {}
    wrong: dict[int, Problem] = {}
    broken: set[tuple[int, str, str]] = set()
    for number, cells in rows:
        told = _of(cells, aims, year, unit)
        if isinstance(told, Problem):
            wrong[number] = told
            broken.add((year, unit, _word(cells, TITLE)))
            continue
        key = (told.year, told.lead, told.title)
        due = _day(cells.get(DUE, ""), zone)
        if due is None:
            wrong[number] = Problem("moment-unfit", "日期和时间看不懂，请从日历里选。")
            broken.add(key)
            continue
        matter = found.setdefault(key, told)
        matter.stones.append((_word(cells, STONE), due))
        matter.rows.append(number)
    for key in broken & set(found):
        left_out = found.pop(key)
        wrong |= dict.fromkeys(left_out.rows, Problem("practical-broken", "同一项实事的另一行有错，改好后一起交。"))
    return list(found.values()), wrong


def _word(cells: Mapping[str, object], name: str) -> str:
    value = cells.get(name)
    return "" if value is None else str(value).strip()


def _of(cells: Mapping[str, object], aims: Mapping[str, Aim], year: int, unit: str) -> Told | Problem:
    title, word = _word(cells, TITLE), _word(cells, AIM)
    said = _word(cells, YEAR).removesuffix("年").removesuffix(".0")
    if not title:
        return Problem("practical-title", "请写实事项目的名称。")
    if said and not (said.isascii() and said.isdecimal() and len(said) == 4):
        return Problem("practical-year", "清单的年度只能是去年、今年或明年。")
    if word and word not in aims:
        return Problem("practical-aim", "类别只能是：{known}。", known=tuple(aims))
    helpers = tuple(each.strip() for each in _word(cells, HELPERS).translate(SPLIT).split(",") if each.strip())
    lead = _word(cells, LEAD) or unit
    return Told(int(said) if said else year, title, aims[word] if word else Aim.PEOPLE, lead, helpers)


def _day(cell: object, zone: tzinfo) -> date | None:
    try:
        return parse_moment(cell, zone).date()
    except Problem:
        return None
