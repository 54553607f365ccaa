"""Models and cases changed at random: whatever stands in a file, the reader refuses it in words or decides, and never falls over."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.kit.dmn import read_cases, read_model, run_cases
from fengqiao.kit.problems import Problem

DATA = Path(__file__).parents[1] / "data" / "dmn"
MODEL, CASES = (DATA / "fees.dmn").read_bytes(), (DATA / "fees-cases.xml").read_bytes()
TEXTS = (
    "", "-", "x", "1", "[1..2]", "not(1)", "> 5", '"a", "b"', "[1, 2]", "{a: 1}", "function(x) x(x)", "f(1)", "2**99999", "1/0", "((((",
    'date("2020-13-01")', 'date("2020-01-01") + @"P99999999D"', '@"P1D" * 99999999999', "1e9999", '"\\uD800"', "a.b.c", "null",
    'duration("P99999999999Y")', 'substring("a", 10**20)', '"a"[10**30]', "[1][1.5]", "decimal(1, 10**9)", 'replace("a", "(", "b")',
    'sort([1, "a", null])', 'time("25:00:00")', "mean(null)", "visitor.age", "fee", "group", "half of(half of)", "list<number>",
    "number", "tGroup", "tVisitor", "true", "UNIQUE", "C+", "OUTPUT ORDER", "SUM", "#d1", "#d2", "Java", "9" * 400, "not(not(1))",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 6), st.sampled_from(TEXTS)),
    min_size=1,
    max_size=5,
)


def changed(content: bytes, changes: list[tuple[int, int, int, str]]) -> bytes:
    """The file with elements taken out, doubled, renamed, moved, attributes changed, texts replaced."""
    root = ET.fromstring(content)
    for where, other, how, text in changes:
        elements = list(root.iter())
        one, two = elements[where % len(elements)], elements[other % len(elements)]
        names = sorted(one.attrib)
        match how:
            case 0 if len(one):
                one.remove(one[other % len(one)])
            case 1:
                one.append(deepcopy(two))
            case 2:
                one.text = text
            case 3 if names:
                one.set(names[other % len(names)], text)
            case 4 if names:
                del one.attrib[names[other % len(names)]]
            case 5:
                one.tag = two.tag
            case _:
                one.insert(0, ET.Element("strange"))
    return ET.tostring(root)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=CHANGES, cases=st.one_of(st.none(), CHANGES))
def test_no_change_of_a_file_makes_the_reader_fall_over(
    model: list[tuple[int, int, int, str]], cases: list[tuple[int, int, int, str]] | None
) -> None:
    try:
        read = read_model(changed(MODEL, model))
        asked = read_cases(changed(CASES, cases) if cases else CASES)
    except Problem:
        return
    results = run_cases(read, asked)
    assert len(results) == len(asked), "each case ends by itself"
    assert all(result.told() for result in results)


@pytest.mark.parametrize("length", [0, 1, 40, 300, 900, len(MODEL) - 5])
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(Problem):
        read_model(MODEL[:length])
