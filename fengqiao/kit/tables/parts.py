"""The parts of a decision table as plain data, and what a decision hands back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from fengqiao.kit.feel import Node, read_expression, spelled
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.conditions import Condition, InputType

Scalar = str | bool | int | float


class HitPolicy(StrEnum):
    """How the holding rows become the answer, as in DMN 1.x (Decision Model and Notation)."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(StrEnum):
    """What COLLECT makes of its answers: the list itself, their sum, least, greatest or number."""

    LIST = ""
    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True)
class Formula:
    """An output that is computed: an expression of FEEL, kept as it was written."""

    text: str
    node: Node = field(compare=False, repr=False)

    @classmethod
    def of(cls, text: str, names: Iterable[str] = ()) -> Formula:
        """Return the formula of a text; refuses (`Problem`) what is no expression."""
        return cls(text.strip(), read_expression(text, names))


@dataclass(frozen=True, slots=True)
class Input:
    """A column that rows ask about.

    `within` names another words input whose text contains this one's (the subject line lies within the whole text):
    only the static checks use it. `values`: what the input can be, where that is a list; a fact that is none of them
    is reported.
    """

    code: str
    name: str
    name_en: str
    type: InputType
    within: str | None = None
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A column that rows fill in; `type` is never WORDS.

    `values`: what it can be, the first going before the others where the policy asks for priority. `default`: what it
    is where no row holds.
    """

    code: str
    name: str
    name_en: str
    type: InputType
    values: tuple[Any, ...] = ()
    default: Scalar | Formula | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: when all conditions hold, then these outputs, for this reason. An omitted input is not asked about."""

    id: str
    name: str
    when: Mapping[str, Condition]
    then: Mapping[str, Scalar | Formula]
    why: str
    why_en: str
    source: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class TableData:
    """A published table as data. `lists` are the word lists that `@name` entries stand for."""

    code: str
    title: str
    title_en: str
    version: str
    valid_from: date
    hit_policy: HitPolicy
    source: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    lists: Mapping[str, tuple[str, ...]]
    aggregation: Aggregation = Aggregation.LIST

    def row(self, row_id: str) -> Row:
        """Return the row with this id; KeyError when there is none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table answered, for any hit policy.

    `value`: one output's value, several outputs as a dict, a list of either for the policies with several answers, a
    number where they are put together; None where nothing holds and there is no default. `rows`: the places of the
    holding rows. `violation`: why there is no answer although rows hold (UNIQUE with several, ANY with different ones,
    an input that is none of its values), in words.
    """

    value: Any
    rows: tuple[int, ...]
    violation: Problem | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row that would have decided, had one condition not failed.

    `failed`: the inputs whose condition failed (exactly one at present); `matched`: the words found, by input;
    `blocked_by`: the words found that the failed condition excludes.
    """

    row_id: str
    failed: tuple[str, ...]
    matched: Mapping[str, tuple[str, ...]]
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table answered and why.

    `matched`: the words that the deciding row found, by words input, in the order of the text. `facts_used`: the
    values of all inputs but words (texts are personal: only the words found are kept).
    """

    table: str
    version: str
    row: Row
    outputs: Mapping[str, Scalar]
    matched: Mapping[str, tuple[str, ...]]
    near_misses: tuple[NearMiss, ...]
    facts_used: Mapping[str, Scalar | None]

    def as_record(self) -> dict[str, object]:
        """Return the decision as plain data (JSON) to be stored beside what was decided."""
        return {
            "table": self.table,
            "version": self.version,
            "row": self.row.id,
            "outputs": {code: _storable(value) for code, value in self.outputs.items()},
            "matched": {code: list(words) for code, words in self.matched.items()},
            "near_misses": [
                {
                    "row": miss.row_id,
                    "failed": list(miss.failed),
                    "matched": {code: list(words) for code, words in miss.matched.items()},
                    "blocked_by": list(miss.blocked_by),
                }
                for miss in self.near_misses
            ],
            "facts": {code: _storable(value) for code, value in self.facts_used.items()},
        }


def _storable(value: Any) -> Any:
    """Return a value as JSON can hold it: dates, durations and decimals as FEEL spells them."""
    return value if value is None or isinstance(value, str | bool | int | float) else spelled(value)
