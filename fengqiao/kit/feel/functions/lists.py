"""Functions of lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any

from fengqiao.kit.feel.arithmetic import add, divide, multiply, power, subtract
from fengqiao.kit.feel.values import Function, compare, equal, is_number


def _many(function: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """Return the function taking one list or its items as arguments."""

    def taking(*args: Any) -> Any:
        if len(args) == 1:
            return function(args[0] if isinstance(args[0], list) else [args[0]])
        return function(list(args))

    return taking


def _listing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its first argument made a list; null stays null."""

    def taking(first: Any, *args: Any) -> Any:
        return None if first is None else function(first if isinstance(first, list) else [first], *args)

    return taking


def _extreme(sign: str) -> Callable[[list[Any]], Any]:
    def function(items: list[Any]) -> Any:
        best = items[0] if items else None
        for each in items:
            better = compare(sign, each, best)
            if better is None:
                return None
            best = each if better else best
        return best

    return function


def total(items: Sequence[Any]) -> Any:
    """Return the sum; None of nothing."""
    made = items[0] if items else None
    for each in items[1:]:
        made = None if isinstance(each, str) else add(made, each)
    return None if isinstance(made, str) else made


def _product(items: list[Any]) -> Any:
    made: Any = 1 if items else None
    for each in items:
        made = multiply(made, each)
    return made


def _mean(items: list[Any]) -> Any:
    return divide(total(items), len(items)) if items else None


def _median(items: list[Any]) -> Any:
    if not items or not all(map(is_number, items)):
        return None
    ordered, half = sorted(items), len(items) // 2
    return ordered[half] if len(items) % 2 else divide(add(ordered[half - 1], ordered[half]), 2)


def _deviation(items: list[Any]) -> Any:
    if len(items) < 2 or not all(map(is_number, items)):
        return None
    middle = _mean(items)
    squares = total([power(subtract(each, middle), 2) for each in items])
    return divide(squares, len(items) - 1).sqrt() if squares else 0


def _mode(items: list[Any]) -> Any:
    if not all(map(is_number, items)):
        return None
    counts = {each: items.count(each) for each in items}
    most = max(counts.values(), default=0)
    return sorted(each for each, count in counts.items() if count == most)


def _logic(deciding: bool) -> Callable[[list[Any]], Any]:  # noqa: FBT001 - which of the two answers decides
    def function(items: list[Any]) -> Any:
        if deciding in [each for each in items if isinstance(each, bool)]:
            return deciding
        return not deciding if all(isinstance(each, bool) for each in items) else None

    return function


def has(items: Sequence[Any], value: Any) -> bool:
    """Return whether a value is among the items."""
    return any(equal(each, value) is True for each in items)


def distinct(items: Sequence[Any]) -> list[Any]:
    """Return each value once, in order."""
    made: list[Any] = []
    for each in items:
        if not has(made, each):
            made.append(each)
    return made


def _flat(items: Any) -> list[Any]:
    return [inner for each in items for inner in _flat(each)] if isinstance(items, list) else [items]


def _sublist(items: list[Any], start: Any, length: Any = None) -> Any:
    if not is_number(start) or not start or abs(start) > len(items):
        return None
    first = int(start) - 1 if start > 0 else len(items) + int(start)
    if length is None:
        return items[first:]
    return items[first : first + int(length)] if is_number(length) and length >= 0 else None


def _place(items: list[Any], position: Any, *, after_last: int = 0) -> int | None:
    if not is_number(position) or not position:
        return None
    place = int(position) - 1 if position > 0 else len(items) + int(position)
    return place if 0 <= place < len(items) + after_last else None


def _insert(items: list[Any], position: Any, value: Any) -> Any:
    place = _place(items, position)
    return None if place is None else [*items[:place], value, *items[place:]]


def _remove(items: list[Any], position: Any) -> Any:
    place = _place(items, position)
    return None if place is None else [*items[:place], *items[place + 1 :]]


def _replace(items: list[Any], position: Any, value: Any) -> Any:
    if isinstance(position, Function):
        return [value if position.call([each, value], {}) is True else each for each in items]
    place = _place(items, position)
    return None if place is None else [*items[:place], value, *items[place + 1 :]]


def _index(items: list[Any], value: Any) -> list[int]:
    return [place for place, each in enumerate(items, 1) if equal(each, value) is True]


def _sort(items: list[Any], precedes: Any = None) -> Any:
    def order(one: Any, other: Any) -> int:
        if precedes is None:
            return -1 if compare("<", one, other) else int(bool(compare(">", one, other)))
        return -1 if precedes.call([one, other], {}) is True else int(precedes.call([other, one], {}) is True)

    return sorted(items, key=cmp_to_key(order)) if precedes is None or isinstance(precedes, Function) else None


def _joined(*lists: Any) -> list[Any]:
    return [each for items in lists for each in (items if isinstance(items, list) else [items])]


_LIST = ("list…",)
FUNCTIONS: dict[str, Function] = {
    "list contains": Function(("list", "element"), _listing(has)),
    "count": Function(_LIST, _many(len), needed=1),
    "min": Function(_LIST, _many(_extreme("<")), needed=1),
    "max": Function(_LIST, _many(_extreme(">")), needed=1),
    "sum": Function(_LIST, _many(total), needed=1),
    "mean": Function(_LIST, _many(_mean), needed=1),
    "product": Function(_LIST, _many(_product), needed=1),
    "median": Function(_LIST, _many(_median), needed=1),
    "stddev": Function(_LIST, _many(_deviation), needed=1),
    "mode": Function(_LIST, _many(_mode), needed=1),
    "all": Function(_LIST, _many(_logic(deciding=False)), needed=1),
    "and": Function(_LIST, _many(_logic(deciding=False)), needed=1),
    "any": Function(_LIST, _many(_logic(deciding=True)), needed=1),
    "or": Function(_LIST, _many(_logic(deciding=True)), needed=1),
    "sublist": Function(("list", "start position", "length"), _listing(_sublist), needed=2),
    "append": Function(("list", "item…"), _listing(lambda items, *more: [*items, *more])),
    "concatenate": Function(_LIST, _joined),
    "union": Function(_LIST, lambda *lists: distinct(_joined(*lists))),
    "insert before": Function(("list", "position", "newItem"), _listing(_insert)),
    "remove": Function(("list", "position"), _listing(_remove)),
    "reverse": Function(("list",), _listing(lambda items: items[::-1])),
    "index of": Function(("list", "match"), _listing(_index)),
    "distinct values": Function(("list",), _listing(distinct)),
    "flatten": Function(("list",), _listing(_flat)),
    "list replace": Function(("list", "position", "newItem"), _listing(_replace)),
    "sort": Function(("list", "precedes"), _listing(_sort), needed=1),
}
