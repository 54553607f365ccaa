"""Reading a row of a sheet as an enterprise, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks
from fengqiao.kit.typed import cleaned

NAME, MOST_PEOPLE = 60, 9_999_999
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_CREDIT = re.compile(f"[{_DIGITS}]{{18}}")
HINTS: Mapping[str, ColumnHint] = {
    "name": ColumnHint(("企业名称", "单位名称", "名称", "企业", "公司名称", "name"), avoid=("联系", "法定", "法人")),
    "credit": ColumnHint(("统一社会信用代码", "信用代码", "社会信用代码", "credit code"), Looks.IDENTIFIER),
    "area": ColumnHint(("所在村社", "村社", "辖区", "社区", "乡镇", "街道", "area"), avoid=("代码",)),
    "sector": ColumnHint(("行业", "行业类别", "所属行业", "sector")),
    "people": ColumnHint(("员工人数", "从业人数", "人数", "people")),
    "contact_name": ColumnHint(("联系人", "联系人姓名", "contact"), avoid=("电话",)),
    "contact_phone": ColumnHint(("联系电话", "电话", "手机", "phone"), Looks.PHONE),
}


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """An enterprise as a sheet or a form says it."""

    name: str
    credit: str
    area_id: UUID
    sector: str
    people: int
    contact_name: str = ""
    contact_phone: str = ""


def with_check_digit(code: str) -> str:
    """Return 17 characters of a credit code with the one that checks them.

    GB 32100-2015: 31 less the sum of the characters' values times 3**i, both modulo 31.
    """
    total = sum(_DIGITS.index(char) * pow(3, place, 31) for place, char in enumerate(code))
    return code + _DIGITS[-total % 31]


def credit_code(text: str) -> str:
    """Return a unified social credit code without spaces, in capitals; refuses one whose check digit does not fit."""
    code = re.sub(r"\s", "", text).upper()
    if not _CREDIT.fullmatch(code) or with_check_digit(code[:17]) != code:
        raise Problem("credit-code", "统一社会信用代码不对，请核对。")
    return code


def read_row(cells: Mapping[str, str], areas: Mapping[str, UUID], sectors: Mapping[str, str]) -> EnterpriseRow:
    """Return the enterprise in a row; raises the first problem that there is. `areas` and `sectors` are by name and code."""
    name = cleaned(cells.get("name", ""))
    if not name or len(name) > NAME:
        raise Problem("enterprise-name", "企业名称要写，不超过 {limit} 个字。", limit=NAME)
    area = areas.get(cells.get("area", "").strip())
    if area is None:
        raise Problem("enterprise-area", "没有“{area}”这个村社，请写全称。", area=cells.get("area", "")[:20])
    people = cells.get("people", "").strip() or "0"
    if not people.isascii() or not people.isdecimal() or int(people[:12]) > MOST_PEOPLE:
        raise Problem("enterprise-people", "人数要填整数。")
    return EnterpriseRow(
        name=name,
        credit=credit_code(cells.get("credit", "")),
        area_id=area,
        sector=sectors.get(cells.get("sector", "").strip(), "other"),
        people=int(people),
        contact_name=cleaned(cells.get("contact_name", ""))[:40],
        contact_phone=cleaned(cells.get("contact_phone", ""))[:30],
    )
