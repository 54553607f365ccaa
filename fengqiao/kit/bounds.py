"""What the little words beside a published number mean: 以上, 余, 近, 约, 不超过, 大部分; and whether a value is as said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType


class Bound(StrEnum):
    """How a published number is meant."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # 以上，含本数（民法典第一千二百五十九条）
    OVER = "over"  # 余：过了这个数，不到下一个整数位
    NEAR = "near"  # 近：不到这个数，差不过一个整数位
    ABOUT = "about"  # 约：上下不过百分之五
    AT_MOST = "at_most"  # 以内、不超过，含本数
    MOST = "most"  # 大部分、大量：过半


ABOUT_SHARE = Fraction(5, 100)


def last_place(number: Fraction) -> Fraction:
    """Return the unit of the last digit that is not 0: 10,000 for 9 万, 1,000 for 9.5 万, 1 for 826, 1/100 for 0.85.

    0 and what has no decimal form give 1.
    """
    if number == 0:
        return Fraction(1)
    place = Fraction(1)
    while number % place and place > Fraction(1, 10**9):
        place /= 10
    while number % (place * 10) == 0:
        place *= 10
    return place if number % place == 0 else Fraction(1)


_HOLDS: Mapping[Bound, Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {
        Bound.EXACT: lambda value, said: value == said,
        Bound.AT_LEAST: lambda value, said: value >= said,
        Bound.OVER: lambda value, said: said < value < said + last_place(said),
        Bound.NEAR: lambda value, said: said - last_place(said) <= value < said,
        Bound.ABOUT: lambda value, said: abs(value - said) <= said * ABOUT_SHARE,
        Bound.AT_MOST: lambda value, said: value <= said,
        Bound.MOST: lambda value, _said: value > Fraction(1, 2),
    }
)


def is_as_said(value: Fraction, said: Fraction, bound: Bound) -> bool:
    """Say whether a value is what was said; `MOST` speaks of a share and looks at no number."""
    return _HOLDS[bound](value, said)
