"""Hit policies (DMN 1.x, 8.2.8): what the holding rows answer together, and which of them violate the policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fengqiao.kit.feel import FUNCTIONS, equal
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.parts import Aggregation, HitPolicy, Outcome, TableData

Answers = Callable[[int], Mapping[str, Any]]  # the outputs of a row, by its place
FIRST_ENDS = frozenset({HitPolicy.FIRST})
SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY})


def answer(
    table: TableData, rows: Sequence[int], outputs: Answers, default: Callable[[], Mapping[str, Any]]
) -> Outcome:
    """Return what a table answers with these holding rows."""
    if not rows:
        return Outcome(_of_nothing(table, default()), ())
    if table.hit_policy in SINGLE:
        place, violation = chosen(table, rows, outputs)
        return Outcome(None if violation else _shaped(table, outputs(place)), tuple(rows), violation)
    if table.hit_policy is HitPolicy.OUTPUT_ORDER:
        rows = sorted(rows, key=lambda place: _priority(table, outputs(place)))
    answers = [outputs(place) for place in rows]
    if table.aggregation is Aggregation.LIST or table.hit_policy is not HitPolicy.COLLECT:
        return Outcome([_shaped(table, each) for each in answers], tuple(rows))
    together = FUNCTIONS[table.aggregation.value.lower()]
    sums = {each.code: together.call([[one.get(each.code) for one in answers]], {}) for each in table.outputs}
    return Outcome(_shaped(table, sums), tuple(rows))


def chosen(table: TableData, rows: Sequence[int], outputs: Answers) -> tuple[int, Problem | None]:
    """Return the row that answers for the policies with one answer, with the violation there is."""
    first = rows[0]
    names = tuple(table.rows[place].id for place in rows[:20])
    if table.hit_policy is HitPolicy.UNIQUE and len(rows) > 1:
        message = "清单“{table}”只许一行成立，现有 {count} 行同时成立：{rows}。"
        return first, Problem("table-not-unique", message, table=table.title, count=len(rows), rows=names)
    if table.hit_policy is HitPolicy.ANY and any(not same(outputs(first), outputs(place)) for place in rows[1:]):
        message = "清单“{table}”同时成立的行结论应当相同，现有 {count} 行结论不同：{rows}。"
        return first, Problem("table-any-differs", message, table=table.title, count=len(rows), rows=names)
    if table.hit_policy is HitPolicy.PRIORITY:
        return min(rows, key=lambda place: _priority(table, outputs(place))), None
    return first, None


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two rows answer the same."""
    return one.keys() == other.keys() and all(equal(one[code], other[code]) is True for code in one)


def _priority(table: TableData, outputs: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the place of a row's outputs in the lists of their values, the first output first; unlisted ones are last."""
    return tuple(priority_of(each.values, outputs.get(each.code)) for each in table.outputs)


def priority_of(values: Sequence[Any], value: Any) -> int:
    """Return the place of a value in a list of values."""
    return next((place for place, each in enumerate(values) if equal(each, value) is True), len(values))


def _shaped(table: TableData, outputs: Mapping[str, Any]) -> Any:
    return outputs.get(table.outputs[0].code) if len(table.outputs) == 1 else dict(outputs)


def _of_nothing(table: TableData, default: Mapping[str, Any]) -> Any:
    if default:
        made = _shaped(table, {each.code: default.get(each.code) for each in table.outputs})
        return made if table.hit_policy in SINGLE or table.aggregation is not Aggregation.LIST else [made]
    if table.hit_policy is HitPolicy.COLLECT:
        return {Aggregation.LIST: [], Aggregation.COUNT: 0}.get(table.aggregation)
    return None
