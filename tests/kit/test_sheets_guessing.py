"""Which column holds what."""

from __future__ import annotations

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks, SheetRow, apply_mapping, guess_columns

HINTS = {
    "number": ColumnHint(("编号", "留言编号", "工单号"), Looks.IDENTIFIER),
    "title": ColumnHint(("主题", "标题", "留言主题")),
    "text": ColumnHint(
        ("留言详情", "内容", "诉求内容", "报警内容", "简要警情"), Looks.LONG_TEXT, avoid=("答复", "处理")
    ),
    "told_at": ColumnHint(("留言时间", "时间", "日期"), Looks.DATE, avoid=("答复", "办结")),
    "phone": ColumnHint(("联系电话", "电话", "手机"), Looks.PHONE),
    "id_number": ColumnHint(("身份证号", "证件号"), Looks.ID_NUMBER),
}


def rows(*lines: tuple[object, ...]) -> list[SheetRow]:
    return [SheetRow(number, line) for number, line in enumerate(lines, start=2)]


def guessed(header: tuple[str, ...], *lines: tuple[object, ...]) -> dict[str, str]:
    return {field: header[index] for field, index in guess_columns(header, rows(*lines), HINTS).items()}


def test_whole_names_decide_and_answers_are_left_alone() -> None:
    header = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
    line = (
        2549.0,
        "A0001",
        "路灯",
        "2019/4/25 9:32:09",
        "村口的路灯不亮，请派人来修" * 3,
        "您好" * 90,
        "2019/5/10 14:56",
    )
    assert guessed(header, line) == {
        "number": "留言编号",
        "title": "留言主题",
        "text": "留言详情",
        "told_at": "留言时间",
    }


def test_marks_brackets_width_and_spaces_in_a_name_do_not_matter() -> None:
    header = ("＊联系电话（必填）：", "简要 警情", "【选填】日期")
    assert guessed(header) == {"phone": "＊联系电话（必填）：", "text": "简要 警情", "told_at": "【选填】日期"}


def test_a_whole_name_goes_before_a_part_even_for_a_field_named_later() -> None:
    assert guessed(("主题内容", "主题")) == {"title": "主题", "text": "主题内容"}


def test_content_decides_between_columns_whose_names_fit_equally() -> None:
    header = ("内容分类", "反映内容说明")
    assert guessed(header, ("噪声", "楼下夜市每天吵到两点，无法休息" * 3)) == {"text": "反映内容说明"}


def test_the_better_name_goes_first_where_content_fits_both() -> None:
    header = ("时间", "留言时间")
    assert guessed(header, ("2019-4-25", "2019-4-24")) == {"told_at": "留言时间"}


def test_of_two_whole_names_the_one_whose_content_fits_wins() -> None:
    header = ("留言时间", "日期")
    assert guessed(header, ("上午", "2019-4-24"), ("下午", "2019-4-25")) == {"told_at": "日期"}


def test_a_part_of_a_name_does_not_count_against_the_content() -> None:
    assert guessed(("办理时间要求", "电话回访结果"), ("尽快", "满意")) == {}


def test_content_alone_never_decides() -> None:
    assert guessed(("甲", "乙"), ("13900001111", "2019-4-25")) == {}


@pytest.mark.parametrize("phone", ["13900001111", 13900001111.0, "0731-88880000", "+86 139 0000 1111"])
def test_phone_numbers_are_known(phone: object) -> None:
    assert guessed(("电话一", "电话二"), ("无", phone)) == {"phone": "电话二"}


def test_identity_numbers_are_known() -> None:
    assert guessed(("证件号甲", "证件号乙"), ("无", "11010519491231002X")) == {"id_number": "证件号乙"}


def test_each_column_is_used_once_and_fixed_ones_are_kept() -> None:
    header = ("内容", "标题", "详细内容")
    assert guess_columns(header, [], HINTS, fixed={"title": 0}) == {"title": 0, "text": 2}


def test_overrides_are_read_with_either_equals_sign() -> None:
    header = ("留言编号", "留言详情", "Ａ 列", "a=b")
    assert apply_mapping(header, ["text=留言详情", " number ＝ 留言编号 ", "x=a列", "y=a=b"]) == {
        "text": 1,
        "number": 0,
        "x": 2,
        "y": 3,
    }


@pytest.mark.parametrize(
    ("overrides", "code", "words"),
    [
        (["text=内容"], "mapping-unknown-column", "可用的列：编号、详情"),
        (["texts=详情"], "mapping-unknown-field", "可用的字段：text、title"),
        (["text=详情", "text=编号"], "mapping-twice", "指定了两次"),
        (["text"], "mapping-unreadable", "字段=列名"),
        (["=详情"], "mapping-unreadable", "字段=列名"),
        (["text="], "mapping-unreadable", "字段=列名"),
    ],
)
def test_overrides_that_do_not_fit_are_refused_naming_what_there_is(
    overrides: list[str], code: str, words: str
) -> None:
    with pytest.raises(Problem, match=words) as refused:
        apply_mapping(("编号", "详情"), overrides, fields=("text", "title"))
    assert refused.value.code == code
