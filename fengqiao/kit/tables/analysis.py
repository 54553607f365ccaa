"""Gaps, overlaps and rows never reached, exactly: over the classes that the cells of each input can tell apart.

Conditions on texts by words, and cells that compute, have no classes; a row with one counts as covering nothing, and two
such conditions as able to hold together unless they exclude each other (`implying`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fengqiao.kit.tables.checks import Check
from fengqiao.kit.tables.columns import OTHER, Column, Stretch, column_of
from fengqiao.kit.tables.compiled import CompiledTable
from fengqiao.kit.tables.implying import Form, WordsForm, disjoint, form_of, implies
from fengqiao.kit.tables.parts import TableData

MOST_STEPS = 100_000  # steps of one search; a table that needs more is said to be unchecked
NAMED_GAPS = 12

Box = tuple[tuple[str, str], ...]  # (input code, its stretch in the words of a cell); inputs without limit left out


class TooMany(Exception):
    """The search was given up: the table has too many combinations."""


@dataclass(frozen=True, slots=True)
class _Lane:
    code: str
    column: Column
    rows: tuple[int, ...]  # of each class, the rows that hold there, as bits
    of_row: tuple[int, ...]  # of each row, the classes where it holds, as bits
    possible: int  # the classes that facts can fall into, as bits
    likely: int  # those without "nothing given", unless a cell speaks of it


class Analysis:
    """A table looked at as a whole. `allowed`: by input code, the codes that exist."""

    def __init__(self, table: TableData, allowed: Mapping[str, Collection[str]]) -> None:
        self._table = table
        compiled = CompiledTable(table)
        self.forms: list[dict[str, Form]] = [
            {code: form_of(condition, table.lists) for code, condition in row.when.items()} for row in table.rows
        ]
        self._inner = {each.code: [i.code for i in table.inputs if i.within == each.code] for each in table.inputs}
        self._lanes: list[_Lane] = []
        self._opaque: set[str] = set()
        for each in table.inputs:
            conditions = [row.when[each.code] for row in table.rows if each.code in row.when]
            column = column_of(conditions, each.values)
            if column is None:
                self._opaque.add(each.code)
            else:
                limits = each.values or tuple(sorted(allowed.get(each.code, ())))
                self._lanes.append(_lane(each.code, column, compiled.checks(each.code), compiled, limits))
        self._plain = [place for place, row in enumerate(table.rows) if not self._opaque & row.when.keys()]

    @property
    def is_exact(self) -> bool:
        """Return whether every input has classes, so that nothing is left to guess."""
        return not self._opaque

    def gaps(self) -> Iterator[Box]:
        """Yield what no row takes, as boxes that do not overlap."""
        rows = _bits(self._plain)
        yield from self._open(0, rows, [lane.likely for lane in self._lanes], (), [0], set())

    def _open(
        self, depth: int, active: int, within: Sequence[int], box: Box, steps: list[int], closed: set[tuple[int, int]]
    ) -> Iterator[Box]:
        """Yield the boxes within these classes in which none of the active rows holds."""
        if not active:
            yield box
            return
        if depth == len(self._lanes) or (depth, active) in closed:
            return
        steps[0] += 1
        if steps[0] > MOST_STEPS:
            raise TooMany
        lane = self._lanes[depth]
        grouped: dict[int, int] = {}
        for place, rows in enumerate(lane.rows):
            if within[depth] >> place & 1:
                left = active & rows
                grouped[left] = grouped.get(left, 0) | 1 << place
        found = False
        for left, classes in grouped.items():
            words = told(lane.column, classes, within[depth])
            for each in self._open(
                depth + 1, left, within, (*box, (lane.code, words)) if words else box, steps, closed
            ):
                found = True
                yield each
        if not found:
            closed.add((depth, active))

    def covered_by(self, place: int, others: Sequence[int]) -> list[int]:
        """Return rows that together take every case of a row; empty where one case at least is left to it."""
        useful = [other for other in others if self._follows(place, other)]
        lanes = self._lanes
        within = [lane.of_row[place] & lane.possible for lane in lanes]
        useful = [n for n in useful if all(lane.of_row[n] & w for lane, w in zip(lanes, within, strict=True))]
        if not useful or not all(within):
            return []
        if next(self._open(0, _bits(useful), within, (), [0], set()), None) is not None:
            return []
        for other in list(useful):  # leave out those that are not needed, so that the message names few
            fewer = [each for each in useful if each != other]
            if fewer and next(self._open(0, _bits(fewer), within, (), [0], set()), None) is None:
                useful = fewer
        return useful

    def _follows(self, place: int, other: int) -> bool:
        """Return whether what `other` asks of inputs without classes holds wherever the row holds."""
        given = self.forms[place]
        for code in self._opaque & self.forms[other].keys():
            inside = [form for name in self._inner.get(code, ()) if isinstance(form := given.get(name), WordsForm)]
            if not implies(given.get(code), inside, self.forms[other][code]):
                return False
        return True

    def meet(self, one: int, other: int) -> Box | None:
        """Return where two rows can hold together; None where they never do."""
        box = []
        for lane in self._lanes:
            both = lane.of_row[one] & lane.of_row[other] & lane.possible
            if not both:
                return None
            if words := told(lane.column, both, lane.possible):
                box.append((lane.code, words))
        shared = self._opaque & self.forms[one].keys() & self.forms[other].keys()
        if any(disjoint(self.forms[one][code], self.forms[other][code]) for code in shared):
            return None
        return tuple(box)

    def never(self, place: int) -> str:
        """Return the input whose condition in a row holds for no possible fact; empty where all can."""
        return next((lane.code for lane in self._lanes if not lane.of_row[place] & lane.possible), "")


def _bits(places: Sequence[int]) -> int:
    return sum(1 << place for place in places)


def _lane(
    code: str, column: Column, checks: Mapping[int, Check], compiled: CompiledTable, limits: Sequence[object]
) -> _Lane:
    size = compiled.size
    free = ((1 << size) - 1) & ~_bits(list(checks))
    rows = []
    for stretch in column.classes:
        bits = free
        for place, check in checks.items():
            bits |= compiled.asked(check, stretch.member) << place
        rows.append(bits)
    of_row = tuple(_bits([n for n, bits in enumerate(rows) if bits >> place & 1]) for place in range(size))
    possible = 0
    for place, stretch in enumerate(column.classes):
        if _possible(stretch, column, limits, is_last=place == len(column.classes) - 1):
            possible |= 1 << place
    empty = 1 << len(column.classes) - 1
    speaks = any(compiled.asked(check, None) for check in checks.values())
    return _Lane(code, column, tuple(rows), of_row, possible, possible if speaks else possible & ~empty)


def _possible(stretch: Stretch, column: Column, limits: Sequence[object], *, is_last: bool) -> bool:
    if is_last:
        return True
    if limits and column.kind == "string":
        return (
            any(each not in column.points for each in limits) if stretch.member == OTHER else stretch.member in limits
        )
    return stretch.member is not None and (stretch.point or not limits)


def told(column: Column, classes: int, within: int) -> str:
    """Return the classes in the words of a cell; empty where they are all there is."""
    if classes & within == within:
        return ""
    places = [place for place in range(len(column.classes)) if classes >> place & 1]
    last = len(column.classes) - 1
    parts: list[str] = []
    run: list[int] = []
    ordered = column.kind not in ("string", "boolean")
    for place in places:
        if place == last:
            continue
        if ordered and run and place == run[-1] + 1:
            run.append(place)
            continue
        parts += _run(column, run)
        run = [place]
    parts += _run(column, run)
    if last in places:
        parts.append("null")
    return ", ".join(parts)


def _run(column: Column, run: Sequence[int]) -> list[str]:
    """Return one run of neighbouring classes as an interval."""
    if not run:
        return []
    first, end = column.classes[run[0]], column.classes[run[-1]]
    if len(run) == 1:
        return [first.label()]
    low, high = (first.member if first.point else first.low), (end.member if end.point else end.high)
    low_text, high_text = (Stretch(each, point=True).label() for each in (low, high))
    if low is None and high is None:
        return ["-"]
    if low is None:
        return [f"{'<=' if end.point else '<'} {high_text}"]
    if high is None:
        return [f"{'>=' if first.point else '>'} {low_text}"]
    return [f"{'[' if first.point else '('}{low_text}..{high_text}{']' if end.point else ')'}"]
