"""Classes of calls in a pack: levels by their codes, what counts as what, what is no valid call."""

from __future__ import annotations

import pytest

from fengqiao.catalogue.class_reading import read_classes
from fengqiao.catalogue.finding import Finding
from fengqiao.catalogue.node import open_file
from fengqiao.catalogue.reading import parse_pack
from tests.catalogue.sample_pack import FILES
from tests.world import PACKS

HEAD = '[calls]\nsource = "字典"\n'


def _class(code: str, **more: str) -> str:
    lines = {"code": f'"{code}"', "name": '"名"', "name_en": '"Name"', **more}
    return "[[class]]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items()) + "\n"


def _findings(*classes: str) -> list[tuple[int, str]]:
    found: list[Finding] = []
    top = open_file("classes.toml", HEAD + "".join(classes), found)
    assert top
    read_classes(top)
    return [(each.line, each.code) for each in found]


def test_what_lies_under_a_class_counts_and_is_void_as_it() -> None:
    found: list[Finding] = []
    text = HEAD + _class("inquiry", counts_as='"other"') + _class("inquiry.cars") + _class("other", void="true")
    top = open_file("classes.toml", text + _class("other.calls") + _class("other.calls.night"), found)
    assert top
    classes = read_classes(top)
    assert found == []
    assert [(c.code, c.level, c.counts_as, c.void) for c in classes.values()] == [
        ("inquiry", 1, "other", False),
        ("inquiry.cars", 2, "other", False),
        ("other", 1, "other", True),
        ("other.calls", 2, "other", True),
        ("other.calls.night", 3, "other", True),
    ]
    assert classes["other.calls.night"].under("other.calls")
    assert not classes["other.calls.night"].under("other.call")


@pytest.mark.parametrize(
    ("classes", "findings"),
    [
        ([_class("a.b"), _class("a")], [(4, "unknown-code")]),
        ([_class("a"), _class("a.b"), _class("a.b.c"), _class("a.b.c.d"), _class("a.b.c.d.e")], [(20, "too-deep")]),
        ([_class("a"), _class("a")], [(8, "repeated-code")]),
        ([_class("a", counts_as='"b"')], [(7, "unknown-code")]),
        ([_class("a", aliases='["1"]'), _class("b", aliases='["1"]')], [(12, "repeated-label")]),
        ([_class("a", voided="true")], [(7, "unknown-key")]),
    ],
    ids=["order", "five-levels", "twice", "counts-as-nothing", "alias-twice", "misspelt"],
)
def test_what_is_wrong_is_told_with_its_line(classes: list[str], findings: list[tuple[int, str]]) -> None:
    assert _findings(*classes) == findings


def test_a_pack_of_before_has_no_classes() -> None:
    assert parse_pack(FILES).classes == {}


def test_the_base_pack_has_the_six_classes_of_the_monthly_report() -> None:
    text = (PACKS / "base" / "classes.toml").read_text(encoding="utf-8")
    top = open_file("classes.toml", text, [])
    assert top
    classes = read_classes(top)
    counted = [each.code for each in classes.values() if each.counts_as == each.code]
    assert counted == ["criminal", "public_order", "traffic", "dispute", "help", "other"]
    assert max(each.level for each in classes.values()) == 4
    void = [each.code for each in classes.values() if each.void]
    nuisance = "public_order.order.nuisance"
    assert void == [nuisance, *(f"{nuisance}.{each}" for each in ("calls", "abuse", "threats", "false"))]
