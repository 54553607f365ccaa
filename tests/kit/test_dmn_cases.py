"""Decision tables by cases of our own, as wide as levels 2 and 3 of the public test kit: every policy, cell, kind of value, function.

Each file under `dmn_cases` holds models with their cases; inputs and values are written in FEEL. What is not promised is `reported`
by name beside null, or `refused` when the model is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from fengqiao.kit.dmn import read_model
from fengqiao.kit.feel import computed, read_expression
from fengqiao.kit.problems import Problem

FILES = sorted((Path(__file__).parent / "dmn_cases").glob("*.toml"))
SPEAKS = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
POLICIES = {"UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER", "C+", "C<", "C>", "C#"}


def models() -> Iterator[Any]:
    for path in FILES:
        for model in tomllib.loads(path.read_text(encoding="utf-8"))["model"]:
            yield pytest.param(model, id=f"{path.stem}: {model['name']}")


def feel(text: str) -> Any:
    return computed(read_expression(text, []))({})


def column(words: str) -> tuple[str, str]:
    """Name and type of an input `name: type | allowed`."""
    name, _, kind = words.partition("|")[0].partition(":")
    return name.strip(), kind.strip()


def tag(name: str, text: str) -> str:
    return f"<{name}><text>{escape(text)}</text></{name}>" if text else ""


def written(model: dict[str, Any]) -> bytes:
    """The model as DMN."""
    inputs = [(*column(each), each.partition("|")[2].strip()) for each in model["inputs"]]
    outputs = [([*(part.strip() for part in each.split("|")), "", ""][:3]) for each in model.get("outputs", [""])]
    parts = [
        f"<inputData id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)} typeRef={quoteattr(kind)}/></inputData>"
        for name, kind, _allowed in inputs
    ]
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name, *_rest in inputs
    )
    heads = "".join(
        f"<input><inputExpression typeRef={quoteattr(kind)}><text>{name}</text></inputExpression>{tag('inputValues', allowed)}</input>"
        for name, kind, allowed in inputs
    )
    heads += "".join(
        f"<output name={quoteattr(name)}>{tag('outputValues', values)}{tag('defaultOutputEntry', other)}</output>"
        for name, values, other in outputs
    )
    rows = "".join(
        f"<rule>{''.join(tag('inputEntry', cell) for cell in row[: len(inputs)])}{''.join(tag('outputEntry', cell) for cell in row[len(inputs) :])}</rule>"
        for row in model["rules"]
    )
    table = f"<decisionTable hitPolicy={quoteattr(model['hit'])}>{heads}{rows}</decisionTable>"
    decision = f'<decision id="d" name="d"><variable name="d"/>{needs}{table}</decision>'
    return f'<definitions {SPEAKS} name="m" namespace="m">{"".join(parts)}{decision}</definitions>'.encode()


@pytest.mark.parametrize("model", list(models()))
def test_a_table_decides_its_cases(model: dict[str, Any]) -> None:
    if "refused" in model:
        with pytest.raises(Problem) as refused:
            read_model(written(model))
        code, word = model["refused"]
        assert refused.value.code == code
        assert word in str(refused.value)
        return
    read, names = read_model(written(model)), [column(each)[0] for each in model["inputs"]]
    for case in model["cases"]:
        given, (expected, *said) = case[: len(names)], case[len(names) :]
        value, notes = read.decide("d", {name: feel(text) for name, text in zip(names, given, strict=True)})
        wanted = feel(expected)
        assert (value, type(value) is bool) == (wanted, type(wanted) is bool), (model["name"], given)
        codes = [note.code for note in notes]
        if "reported" in model:
            code, word = model["reported"]
            assert codes == [code], (model["name"], given)
            assert word in str(notes[0])
        else:
            assert codes == said, (model["name"], given)


def test_every_policy_has_cases() -> None:
    assert {each.values[0]["hit"] for each in models()} >= POLICIES
