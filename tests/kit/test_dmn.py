"""DMN models and cases from XML: what they decide, and what is said of a file that cannot be read."""

from datetime import date
from pathlib import Path

import pytest

from fengqiao.kit.dmn import read_cases, read_model, run_cases, written
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Cell, Codes, Flag, HitPolicy, Input, InputType, Output, Range, Row, Table, Words

DATA = Path(__file__).parents[1] / "data" / "dmn"
MODEL = (DATA / "fees.dmn").read_bytes()
VERSIONS = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)


def test_cases_pass_or_fail_each_by_itself() -> None:
    results = run_cases(read_model(MODEL), read_cases((DATA / "fees-cases.xml").read_bytes()))
    assert [(each.case.id, each.case.name, each.passed) for each in results] == [
        ("child", "group", True),
        ("child", "fee", True),
        ("holiday", "fee", True),
        ("wrong", "fee", False),
    ]
    assert results[-1].told() == "21 ≠ 20"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(version: str) -> None:
    model = read_model(MODEL.replace(VERSIONS[1].encode(), version.encode()))
    assert model.decisions() == ["group", "fee"]
    assert model.decide("group", {"visitor": {"age": 9}}) == ("child", ())


def test_value_that_is_not_allowed_is_null() -> None:
    model = read_model(
        MODEL.replace(
            b'&lt; 14</text></inputEntry><outputEntry><text>"child"', b'-</text></inputEntry><outputEntry><text>"none"'
        )
    )
    assert model.decide("group", {"visitor": {"age": 40}})[0] == "adult"
    odd = read_model(MODEL.replace(b'<text>"adult"</text></outputEntry>', b'<text>"grown"</text></outputEntry>', 1))
    assert odd.decide("group", {"visitor": {"age": 40}})[0] is None


def test_violation_is_told_beside_null() -> None:
    model = read_model(MODEL.replace(b"PRIORITY", b"UNIQUE"))
    value, notes = model.decide("group", {"visitor": {"age": 9}})
    assert value is None
    assert [note.code for note in notes] == ["table-not-unique"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"</definitions>", b"", "XML 第 54 行第 1 列读不懂，请核对文件是否完整。"),
        (b"<definitions", b'<!DOCTYPE x [<!ENTITY a "b">]><definitions', "XML 里有实体或外部引用，为安全起见不读。"),
        (b"&lt; 14", b"&lt; 14 15", "清单“group”第 2 行“age”列读不懂：表达式第 6 个字符起读不懂：“15”。"),
        (b'<text>"none"', b"<text>1 +", "清单“group”第 3 行“group”列读不懂：表达式没有写完：“1 +”。"),
        (b"PRIORITY", b"BEST", "清单“group”的命中策略“BEST”不认识。"),
        (b"full fee / 2", b"full fee /", "模型里“half of”的表达式读不懂：表达式没有写完：“full fee /”。"),
        (b"<inputEntry><text>&lt; 3</text></inputEntry>", b"", "清单“group”第 3 行有 1 格，应为 2 格。"),
        (b'href="#i2"', b'href="#d2"', "模型里“fee”依赖它自己。"),
    ],
)  # fmt: skip
def test_broken_model_is_refused_with_row_and_column(old: bytes, new: bytes, message: str) -> None:
    assert old in MODEL
    with pytest.raises(Problem) as refused:
        read_model(MODEL.replace(old, new, 1)).decide("fee", {})
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"<a/>", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_what_is_no_model_is_refused(content: bytes) -> None:
    for read in (read_model, read_cases):
        with pytest.raises(Problem):
            read(content)


def test_table_of_the_house_written_as_dmn_decides_the_same() -> None:
    inputs = (
        Input("text", "正文", "Text", InputType.WORDS),
        Input("kind", "性质", "Kind", InputType.CODE),
        Input("sure", "把握", "Sure", InputType.NUMBER),
        Input("night", "夜间", "Night", InputType.BOOL),
        Input("on", "日期", "Day", InputType.DATE),
    )
    whens = (
        {"text": Words(("落水", "@fire"), none_of=("去年",)), "night": Flag(value=True)},
        {"text": Words(("甲", "乙", "丙"), at_least=2)},
        {"kind": Codes(none_of=("help", "")), "sure": Range(least=0.6, below=0.9)},
        {"on": Cell.of('>= date("2026-01-01")')},
        {},
    )
    rows = tuple(Row(f"r{n}", f"第{n}行", when, {"to": f"u{n}"}, "因", "why") for n, when in enumerate(whens))
    table = Table("t", "测试清单", "T", "1", date(2026, 1, 1), HitPolicy.FIRST, "", inputs,
                  (Output("to", "去向", "To", InputType.CODE),), rows, {"fire": ("着火",)})  # fmt: skip
    model = read_model(written(table))
    for facts in (
        {"text": "有人落水", "night": True},
        {"text": "去年着火", "night": True},
        {"text": "着火了", "night": True, "kind": "help"},
        {"text": "丙和甲"},
        {"kind": "complaint", "sure": 0.6},
        {"kind": "complaint", "sure": 0.9},
        {"sure": 0.7, "on": date(2026, 2, 1)},
        {"text": ""},
    ):
        assert model.decide("测试清单", {"text": "", **facts})[0] == table.decide(facts).outputs["to"]
