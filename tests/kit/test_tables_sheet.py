"""A table as a sheet of texts: every cell there and back, and each one that cannot be read by row and column."""

from datetime import date

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import (
    Cell,
    Codes,
    Condition,
    Flag,
    HitPolicy,
    Input,
    InputType,
    Output,
    Range,
    Row,
    Table,
    Words,
)
from fengqiao.kit.tables.notation import cell_text, read_cell, read_value, value_text
from fengqiao.kit.tables.sheet import arranged, columns_of, lines_of, read_lines

CELLS: list[tuple[InputType, str, Condition | None]] = [
    (InputType.WORDS, "含 @danger、落水；不含 去年", Words(("@danger", "落水"), none_of=("去年",))),
    (InputType.WORDS, "含 甲、乙；至少 2；全含 丙", Words(("甲", "乙"), ("丙",), at_least=2)),
    (InputType.CODE, "help, null", Codes(("help", ""))),
    (InputType.CODE, "not(help, clue)", Codes(none_of=("help", "clue"))),
    (InputType.NUMBER, ">= 0.6", Range(least=0.6)),
    (InputType.NUMBER, "[1..5)", Range(least=1, below=5)),
    (InputType.NUMBER, "7", Range(least=7, most=7)),
    (InputType.BOOL, "是", Flag(value=True)),
    (InputType.TEXT, '"高", "低"', Cell.of('"高", "低"')),
    (InputType.ANY, "not(null)", Cell.of("not(null)")),
    (InputType.NUMBER, "-", None),
]


@pytest.mark.parametrize(("kind", "text", "condition"), CELLS)
def test_cell_there_and_back(kind: InputType, text: str, condition: Condition | None) -> None:
    assert read_cell(text, Input("x", "x", "x", kind)) == condition
    assert cell_text(condition) == ("" if condition is None else text)


@pytest.mark.parametrize(
    ("kind", "text", "same"),
    [
        (InputType.WORDS, "落水、溺水", "含 落水、溺水"),
        (InputType.WORDS, "any: a, b\nnone: c", "含 a、b；不含 c"),
        (InputType.CODE, '"help"，"clue"', "help, clue"),
        (InputType.NUMBER, "≥ 18", ">= 18"),
        (InputType.NUMBER, "（1..5］", "(1..5]"),
        (InputType.BOOL, "TRUE", "是"),
        (InputType.TEXT, "高、低", '"高", "低"'),
        (InputType.DATE, "> 2026-01-01", '> @"2026-01-01"'),
        (InputType.WORDS, '= starts with(?, "a")', 'starts with(?, "a")'),
    ],
)
def test_what_people_write(kind: InputType, text: str, same: str) -> None:
    assert cell_text(read_cell(text, Input("x", "x", "x", kind))) == same


@pytest.mark.parametrize(
    ("kind", "text"), [(InputType.BOOL, "或许"), (InputType.CODE, "有 空格"), (InputType.WORDS, "至少 两"), (InputType.NUMBER, "1..")]
)  # fmt: skip
def test_what_cannot_be_read_is_refused(kind: InputType, text: str) -> None:
    with pytest.raises(Problem):
        read_cell(text, Input("x", "x", "x", kind))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (InputType.CODE, "police", "police"),
        (InputType.BOOL, "否", False),
        (InputType.NUMBER, "0.5", 0.5),
        (InputType.DATE, "2026-01-01", date(2026, 1, 1)),
        (InputType.TEXT, "转办", "转办"),
        (InputType.TEXT, "", None),
    ],
)
def test_output_there_and_back(kind: InputType, text: str, value: object) -> None:
    assert read_value(text, Output("x", "x", "x", kind)) == value
    assert value_text(value) == text


SHAPE = Table(
    "t", "清单", "T", "1", date(2026, 1, 1), HitPolicy.FIRST, "", (Input("kind", "性质", "Kind", InputType.CODE),),
    (Output("kind", "性质", "Kind", InputType.CODE),), (Row("a", "甲", {"kind": Codes(("x",))}, {"kind": "y"}, "因", "why"),), {},
)  # fmt: skip


def test_lines_there_and_back() -> None:
    assert lines_of(SHAPE) == [["a", "甲", "x", "y", "因", "", "", "why"]]
    assert read_lines(SHAPE, lines_of(SHAPE)) == (SHAPE, ())


def test_faults_name_row_and_column() -> None:
    _, faults = read_lines(
        SHAPE, [["A b", "甲", "x", "y", "因"], ["", " "], ["a", "", "x y", "y", "因"], ["a", "丙", "", "y", "因"]]
    )
    assert [(f.row, f.column, f.problem.code) for f in faults] == [
        (0, 0, "sheet-id"),
        (2, 1, "sheet-empty"),
        (2, 2, "cell-code"),
        (3, 0, "sheet-id-twice"),
    ]


def test_sheet_from_outside_is_put_in_order() -> None:
    head = ["名称", "行号", "性质", "性质", "理由"]
    assert arranged(SHAPE, head, [["甲", "a", "x", "y"]]) == [["a", "甲", "x", "y", "", "", "", ""]]
    with pytest.raises(Problem) as refused:
        arranged(SHAPE, ["行号", "名称", "姓质"], [])
    assert str(refused.value) == "表头第 3 列“姓质”不是这张清单的列。"
    assert [each.key for each in columns_of(SHAPE)][:4] == ["id", "name", "when.kind", "then.kind"]
