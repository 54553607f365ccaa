"""What one cell of a decision table may ask of one input: words, codes, a range of numbers, a yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class InputType(StrEnum):
    """What an input holds, and so which conditions may be put on it."""

    WORDS = "words"
    CODE = "code"
    NUMBER = "number"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Words:
    """Holds when at least `at_least` distinct words of `any_of`, all of `all_of` and none of `none_of` occur.

    Entries are literal words, or `@name` for a word list of the table. Words are compared after
    `normal_text`, as parts of the text (Chinese has no word boundaries).
    """

    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Codes:
    """Holds when the code is one of `any_of` (empty: any code) and none of `none_of`; "" stands for "no code given"."""

    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Holds when the number is given and lies within the bounds: `least`, `most` closed, `above`, `below` open."""

    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Holds when the yes or no is given and equals `value`."""

    value: bool


Condition = Words | Codes | Range | Flag

CONDITION_FOR: dict[InputType, type[Words | Codes | Range | Flag]] = {
    InputType.WORDS: Words,
    InputType.CODE: Codes,
    InputType.NUMBER: Range,
    InputType.BOOL: Flag,
}
