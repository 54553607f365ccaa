"""A whole model: input data, decisions with what they require, business knowledge, decision services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from fengqiao.kit.dmn.boxed import Reading, function_of
from fengqiao.kit.dmn.markup import MODELS, child, children, local, namespace, parsed, target
from fengqiao.kit.dmn.tables import policy_of
from fengqiao.kit.dmn.types import read_types
from fengqiao.kit.feel import Computed, Function, Scope, plain
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Table
from fengqiao.kit.tables.policies import SINGLE


@dataclass(frozen=True)
class _Element:
    """A decision, a business knowledge model, a service or an input, with the ids of what it requires."""

    id: str
    name: str
    sort: str
    kind: str
    needs: tuple[str, ...] = ()
    value: Computed | None = None
    function: Callable[[Scope], Function] | None = None
    outputs: tuple[str, ...] = ()
    is_multi: bool = False


class Model:
    """A model that was read. `name` is its own; `tables` its decision tables by the name of what holds them."""

    def __init__(self, name: str, elements: Mapping[str, _Element], reading: Reading) -> None:
        self.name = name
        self.tables: Mapping[str, Table] = reading.tables
        self._reading = reading
        self._elements = elements
        self._named = {(each.sort, each.name): each for each in elements.values()}

    def decisions(self) -> list[str]:
        """Return the names of the decisions."""
        return [name for sort, name in self._named if sort == "decision"]

    def decide(self, name: str, inputs: Mapping[str, Any]) -> tuple[Any, tuple[Problem, ...]]:
        """Return a decision's value for these inputs (by name), with the violations met; refuses an unknown name."""
        found = self._named.get(("decision", name)) or self._named.get(("service", name))
        if found is None:
            found = self._named.get(("knowledge", name))
        if found is None:
            raise Problem("dmn-unknown", "模型里没有“{name}”这个决策。", name=name)
        self._reading.violations.clear()
        given = {key: plain(value) for key, value in inputs.items()}
        value = self._value(found, given, {}, ())
        if isinstance(value, Function):
            value = value.call([], {param: given.get(param) for param in value.params})
        return value, tuple(self._reading.violations)

    def _value(self, element: _Element, inputs: Mapping[str, Any], known: dict[str, Any], path: tuple[str, ...]) -> Any:
        if element.id in known:
            return known[element.id]
        if element.id in path:
            raise Problem("dmn-cycle", "模型里“{name}”依赖它自己。", name=element.name)
        if element.sort == "input":
            value = inputs.get(element.name)
            fitted = self._reading.types.fitted(value, element.kind) if element.kind else value
        elif element.sort == "service":
            fitted = self._service(element, inputs)
        else:
            scope = {}
            for each in element.needs:
                if needed := self._elements.get(each):
                    scope[needed.name] = self._value(needed, inputs, known, (*path, element.id))
            fitted = element.function(scope) if element.function else self._decided(element, scope)
        known[element.id] = fitted
        return fitted

    def _decided(self, element: _Element, scope: Scope) -> Any:
        value = element.value(scope) if element.value else None
        if not element.kind or isinstance(value, Function):
            return value
        types = self._reading.types
        if element.is_multi and isinstance(value, list) and not types.is_list(element.kind):
            return value  # older models give a table with several answers the type of one of them
        return types.fitted(value, element.kind)

    def _service(self, element: _Element, inputs: Mapping[str, Any]) -> Function:
        params = tuple(self._elements[each].name for each in element.needs if each in self._elements)

        def called(*args: Any) -> Any:
            given = {**inputs, **dict(zip(params, args, strict=False))}
            known = {
                each: given.get(self._elements[each].name)
                for each in element.needs
                if each in self._elements and self._elements[each].sort == "decision"
            }
            outputs = [self._elements[each] for each in element.outputs if each in self._elements]
            values = {each.name: self._value(each, given, known, ()) for each in outputs}
            found = next(iter(values.values())) if len(values) == 1 else values
            return self._reading.types.fitted(found, element.kind) if element.kind else found

        return Function(params, called, needed=0)


def read_model(content: bytes) -> Model:
    """Return the model of a DMN file (1.1 to 1.6); refuses (`Problem`) what is none, naming decision, row and column."""
    root = parsed(content)
    if local(root) != "definitions":
        raise Problem("dmn-none", "这不是 DMN 文件：最外层应为 definitions。")
    known = namespace(root) in MODELS or child(root, "decision", "businessKnowledgeModel") is not None
    if not known:  # old modellers put the elements into a namespace of their own
        raise Problem("dmn-version", "不认识这个 DMN 版本：{namespace}", namespace=namespace(root) or "—")
    _refuse_imports(root)
    reading = Reading(_names(root), read_types(root))
    elements: dict[str, _Element] = {}
    for element in children(root, "inputData", "decision", "businessKnowledgeModel", "decisionService"):
        made = _SORTS[local(element)](reading, element)
        elements[made.id] = made
    return Model(" ".join(root.get("name", "").split()), elements, reading)


def _refuse_imports(root: Element) -> None:
    """Refuse a model that leans on another file: what it would decide without that file is not what was written.

    An import of the model's own namespace names nothing that is not here.
    """
    for each in children(root, "import"):
        if each.get("namespace", "") != root.get("namespace", ""):
            name = each.get("name") or each.get("locationURI") or each.get("namespace") or "—"
            raise Problem("dmn-import", "模型引用了另一个文件“{name}”。请把它的内容并入同一个文件再导入。", name=name)


_DRG = frozenset(
    {"inputData", "decision", "businessKnowledgeModel", "decisionService", "variable", "formalParameter", "parameter",
     "itemComponent", "column", "output"}
)  # fmt: skip


def _names(root: Element) -> set[str]:
    """Return all names that an expression of the model may speak of."""
    names = {" ".join(each.get("name", "").split()) for each in root.iter() if local(each) in _DRG}
    iterators = {each.get("iteratorVariable", "") for each in root.iter()}
    return {name for name in names | iterators if name}


def _head(element: Element) -> tuple[str, str, str]:
    name = " ".join(element.get("name", "").split())
    variable = child(element, "variable")
    kind = variable.get("typeRef", "") if variable is not None else ""
    return element.get("id") or name, name, kind


def _needs(element: Element) -> tuple[str, ...]:
    inner = (
        each
        for one in children(element, "informationRequirement", "knowledgeRequirement")
        for each in children(one, "requiredInput", "requiredDecision", "requiredKnowledge")
    )
    return tuple(target(each) for each in inner)


def _input(_reading: Reading, element: Element) -> _Element:
    key, name, kind = _head(element)
    return _Element(key, name, "input", kind)


def _decision(reading: Reading, element: Element) -> _Element:
    key, name, kind = _head(element)
    value = reading.boxed(element, name)
    table = child(element, "decisionTable")
    is_multi = table is not None and policy_of(table, name)[0] not in SINGLE
    return _Element(key, name, "decision", kind, _needs(element), value, is_multi=is_multi)


def _knowledge(reading: Reading, element: Element) -> _Element:
    key, name, kind = _head(element)
    logic = child(element, "encapsulatedLogic")
    function = function_of(reading, logic, name, kind) if logic is not None else None
    return _Element(key, name, "knowledge", kind, _needs(element), function=function)


def _service(_reading: Reading, element: Element) -> _Element:
    key, name, kind = _head(element)
    # Parameters stand in the order in which the element lists them: decisions first, then data.
    needs = tuple(target(each) for each in children(element, "inputDecision", "inputData"))
    outputs = tuple(target(each) for each in children(element, "outputDecision"))
    return _Element(key, name, "service", kind, needs, outputs=outputs)


_SORTS: dict[str, Callable[[Reading, Element], _Element]] = {
    "inputData": _input,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
