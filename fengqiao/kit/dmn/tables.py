"""A `decisionTable` element read as a table of the house."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from fengqiao.kit.dmn.markup import child, children, text_of
from fengqiao.kit.dmn.types import Types, bare, literals
from fengqiao.kit.feel import Scope, computed, read_tests, tested
from fengqiao.kit.feel.nodes import Literal, Tests
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Aggregation, Cell, Formula, HitPolicy, Input, InputType, Outcome, Output, Row, Table
from fengqiao.kit.tables.policies import SINGLE

Allows = Callable[[Any], bool]
SINCE = date(2000, 1, 1)  # a model says nothing of from when it is in force
_KINDS = {
    "string": InputType.TEXT,
    "number": InputType.NUMBER,
    "boolean": InputType.BOOL,
    "date": InputType.DATE,
    "time": InputType.TIME,
    "date and time": InputType.MOMENT,
    "days and time duration": InputType.DURATION,
    "years and months duration": InputType.DURATION,
    "duration": InputType.DURATION,
}
# As people write them in the corner of a table (DMN 1.x, 8.2.8): U, A, P, F, R, O; C with its aggregation.
_LETTERS = {policy.value[0]: (policy, Aggregation.LIST) for policy in HitPolicy}
_LETTERS |= {
    "C+": (HitPolicy.COLLECT, Aggregation.SUM),
    "C<": (HitPolicy.COLLECT, Aggregation.MIN),
    "C>": (HitPolicy.COLLECT, Aggregation.MAX),
    "C#": (HitPolicy.COLLECT, Aggregation.COUNT),
}


def read_table(
    element: Element, title: str, names: Collection[str], types: Types
) -> tuple[Table, tuple[tuple[str, Tests | None], ...], dict[str, Allows]]:
    """Return the table, its input expressions, and by output what its own list of values allows.

    An input expression comes with the tests of its allowed values where they are no plain list. Refuses a cell that
    cannot be read, with row and column.
    """
    inputs: list[Input] = []
    asked: list[tuple[str, Tests | None]] = []
    for number, each in enumerate(children(element, "input"), 1):
        expression = child(each, "inputExpression")
        text = text_of(expression)
        kind = expression.get("typeRef", "") if expression is not None else ""
        label = each.get("label") or text
        allowed = _allowed(text_of(child(each, "inputValues")), title, label)
        values = literals(allowed)
        code = text if text and text not in {done.code for done in inputs} else f"{text}#{number}"
        inputs.append(Input(code, label, label, _KINDS.get(bare(kind), InputType.ANY), values=values))
        asked.append((text, None if values else allowed))
    outputs = tuple(_output(each, title, names, types) for each in children(element, "output"))
    listed = {
        _name(each, title): (tests, text_of(child(each, "outputValues")))
        for each in children(element, "output")
        if (tests := _allowed(text_of(child(each, "outputValues")), title, _name(each, title))) is not None
    }
    allows = {name: allowing(tests) for name, (tests, _text) in listed.items()}
    if not outputs:
        raise Problem("dmn-no-output", "清单“{table}”没有结论列。", table=title)
    rows = tuple(
        _row(number, each, inputs, outputs, title, names) for number, each in enumerate(children(element, "rule"), 1)
    )
    _refuse_unlisted(rows, outputs, listed, title)
    policy, aggregation = policy_of(element, title)
    table = Table(
        code=title,
        title=title,
        title_en=title,
        version="",
        valid_from=SINCE,
        hit_policy=policy,
        source="",
        inputs=tuple(inputs),
        outputs=outputs,
        rows=rows,
        lists={},
        aggregation=aggregation,
    )
    return table, tuple(asked), allows


def allowing(tests: Tests) -> Allows:
    """Return what says whether a value is among those of a column; a list is where each of its items is (or it itself).

    The values may be listed, a range, a negation: unary tests (DMN 1.x, 8.3.3). Null is nobody's answer, and allowed.
    """
    holds = tested(tests)

    def allows(value: Any) -> bool:
        if value is None or holds(value, {}):
            return True
        return isinstance(value, list) and all(allows(each) for each in value)

    return allows


def spoken(table: Table, outcome: Outcome, scope: Scope) -> list[tuple[str, Any]]:
    """Return what rows answered, as (output, value): of answers put together (sum, count …) what went into it."""
    if table.aggregation is Aggregation.COUNT or not outcome.rows:
        return []
    if table.aggregation is not Aggregation.LIST:
        rows = [table.rows[place].then for place in outcome.rows]
        return [
            (code, computed(value.node)(scope))
            for row in rows
            for code, value in row.items()
            if isinstance(value, Formula)
        ]
    several = table.hit_policy not in SINGLE and isinstance(outcome.value, list)
    answers = outcome.value if several else [outcome.value]
    first = table.outputs[0].code
    if len(table.outputs) == 1:
        return [(first, each) for each in answers]
    return [pair for each in answers if isinstance(each, dict) for pair in each.items()]


def _refuse_unlisted(
    rows: tuple[Row, ...], outputs: tuple[Output, ...], listed: Mapping[str, tuple[Tests, str]], title: str
) -> None:
    """Refuse a value written into an output that the column's own list does not hold.

    What is computed is known later. The default may be one of its own: it says that no row held.
    """
    for each in outputs:
        if each.code not in listed:
            continue
        tests, text = listed[each.code]
        allows, shown = allowing(tests), _shown(tests, text)
        for number, row in enumerate(rows, 1):
            said = row.then[each.code]
            if not isinstance(said, Formula) and not allows(said):
                message = "清单“{table}”第 {row} 行“{column}”列的“{said}”不在这一列列出的结论里：{values}。"
                raise Problem(
                    "dmn-unlisted", message, table=title, row=number, column=each.name, said=str(said), values=shown
                )


def _shown(tests: Tests, text: str) -> tuple[str, ...]:
    """The values of a column as they are said in a refusal: a plain list by itself, else as it was written."""
    return tuple(str(value) for value in literals(tests)) or (text,)


def policy_of(element: Element, title: str) -> tuple[HitPolicy, Aggregation]:
    """Return a table's hit policy and aggregation, written in words or as its letter; refuses what is neither."""
    word, how = element.get("hitPolicy") or "UNIQUE", element.get("aggregation") or ""
    policy, aggregation = _LETTERS.get("".join(word.split())) or (_choice(HitPolicy, word, title), Aggregation.LIST)
    return policy, _choice(Aggregation, how, title) if how else aggregation


def _choice(kind: Any, word: str, title: str) -> Any:
    try:
        return kind(word)
    except ValueError:
        raise Problem("dmn-policy", "清单“{table}”的命中策略“{word}”不认识。", table=title, word=word) from None


def _allowed(text: str, title: str, label: str) -> Tests | None:
    if not text:
        return None
    try:
        return read_tests(text)
    except Problem as problem:
        raise _unreadable(title, 0, label, problem) from problem


def _name(element: Element, title: str) -> str:
    return " ".join((element.get("name") or element.get("label") or title).split())


def _listed(element: Element, title: str, name: str) -> tuple[Any, ...]:
    """Return the values that an output column lists itself; nothing when they are no plain list."""
    return literals(_allowed(text_of(child(element, "outputValues")), title, name))


def _output(element: Element, title: str, names: Collection[str], types: Types) -> Output:
    name = _name(element, title)
    kind = element.get("typeRef", "")
    values = _listed(element, title, name) or types.values(kind)
    default = text_of(child(element, "defaultOutputEntry"))
    value = _spoken(default, title, 0, name, names) if default else None
    return Output(name, name, name, _KINDS.get(bare(kind), InputType.ANY), values, value)


def _row(
    number: int, element: Element, inputs: list[Input], outputs: tuple[Output, ...], title: str, names: Collection[str]
) -> Row:
    tests, spoken = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
    if len(tests) != len(inputs) or len(spoken) != len(outputs):
        message = "清单“{table}”第 {row} 行有 {found} 格，应为 {wanted} 格。"
        found, wanted = len(tests) + len(spoken), len(inputs) + len(outputs)
        raise Problem("dmn-row", message, table=title, row=number, found=found, wanted=wanted)
    when = {}
    for each, cell in zip(inputs, tests, strict=True):
        try:
            made = Cell.of(text_of(cell), names)
        except Problem as problem:
            raise _unreadable(title, number, each.name, problem) from problem
        if made.tests.any_of:
            when[each.code] = made
    then = {
        each.code: _spoken(text_of(cell), title, number, each.name, names)
        for each, cell in zip(outputs, spoken, strict=True)
    }
    why = text_of(element, "description") or text_of(child(element, "annotationEntry"))
    return Row(element.get("id") or f"r{number}", why or f"{number}", when, then, why, why)


def _spoken(text: str, title: str, row: int, column: str, names: Collection[str]) -> Any:
    if text in ("", "-"):
        return None
    try:
        formula = Formula.of(text, names)
    except Problem as problem:
        raise _unreadable(title, row, column, problem) from problem
    return formula.node.value if isinstance(formula.node, Literal) else formula


def _unreadable(title: str, row: int, column: str, problem: Problem) -> Problem:
    message = "清单“{table}”第 {row} 行“{column}”列读不懂：{why}"
    return Problem("dmn-cell", message, table=title, row=row, column=column, why=str(problem))
