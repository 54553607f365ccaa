"""A table written as a DMN 1.5 model: one decision, its inputs, its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fengqiao.kit.feel import literal, plain
from fengqiao.kit.tables import Cell, Codes, Condition, Flag, Formula, InputType, Range, Table, Words
from fengqiao.kit.tables.notation import cell_text

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
OWN = "https://fengqiao.example/dmn"
_KINDS = {
    InputType.WORDS: "string",
    InputType.CODE: "string",
    InputType.TEXT: "string",
    InputType.NUMBER: "number",
    InputType.BOOL: "boolean",
    InputType.DATE: "date",
    InputType.TIME: "time",
    InputType.MOMENT: "date and time",
    InputType.DURATION: "days and time duration",
    InputType.ANY: "Any",
}


def written(table: Table) -> bytes:
    """Return the DMN file of a table. Conditions on words become FEEL's `contains`; upper and lower case count there."""
    root = Element("definitions", {
        "xmlns": MODEL, "xmlns:fq": OWN, "id": f"_{table.code}", "name": table.title, "namespace": f"{OWN}/{table.code}",
    })  # fmt: skip
    for each in table.inputs:
        data = SubElement(root, "inputData", {"id": f"in_{each.code}", "name": each.code})
        SubElement(data, "variable", {"name": each.code, "typeRef": _KINDS[each.type]})
    decision = SubElement(root, "decision", {"id": f"decision_{table.code}", "name": table.title})
    SubElement(decision, "variable", {"name": table.title})
    for each in table.inputs:
        need = SubElement(decision, "informationRequirement", {"id": f"need_{each.code}"})
        SubElement(need, "requiredInput", {"href": f"#in_{each.code}"})
    made = SubElement(decision, "decisionTable", {"id": f"table_{table.code}", "hitPolicy": table.hit_policy.value})
    if table.aggregation.value:
        made.set("aggregation", table.aggregation.value)
    _heads(made, table)
    for row in table.rows:
        rule = SubElement(made, "rule", {"id": row.id})
        SubElement(rule, "description").text = row.name
        for each in table.inputs:
            condition = row.when.get(each.code)
            entry = SubElement(rule, "inputEntry", {"id": f"{row.id}.when.{each.code}"})
            if isinstance(condition, Words):
                entry.set("fq:cell", cell_text(condition))
            _text(entry, feel_of(condition, table.lists))
        for output in table.outputs:
            entry = SubElement(rule, "outputEntry", {"id": f"{row.id}.then.{output.code}"})
            _text(entry, _value(row.then.get(output.code)))
        for word in (row.why, row.source, row.name_en, row.why_en):
            _text(SubElement(rule, "annotationEntry"), word)
    indent(root)
    made_of: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made_of


def _heads(made: Element, table: Table) -> None:
    for each in table.inputs:
        head = SubElement(made, "input", {"id": f"input_{each.code}", "label": each.name})
        _text(SubElement(head, "inputExpression", {"typeRef": _KINDS[each.type]}), each.code)
        if each.values:
            _text(SubElement(head, "inputValues"), ", ".join(literal(plain(value)) for value in each.values))
    for output in table.outputs:
        attributes = {"id": f"output_{output.code}", "name": output.code, "label": output.name}
        head = SubElement(made, "output", {**attributes, "typeRef": _KINDS[output.type]})
        if output.values:
            _text(SubElement(head, "outputValues"), ", ".join(literal(plain(value)) for value in output.values))
        if output.default is not None:
            _text(SubElement(head, "defaultOutputEntry"), _value(output.default))
    for name in ("理由", "依据", "名称（英）", "理由（英）"):
        SubElement(made, "annotation", {"name": name})


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _value(value: Any) -> str:
    if isinstance(value, Formula):
        return value.text
    return "" if value is None else literal(plain(value))


def feel_of(condition: Condition | None, lists: Mapping[str, Sequence[str]]) -> str:
    """Return a condition as FEEL's unary tests; `lists` open the words that stand for many."""
    match condition:
        case None:
            return "-"
        case Cell():
            return condition.text
        case Range():
            return cell_text(condition)
        case Flag():
            return literal(condition.value)
        case Codes():
            codes = condition.any_of or condition.none_of
            text = ", ".join(literal(code or None) for code in codes)
            return text if condition.any_of else f"not({text})"
    return _words(condition, lists)


def _words(words: Words, lists: Mapping[str, Sequence[str]]) -> str:
    def opened(entries: Sequence[str]) -> str:
        found = (word for entry in entries for word in (lists.get(entry[1:], ()) if entry[:1] == "@" else (entry,)))
        return literal(list(dict.fromkeys(found)))

    parts = []
    if words.any_of and words.at_least > 1:
        parts.append(f"sum(for word in {opened(words.any_of)} return if contains(?, word) then 1 else 0)"
                     f" >= {words.at_least}")  # fmt: skip
    elif words.any_of:
        parts.append(f"(some word in {opened(words.any_of)} satisfies contains(?, word))")
    if words.all_of:
        parts.append(f"(every word in {opened(words.all_of)} satisfies contains(?, word))")
    if words.none_of:
        parts.append(f"not(some word in {opened(words.none_of)} satisfies contains(?, word))")
    return " and ".join(parts)
