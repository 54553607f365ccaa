"""What is wrong with a table, found before it is published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations, islice
from typing import Any

from fengqiao.kit.feel import Months
from fengqiao.kit.suggesting import suggestion
from fengqiao.kit.tables.analysis import NAMED_GAPS, Analysis, Box, TooMany
from fengqiao.kit.tables.conditions import CONDITION_FOR, Cell, Codes, Condition, InputType, Words
from fengqiao.kit.tables.implying import Form, WordsForm, cases, implies, is_open, never_holds
from fengqiao.kit.tables.normal import normal_text
from fengqiao.kit.tables.parts import Formula, HitPolicy, Output, Row, TableData
from fengqiao.kit.tables.policies import SINGLE, priority_of

Where = tuple[str | int, ...]
_OUTPUT_TYPES: dict[InputType, tuple[type, ...]] = {
    InputType.CODE: (str,),
    InputType.BOOL: (bool,),
    InputType.NUMBER: (int, float, Decimal),
    InputType.TEXT: (str,),
    InputType.DATE: (date,),
    InputType.TIME: (time,),
    InputType.MOMENT: (datetime,),
    InputType.DURATION: (timedelta, Months),
    InputType.ANY: (object,),
}


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One thing wrong.

    `where`: the path to it in the words of the file format: ("row", 3, "when", "title", "any", 2), counted from 0;
    ("list", NAME, "words", 5) for a word list; () for the whole table.
    """

    code: str
    where: Where
    message: str
    message_en: str
    is_error: bool = True


def table_findings(table: TableData, allowed: Mapping[str, Collection[str]]) -> tuple[TableFinding, ...]:
    """Return what is wrong; see `Table.findings`."""
    parts = list(_part_findings(table, allowed))
    if any(finding.is_error for finding in parts):
        return tuple(parts)  # the logic below would speak of rows that do not mean what they say
    return (*parts, *_logic_findings(table, allowed))


def _part_findings(table: TableData, allowed: Mapping[str, Collection[str]]) -> Iterator[TableFinding]:
    yield from _repeats("input", "code", [each.code for each in table.inputs])
    yield from _repeats("output", "code", [each.code for each in table.outputs])
    yield from _repeats("row", "id", [row.id for row in table.rows])
    types = {each.code: each.type for each in table.inputs}
    outputs = {each.code: each for each in table.outputs}
    for number, row in enumerate(table.rows):
        for code, condition in row.when.items():
            yield from _condition_findings(("row", number, "when", code), condition, types.get(code), table, allowed)
        for code, value in row.then.items():
            yield from _output_findings(("row", number, "then", code), value, outputs, allowed)
        if not row.then:
            yield TableFinding(
                "row-without-output",
                ("row", number),
                f"第 {number + 1} 行（{row.id}）没有写结论。",
                f"row {row.id} decides nothing",
            )
    used = {entry[1:] for entry in _entries(table.rows) if entry.startswith("@")}
    for name in sorted(used & table.lists.keys()):
        yield from _word_findings(("list", name, "words"), table.lists[name])


def _repeats(part: str, key: str, codes: Sequence[str]) -> Iterator[TableFinding]:
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield TableFinding("repeated-code", (part, number, key), f"“{code}”出现了两次。", f"“{code}” occurs twice")


def _condition_findings(
    where: Where, condition: Condition, kind: InputType | None, table: TableData, allowed: Mapping[str, Collection[str]]
) -> Iterator[TableFinding]:
    code = str(where[-1])
    if kind is None:
        hint, hint_en = suggestion(code, [each.code for each in table.inputs])
        yield TableFinding("unknown-input", where, f"清单没有“{code}”这项条件{hint}", f"no input “{code}”{hint_en}")
    elif not isinstance(condition, CONDITION_FOR[kind] | Cell):
        yield TableFinding(
            "wrong-condition", where, f"“{code}”要写 {kind} 类的条件。", f"input “{code}” takes a condition on {kind}"
        )
    elif is_open(condition):
        yield TableFinding(
            "empty-condition",
            where,
            f"“{code}”的条件是空的；不限就不要写。",
            f"the condition on “{code}” is empty: leave it out",
        )
    elif isinstance(condition, Words):
        for key, entries in (("any", condition.any_of), ("all", condition.all_of), ("none", condition.none_of)):
            yield from _entry_findings((*where, key), entries, table)
    elif isinstance(condition, Codes) and code in allowed:
        for used in (*condition.any_of, *condition.none_of):
            if used and used not in allowed[code]:
                yield _unknown_code(where, used, allowed[code])


def _entry_findings(where: Where, entries: Sequence[str], table: TableData) -> Iterator[TableFinding]:
    yield from _word_findings(where, entries)
    for number, entry in enumerate(entries):
        if entry.startswith("@") and entry[1:] not in table.lists:
            hint, hint_en = suggestion(entry[1:], table.lists)
            yield TableFinding(
                "unknown-list",
                (*where, number),
                f"没有“{entry[1:]}”这张词表{hint}",
                f"no word list “{entry[1:]}”{hint_en}",
            )


def _word_findings(where: Where, words: Sequence[str]) -> Iterator[TableFinding]:
    met: dict[str, str] = {}
    for number, word in enumerate(words):
        form = normal_text(word).strip()
        if not form:
            yield TableFinding("empty-word", (*where, number), "词语是空的。", "empty word")
        elif form in met:
            yield TableFinding(
                "repeated-word",
                (*where, number),
                f"词语“{word}”与“{met[form]}”重复。",
                f"“{word}” repeats “{met[form]}”",
                is_error=False,
            )
        met.setdefault(form, word)


def _output_findings(
    where: Where, value: Any, outputs: Mapping[str, Output], allowed: Mapping[str, Collection[str]]
) -> Iterator[TableFinding]:
    code = str(where[-1])
    if code not in outputs:
        hint, hint_en = suggestion(code, outputs)
        yield TableFinding("unknown-output", where, f"清单没有“{code}”这项结论{hint}", f"no output “{code}”{hint_en}")
        return
    if isinstance(value, Formula) or value is None:
        return
    kind, values = outputs[code].type, outputs[code].values
    wanted = _OUTPUT_TYPES.get(kind, ())
    if values and value not in values:
        message, message_en = f"结论“{code}”不能是“{value}”。", f"output “{code}” cannot be “{value}”"
        yield TableFinding("wrong-output", where, message, message_en)
    elif not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        yield TableFinding(
            "wrong-output", where, f"结论“{code}”要写 {kind} 类的值。", f"output “{code}” takes a {kind}"
        )
    elif isinstance(value, str) and code in allowed and value not in allowed[code]:
        yield _unknown_code(where, value, allowed[code])


def _unknown_code(where: Where, code: str, known: Collection[str]) -> TableFinding:
    hint, hint_en = suggestion(code, known)
    return TableFinding("unknown-code", where, f"没有“{code}”这个代码{hint}", f"no such code “{code}”{hint_en}")


def _entries(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for condition in row.when.values():
            if isinstance(condition, Words):
                yield from (*condition.any_of, *condition.all_of, *condition.none_of)


def _logic_findings(table: TableData, allowed: Mapping[str, Collection[str]]) -> Iterator[TableFinding]:
    analysis = Analysis(table, allowed)
    alive: list[int] = []
    try:
        for number, row in enumerate(table.rows):
            impossible = next((code for code, form in analysis.forms[number].items() if never_holds(form)), "")
            if impossible := impossible or analysis.never(number):
                yield TableFinding(
                    "never-row",
                    ("row", number, "when", impossible),
                    f"第 {number + 1} 行（{row.id}）的“{impossible}”条件自相矛盾，永远不成立。",
                    f"row {row.id} can never hold: its condition on “{impossible}” contradicts itself",
                )
                continue
            if table.hit_policy in _ORDER_DECIDES:
                yield from _dead_findings(table, analysis, _before(table, alive, number), number)
            alive.append(number)
        if table.hit_policy in _ONE_HOLDS:
            yield from _overlap_findings(table, analysis, alive)
        if table.hit_policy in SINGLE and any(each.default is None for each in table.outputs):
            yield from _gap_findings(table, analysis)
    except TooMany:
        yield TableFinding(
            "unchecked",
            (),
            "清单的组合太多，遗漏和重叠没有查完。",
            "too many combinations: not checked to the end",
            is_error=False,
        )


_ORDER_DECIDES = frozenset({HitPolicy.FIRST, HitPolicy.PRIORITY})
_ONE_HOLDS = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY})


def _before(table: TableData, alive: Sequence[int], number: int) -> Sequence[int]:
    """Return the rows that are asked before a row: earlier ones, or for PRIORITY those with the better output."""
    if table.hit_policy is HitPolicy.FIRST:
        return alive
    ranks = [tuple(priority_of(each.values, row.then.get(each.code)) for each in table.outputs) for row in table.rows]
    return [n for n in range(len(table.rows)) if (ranks[n], n) < (ranks[number], number)]


def _dead_findings(table: TableData, analysis: Analysis, before: Sequence[int], number: int) -> Iterator[TableFinding]:
    """Find that other rows always come first: together, or one for each word of an input."""
    row, later = table.rows[number], analysis.forms[number]
    inner = {each.code: [i.code for i in table.inputs if i.within == each.code] for each in table.inputs}

    def winner(conditions: Mapping[str, Form]) -> int | None:
        return next((n for n in before if _covers(analysis.forms[n], conditions, inner)), None)

    def winners() -> set[int]:
        whole = winner(later)
        if whole is not None:
            return {whole}
        for code, form in later.items():
            by_case: set[int] = set()
            for case in cases(form):
                won = winner({**later, code: case})
                if won is None:
                    break
                by_case.add(won)
            else:
                return by_case
        return set(analysis.covered_by(number, before))

    found = sorted(winners())
    if found:
        ids = "、".join(table.rows[n].id for n in found)
        yield TableFinding(
            "dead-row",
            ("row", number),
            f"第 {number + 1} 行（{row.id}）永远轮不到：上面的 {ids} 已先取走它的全部情形。",
            f"row {row.id} is never reached: {', '.join(table.rows[n].id for n in found)} above take all its cases",
        )


def _covers(earlier: Mapping[str, Form], later: Mapping[str, Form], inner: Mapping[str, Sequence[str]]) -> bool:
    for code, wanted in earlier.items():
        inside = [form for name in inner.get(code, ()) if isinstance(form := later.get(name), WordsForm)]
        if not implies(later.get(code), inside, wanted):
            return False
    return True


def _overlap_findings(table: TableData, analysis: Analysis, alive: Sequence[int]) -> Iterator[TableFinding]:
    for one, other in combinations(alive, 2):
        box = analysis.meet(one, other)
        if box is None or (table.hit_policy is HitPolicy.ANY and table.rows[one].then == table.rows[other].then):
            continue
        first, second = table.rows[one].id, table.rows[other].id
        zh, en = in_box(table, box)
        any_zh = "结论却不同" if table.hit_policy is HitPolicy.ANY else "只许一行成立"
        yield TableFinding(
            "overlap",
            ("row", other),
            f"{any_zh}的清单里，{second} 与 {first} 可能同时成立{zh}。",
            f"rows {first} and {second} may hold together in a table that allows one{en}",
            is_error=analysis.is_exact,
        )


def _gap_findings(table: TableData, analysis: Analysis) -> Iterator[TableFinding]:
    where: Where = ("row", len(table.rows) - 1) if table.rows else ()
    is_error = table.hit_policy is HitPolicy.FIRST
    gaps = list(islice(analysis.gaps(), NAMED_GAPS))
    if gaps and (not analysis.is_exact or not table.rows):
        if is_error:
            yield TableFinding(
                "gap",
                where,
                "缺少兜底的最后一行：最后一行不能有条件。",
                "no catch-all: the last row must have no condition",
            )
        return
    for box in gaps:
        zh, en = in_box(table, box)
        yield TableFinding("gap", where, f"没有一行接住的情形{zh}。", f"no row takes the case{en}", is_error=is_error)


def in_box(table: TableData, box: Box) -> tuple[str, str]:
    """Return a box in Chinese and English, beginning with a colon; nothing for one without limits."""
    names = {each.code: each for each in table.inputs}
    zh = "，".join(f"{names[code].name} {words.replace('null', '未填').replace('…', '其他')}" for code, words in box)
    en = ", ".join(f"{names[code].name_en} {words.replace('…', 'others')}" for code, words in box)
    return (f"：{zh}", f": {en}") if box else ("", "")
