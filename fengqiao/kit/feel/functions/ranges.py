"""How two ranges, or a range and a point, lie to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fengqiao.kit.feel.values import Function, Span, compare


def _span(value: Any) -> Span:
    return value if isinstance(value, Span) else Span(value, value)


def _before(one: Span, other: Span) -> bool | None:
    less = compare("<", one.high, other.low)
    if less is None or less:
        return less
    return compare("=", one.high, other.low) is True and not (one.high_closed and other.low_closed)


def _meets(one: Span, other: Span) -> bool | None:
    return _all(one.high_closed and other.low_closed, compare("=", one.high, other.low))


def _all(*answers: bool | None) -> bool | None:
    return False if False in answers else None if None in answers else True


def _starts_first(one: Span, other: Span) -> bool | None:
    """Return whether one begins before the other."""
    less = compare("<", one.low, other.low)
    return less or _all(compare("=", one.low, other.low), one.low_closed and not other.low_closed)


def _ends_last(one: Span, other: Span) -> bool | None:
    """Return whether one ends after the other."""
    more = compare(">", one.high, other.high)
    return more or _all(compare("=", one.high, other.high), one.high_closed and not other.high_closed)


def _includes(one: Span, other: Span) -> bool | None:
    first, last = _starts_first(other, one), _ends_last(other, one)
    return None if first is None or last is None else not first and not last


def _overlaps(one: Span, other: Span) -> bool | None:
    first, last = _before(one, other), _before(other, one)
    return None if first is None or last is None else not first and not last


def _overlaps_before(one: Span, other: Span) -> bool | None:
    return _all(_starts_first(one, other), _overlaps(one, other), _not(_ends_last(one, other)))


def _not(answer: bool | None) -> bool | None:  # noqa: FBT001 - three answers
    return None if answer is None else not answer


def _same_start(one: Span, other: Span) -> bool | None:
    return _all(compare("=", one.low, other.low), one.low_closed == other.low_closed)


def _same_end(one: Span, other: Span) -> bool | None:
    return _all(compare("=", one.high, other.high), one.high_closed == other.high_closed)


def _starts(one: Span, other: Span) -> bool | None:
    return _all(_same_start(one, other), _not(_ends_last(one, other)))


def _finishes(one: Span, other: Span) -> bool | None:
    return _all(_same_end(one, other), _not(_starts_first(one, other)))


def _relation(relation: Callable[[Span, Span], bool | None], *, turned: bool = False) -> Function:
    def related(one: Any, other: Any) -> bool | None:
        first, second = (_span(other), _span(one)) if turned else (_span(one), _span(other))
        return relation(first, second)

    return Function(("range1", "range2"), related)


FUNCTIONS: dict[str, Function] = {
    "before": _relation(_before),
    "after": _relation(_before, turned=True),
    "meets": _relation(_meets),
    "met by": _relation(_meets, turned=True),
    "overlaps": _relation(_overlaps),
    "overlaps before": _relation(_overlaps_before),
    "overlaps after": _relation(_overlaps_before, turned=True),
    "finishes": _relation(_finishes),
    "finished by": _relation(_finishes, turned=True),
    "includes": _relation(_includes),
    "during": _relation(_includes, turned=True),
    "starts": _relation(_starts),
    "started by": _relation(_starts, turned=True),
    "coincides": _relation(lambda one, other: _all(_same_start(one, other), _same_end(one, other))),
}
