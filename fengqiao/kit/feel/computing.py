"""Parts made into a function of the variables: each part becomes one closure, so that asking again reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fengqiao.kit.feel.arithmetic import OPERATORS, negative
from fengqiao.kit.feel.functions import FUNCTIONS
from fengqiao.kit.feel.members import member
from fengqiao.kit.feel.nodes import (
    Between,
    Binary,
    Call,
    Choice,
    Defined,
    Ends,
    Entries,
    Filter,
    Instance,
    Listed,
    Literal,
    Loop,
    Name,
    Negative,
    Node,
    Path,
    Sign,
    Tests,
    Within,
)
from fengqiao.kit.feel.values import Function, Span, compare, equal, is_number

Scope = Mapping[str, Any]
Computed = Callable[[Scope], Any]
LONGEST_LOOP = 100_000  # items that one `for` may make: a cell is no program
ASKED = "?"


def computed(node: Node) -> Computed:
    """Return the function that gives the value of an expression for its variables."""
    return _MAKERS[type(node)](node)


def tested(tests: Tests) -> Callable[[Any, Scope], bool]:
    """Return the function that says whether a cell holds for a value."""
    if not tests.any_of:
        return lambda _value, _scope: True
    parts = [_alternative(each) for each in tests.any_of]
    if tests.negated:
        return lambda value, scope: _negated(value, scope, parts)
    return lambda value, scope: any(part(value, scope) is True for part in parts)


def _negated(value: Any, scope: Scope, parts: Sequence[Callable[[Any, Scope], bool | None]]) -> bool:
    answers = [part(value, scope) for part in parts]
    return True not in answers and None not in answers


def _alternative(node: Node) -> Callable[[Any, Scope], bool | None]:
    if isinstance(node, Sign):
        sign, other = node.sign, computed(node.value)
        return lambda value, scope: compare(sign, value, other(scope))
    expression = computed(node)
    if mentions(node, ASKED):
        return lambda value, scope: expression({**scope, ASKED: value}) is True
    if isinstance(node, Literal):
        wanted = node.value
        return lambda value, _scope: equal(value, wanted)
    condition = isinstance(node, Binary | Between | Within | Instance)
    return lambda value, scope: _fits(value, expression(scope), is_condition=condition)


def _fits(value: Any, found: Any, *, is_condition: bool = False) -> bool | None:
    """Return whether a value fits what a cell's expression gave: equal to it, within it, or the expression is true."""
    if isinstance(found, Span):
        return found.holds(value)
    if isinstance(found, list):
        if isinstance(value, list) and equal(value, found):
            return True
        return any(_fits(value, each) is True for each in found)
    if is_condition and isinstance(found, bool) and not isinstance(value, bool):
        return found
    return equal(value, found)


def mentions(node: object, name: str) -> bool:
    """Return whether a variable occurs in the parts."""
    if isinstance(node, Name):
        return node.name == name
    if isinstance(node, tuple):
        return any(mentions(each, name) for each in node)
    parts = getattr(type(node), "__dataclass_fields__", None)
    return parts is not None and any(mentions(getattr(node, part), name) for part in parts)


def called(node: object) -> frozenset[str]:
    """Return the names of the functions that an expression calls, but for those that it names itself."""
    found: set[str] = set()
    own: set[str] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting.extend(each)
            continue
        match each:
            case Call(Name(name), _, _):
                found.add(name)
            case Defined():
                own.update(each.params)
            case Loop():
                own.update(name for name, _ in each.over)
            case Entries():
                own.update(name for name, _ in each.entries)
        waiting.extend(getattr(each, part) for part in getattr(type(each), "__dataclass_fields__", ()))
    return frozenset(found - own)


def _literal(node: Literal) -> Computed:
    value = node.value
    return lambda _scope: value


def _name(node: Name) -> Computed:
    name = node.name
    known = FUNCTIONS.get(name)
    return lambda scope: scope.get(name, known)


def _path(node: Path) -> Computed:
    base, name = computed(node.base), node.name
    return lambda scope: member(base(scope), name)


def _filter(node: Filter) -> Computed:
    base, by = computed(node.base), computed(node.by)

    def filtered(scope: Scope) -> Any:
        found = base(scope)
        items = found if isinstance(found, list) else [] if found is None else [found]
        first = by({**scope, "item": items[0], **_as_scope(items[0])}) if items else by(scope)
        if is_number(first):
            place = int(first)
            return items[place - 1] if 0 < place <= len(items) else items[place] if -len(items) <= place < 0 else None
        return [item for item in items if by({**scope, "item": item, **_as_scope(item)}) is True]

    return filtered


def _as_scope(value: Any) -> Scope:
    return value if isinstance(value, dict) else {}


def _call(node: Call) -> Computed:
    function = computed(node.function)
    args = [computed(each) for each in node.args]
    named = [(name, computed(each)) for name, each in node.named]

    def called(scope: Scope) -> Any:
        found = function(scope)
        if not isinstance(found, Function):
            return None
        return found.call([arg(scope) for arg in args], {name: each(scope) for name, each in named})

    return called


def _negative(node: Negative) -> Computed:
    inner = computed(node.value)
    return lambda scope: negative(inner(scope))


def _binary(node: Binary) -> Computed:
    left, right, sign = computed(node.left), computed(node.right), node.sign
    if sign in ("and", "or"):
        deciding = sign == "or"

        def logic(scope: Scope) -> bool | None:
            one = left(scope)
            if one is deciding:
                return one is True
            other = right(scope)
            if other is deciding:
                return other is True
            return not deciding if isinstance(one, bool) and isinstance(other, bool) else None

        return logic
    operator = OPERATORS.get(sign)
    if operator:
        return lambda scope: operator(left(scope), right(scope))
    return lambda scope: compare(sign, left(scope), right(scope))


def _between(node: Between) -> Computed:
    value, low, high = computed(node.value), computed(node.low), computed(node.high)
    return lambda scope: Span(low(scope), high(scope)).holds(value(scope))


def _within(node: Within) -> Computed:
    value = computed(node.value)
    parts = [_alternative(each) for each in node.tests.any_of]

    def within(scope: Scope) -> bool | None:
        found = value(scope)
        answers = [part(found, scope) for part in parts]
        return True in answers or (None if answers == [None] else False)

    return within


def _instance(node: Instance) -> Computed:
    value, kind = computed(node.value), node.kind
    return lambda scope: kind.holds(value(scope))


def _choice(node: Choice) -> Computed:
    condition, yes, no = computed(node.condition), computed(node.yes), computed(node.no)
    return lambda scope: yes(scope) if condition(scope) is True else no(scope)


def _loop(node: Loop) -> Computed:
    over = [(name, computed(each)) for name, each in node.over]
    body = computed(node.body)

    keeps = node.word == "for" and mentions(node.body, "partial")

    def turns(scope: Scope, place: int, made: list[Any]) -> None:
        if place == len(over):
            made.append(body({**scope, "partial": list(made)} if keeps else scope))
            return
        name, items = over[place]
        for item in _items(items(scope)):
            if len(made) >= LONGEST_LOOP:
                return
            turns({**scope, name: item}, place + 1, made)

    def looped(scope: Scope) -> Any:
        if any(items is None for items in (over[0][1](scope),)):
            return None
        made: list[Any] = []
        turns(scope, 0, made)
        if node.word == "for":
            return made
        deciding = node.word == "some"
        if deciding in made:
            return deciding
        return None if any(not isinstance(each, bool) for each in made) else not deciding

    return looped


def _items(value: Any) -> Sequence[Any]:
    if isinstance(value, Span) and type(value.low) is int and type(value.high) is int:
        step = 1 if value.low <= value.high else -1
        return list(range(value.low, value.high + step, step))[:LONGEST_LOOP]
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _defined(node: Defined) -> Computed:
    body, params = computed(node.body), node.params
    return lambda scope: Function(params, lambda *args: body({**scope, **dict(zip(params, args, strict=False))}))


def _listed(node: Listed) -> Computed:
    items = [computed(each) for each in node.items]
    return lambda scope: [each(scope) for each in items]


def _entries(node: Entries) -> Computed:
    entries = [(key, computed(each)) for key, each in node.entries]

    def context(scope: Scope) -> Any:
        made: dict[str, Any] = {}
        for key, each in entries:
            if key in made:
                return None
            made[key] = each({**scope, **made})
        return made

    return context


def _ends(node: Ends) -> Computed:
    low, high = computed(node.low), computed(node.high)
    return lambda scope: Span(low(scope), high(scope), node.low_closed, node.high_closed)


def _sign(node: Sign) -> Computed:
    raise TypeError("a unary test is no expression")


_MAKERS: dict[type, Callable[[Any], Computed]] = {
    Literal: _literal,
    Name: _name,
    Path: _path,
    Filter: _filter,
    Call: _call,
    Negative: _negative,
    Binary: _binary,
    Between: _between,
    Within: _within,
    Instance: _instance,
    Choice: _choice,
    Loop: _loop,
    Defined: _defined,
    Listed: _listed,
    Entries: _entries,
    Ends: _ends,
    Sign: _sign,
}
