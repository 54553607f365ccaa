"""Types of a model: item definitions, and values made to fit them (else null)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from xml.etree.ElementTree import Element

from fengqiao.kit.dmn.markup import child, children, text_of
from fengqiao.kit.feel import Function, kind_of, read_tests, tested
from fengqiao.kit.feel.nodes import Literal, Tests

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "double": "number",
    "long": "number",
}
BASIC = frozenset(
    {
        "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
        "years and months duration", "duration",
    }
)  # fmt: skip
_DEEPEST = 20  # a type of a type of a type


@dataclass(frozen=True)
class Item:
    """An item definition."""

    name: str
    kind: str
    is_list: bool
    parts: tuple[Item, ...] = ()
    allowed: Tests | None = None
    constraint: Tests | None = None  # on the whole value, a list too

    def allows(self, value: Any) -> bool:
        """Return whether one value is among the allowed ones."""
        return self.allowed is None or tested(self.allowed)(value, {})


class Types:
    """The item definitions of a model by name."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = {item.name: item for item in items}

    def names(self) -> set[str]:
        """Return the names of all parts, which expressions may speak of."""
        return {part.name for item in self._items.values() for part in _parts(item)}

    def values(self, kind: str) -> tuple[Any, ...]:
        """Return the allowed values of a type, where they are a list."""
        item = self._items.get(bare(kind))
        return literals(item.allowed) if item and item.allowed else ()

    def is_list(self, kind: str) -> bool:
        """Return whether the type is a list of something."""
        item = self._items.get(bare(kind))
        return bool(item and item.is_list)

    def fitted(self, value: Any, kind: str, depth: int = 0) -> Any:
        """Return the value as one of this type; None when it is none (DMN 1.x, 10.3.2.9.4)."""
        if value is None or depth > _DEEPEST:
            return None
        name = bare(kind)
        item = self._items.get(name)
        if item is None:
            return _basic(value, name)
        return self._as_item(value, item, depth)

    def _as_item(self, value: Any, item: Item, depth: int) -> Any:
        fitted = self._as_many(value, item, depth)
        if fitted is None or item.constraint is None or tested(item.constraint)(fitted, {}):
            return fitted
        return None

    def _as_many(self, value: Any, item: Item, depth: int) -> Any:
        if not item.is_list:
            single = value[0] if isinstance(value, list) and len(value) == 1 else value
            return self._one(single, item, depth)
        if isinstance(value, list):
            made = [self._one(each, item, depth) for each in value]
            return None if any(a is not None and b is None for a, b in zip(value, made, strict=True)) else made
        one = self._one(value, item, depth)
        return None if one is None else [one]

    def _one(self, value: Any, item: Item, depth: int) -> Any:
        if item.parts:
            if not isinstance(value, dict):
                return None
            made = dict(value)
            for part in item.parts:
                given = value.get(part.name)
                if given is None:
                    continue
                made[part.name] = self._as_item(given, part, depth + 1)
                if made[part.name] is None:
                    return None
            return made
        fitted = self.fitted(value, item.kind, depth + 1) if item.kind else value
        return fitted if fitted is None or item.allows(fitted) else None


def bare(kind: str) -> str:
    """Return a type's name without prefix, in the words of FEEL."""
    name = kind.rpartition(":")[2] if ":" in kind else kind
    return _ALIASES.get(name, name)


def _basic(value: Any, name: str) -> Any:
    if name not in BASIC:
        return value
    single = value[0] if isinstance(value, list) and len(value) == 1 else value
    kind = kind_of(single)
    if kind == name or (name == "duration" and kind.endswith("duration")):
        return single
    if name == "date and time" and kind == "date":
        return datetime.combine(single, time(tzinfo=UTC))
    return None


def literals(tests: Tests | None) -> tuple[Any, ...]:
    """Return the values of a list of allowed ones; nothing when it is no plain list."""
    if tests is None or tests.negated or not all(isinstance(each, Literal) for each in tests.any_of):
        return ()
    return tuple(each.value for each in tests.any_of if isinstance(each, Literal))


def _parts(item: Item) -> Iterable[Item]:
    for part in item.parts:
        yield part
        yield from _parts(part)


def read_types(root: Element) -> Types:
    """Return the item definitions of a model."""
    return Types(_item(each) for each in children(root, "itemDefinition"))


def _item(element: Element) -> Item:
    allowed, constraint = (text_of(child(element, name)) for name in ("allowedValues", "typeConstraint"))
    return Item(
        name=" ".join(element.get("name", "").split()),
        kind=text_of(element, "typeRef"),
        is_list=element.get("isCollection") == "true",
        parts=tuple(_item(each) for each in children(element, "itemComponent")),
        allowed=read_tests(allowed) if allowed else None,
        constraint=read_tests(constraint) if constraint else None,
    )


def with_types(function: Function, kinds: Mapping[str, str], types: Types, result: str) -> Function:
    """Return a function whose arguments and result are made to fit their types."""
    given = [kinds.get(name, "") for name in function.params]

    def called(*args: Any) -> Any:
        fitted = [types.fitted(arg, kind) if kind else arg for arg, kind in zip(args, given, strict=False)]
        found = function.body(*fitted)
        return types.fitted(found, result) if result else found

    return Function(function.params, called)
