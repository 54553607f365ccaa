"""The cases of the DMN Technology Compatibility Kit: inputs, expected results, and how a model does on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from fengqiao.kit.dmn.markup import NIL, TYPE, child, children, local, parsed
from fengqiao.kit.dmn.models import Model
from fengqiao.kit.feel import equal, is_number, literal
from fengqiao.kit.feel.values import date_of, duration_of, moment_of, number_of, time_of
from fengqiao.kit.problems import Problem

NEAR = Decimal("0.00000001")  # how near two numbers are the same, as the kit's own runner has it


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation: the model's decision `name` gives `expected` for these inputs (by name).

    `is_error`: the kit expects an error, which here is null.
    """

    id: str
    name: str
    inputs: Mapping[str, Any]
    expected: Any
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a model did on a case."""

    case: Case
    passed: bool
    value: Any
    notes: tuple[Problem, ...] = ()

    def told(self) -> str:
        """Return what was expected and what came, as FEEL spells it."""
        return f"{literal(self.case.expected)} ≠ {literal(self.value)}"


def read_cases(content: bytes) -> list[Case]:
    """Return the cases of a file, one for each expected result; refuses (`Problem`) what is no file of cases."""
    root = parsed(content)
    if local(root) != "testCases":
        raise Problem("cases-none", "这不是 DMN 用例文件：最外层应为 testCases。")
    found = []
    for number, each in enumerate(children(root, "testCase"), 1):
        inputs = {_name(node): _value(node) for node in children(each, "inputNode")}
        service = each.get("invocableName") if each.get("type") in ("decisionService", "bkm") else None
        for result in children(each, "resultNode"):
            expected = child(result, "expected")
            found.append(
                Case(
                    id=each.get("id") or str(number),
                    name=" ".join(service.split()) if service else _name(result),
                    inputs=inputs,
                    expected=_value(expected) if expected is not None else None,
                    is_error=result.get("errorResult") == "true",
                )
            )
    return found


def run_cases(model: Model, cases: list[Case]) -> list[CaseResult]:
    """Return how a model does on the cases."""
    results = []
    for case in cases:
        try:
            value, notes = model.decide(case.name, case.inputs)
        except Problem as problem:
            value, notes = None, (problem,)
        passed = value is None if case.is_error else alike(case.expected, value)
        if any(note.code in ("dmn-unknown", "dmn-cycle") for note in notes):
            passed = case.is_error
        results.append(CaseResult(case, passed, value, notes))
    return results


def alike(expected: Any, value: Any) -> bool:
    """Return whether a result is the expected one, numbers to eight places."""
    if is_number(expected) and is_number(value):
        return abs(Decimal(expected) - Decimal(value)) <= NEAR * max(Decimal(1), abs(Decimal(expected)))
    if isinstance(expected, list) and isinstance(value, list):
        return len(expected) == len(value) and all(map(alike, expected, value))
    if isinstance(expected, dict) and isinstance(value, dict):
        keys = expected.keys() | value.keys()
        return all(alike(expected.get(key), value.get(key)) for key in keys)
    return equal(expected, value) is True


def _name(element: Element) -> str:
    return " ".join(element.get("name", "").split())


def _value(element: Element) -> Any:
    """Return the value of a node: components, a list, or one value of an XML type."""
    components = list(children(element, "component"))
    if components:
        return {_name(each): _value(each) for each in components}
    items = child(element, "list")
    if items is not None:
        return [_value(each) for each in children(items, "item")]
    value = child(element, "value")
    if value is None or value.get(NIL) == "true":
        return None
    inner = child(value, "list", "component")
    if inner is not None:
        return _value(value)
    return _scalar((value.get(TYPE) or "").rpartition(":")[2], value.text or "")


def _scalar(kind: str, text: str) -> Any:
    match kind:
        case "string":
            return text
        case "boolean":
            return text.strip() in ("true", "1")
        case "date":
            return date_of(text.strip())
        case "time":
            return time_of(text.strip())
        case "dateTime":
            return moment_of(text.strip())
        case "duration" | "dayTimeDuration" | "yearMonthDuration":
            return duration_of(text.strip())
        case "":
            number = number_of(text)
            return text if number is None else number
    return number_of(text)
