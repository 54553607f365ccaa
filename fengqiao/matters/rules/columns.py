"""Reading a row of a sheet as a telling: which column means what, and what is wrong with a row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks, Sheet, SheetRow, apply_mapping, guess_columns, parse_moment
from fengqiao.matters.rules.tellings import Telling
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Place

HINTS: Mapping[str, ColumnHint] = MappingProxyType(
    {
        "outside_ref": ColumnHint(
            (
                "编号",
                "留言编号",
                "工单编号",
                "工单号",
                "警情编号",
                "接警单编号",
                "受理编号",
                "流水号",
                "序号",
                "id",
                "number",
            ),
            Looks.IDENTIFIER,
        ),
        "title": ColumnHint(("主题", "标题", "留言主题", "诉求标题", "事项名称", "题目", "subject", "title")),
        "text": ColumnHint(
            (
                "内容",
                "详情",
                "留言详情",
                "诉求内容",
                "报警内容",
                "简要警情",
                "反映内容",
                "问题描述",
                "事项内容",
                "text",
                "content",
            ),
            Looks.LONG_TEXT,
            avoid=("答复", "回复", "反馈", "处理", "意见"),
        ),
        "told_at": ColumnHint(
            (
                "时间",
                "留言时间",
                "报警时间",
                "来电时间",
                "受理时间",
                "诉求时间",
                "反映时间",
                "登记时间",
                "日期",
                "time",
                "date",
            ),
            Looks.DATE,
            avoid=("答复", "回复", "反馈", "办结", "截止"),
        ),
        "teller_name": ColumnHint(
            ("姓名", "诉求人", "留言用户", "报警人", "反映人", "来电人", "联系人", "name"), avoid=("受理", "承办")
        ),
        "teller_phone": ColumnHint(("电话", "手机", "联系电话", "报警电话", "手机号码", "phone"), Looks.PHONE),
        "place": ColumnHint(("地址", "地点", "事发地址", "警情地址", "事发地点", "详细地址", "place", "address")),
        "area": ColumnHint(("辖区", "区域", "所属区域", "乡镇", "街道", "村社区", "所在村", "area"), avoid=("代码",)),
        "kind": ColumnHint(("事项种类", "诉求类型", "事项类型", "kind"), avoid=("代码",)),
    }
)
_PERSONAL = ("teller_name", "teller_phone")


def columns_of(sheet: Sheet, overrides: Sequence[str]) -> dict[str, int]:
    """Return field → column of a sheet, guessed and overridden (`text=留言详情`); refuses a sheet without contents."""
    fixed = apply_mapping(sheet.header, overrides, fields=HINTS)
    columns = guess_columns(sheet.header, sheet.sample(50), HINTS, fixed=fixed)
    if "text" not in columns and "title" not in columns:
        raise Problem(
            "column-text-missing",
            "没有找到写诉求内容的一列。请用 --map text=列名 指明，表里有：{columns}。",
            columns="、".join(sheet.header),
        )
    return columns


def source_of(sheet: Sheet) -> str:
    """Return the name of the place a sheet comes from: sheets of one shape come from one system."""
    return "sheet:" + hashlib.sha256("\x1f".join(sheet.header).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows as tellings. `areas` are the places by name and alias; `kind` is taken where a row names none."""

    columns: Mapping[str, int]
    pack: Pack
    areas: Mapping[str, UUID]
    source: str
    kind: str
    zone: tzinfo
    now: datetime

    def read(self, row: SheetRow) -> tuple[Telling | None, tuple[tuple[str, Problem], ...]]:
        """Return the telling of a row, or None and (field, reason) of everything that is wrong with it."""
        problems: list[tuple[str, Problem]] = []
        if row.surplus:
            problems.append(("text", Problem("row-slipped", "这一行的列数多于表头，可能是内容里有逗号没有加引号。")))
        told_at = self._moment(row, problems)
        reference = self._reference(row, problems)
        kind = self._kind(row, problems)
        text, title = self._text(row, "text"), self._text(row, "title")
        if not text and not title:
            problems.append(("text", Problem("text-empty", "没有诉求内容，请补上。")))
        if problems or told_at is None:
            return None, tuple(problems)
        area = self._text(row, "area")
        place = " ".join(part for part in (self._text(row, "place"), "" if area in self.areas else area) if part)
        telling = Telling(
            door=Door.IMPORT,
            text=text or title,
            title=title,
            told_at=told_at,
            source=self.source,
            outside_ref=reference,
            kind=kind,
            area_id=self.areas.get(area),
            place=place[:120],
            personal={code: self._text(row, code)[:200] for code in _PERSONAL if code in self.columns},
        )
        return telling, ()

    def _text(self, row: SheetRow, field: str) -> str:
        return row.text(self.columns[field]) if field in self.columns else ""

    def _moment(self, row: SheetRow, problems: list[tuple[str, Problem]]) -> datetime | None:
        if "told_at" not in self.columns:
            return self.now
        try:
            return parse_moment(row.values[self.columns["told_at"]], self.zone)
        except Problem as problem:
            problems.append(("told_at", problem))
            return None

    def _reference(self, row: SheetRow, problems: list[tuple[str, Problem]]) -> str:
        if "outside_ref" not in self.columns:
            return ""
        reference = self._text(row, "outside_ref")
        if not reference:
            problems.append(("outside_ref", Problem("ref-empty", "没有编号，请补上。")))
        elif row.loses_digits(self.columns["outside_ref"]):
            problems.append(
                ("outside_ref", Problem("ref-digits", "编号太长，Excel 已丢失末位数字。请把这一列设为文本后重新填写。"))
            )
        return reference

    def _kind(self, row: SheetRow, problems: list[tuple[str, Problem]]) -> str:
        named = self._text(row, "kind")
        if not named:
            return self.kind
        found = next((k.code for k in self.pack.kinds.values() if named in (k.code, k.name)), None)
        if found is None:
            known = "、".join(k.name for k in self.pack.kinds.values())
            problems.append(
                (
                    "kind",
                    Problem("kind-unknown", "没有“{value}”这种事项，可选：{kinds}。", value=named[:20], kinds=known),
                )
            )
        return found or ""


def areas_by_name(places: Mapping[UUID, Place]) -> dict[str, UUID]:
    """Return areas by name, code and alias; a name that two areas share names none of them."""
    found: dict[str, UUID | None] = {}
    for place in places.values():
        for name in {place.name, place.code, *place.aliases}:
            found[name] = place.id if name not in found else None
    return {name: area for name, area in found.items() if area is not None}
