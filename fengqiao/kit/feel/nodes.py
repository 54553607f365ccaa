"""The parts of a FEEL expression as plain data, as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fengqiao.kit.feel.kinds import Kind


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """`base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[by]`: by number or by a condition on each item."""

    base: Node
    by: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function called, by place or by name."""

    function: Node
    args: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Negative:
    """`-value`."""

    value: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison or logic of two sides: `sign` says which."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`, both ends counted."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Within:
    """`value in tests`."""

    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class Instance:
    """`value instance of kind`."""

    value: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Loop:
    """`for`, `some` or `every` over one or several lists."""

    word: str
    over: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Defined:
    """`function(params) body`."""

    params: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Listed:
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """`{a: 1}`: later entries may speak of earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """A range written out."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A unary test with a sign: `< 5`."""

    sign: str
    value: Node


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell: one of the alternatives holds, or with `negated` none does. No alternatives: `-`, anything."""

    any_of: tuple[Node, ...] = ()
    negated: bool = False


Node = (
    Literal | Name | Path | Filter | Call | Negative | Binary | Between | Within | Instance | Choice | Loop | Defined
    | Listed | Entries | Ends | Sign
)  # fmt: skip
