"""One input of a table cut into the classes that its cells can tell apart: points and the open stretches between them.

All cells of the column are constant on a class, so asking one member of it is asking all of them. That makes the
evaluator fast (a look-up instead of a test for each row) and the analysis exact (finitely many cases).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from fengqiao.kit.feel import Months, kind_of, literal, plain
from fengqiao.kit.feel.nodes import Ends, Listed, Literal, Node, Sign
from fengqiao.kit.tables.conditions import Cell, Codes, Condition, Flag, Range

OTHER = "\x00"  # a text that is none of those named
_ORDERED = frozenset({"number", "date", "date and time", "time", "days and time duration", "years and months duration"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A class: one point, everything between two points, every other text, or nothing given."""

    member: Any  # one value of the class
    low: Any = None
    high: Any = None
    point: bool = False

    def label(self) -> str:
        """Return the class as a cell says it; texts without quotes, as people read them."""
        if self.point:
            return self.member if isinstance(self.member, str) else literal(self.member)
        if self.member == OTHER:
            return "…"
        if self.low is None:
            return f"< {literal(self.high)}" if self.high is not None else "-"
        return f"> {literal(self.low)}" if self.high is None else f"({literal(self.low)}..{literal(self.high)})"


@dataclass(frozen=True)
class Column:
    """The classes of one input. `kind` is the type of its points."""

    kind: str
    points: tuple[Any, ...]
    classes: tuple[Stretch, ...]
    _places: dict[Any, int] = field(default_factory=dict, compare=False)

    def place_of(self, value: Any) -> int | None:
        """Return the class of a value; None for a value of another type, which each cell has to be asked about."""
        if value is None or value == "":
            return len(self.classes) - 1
        if self.kind in _ORDERED:
            if kind_of(value) != self.kind or getattr(value, "tzinfo", None) is not None:
                return None
            place = bisect_left(self.points, value)
            return 2 * place + (place < len(self.points) and self.points[place] == value)
        if not isinstance(value, bool if self.kind == "boolean" else str):
            return None
        return self._places.get(value, len(self.points))


def constants(condition: Condition) -> list[Any] | None:
    """Return the constants that a condition compares with; None when it does more than comparing."""
    match condition:
        case Codes():
            return [code for code in (*condition.any_of, *condition.none_of) if code]
        case Range():
            bounds = (condition.least, condition.most, condition.above, condition.below)
            return [plain(bound) for bound in bounds if bound is not None]
        case Flag():
            return [condition.value]
        case Cell():
            found: list[Any] = []
            return found if all(_collect(each, found) for each in condition.tests.any_of) else None
    return None


def _collect(node: Node, found: list[Any]) -> bool:
    match node:
        case Literal():
            found.extend([] if node.value is None else [node.value])
            return not isinstance(node.value, list | dict)
        case Sign():
            return (
                isinstance(node.value, Literal)
                and not isinstance(node.value.value, str | bool)
                and _collect(node.value, found)
            )
        case Ends():
            ends = (node.low, node.high)
            return all(isinstance(each, Literal) and not isinstance(each.value, str) for each in ends) and all(
                _collect(each, found) for each in ends
            )
        case Listed():
            return all(isinstance(each, Literal) and _collect(each, found) for each in node.items)
    return False


def column_of(conditions: Sequence[Condition], values: Sequence[Any] = ()) -> Column | None:
    """Return the classes of an input with these conditions on it; None when they cannot be told apart so."""
    found: list[Any] = [plain(value) for value in values]
    for condition in conditions:
        more = constants(condition)
        if more is None:
            return None
        found += more
    kinds = {kind_of(each) for each in found}
    if len(kinds) > 1 or any(getattr(each, "tzinfo", None) is not None for each in found):
        return None
    kind = next(iter(kinds), "string")
    nothing = Stretch(None, point=True)
    if kind == "boolean":
        return Column(
            kind, (False, True), (Stretch(member=False, point=True), Stretch(member=True, point=True), nothing), _PLACES
        )
    if kind in _ORDERED:
        points = sorted(set(found))
        return Column(kind, tuple(points), (*_stretches(points), nothing))
    if kind != "string":
        return None
    names = tuple(dict.fromkeys(found))
    classes = (*(Stretch(name, point=True) for name in names), Stretch(OTHER), nothing)
    return Column(kind, names, classes, {name: place for place, name in enumerate(names)})


_PLACES: dict[Any, int] = {False: 0, True: 1}


def _stretches(points: Sequence[Any]) -> list[Stretch]:
    made = [Stretch(_before(points[0]), high=points[0])]
    for place, point in enumerate(points):
        after = points[place + 1] if place + 1 < len(points) else None
        made.append(Stretch(point, point=True))
        made.append(Stretch(_after(point) if after is None else _middle(point, after), low=point, high=after))
    return made


def _before(point: Any) -> Any:
    """Return a value before a point; None where there is none."""
    try:
        if isinstance(point, time):
            return time() if point > time() else None
        return Months(point.count - 1) if isinstance(point, Months) else point - _step(point)
    except OverflowError:
        return None


def _after(point: Any) -> Any:
    try:
        if isinstance(point, time):
            return time.max if point < time.max else None
        return Months(point.count + 1) if isinstance(point, Months) else point + _step(point)
    except OverflowError:
        return None


def _step(point: Any) -> Any:
    return timedelta(days=1) if isinstance(point, date | timedelta) else 1


def _middle(low: Any, high: Any) -> Any:
    """Return a value between two points; None where there is none (two days that follow each other)."""
    if isinstance(low, datetime | timedelta):
        between = low + (high - low) / 2
    elif isinstance(low, date):
        between = low + timedelta(days=(high - low).days // 2)
    elif isinstance(low, time):
        day = date(2000, 1, 1)
        first = datetime.combine(day, low)
        between = (first + (datetime.combine(day, high) - first) / 2).time()
    elif isinstance(low, Months):
        between = Months((low.count + high.count) // 2)
    else:
        between = (Decimal(low) + Decimal(high)) / 2
    return between if low < between < high else None
