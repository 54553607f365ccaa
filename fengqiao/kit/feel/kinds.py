"""Types as `instance of` names them: `number`, `list<string>`, `context<age: number>`, `range<date>`, `function<number> -> number`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fengqiao.kit.feel.scanning import Scanner
from fengqiao.kit.feel.values import Function, Span, kind_of

_END = re.compile(r"\s*(?:[,)\]}<>]|\b(?:and|or|then|else|return|satisfies)\b|[=!+*/-]|\Z)")
_NAME_END = re.compile(r"\s*:")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A type. `parts`: of a list and a range the type inside, of a context its entries, of a function its parameters."""

    name: str
    parts: tuple[tuple[str, Kind], ...] = ()

    def holds(self, value: Any) -> bool:
        """Return whether a value is of this type; null is of none."""
        if self.name == "Any":
            return value is not None
        if kind_of(value) != self.name:
            return False
        if isinstance(value, list):
            return all(inner.holds(each) for _, inner in self.parts for each in value)
        if isinstance(value, dict):
            return all(inner.holds(value.get(name)) for name, inner in self.parts)
        if isinstance(value, Span):
            ends = [end for end in (value.low, value.high) if end is not None]
            return all(inner.holds(end) for _, inner in self.parts for end in ends)
        if isinstance(value, Function):
            return not self.parts or len(value.params) == len(self.parts) - 1
        return True


def read_kind(scanner: Scanner, depth: int = 0) -> Kind:
    """Take a type from a text; refuses what is none."""
    name = scanner.new_name(_END)
    if name not in ("list", "range", "context", "function") or depth > _DEEPEST or not scanner.sign("<"):
        return Kind(name)
    parts: list[tuple[str, Kind]] = []
    while not scanner.sign(">"):
        if parts:
            scanner.want(",")
        entry = ""
        if name == "context":
            entry = scanner.new_name(_NAME_END)
            scanner.want(":")
        parts.append((entry, read_kind(scanner, depth + 1)))
    if name == "function":
        scanner.want("->")
        parts.append(("", read_kind(scanner, depth + 1)))
    elif name != "context" and len(parts) != 1:
        raise scanner.fail()
    return Kind(name, tuple(parts))
