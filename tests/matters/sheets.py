"""Sheets as other systems export them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import python_calamine
import xlsxwriter

from fengqiao.matters.jobs import ImportSummary, import_sheet
from fengqiao.vault.models import PersonalRecord
from tests.vault.opening import clear
from tests.world import viewer

# As the exports of a 12345 hotline are headed.
HEADER = (
    "工单编号", "诉求标题", "诉求内容", "来电时间", "来电人", "联系电话", "事发地址", "所属区域", "诉求类型",
)  # fmt: skip
PLACE = {name: index for index, name in enumerate(HEADER)}
MATTERS = (
    "路灯不亮",
    "流动摊贩占道",
    "拖欠工资",
    "楼上漏水",
    "河水发臭",
    "电动车被偷",
    "公交车不停站",
    "办身份证要什么材料",
)


def row(number: int, **over: str) -> list[str]:
    """A good row; `over` replaces cells by their column."""
    what = MATTERS[number % len(MATTERS)]
    cells = dict(
        zip(
            HEADER,
            (
                f"GD{number:05}",
                f"反映{what}",
                f"北一村{number}号附近{what}，已经第{number % 9 + 1}天，请帮忙看看。",
                f"2026-08-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:00",
                "陈某",
                "19900001234",
                f"北一村{number}号",
                "北一村",
                "",
            ),
            strict=True,
        )
    )
    return list({**cells, **over}.values())


def rows(count: int) -> list[list[str]]:
    return [row(number) for number in range(1, count + 1)]


def write_csv(
    path: Path, lines: Iterable[Sequence[object]], *, header: Sequence[str] = HEADER, encoding: str = "utf-8-sig"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([header, *lines])
    return path


def write_xlsx(path: Path, lines: Iterable[Sequence[object]], *, header: Sequence[str] = HEADER) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet("工单")
        for number, line in enumerate([header, *lines]):
            sheet.write_row(number, 0, line)
    return path


def read_xlsx(path: Path) -> list[list[Any]]:
    """All cells of the first sheet, as they are."""
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def load(path: Path, *, by: str = "dispatcher", **over: Any) -> ImportSummary:
    return import_sheet(path, by=viewer(by), **{"errors_to": path.with_name("errors.xlsx"), **over})


def personal_of(matter_id: UUID) -> dict[str, str]:
    """The personal fields of a matter in clear."""
    assert PersonalRecord.objects.filter(matter_id=matter_id).count() == 1
    return clear(matter_id)


def tally(summary: ImportSummary) -> tuple[int, int, int, int]:
    return summary.read, summary.new, summary.known, summary.refused
