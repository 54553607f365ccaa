"""The parts of a decision table as plain data, and what a decision hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fengqiao.kit.tables.conditions import Condition, InputType

Scalar = str | bool | int | float


class HitPolicy(StrEnum):
    """How the holding rows become the answer, as in DMN (Decision Model and Notation); its others are not built yet."""

    FIRST = "FIRST"
    UNIQUE = "UNIQUE"


@dataclass(frozen=True, slots=True)
class Input:
    """A column that rows ask about.

    `within` names another words input whose text contains this one's (the subject line lies within the whole text):
    only the static checks use it.
    """

    code: str
    name: str
    name_en: str
    type: InputType
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A column that rows fill in; `type` is never WORDS."""

    code: str
    name: str
    name_en: str
    type: InputType


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: when all conditions hold, then these outputs, for this reason. An omitted input is not asked about."""

    id: str
    name: str
    when: Mapping[str, Condition]
    then: Mapping[str, Scalar]
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

    def row(self, row_id: str) -> Row:
        """Return the row with this id; KeyError when there is none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)


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
            "outputs": dict(self.outputs),
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
            "facts": dict(self.facts_used),
        }
