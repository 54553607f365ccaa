"""Boxed expressions (DMN 1.x, 10.2): each element becomes a function of the variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from fengqiao.kit.dmn.markup import child, children, local, text_of
from fengqiao.kit.dmn.tables import read_table, spoken
from fengqiao.kit.dmn.types import Types, with_types
from fengqiao.kit.feel import FUNCTIONS, Computed, Function, Scope, called, computed, literal, read_expression, tested
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Cell, Formula, Outcome, Table, not_allowed

EXPRESSIONS = (
    "literalExpression", "decisionTable", "context", "invocation", "list", "relation", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
)  # fmt: skip
_DEEPEST = 60


@dataclass
class Reading:
    """What reading one model needs and gathers: names that expressions may speak of, types, tables, violations."""

    names: set[str]
    types: Types
    tables: dict[str, Table] = field(default_factory=dict)
    violations: list[Problem] = field(default_factory=list)
    depth: int = 0

    def boxed(self, element: Element | None, title: str) -> Computed | None:
        """Return the function of the first expression in an element; None where there is none."""
        found = child(element, *EXPRESSIONS)
        if found is None:
            return None
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Problem("dmn-deep", "模型“{name}”里表达式套得太深。", name=title)
        made = _BOXES[local(found)](self, found, title)
        self.depth -= 1
        kind = found.get("typeRef", "")
        if not kind or local(found) in ("decisionTable", "functionDefinition"):
            return made
        return lambda scope: self.types.fitted(made(scope), kind)

    def feel(self, text: str, title: str) -> Computed:
        """Return the function of a FEEL text; an empty one is null."""
        if not text:
            return lambda _scope: None
        try:
            node = read_expression(text, self.names)
        except Problem as problem:
            message = "模型里“{name}”的表达式读不懂：{why}"
            raise Problem("dmn-expression", message, name=title, why=str(problem)) from problem
        unknown = tuple(sorted(called(node) - self.names - FUNCTIONS.keys()))
        return self.refusing(title, unknown) if unknown else computed(node)

    def refusing(self, title: str, unknown: tuple[str, ...]) -> Computed:
        """Return the function of an expression that calls what nobody knows: null, and the names of it."""

        def refused(_scope: Scope) -> None:
            message = "模型里“{name}”用到不认识的函数：{functions}。"
            self.violations.append(Problem("dmn-function", message, name=title, functions=unknown))

        return refused


def _literal(reading: Reading, element: Element, title: str) -> Computed:
    return reading.feel(text_of(element), title)


def _table(reading: Reading, element: Element, title: str) -> Computed:
    table, texts, listed = read_table(element, title, reading.names, reading.types)
    reading.tables[title] = table
    unknown = _strange(table) - reading.names - FUNCTIONS.keys()
    if unknown:
        return reading.refusing(title, tuple(sorted(unknown)))
    asked = [(each.code, reading.feel(text, title)) for each, (text, _) in zip(table.inputs, texts, strict=True)]
    computes = _computed(table, listed)
    limits = [(each, tested(limit)) for each, (_, limit) in zip(table.inputs, texts, strict=True) if limit is not None]

    def decided(scope: Scope) -> Any:
        facts = {code: ask(scope) for code, ask in asked}
        for each, allows in limits:
            if facts[each.code] is not None and not allows(facts[each.code], scope):
                reading.violations.append(not_allowed(table, each))
                return None
        outcome = table.evaluate(facts, scope)
        if computes and outcome.violation is None:
            for code, value in spoken(table, outcome, scope):
                if code in computes and not listed[code](value):
                    reading.violations.append(_unlisted(table, code, value))
                    return None
        return _answered(reading, outcome)

    return decided


def _strange(table: Table) -> frozenset[str]:
    """Return the names of all functions that the cells of a table call."""
    nodes = [value.node for row in table.rows for value in row.then.values() if isinstance(value, Formula)]
    nodes += [each.default.node for each in table.outputs if isinstance(each.default, Formula)]
    cells = tuple(cell.tests for row in table.rows for cell in row.when.values() if isinstance(cell, Cell))
    return called((tuple(nodes), cells))


def _computed(table: Table, listed: Mapping[str, object]) -> frozenset[str]:
    """Return the listed outputs that some row computes: what they come to is known when it is asked."""
    said = {code for row in table.rows for code, value in row.then.items() if isinstance(value, Formula)}
    return frozenset(said & listed.keys())


def _unlisted(table: Table, code: str, value: Any) -> Problem:
    name = next(each.name for each in table.outputs if each.code == code)
    message = "清单“{table}”的“{column}”列算出“{said}”，不在这一列列出的结论里。"
    return Problem("dmn-unlisted", message, table=table.title, column=name, said=literal(value))


def _answered(reading: Reading, outcome: Outcome) -> Any:
    if outcome.violation:
        reading.violations.append(outcome.violation)
    return outcome.value


def _context(reading: Reading, element: Element, title: str) -> Computed:
    entries: list[tuple[str, str, Computed]] = []
    for each in children(element, "contextEntry"):
        variable = child(each, "variable")
        name = " ".join(variable.get("name", "").split()) if variable is not None else ""
        kind = variable.get("typeRef", "") if variable is not None else ""
        made = reading.boxed(each, f"{title}.{name}" if name else title) or (lambda _scope: None)
        entries.append((name, kind, made))

    def context(scope: Scope) -> Any:
        result: dict[str, Any] = {}
        for name, kind, made in entries:
            value = made({**scope, **result})
            if not name:
                return value
            result[name] = reading.types.fitted(value, kind) if kind and not isinstance(value, Function) else value
        return result

    return context


def _invocation(reading: Reading, element: Element, title: str) -> Computed:
    called = reading.boxed(element, title) or (lambda _scope: None)
    bindings = []
    for each in children(element, "binding"):
        parameter = child(each, "parameter")
        name = " ".join(parameter.get("name", "").split()) if parameter is not None else ""
        bindings.append((name, reading.boxed(each, f"{title}.{name}") or (lambda _scope: None)))

    def invoked(scope: Scope) -> Any:
        function = called(scope)
        if not isinstance(function, Function):
            return None
        return function.call([], {name: made(scope) for name, made in bindings})

    return invoked


def _list(reading: Reading, element: Element, title: str) -> Computed:
    items = [_each(reading, each, title) for each in children(element, *EXPRESSIONS)]
    return lambda scope: [made(scope) for made in items]


def _each(reading: Reading, element: Element, title: str) -> Computed:
    """Return the function of an expression element itself."""
    return _BOXES[local(element)](reading, element, title)


def _relation(reading: Reading, element: Element, title: str) -> Computed:
    columns = [" ".join(each.get("name", "").split()) for each in children(element, "column")]
    rows = [[_each(reading, cell, title) for cell in children(row, *EXPRESSIONS)] for row in children(element, "row")]
    return lambda scope: [{name: made(scope) for name, made in zip(columns, cells, strict=False)} for cells in rows]


def _function(reading: Reading, element: Element, title: str) -> Computed:
    return function_of(reading, element, title)


def function_of(reading: Reading, element: Element, title: str, result: str = "") -> Callable[[Scope], Function]:
    """Return what makes the function of a definition (or of a business knowledge model's logic) in a scope."""
    parameters = list(children(element, "formalParameter"))
    params = tuple(" ".join(each.get("name", "").split()) for each in parameters)
    kinds = {name: each.get("typeRef", "") for name, each in zip(params, parameters, strict=True)}
    kind = element.get("kind", "FEEL")
    body = reading.boxed(element, title) if kind == "FEEL" else _foreign(reading, title, kind)
    made: Computed = body or (lambda _scope: None)

    def defined(scope: Scope) -> Function:
        def call(*args: Any) -> Any:
            return made({**scope, **dict(zip(params, args, strict=False))})

        return with_types(Function(params, call), kinds, reading.types, result)

    return defined


def _foreign(reading: Reading, title: str, kind: str) -> Computed:
    """Return the function of a body in another language (Java, PMML): null, and that it is not run here."""

    def refused(_scope: Scope) -> None:
        message = "模型里“{name}”是用 {kind} 写的函数，这里不运行。"
        reading.violations.append(Problem("dmn-foreign", message, name=title, kind=kind))

    return refused


def _conditional(reading: Reading, element: Element, title: str) -> Computed:
    asked, yes, no = (
        reading.boxed(child(element, name), title) or (lambda _scope: None) for name in ("if", "then", "else")
    )
    return lambda scope: yes(scope) if asked(scope) is True else no(scope)


def _filter(reading: Reading, element: Element, title: str) -> Computed:
    base = reading.boxed(child(element, "in"), title) or (lambda _scope: None)
    by = reading.boxed(child(element, "match"), title) or (lambda _scope: None)

    def filtered(scope: Scope) -> Any:
        found = base(scope)
        items = found if isinstance(found, list) else [] if found is None else [found]
        return [item for item in items if by(_inner(scope, "item", item)) is True]

    return filtered


def _inner(scope: Scope, name: str, item: Any) -> Mapping[str, Any]:
    return {**scope, **(item if isinstance(item, dict) else {}), name: item}


def _iterator(reading: Reading, element: Element, title: str) -> Computed:
    word, name = local(element), element.get("iteratorVariable", "item")
    items = reading.boxed(child(element, "in"), title) or (lambda _scope: None)
    body = reading.boxed(child(element, "return", "satisfies"), title) or (lambda _scope: None)

    def iterated(scope: Scope) -> Any:
        found = items(scope)
        if found is None:
            return None
        made: list[Any] = []
        for each in found if isinstance(found, list) else [found]:
            made.append(body({**scope, name: each, "partial": made}))
        if word == "for":
            return made
        deciding = word == "some"
        return deciding if deciding in made else not deciding

    return iterated


_BOXES: dict[str, Callable[[Reading, Element, str], Computed]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
}
