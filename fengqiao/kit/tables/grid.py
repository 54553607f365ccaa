"""A table made ready for many decisions: for each class of each input the rows that hold there, as the bits of a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fengqiao.kit.feel import Scope, computed, equal, plain
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.checks import Check
from fengqiao.kit.tables.columns import Column, column_of
from fengqiao.kit.tables.parts import Formula, HitPolicy, Input, Outcome, TableData
from fengqiao.kit.tables.policies import answer

NO_SCOPE: Scope = {}
Holds = Callable[[Check, Any, Scope], bool]


class _Lane:
    """One input of the grid: the rows open to each class, and the tests that have to be asked each time."""

    def __init__(
        self, code: str, column: Column | None, rows: Sequence[int], asked: Sequence[tuple[int, Check]]
    ) -> None:
        self.code = code
        self.column = column
        self.rows = rows
        self.asked = asked


class Grid:
    """The rows of a table as bits. `checks`: each row's checks by input; `holds`: how a check is asked."""

    def __init__(self, table: TableData, checks: Sequence[Mapping[str, Check]], holds: Holds) -> None:
        self._table = table
        self._holds = holds
        self._all = (1 << len(table.rows)) - 1
        self._lanes = [self._lane(each.code, each.values, checks) for each in table.inputs]
        self._outputs = [self._ready(row.then) for row in table.rows]
        self._defaults = self._ready({each.code: each.default for each in table.outputs if each.default is not None})
        self._values = [(place, each.values) for place, each in enumerate(table.inputs) if each.values]
        self._first = table.hit_policy is HitPolicy.FIRST

    def _lane(self, code: str, values: Sequence[Any], checks: Sequence[Mapping[str, Check]]) -> _Lane:
        asked = [(place, row[code]) for place, row in enumerate(checks) if code in row]
        column = column_of([self._table.rows[place].when[code] for place, _ in asked], values)
        if column is None:
            return _Lane(code, None, (), asked)
        free = self._all
        for place, _ in asked:
            free &= ~(1 << place)
        rows = []
        for stretch in column.classes:
            bits = free
            for place, check in asked:
                bits |= self._holds(check, stretch.member, NO_SCOPE) << place
            rows.append(bits)
        return _Lane(code, column, rows, asked)

    def rows(self, facts: Mapping[str, Any], scope: Scope = NO_SCOPE) -> list[int]:
        """Return the places of the rows that hold, in order; of a FIRST table only the first."""
        bits = self._all
        later: list[tuple[_Lane, Any]] = []
        for lane in self._lanes:
            value = facts.get(lane.code)
            place = lane.column.place_of(value) if lane.column else None
            if place is None:
                if lane.asked:
                    later.append((lane, value))
                continue
            bits &= lane.rows[place]
            if not bits:
                return []
        for lane, value in later:
            for place, check in lane.asked:
                if bits >> place & 1 and not self._holds(check, value, scope):
                    bits &= ~(1 << place)
        found = []
        while bits:
            low = bits & -bits
            found.append(low.bit_length() - 1)
            if self._first:
                break
            bits ^= low
        return found

    def survey(self, facts: Mapping[str, Any]) -> tuple[int, int, list[tuple[str, int]]]:
        """Return the rows that hold and those that fail in one input only, as bits, and by input the rows that fail."""
        ones = twos = 0
        fails: list[tuple[str, int]] = []
        for lane in self._lanes:
            value = facts.get(lane.code)
            place = lane.column.place_of(value) if lane.column else None
            if place is None:
                fail = 0
                for row, check in lane.asked:
                    if not self._holds(check, value, facts):
                        fail |= 1 << row
            else:
                fail = self._all & ~lane.rows[place]
            twos |= ones & fail
            ones |= fail
            fails.append((lane.code, fail))
        return self._all & ~ones, ones & ~twos, fails

    def outcome(self, facts: Mapping[str, Any], scope: Scope | None = None) -> Outcome:
        """Return what the table answers to these facts; see `Table.evaluate`."""
        facts = {code: plain(value) if isinstance(value, float | tuple) else value for code, value in facts.items()}
        for place, values in self._values:
            given = facts.get(self._table.inputs[place].code)
            if given is not None and not any(equal(given, plain(value)) is True for value in values):
                return Outcome(None, (), not_allowed(self._table, self._table.inputs[place]))
        variables = facts if scope is None else scope
        rows = self.rows(facts, variables)
        return answer(
            self._table, rows, lambda place: self._spoken(self._outputs[place], variables),
            lambda: self._spoken(self._defaults, variables),
        )  # fmt: skip

    @staticmethod
    def _ready(outputs: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[tuple[str, Any], ...]]:
        formulas = [(code, computed(value.node)) for code, value in outputs.items() if isinstance(value, Formula)]
        return {code: None if isinstance(value, Formula) else plain(value) for code, value in outputs.items()}, tuple(
            formulas
        )

    @staticmethod
    def _spoken(ready: tuple[dict[str, Any], tuple[tuple[str, Any], ...]], scope: Scope) -> Mapping[str, Any]:
        constant, formulas = ready
        if not formulas:
            return constant
        return {**constant, **{code: compute(scope) for code, compute in formulas}}


def not_allowed(table: TableData, asked: Input) -> Problem:
    """Return what is said of a value that an input may not have."""
    message = "清单“{table}”的条件“{input}”不能是这个值。"
    return Problem("table-not-allowed", message, table=table.title, input=asked.name)
