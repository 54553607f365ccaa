"""What an import takes in, what it knows, what it refuses row by row; and the sheet of refused rows sent again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Entry, Matter, Report
from tests.matters.sheets import (
    HEADER,
    PLACE,
    load,
    personal_of,
    read_xlsx,
    row,
    rows,
    tally,
    write_csv,
    write_xlsx,
)  # fmt: skip
from tests.world import area

AMPLE = "很长。" * 6_667  # 20,001 characters


def test_the_same_file_twice_makes_no_second_matter(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(30))
    assert tally(load(file)) == (30, 30, 0, 0)
    assert tally(load(file)) == (30, 0, 30, 0)
    assert (Matter.objects.count(), Report.objects.count()) == (30, 30)
    assert Event.objects.filter(kind="matter.received").count() == 30


def test_the_same_rows_in_a_longer_file_are_known(world: None, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", rows(30)))
    assert tally(load(write_xlsx(tmp_path / "b.xlsx", rows(32)))) == (32, 2, 30, 0)


def test_the_order_of_the_columns_does_not_make_it_another_source(world: None, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", rows(3)))
    turned = [line[::-1] for line in rows(3)]
    assert tally(load(write_csv(tmp_path / "b.csv", turned, header=HEADER[::-1]))) == (3, 0, 3, 0)


def test_a_row_is_kept_whole(world: None, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", [row(3, 诉求类型="投诉", 联系电话="(0571)8888 6666/19900001234")]))
    report = Report.objects.select_related("matter__area").get()
    matter = report.matter
    assert (report.outside_ref, report.title) == ("GD00003", "反映楼上漏水")
    assert report.text == "北一村3号附近楼上漏水，已经第4天，请帮忙看看。"
    assert report.told_at == datetime(2026, 8, 3, 19, 3, tzinfo=UTC)
    assert (matter.kind, matter.door, matter.place, matter.area_id) == (
        "complaint",
        "import",
        "北一村3号",
        area("TC0101"),
    )
    assert personal_of(matter.id) == {"teller_name": "陈某", "teller_phone": "0571 8888 6666"}


def test_without_references_the_content_makes_it_the_same(world: None, tmp_path: Path) -> None:
    header = HEADER[1:4]
    lines = [line[1:4] for line in rows(5)]
    file = write_csv(tmp_path / "a.csv", [*lines, lines[0]], header=header)
    assert tally(load(file)) == (6, 5, 1, 0)
    assert tally(load(file)) == (6, 0, 6, 0)


def test_without_a_column_of_moments_the_same_file_is_known_all_the_same(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [["GD1", "路灯不亮"], ["GD2", "井盖没了"]], header=["编号", "内容"])
    alone = write_csv(tmp_path / "b.csv", [["路灯不亮"], ["井盖没了"]], header=["诉求内容"])
    assert [tally(load(each)) for each in (file, file, alone, alone)] == [
        (2, 2, 0, 0),
        (2, 0, 2, 0),
        (2, 2, 0, 0),
        (2, 0, 2, 0),
    ]


def test_a_known_reference_with_other_content_is_refused_in_words(world: None, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", rows(3)))
    altered = row(2, 诉求内容="内容被改过了，路灯全都亮了。")
    assert tally(load(write_csv(tmp_path / "b.csv", [row(1), altered, row(4)]))) == (3, 1, 1, 1)
    (_, refused) = read_xlsx(tmp_path / "errors.xlsx")
    assert refused[-3:] == ["3", "工单编号", "编号“GD00002”已经登记过，但内容不同。请核对编号。"]
    assert Report.objects.get(outside_ref="GD00002").text.startswith("北一村2号")


def test_references_twice_in_one_file(world: None, tmp_path: Path) -> None:
    lines = [row(1), row(1), row(1, 诉求内容="同一编号，另一件事。")]
    assert tally(load(write_csv(tmp_path / "a.csv", lines))) == (3, 1, 1, 1)


BAD = {
    5: (row(4, 来电时间="31/12/2025"), "来电时间", "“31/12/2025”读不出日期。请写成 2019-04-25 09:32 这样的格式。"),
    700: (row(699, 来电时间="2099-01-01 08:00"), "来电时间", "时间 2099-01-01 08:00 在将来，请改正。"),
    1_000: (row(999, 来电时间="1926-01-01"), "来电时间", None),
    1_001: (row(1_000, 来电时间=""), "来电时间", "没有填写日期。请写成 2019-04-25 09:32 这样的格式。"),
    2_000: (row(1_999, 诉求标题="", 诉求内容="　"), "诉求内容", "没有诉求内容，请补上。"),
    3_333: (row(3_332, 诉求类型="表扬"), "诉求类型", None),
    4_096: (row(4_095, 工单编号=""), "工单编号", "没有编号，请补上。"),
    5_000: ([*row(4_999), "多出"], "诉求内容", "这一行的列数多于表头，可能是内容里有逗号没有加引号。"),
    6_001: (row(6_000, 诉求内容=AMPLE), "诉求内容", "诉求内容超过 20000 个字，请分开填写。"),
    7_777: (row(7_776, 工单编号="GD00001"), "工单编号", "编号“GD00001”已经登记过，但内容不同。请核对编号。"),
    9_999: (row(9_998, 联系电话="转3"), "联系电话", "“转3”不是电话号码，请改正或留空。"),
    10_001: (
        row(10_000, 工单编号="4.40101E+17"),
        "工单编号",
        "编号太长，Excel 已丢失末位数字。请把这一列设为文本后重新填写。",
    ),
}
REASONS = {
    1_000: "时间 1926-01-01 00:00 太早，请改正。",
    3_333: (
        "没有“表扬”这种事项，可选：紧急警情、治安交管警情、公安业务、矛盾纠纷、咨询、求助、投诉举报、建议、线索举报、案件战果。"
    ),
}


@pytest.mark.one_database
def test_ten_thousand_rows_with_twelve_bad_ones(world: None, tmp_path: Path) -> None:
    lines = [BAD[n][0] if n in BAD else row(n - 1) for n in range(2, 10_002)]  # n as Excel numbers the rows
    assert tally(load(write_csv(tmp_path / "a.csv", lines))) == (10_000, 9_988, 0, 12)
    assert Matter.objects.count() == 9_988
    header, *refused = read_xlsx(tmp_path / "errors.xlsx")
    assert header == [*HEADER, "J列", "行号", "字段", "原因"]
    assert [line[-3:] for line in refused] == [
        [str(n), field, reason or REASONS[n]] for n, (_, field, reason) in BAD.items()
    ]
    assert refused[7][:-3] == [*row(4_999), "多出"]


def test_a_row_with_two_faults_names_both(world: None, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", [row(1), row(2, 工单编号="", 来电时间="昨天")]))
    (_, refused) = read_xlsx(tmp_path / "errors.xlsx")
    assert refused[-2] == "来电时间；工单编号"
    assert refused[-1].startswith("来电时间：“昨天”读不出日期。")
    assert refused[-1].endswith("；工单编号：没有编号，请补上。")


def test_the_corrected_sheet_adds_exactly_the_corrected_rows(world: None, tmp_path: Path) -> None:
    lines = rows(40)
    lines[6][PLACE["来电时间"]] = "不记得"
    lines[16][PLACE["诉求类型"]] = "表扬"
    whole = row(27, 诉求类型="投诉")
    lines[26] = [*whole[:2], "内容里有逗号", "没有加引号", *whole[3:]]
    lines[36][PLACE["工单编号"]] = ""
    first = write_csv(tmp_path / "a.csv", lines)
    assert tally(load(first)) == (40, 36, 0, 4)
    header, *refused = read_xlsx(tmp_path / "errors.xlsx")
    assert header[9] == "J列"  # where the slipped row's last cell lies
    refused[0][PLACE["来电时间"]] = "2026-08-07 09:00"
    refused[1][PLACE["诉求类型"]] = "建议"
    refused[2][:10] = [*whole, ""]
    # The fourth stays as it is: it comes back, the corrected ones do not.
    again = write_xlsx(tmp_path / "again.xlsx", refused, header=header)
    assert tally(load(again)) == (4, 3, 0, 1)
    assert Matter.objects.count() == 39
    assert tally(load(again)) == (4, 0, 3, 1)
    (_, left) = read_xlsx(tmp_path / "errors.xlsx")
    assert left[-2:] == ["工单编号", "没有编号，请补上。"]
    # Whoever corrects the first file too and sends it again makes no second matter.
    lines[26] = whole
    assert tally(load(write_csv(tmp_path / "b.csv", lines))) == (40, 0, 37, 3)


def test_masked_numbers_and_words_for_no_number_are_left_out(world: None, tmp_path: Path) -> None:
    lines = [row(1, 联系电话="199****1234"), row(2, 联系电话="无"), row(3, 联系电话="１９９００００１２３４")]
    assert tally(load(write_csv(tmp_path / "a.csv", lines))) == (3, 3, 0, 0)
    found = {r.outside_ref: personal_of(r.matter_id).get("teller_phone") for r in Report.objects.all()}
    assert found == {"GD00001": None, "GD00002": None, "GD00003": "19900001234"}


def test_no_personal_value_lies_in_the_ledger_or_the_timeline(world: None, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", [row(1, 来电人="陈某某", 联系电话="19900007777")]))
    found = [
        *Event.objects.values_list("attributes", "measures"),
        *Entry.objects.values_list("codes", "text"),
        *Matter.objects.values_list("title", "fields"),
    ]
    assert len(found) > 3
    assert not any(secret in str(found) for secret in ("陈某某", "19900007777"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_tellings(world: None, tmp_path: Path, encoding: str) -> None:
    load(write_xlsx(tmp_path / "a.xlsx", rows(5)))
    assert tally(load(write_csv(tmp_path / "b.csv", rows(5), encoding=encoding))) == (5, 0, 5, 0)
