"""Reading a row of a roll kept in Excel, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks
from fengqiao.kit.typed import cleaned

HINTS: Mapping[str, ColumnHint] = {
    "name": ColumnHint(("姓名", "名字", "义警姓名", "name"), avoid=("联系人",)),
    "phone": ColumnHint(("电话", "手机", "联系电话", "手机号", "phone"), Looks.PHONE, avoid=("紧急", "联系人")),
    "id_number": ColumnHint(("身份证号", "身份证", "证件号码", "id number"), Looks.IDENTIFIER),
    "born": ColumnHint(("出生年月", "出生日期", "出生", "born")),
    "team": ColumnHint(("队伍", "分队", "所在队伍", "team")),
    "area": ColumnHint(("所在村社", "村社", "社区", "村", "area")),
    "enrolled": ColumnHint(("入队日期", "入队时间", "加入日期", "enrolled")),
    "trained": ColumnHint(("培训日期", "通过培训", "培训时间", "trained")),
    "insured_from": ColumnHint(("保险起", "保险起期", "insured from")),
    "insured_until": ColumnHint(("保险止", "保险至", "保险止期", "insured until")),
    "hours": ColumnHint(("原有时长", "累计时长", "服务时长", "时长", "hours")),
    "emergency_name": ColumnHint(("紧急联系人", "emergency contact"), avoid=("电话",)),
    "emergency_phone": ColumnHint(("紧急联系人电话", "紧急联系电话", "emergency phone")),
    "shown": ColumnHint(("公示姓名", "可公示", "公示", "may publish")),
}
NEEDED = ("name", "phone", "team")
_ID = re.compile(r"\d{6}((?:19|20)\d{2})(0[1-9]|1[0-2])\d{5}[\dXx]\Z")
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?\D*\Z")
YES = {"是", "可以", "同意", "yes", "y", "√", "1"}


@dataclass(frozen=True, slots=True)
class RollRow:
    """A volunteer as a roll says it."""

    name: str
    phone: str
    id_number: str
    born: date
    team_id: UUID
    area_id: UUID | None
    enrolled: date | None
    trained: date | None
    insured: tuple[date, date] | None
    hours: int
    emergency_name: str
    emergency_phone: str
    shown: bool


def day_said(text: str, column: str) -> date | None:
    """Return the day that a cell says (of a month alone its first), None for nothing; refuses what is none."""
    if not text.strip():
        return None
    found = _DAY.match(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else _unread(column)
    except ValueError:
        return _unread(column)


def _unread(column: str) -> date:
    raise Problem("roll-day", "“{column}”里的日期看不懂，写成 2025-03-01。", column=column)


def read_row(cells: Mapping[str, str], teams: Mapping[str, UUID], areas: Mapping[str, UUID]) -> RollRow:
    """Return the volunteer in a row; raises the first problem that there is. Teams and areas are by name and code."""
    get = {key: cleaned(value) for key, value in cells.items()}
    name, phone = get.get("name", ""), get.get("phone", "")
    if not name or not phone:
        raise Problem("volunteer-who", "请写姓名和电话。")
    team = teams.get(get.get("team", ""))
    if team is None:
        raise Problem("roll-team", "没有“{team}”这支义警队伍，请写全称。", team=get.get("team", "")[:20])
    area = get.get("area", "")
    if area and area not in areas:
        raise Problem("enterprise-area", "没有“{area}”这个村社，请写全称。", area=area[:20])
    by_id = _ID.match(get.get("id_number", ""))
    born = day_said(get.get("born", ""), "出生年月") or (date(int(by_id[1]), int(by_id[2]), 1) if by_id else None)
    if born is None:
        raise Problem("roll-born", "出生年月和身份证号要写一样，年龄要核对。")
    begins, ends = day_said(get.get("insured_from", ""), "保险起"), day_said(get.get("insured_until", ""), "保险止")
    hours = get.get("hours", "") or "0"
    if not re.fullmatch(r"\d{1,5}(\.\d+)?", hours):
        raise Problem("roll-hours", "时长要填小时数。")
    return RollRow(
        name, phone, get.get("id_number", ""), born, team, areas.get(area), day_said(get.get("enrolled", ""), "入队日期"),
        day_said(get.get("trained", ""), "培训日期"), (begins, ends) if begins and ends else None, int(float(hours)),
        get.get("emergency_name", ""), get.get("emergency_phone", ""), get.get("shown", "").lower() in YES,
    )  # fmt: skip
