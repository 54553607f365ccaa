"""A decision table read from TOML, with what the table itself finds wrong put on the lines of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from fengqiao.catalogue.model import WordList
from fengqiao.catalogue.node import Node, Source
from fengqiao.kit.feel import literal, plain
from fengqiao.kit.problems import Problem
from fengqiao.kit.suggesting import suggestion
from fengqiao.kit.tables import (
    Aggregation,
    Cell,
    Codes,
    Condition,
    Flag,
    Formula,
    HitPolicy,
    Input,
    InputType,
    Output,
    Range,
    Row,
    Scalar,
    Table,
    Words,
)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table with the file that it was read from; `rows_from` says of each row its file and place there."""

    table: Table
    source: Source
    rows_from: tuple[tuple[Source, int], ...]

    def written_at(self, where: tuple[str | int, ...]) -> tuple[Source, tuple[str | int, ...]]:
        """Return the file and the path in it of something that the table says about itself."""
        if where[:1] != ("row",) or len(where) < 2 or not isinstance(where[1], int):
            return self.source, where
        source, place = self.rows_from[where[1]]
        return source, ("row", place, *where[2:])


def read_table(top: Node, lists: Mapping[str, WordList]) -> ReadTable:
    """Return the table of a file; conditions that cannot be read are noted and left out."""
    head = top.child("table")
    if head is None:
        top.note("table", "missing-key", "缺少 [table] 一节。", "the section [table] is missing")
        head = Node(Source(top.source.file, top.source.locator, []), ("table",), {})  # one finding is enough
    inputs = tuple(_input(node) for node in top.children("input", needed=True))
    outputs = tuple(_output(node) for node in top.children("output", needed=True))
    types = {each.code: each.type for each in inputs}
    for node in top.children("input"):
        within = str(node.data.get("within", ""))
        if within and types.get(within) is not InputType.WORDS:
            node.note("within", "unknown-code", f"没有“{within}”这项文字条件。", f"no words input “{within}”")
    table = Table(
        code=head.code(),
        title=head.text("title"),
        title_en=head.english("title_en"),
        version=head.text("version"),
        valid_from=head.day("valid_from"),
        hit_policy=head.choice("hit_policy", HitPolicy) or HitPolicy.FIRST,
        source=head.text("source"),
        inputs=inputs,
        outputs=outputs,
        rows=tuple(_row(node, types) for node in top.children("row", needed=True)),
        lists={code: each.words for code, each in lists.items()},
        aggregation=(head.choice("aggregation", Aggregation) if head.has("aggregation") else None) or Aggregation.LIST,
    )
    if head.data:
        head.done()
    top.done()
    return ReadTable(table, top.source, tuple((top.source, place) for place in range(len(table.rows))))


def extended(read: ReadTable, top: Node) -> ReadTable:
    """Return a table with the rows of a file that adds to it: each stands before the row that its `before` names."""
    if head := top.child("table"):
        head.text("extends")
        head.done()
    types = {each.code: each.type for each in read.table.inputs}
    rows, origins = list(read.table.rows), list(read.rows_from)
    for place, node in enumerate(top.children("row", needed=True)):
        before = node.text("before")
        at = next((n for n, row in enumerate(rows) if row.id == before), None)
        if at is None and before:
            hint, hint_en = suggestion(before, [row.id for row in rows])
            node.note("before", "unknown-code", f"没有“{before}”这一行{hint}", f"no row “{before}”{hint_en}")
        rows.insert(at or 0, _row(node, types))
        origins.insert(at or 0, (top.source, place))
    top.done()
    return ReadTable(replace(read.table, rows=tuple(rows)), read.source, tuple(origins))


def _input(node: Node) -> Input:
    read = Input(
        code=node.code(),
        name=node.text("name"),
        name_en=node.english("name_en"),
        type=node.choice("type", InputType) or InputType.CODE,
        within=node.text("within") if node.has("within") else None,
        values=node.texts("values", needed=False),
    )
    node.done()
    return read


def _output(node: Node) -> Output:
    kind = node.choice("type", InputType) or InputType.CODE
    if kind is InputType.WORDS:
        node.note("type", "unknown-term", "结论不能是 words 类。", "an output cannot be of type words")
    default = _output_value(node, "default", node.data["default"]) if node.has("default") else None
    if node.has("default"):
        node.raw("default")
    read = Output(
        code=node.code(),
        name=node.text("name"),
        name_en=node.english("name_en"),
        type=kind,
        values=_values(node),
        default=default,
    )
    node.done()
    return read


def _row(node: Node, types: Mapping[str, InputType]) -> Row:
    conditions: dict[str, Condition] = {}
    if when := node.child("when"):
        for code in when.data:
            if code not in types:
                hint, hint_en = suggestion(code, types)
                when.note(code, "unknown-input", f"清单没有“{code}”这项条件{hint}", f"no input “{code}”{hint_en}")
            elif condition := _condition(when, code, types[code]):
                conditions[code] = condition
    read = Row(
        id=node.code("id"),
        name=node.text("name"),
        when=conditions,
        then=_then(node),
        why=node.text("why"),
        why_en=node.english("why_en"),
        source=node.text("source", ""),
        name_en=node.english("name_en", ""),
    )
    node.done()
    return read


def _values(node: Node) -> tuple[Any, ...]:
    """Return what an output can be, in the order in which one goes before another; texts and numbers may be mixed."""
    values = node.raw("values") if node.has("values") else []
    if not isinstance(values, list):
        node.note("values", "wrong-type", "“values”要写一列值。", "“values” takes a list of values")
        return ()
    return tuple(values)


def _then(row: Node) -> dict[str, Scalar | Formula]:
    outputs: dict[str, Scalar | Formula] = {}
    if then := row.child("then"):
        for code, value in then.data.items():
            found = _output_value(then, code, value)
            if found is not None:
                outputs[code] = found
    return outputs


def _output_value(node: Node, code: str, value: object) -> Any:
    """Return one value of an output: a plain one, a date or time, or `{ formula = "…" }` in FEEL."""
    if isinstance(value, str | bool | int | float | date | time):
        return value
    if isinstance(value, dict) and set(value) == {"formula"} and isinstance(value["formula"], str):
        try:
            return Formula.of(value["formula"])
        except Problem as problem:
            node.note(code, "bad-formula", str(problem), f"the formula of “{code}” cannot be read")
            return None
    node.note(code, "wrong-type", f"结论“{code}”要写一个值。", f"output “{code}” takes a single value")
    return None


def _cell(when: Node, code: str, part: Node | None) -> Condition | None:
    """Return FEEL's tests of a condition: a text, `{ tests = "…" }`, or one value to be equal to."""
    text = part.text("tests") if part else when.data[code]
    if not isinstance(text, str):
        text = literal(plain(text))
    try:
        return Cell.of(text)
    except Problem as problem:
        (part or when).note(
            "tests" if part else code, "bad-tests", str(problem), f"the tests of “{code}” cannot be read"
        )
        return None


def _condition(when: Node, code: str, kind: InputType) -> Condition | None:
    written = when.data[code]
    part = when.child(code) if isinstance(written, dict) else None
    if part is not None and part.has("tests"):
        found_cell = _cell(when, code, part)
        part.done()
        return found_cell
    match kind:
        case InputType.WORDS:
            found: Condition | None = _words(part) if part else Words(any_of=_some(when, code))
        case InputType.CODE:
            found = _codes(part) if part else Codes(any_of=_some(when, code))
        case InputType.NUMBER:
            found = _range(part) if part else _point(when, code)
        case InputType.BOOL:
            found = Flag(when.flag(code))
        case _:
            found = _cell(when, code, part)
    if part:
        part.done()
    return found


def _words(node: Node) -> Words:
    any_of, all_of, none_of = (node.texts(key, needed=False) for key in ("any", "all", "none"))
    at_least = node.whole("min") if node.has("min") else 1
    if at_least < 1:
        node.note("min", "wrong-type", "“min”至少为 1。", "“min” is at least 1")
    if at_least > 1 and not any_of:
        node.note("min", "min-without-any", "写了“min”就要写“any”。", "“min” needs “any”")
    return Words(any_of, all_of, none_of, max(at_least, 1))


def _codes(node: Node) -> Codes:
    return Codes(node.texts("any", needed=False), node.texts("none", needed=False))


def _range(node: Node) -> Range:
    least, most, above, below = (
        node.number(key) if node.has(key) else None for key in ("min", "max", "above", "below")
    )
    if least is most is above is below is None:
        node.note("", "empty-condition", "数字条件要写界限。", "a condition on a number needs a bound")
    return Range(least, most, above, below)


def _point(when: Node, code: str) -> Range:
    number = when.number(code)
    return Range(least=number, most=number)


def _some(when: Node, code: str) -> tuple[str, ...]:
    """Return the texts of a condition written shortly: one text, or a list of them."""
    return when.texts(code) if isinstance(when.data[code], list) else (when.text(code),)
