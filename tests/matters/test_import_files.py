"""The import through the command line: files that are no sheets, columns told and guessed, who may, what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fengqiao.matters.models import Matter, Report
from tests.commands import fengqiao
from tests.matters.sheets import HEADER, row, rows, write_csv, write_xlsx


def docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document>路灯不亮</document>")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 40_000_000)


def empty(path: Path) -> None:
    path.touch()


def pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")


def wide(path: Path) -> None:
    write_xlsx(path, [[f"值{n}" for n in range(200)]], header=[f"列{n}" for n in range(200)])


def broken(path: Path) -> None:
    write_xlsx(path, rows(20))
    path.write_bytes(path.read_bytes()[:3_000])


def header_alone(path: Path) -> None:
    write_xlsx(path, [])


def no_contents(path: Path) -> None:
    write_xlsx(path, [["1", "张"]], header=["编号", "经办"])


def missing(path: Path) -> None:
    """Write nothing."""


NO_SHEETS = {
    docx: "这是 Word 文档，不是 Excel 表格（改扩展名不能转换格式）。请上传 .xlsx 或 .csv 表格。",
    empty: "文件是空的。请检查是否选错了文件，或导出时是否中断。",
    wide: "这张表有 200 列，最多可以有 100 列。请只保留需要的列（把多余的列整列删除）后再上传。",
    bomb: "文件展开后过大，可能是压缩炸弹，为安全起见没有打开。请用 Excel 或 WPS 打开核对，只留需要的内容，另存后上传。",
    pdf: "这是PDF 文档，不是表格。请上传 .xlsx 或 .csv 表格（改扩展名不能转换格式）。",
    broken: "文件不完整或已损坏，无法读取。请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后再上传。",
    header_alone: "表里只有表头，没有数据行。请填入数据后再上传。",
    no_contents: "没有找到写诉求内容的一列。请用 --map text=列名 指明，表里有：编号、经办。",
    missing: "找不到文件“留言[1].xlsx”。请核对路径。",
}


@pytest.mark.parametrize("make", NO_SHEETS, ids=lambda make: make.__name__)
def test_what_is_no_sheet_is_refused_in_words(world: None, tmp_path: Path, make: Callable[[Path], None]) -> None:
    file = tmp_path / "留言[1].xlsx"
    make(file)
    said = fengqiao("intake", file, "--json")
    assert (said.code, said.out, said.err) == (2, "", NO_SHEETS[make] + "\n")
    assert not Matter.objects.exists()
    assert [left.name for left in tmp_path.iterdir()] == ([] if make is missing else [file.name])


def test_the_last_line_is_a_summary_in_json(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "工单.csv", [*rows(3), row(4, 来电时间="昨天")])
    said = fengqiao("intake", file, "--json")
    assert said.code == 0
    summary = said.summary
    seconds = summary.pop("seconds")
    assert summary == {"read": 4, "new": 3, "known": 0, "refused": 1, "errors": str(tmp_path / "工单-待更正.xlsx")}
    assert 0 < seconds < 60
    assert said.err.splitlines() == [
        f"读 4 行：新登记 3，已登记过 0，退回更正 1，用时 {seconds} 秒 / read 4 rows: 3 new, 0 known, 1 refused, {seconds} s",
        f"待更正的行：{tmp_path}/工单-待更正.xlsx / rows to correct",
    ]
    assert fengqiao("intake", file).out == ""


def test_a_sheet_that_somebody_is_correcting_is_not_overwritten(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "工单.csv", [row(1, 来电时间="昨天")])
    places = [fengqiao("intake", file, "--json").summary["errors"] for _ in range(2)]
    assert [Path(place).name for place in places] == ["工单-待更正.xlsx", "工单-待更正-2.xlsx"]


def test_the_rows_in_error_never_go_over_the_sheet_itself(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "工单.csv", [row(1, 来电时间="昨天")])
    said = fengqiao("intake", file, "--errors", file)
    assert (said.code, said.err) == (2, "待更正的行不能写回“工单.csv”本身，请另起一个文件名。\n")
    said = fengqiao("intake", file, "--errors", tmp_path / "没有" / "a.xlsx")
    assert said.code == 2
    assert "请用 --errors 指明一个可写的位置" in said.err


def test_columns_told_go_before_columns_guessed(world: None, tmp_path: Path) -> None:
    header = ("编号", "内容", "补充说明", "时间")
    file = write_csv(tmp_path / "a.csv", [["1", "见补充", "路灯不亮", "2026-08-01"]], header=header)
    said = fengqiao("intake", file, "--map", "text=补充说明", "--map", "title＝内容")
    assert said.code == 0, said.err
    report = Report.objects.get()
    assert (report.title, report.text) == ("见补充", "路灯不亮")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("text", "列对应“text”看不懂。请写成“字段=列名”，例如 text=留言详情。"),
        ("text=正文", "表里没有名为“正文”的列。可用的列：编号、内容。"),
        ("reply=内容", "没有名为“reply”的字段。可用的字段：outside_ref、title、text、"),
    ],
)
def test_a_column_that_is_not_there_is_refused(world: None, tmp_path: Path, told: str, words: str) -> None:
    file = write_csv(tmp_path / "a.csv", [["1", "路灯不亮"]], header=("编号", "内容"))
    said = fengqiao("intake", file, "--map", told)
    assert (said.code, words in said.err) == (2, True)


def test_a_field_can_be_told_to_have_no_column(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1, 诉求类型="城建类")])
    assert fengqiao("intake", file, "--json").summary["refused"] == 1
    assert fengqiao("intake", file, "--map", "kind=-", "--json").summary["new"] == 1


def test_rows_that_name_no_kind_take_the_one_told(world: None, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(1), row(2, 诉求类型="求助"), row(3, 诉求类型="投诉类")])
    assert fengqiao("intake", file, "--kind", "咨询").code == 0
    kinds = dict(Report.objects.order_by("outside_ref").values_list("outside_ref", "matter__kind"))
    assert kinds == {"GD00001": "inquiry", "GD00002": "help", "GD00003": "complaint"}
    said = fengqiao("intake", file, "--kind", "表扬")
    assert said.code == 2
    assert said.err.startswith("没有“表扬”这种事项，可选：紧急警情、")


def test_kinds_of_another_system_are_left_alone(world: None, tmp_path: Path) -> None:
    lines = [row(n, 诉求类型=("城建类", "环保类", "咨询")[n % 3]) for n in range(1, 13)]
    assert fengqiao("intake", write_csv(tmp_path / "a.csv", lines), "--json").summary["new"] == 12


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("supervisor", "您现在的岗位不能登记事项。"),
        ("admin", "您现在的岗位不能登记事项。"),
        ("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。"),
    ],
)
def test_who_may_not_take_in_may_not_import(world: None, tmp_path: Path, login: str, words: str) -> None:
    said = fengqiao("intake", write_csv(tmp_path / "a.csv", rows(3)), "--as", login)
    assert (said.code, said.err.strip()) == (2, words)
    assert not Matter.objects.exists()


def test_the_matters_are_taken_in_by_whom_the_command_names(world: None, tmp_path: Path) -> None:
    assert fengqiao("intake", write_csv(tmp_path / "a.csv", rows(1)), "--as", "desk.north").code == 0
    assert Report.objects.get().taken_unit.code == "station.north"
    assert fengqiao("intake", write_csv(tmp_path / "b.csv", [row(2)])).code == 0
    assert Report.objects.get(outside_ref="GD00002").taken_unit.code == "centre"


EXPORTS = {
    "12345": (
        ["工单编号", "来电人", "来电号码", "创建时间", "诉求类型", "工单标题", "工单内容", "事发地点", "行政区划", "主办单位", "派单时间", "办结时间", "办理意见"],
        ["GD1", "陈某", "19900001234", "2026-08-01 09:30", "投诉", "摊贩占道", "流动摊贩占道经营请处理", "菜场门口", "北一村", "城管局", "2026-08-01 10:00", "2026-08-03 10:00", "已责令摊主离开并加强巡查，后续将安排人员定点值守，请予理解与支持"],
        {"outside_ref": "工单编号", "title": "工单标题", "text": "工单内容", "told_at": "创建时间", "teller_name": "来电人", "teller_phone": "来电号码", "place": "事发地点", "area": "行政区划", "kind": "诉求类型"},
    ),
    "letters": (
        ["序号", "受理编号", "受理时间", "反映人", "联系电话", "问题描述", "问题地址", "乡镇街道", "回复内容", "回复时间", "满意度"],
        ["1", "SL20260801", "2026年8月1日", "陈某", "0571-88886666", "楼上漏水没人管", "北一村3号", "北镇", "经现场核实，已联系物业处理，后续有问题请随时与我们联系", "2026-08-05", "满意"],
        {"outside_ref": "受理编号", "text": "问题描述", "told_at": "受理时间", "teller_name": "反映人", "teller_phone": "联系电话", "place": "问题地址", "area": "乡镇街道"},
    ),
    "110": (
        ["接警单编号", "报警时间", "报警人", "报警电话", "报警内容", "警情地址", "管辖单位", "处警情况", "反馈时间"],
        ["JJ1", "20260801093000", "陈某", "19900001234", "电动车被偷", "北一村", "北镇所", "民警到场处理完毕，已做笔录", "2026-08-01 12:00"],
        {"outside_ref": "接警单编号", "text": "报警内容", "told_at": "报警时间", "teller_name": "报警人", "teller_phone": "报警电话", "place": "警情地址"},
    ),
    "board": (
        ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "一级标签"],
        ["2549", "U0001", "公交不停站", "2019/4/25 9:32:09", "公交车经过不停站", "网友您好，您的留言已收悉，现将有关情况答复如下，感谢您的关心", "2019/5/8", "交通运输"],
        {"outside_ref": "留言编号", "title": "留言主题", "text": "留言详情", "told_at": "留言时间", "teller_name": "留言用户"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_the_columns_of_other_systems_are_guessed(world: None, tmp_path: Path, name: str) -> None:
    from django.utils import timezone

    from fengqiao.catalogue.limits import sheet_limits
    from fengqiao.kit.sheets import open_sheet
    from fengqiao.matters.rules.columns import columns_of
    from fengqiao.rulebook.queries import pack_on

    header, line, expected = EXPORTS[name]
    pack = pack_on(timezone.now()).pack
    sheet = open_sheet(
        write_csv(tmp_path / "a.csv", [line] * 3, header=header), limits=sheet_limits(pack, timezone.localdate())
    )
    assert {field: header[at] for field, at in columns_of(sheet, [], pack).items()} == expected


def test_a_refusal_is_a_sentence_and_exit_code_2_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The installation is not even set up."""
    file = write_csv(tmp_path / "a.csv", rows(1), header=HEADER)
    values = {**os.environ, "FENGQIAO_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "fengqiao.site.settings"}
    values.pop("FENGQIAO_DATABASE", None)
    command = [sys.executable, "-m", "fengqiao.site.cli", "intake", str(file)]
    done = subprocess.run(command, env=values, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.match("数据库连不上，或者还没有建立。.*先运行 fengqiao setup", done.stderr)
    assert "Traceback" not in done.stderr
