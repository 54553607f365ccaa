"""What one cell of a decision table may ask of one input: words, codes, a range of numbers, a yes or no, FEEL's tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from fengqiao.kit.feel import Tests, read_tests


class InputType(StrEnum):
    """What an input holds, and so which conditions may be put on it."""

    WORDS = "words"
    CODE = "code"
    NUMBER = "number"
    BOOL = "bool"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    MOMENT = "date_time"
    DURATION = "duration"
    ANY = "any"


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


@dataclass(frozen=True, slots=True)
class Cell:
    """Unary tests of FEEL (DMN 1.x), kept as they were written: `[1..5)`, `"a", "b"`, `not(null)`, `> date("2026-01-01")`.

    Allowed for every input; `-` and an empty cell ask nothing.
    """

    text: str
    tests: Tests = field(compare=False, repr=False)

    @classmethod
    def of(cls, text: str, names: Iterable[str] = ()) -> Cell:
        """Return the cell of a text; refuses (`Problem`) what is no unary test. `names`: those with spaces or signs."""
        return cls(" ".join(text.split()), read_tests(text, names))


Condition = Words | Codes | Range | Flag | Cell

CONDITION_FOR: dict[InputType, type[Words | Codes | Range | Flag | Cell]] = {
    InputType.WORDS: Words,
    InputType.CODE: Codes,
    InputType.NUMBER: Range,
    InputType.BOOL: Flag,
    InputType.TEXT: Cell,
    InputType.DATE: Cell,
    InputType.TIME: Cell,
    InputType.MOMENT: Cell,
    InputType.DURATION: Cell,
    InputType.ANY: Cell,
}
