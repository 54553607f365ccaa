"""Functions of numbers, and `not`."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Any

from fengqiao.kit.feel.values import DIGITS, Function, Months, is_number, number_of


def _rounded(mode: str) -> Callable[..., Any]:
    def rounding(value: Any, scale: Any = 0) -> Any:
        if not is_number(value) or not is_number(scale) or not -6111 <= scale <= 6176:
            return None
        with suppress(DecimalException):
            unit = Decimal(1).scaleb(-int(scale))
            return DIGITS.quantize(Decimal(value), unit) if mode is ROUND_HALF_EVEN else _quantized(value, unit, mode)
        return None

    return rounding


def _quantized(value: Any, unit: Decimal, mode: str) -> Any:
    found = Decimal(value).quantize(unit, rounding=mode, context=DIGITS)
    return int(found) if unit >= 1 else found


def _number(text: Any, grouping: Any = None, decimal: Any = None) -> Any:
    if is_number(text):
        return text
    if not isinstance(text, str) or grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return None
    if grouping is not None and grouping == decimal:
        return None
    if grouping:
        text = text.replace(grouping, "")
    if decimal:
        text = text.replace(decimal, ".")
    return number_of(text) if text == text.strip() and "_" not in text else None


def _absolute(value: Any) -> Any:
    if isinstance(value, Months):
        return Months(abs(value.count))
    return abs(value) if is_number(value) or hasattr(value, "total_seconds") else None


def _modulo(one: Any, other: Any) -> Any:
    if not is_number(one) or not is_number(other) or not other:
        return None
    if type(one) is type(other) is int:
        return one % other
    with suppress(DecimalException):
        left, right = Decimal(one), Decimal(other)
        return left - right * (left / right).to_integral_value(rounding=ROUND_FLOOR)
    return None


def _real(compute: Callable[[Decimal], Decimal]) -> Callable[[Any], Any]:
    def function(value: Any) -> Any:
        if is_number(value):
            with suppress(DecimalException):
                found = compute(Decimal(value))
                return found if found.is_finite() else None
        return None

    return function


def _parity(rest: int) -> Callable[[Any], Any]:
    return lambda value: value % 2 == rest if is_number(value) and value == math.floor(value) else None


_VALUE = ("n",)
FUNCTIONS: dict[str, Function] = {
    "not": Function(("negand",), lambda value: not value if isinstance(value, bool) else None),
    "number": Function(("from", "grouping separator", "decimal separator"), _number, needed=1),
    "decimal": Function(("n", "scale"), _rounded(ROUND_HALF_EVEN)),
    "floor": Function(("n", "scale"), _rounded(ROUND_FLOOR), needed=1),
    "ceiling": Function(("n", "scale"), _rounded(ROUND_CEILING), needed=1),
    "round up": Function(("n", "scale"), _rounded(ROUND_UP)),
    "round down": Function(("n", "scale"), _rounded(ROUND_DOWN)),
    "round half up": Function(("n", "scale"), _rounded(ROUND_HALF_UP)),
    "round half down": Function(("n", "scale"), _rounded(ROUND_HALF_DOWN)),
    "abs": Function(_VALUE, _absolute),
    "modulo": Function(("dividend", "divisor"), _modulo),
    "sqrt": Function(("number",), _real(DIGITS.sqrt)),
    "log": Function(("number",), _real(DIGITS.ln)),
    "exp": Function(("number",), _real(DIGITS.exp)),
    "odd": Function(("number",), _parity(1)),
    "even": Function(("number",), _parity(0)),
}
