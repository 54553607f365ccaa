"""Reading a row of a sheet as a telling: which column means what, and what is wrong with a row."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks, Sheet, SheetRow, apply_mapping, guess_columns, parse_moment
from fengqiao.matters.rules.tellings import LONGEST_REFERENCE, Telling
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Place

# Words in the names of columns that speak of the handling, not of the telling.
_HANDLING = (
    "答复", "回复", "反馈", "办理", "处理", "办结", "结案", "截止", "期限", "时限", "派单", "签收", "回访", "评价",
)  # fmt: skip

# 序号 is not among the names of a reference: it begins at 1 again in every sheet.
HINTS: Mapping[str, ColumnHint] = MappingProxyType(
    {
        "outside_ref": ColumnHint(
            ("编号", "留言编号", "工单编号", "工单号", "警情编号", "接警单编号", "受理编号", "流水号", "单号", "id", "number"),
            Looks.IDENTIFIER,
            avoid=("身份", "证件", "承办", "关联"),
        ),
        "title": ColumnHint(("主题", "标题", "留言主题", "诉求标题", "工单标题", "事项名称", "题目", "subject", "title")),
        "text": ColumnHint(
            ("内容", "详情", "留言详情", "诉求内容", "工单内容", "报警内容", "简要警情", "简要案情", "反映内容",
             "问题描述", "诉求描述", "事项内容", "text", "content"),
            Looks.LONG_TEXT,
            avoid=(*_HANDLING, "意见"),
        ),
        "told_at": ColumnHint(
            ("时间", "留言时间", "报警时间", "来电时间", "受理时间", "诉求时间", "反映时间", "投诉时间", "登记时间",
             "创建时间", "提交时间", "日期", "time", "date"),
            Looks.DATE,
            avoid=_HANDLING,
        ),
        "teller_name": ColumnHint(
            ("姓名", "诉求人", "留言用户", "报警人", "反映人", "来电人", "投诉人", "联系人", "name"),
            avoid=("受理", "承办", "处理", "被", "电话", "号码"),
        ),
        "teller_phone": ColumnHint(
            ("电话", "手机", "联系电话", "报警电话", "来电号码", "手机号码", "联系方式", "phone"), Looks.PHONE
        ),
        "place": ColumnHint(
            ("地址", "地点", "事发地址", "警情地址", "事发地点", "详细地址", "问题地址", "place", "address")
        ),
        "area": ColumnHint(
            ("辖区", "区域", "所属区域", "行政区划", "乡镇", "街道", "村社区", "所在村", "area"), avoid=("代码",)
        ),
        "kind": ColumnHint(("事项种类", "诉求类型", "事项类型", "工单类型", "kind"), avoid=("代码",)),
    }
)  # fmt: skip
_PROBED, _ENOUGH = 50, 10  # rows looked at to tell what a column holds; filled ones that settle it
_UNNAMED = re.compile(r"[A-Z]{1,3}列")  # how kit.sheets calls a column without a name
# What Excel leaves of a long number when it saves csv.
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9\- ]{3,18}[0-9]")
_BRACKETS = str.maketrans("()", "  ")


def columns_of(sheet: Sheet, overrides: Sequence[str], pack: Pack) -> dict[str, int]:
    """Return field → column of a sheet, guessed and overridden (`text=留言详情`; `kind=-`: no column is that field).

    A column of kinds that was guessed is left out where most of its first rows name no kind of the pack: other systems
    have kinds of their own. Refuses a sheet without contents.
    """
    off = {field for field in HINTS for each in overrides if each.replace(" ", "") == f"{field}=-"}
    hints = {field: hint for field, hint in HINTS.items() if field not in off}
    named = [each for each in overrides if each.replace(" ", "").removesuffix("=-") not in off]
    fixed = apply_mapping(sheet.header, named, fields=hints)
    sample = sheet.sample(_PROBED)
    columns = guess_columns(sheet.header, sample, hints, fixed=fixed)
    if "kind" in columns and "kind" not in fixed:
        kinds = [text for row in sample if (text := row.text(columns["kind"]))]
        known = sum(kind_named(pack, text) is not None for text in kinds)
        if len(kinds) >= _ENOUGH and known * 2 < len(kinds):
            del columns["kind"]
    if "text" not in columns and "title" not in columns:
        raise Problem(
            "column-text-missing",
            "没有找到写诉求内容的一列。请用 --map text=列名 指明，表里有：{columns}。",
            columns="、".join(sheet.header),
        )
    return columns


def kind_named(pack: Pack, name: str) -> str | None:
    """Return the code of the kind that somebody names: by code, by name, or by part of one name only (投诉)."""
    plain = name.strip().removesuffix("类")
    for kind in pack.kinds.values():
        if plain in (kind.code, kind.name):
            return kind.code
    near = [kind.code for kind in pack.kinds.values() if len(plain) > 1 and (plain in kind.name or kind.name in plain)]
    return near[0] if len(near) == 1 else None


def kind_unknown(pack: Pack, name: str) -> Problem:
    """Return the refusal of a kind that the pack does not have, naming those that it has."""
    kinds = tuple(pack.kinds.values())
    return Problem("kind-unknown", "没有“{value}”这种事项，可选：{kinds}。", value=name[:20], kinds=kinds)


def source_of(sheet: Sheet) -> str:
    """Return the name of the place a sheet comes from: sheets of one shape come from one system.

    The order of the columns does not count, nor do columns without a name: the sheet of refused rows may have one more.
    """
    names = sorted(name for name in sheet.header if not _UNNAMED.fullmatch(name))
    return "sheet:" + hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows as tellings. `areas` are the places by name and alias; `kind` is taken where a row names none.

    `now` stands for the moment of telling where the sheet has no such column.
    """

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
            slipped = Problem("row-slipped", "这一行的列数多于表头，可能是内容里有逗号没有加引号。")
            return None, (("text", slipped),)
        told_at = self._moment(row, problems)
        reference = self._reference(row, problems)
        kind = self._kind(row, problems)
        text, title = self._text(row, "text"), self._text(row, "title")
        if not text and not title:
            problems.append(("text", Problem("text-empty", "没有诉求内容，请补上。")))
        phone = self._phone(row, problems)
        if problems or told_at is None:
            return None, tuple(problems)
        area = self._text(row, "area")
        place = " ".join(part for part in (self._text(row, "place"), "" if area in self.areas else area) if part)
        telling = Telling(
            door=Door.IMPORT,
            text=text or title,
            title=title,
            told_at=told_at,
            told_at_known="told_at" in self.columns,
            source=self.source,
            outside_ref=reference,
            kind=kind,
            area_id=self.areas.get(area),
            place=place[:120],
            personal={"teller_name": self._text(row, "teller_name")[:200], "teller_phone": phone},
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
        problem = None
        if not reference:
            problem = Problem("ref-empty", "没有编号，请补上。")
        elif row.loses_digits(self.columns["outside_ref"]) or _EXPONENT.fullmatch(reference):
            problem = Problem("ref-digits", "编号太长，Excel 已丢失末位数字。请把这一列设为文本后重新填写。")
        elif len(reference) > LONGEST_REFERENCE:
            problem = Problem("ref-long", "编号超过 {limit} 个字，请核对。", limit=LONGEST_REFERENCE)
        if problem:
            problems.append(("outside_ref", problem))
        return reference

    def _kind(self, row: SheetRow, problems: list[tuple[str, Problem]]) -> str:
        named = self._text(row, "kind")
        if not named:
            return self.kind
        found = kind_named(self.pack, named)
        if found is None:
            problems.append(("kind", kind_unknown(self.pack, named)))
        return found or ""

    def _phone(self, row: SheetRow, problems: list[tuple[str, Problem]]) -> str:
        """Return the first number of the cell; a masked one (138****0000) or a word (无) is none."""
        text = unicodedata.normalize("NFKC", self._text(row, "teller_phone"))
        if "*" in text or not any(char.isdecimal() for char in text):
            return ""
        found = _PHONE.search(text.translate(_BRACKETS))
        if found is None:
            problems.append(
                ("teller_phone", Problem("phone-unreadable", "“{value}”不是电话号码，请改正或留空。", value=text[:20]))
            )
        return found[0] if found else ""


def areas_by_name(places: Mapping[UUID, Place]) -> dict[str, UUID]:
    """Return areas by name, code and alias; a name that two areas share names none of them."""
    found: dict[str, UUID | None] = {}
    for place in places.values():
        for name in {place.name, place.code, *place.aliases}:
            found[name] = place.id if name not in found else None
    return {name: area for name, area in found.items() if area is not None}
