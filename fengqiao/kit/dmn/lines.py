"""The rules of a DMN file as lines of a table's sheet, so that a table written out, changed elsewhere, comes back."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from fengqiao.kit.dmn.markup import child, children, local, parsed, text_of
from fengqiao.kit.dmn.models import read_model
from fengqiao.kit.dmn.writing import OWN, feel_of
from fengqiao.kit.feel.nodes import Literal
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Formula, InputType, Table
from fengqiao.kit.tables.notation import read_cell, value_text
from fengqiao.kit.tables.sheet import columns_of

_NOTES = ("why", "source", "name_en", "why_en")  # annotations in the order in which a table is written


def lines_from(content: bytes, shape: Table) -> list[list[str]]:
    """Return the lines of the first decision table of a DMN file, in the columns of `shape`; refuses what does not fit.

    Inputs are found by their expression, outputs by their name. What a words column said in its own words is taken back
    where nobody changed its tests.
    """
    read_model(content)  # names the row and column of what cannot be read
    found = next((each for each in parsed(content).iter() if local(each) == "decisionTable"), None)
    if found is None:
        raise Problem("dmn-no-table", "这个 DMN 文件里没有决策清单。")
    asked = [text_of(child(each, "inputExpression")) for each in children(found, "input")]
    said = [each.get("name") or each.get("label") or "" for each in children(found, "output")]
    inputs, outputs = {each.code for each in shape.inputs}, {each.code for each in shape.outputs}
    if len(shape.outputs) == len(said) == 1 and not said[0]:
        said = [shape.outputs[0].code]
    strange = [name for name in asked if name not in inputs] + [name for name in said if name not in outputs]
    if strange:
        raise Problem("dmn-columns", "这张清单没有这些列：{names}。", names=tuple(strange))
    rows = [_line(number, each, asked, said, shape) for number, each in enumerate(children(found, "rule"), 1)]
    return [[row.get(column.key, "") for column in columns_of(shape)] for row in rows]


def _line(number: int, rule: Element, asked: list[str], said: list[str], shape: Table) -> dict[str, str]:
    inputs = {each.code: each for each in shape.inputs}
    line = {"id": rule.get("id", "").lower() or f"r{number}", "name": text_of(rule, "description")}
    for code, cell in zip(asked, children(rule, "inputEntry"), strict=True):
        text, own = text_of(cell), cell.get(f"{{{OWN}}}cell", "")
        if own and feel_of(read_cell(own, inputs[code]), shape.lists) == text:
            text = own
        elif inputs[code].type is InputType.WORDS and text not in ("", "-"):
            text = f"= {text}"
        line[f"when.{code}"] = "" if text == "-" else text
    for code, cell in zip(said, children(rule, "outputEntry"), strict=True):
        line[f"then.{code}"] = _output(text_of(cell))
    notes = [text_of(each) for each in children(rule, "annotationEntry")]
    line |= dict(zip(_NOTES, notes, strict=False))
    line["name"] = line["name"] or line.get("why", "") or line["id"]
    line["why"] = line.get("why", "") or line["name"]
    return line


def _output(text: str) -> str:
    if text in ("", "-"):
        return ""
    formula = Formula.of(text)
    return value_text(formula.node.value if isinstance(formula.node, Literal) else formula)
