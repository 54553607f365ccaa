"""Reading a row of a sheet as somebody to visit, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fengqiao.catalogue.visit import Tier
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint, Looks
from fengqiao.kit.typed import cleaned
from fengqiao.visits.terms import Premise

LONGEST, MILLI = 80, 1000
Milli = tuple[int, int]  # latitude, longitude in thousandths of a degree: about a hundred metres
HINTS: Mapping[str, ColumnHint] = {
    "name": ColumnHint(
        ("户主", "户主姓名", "姓名", "名称", "单位名称", "name"), avoid=("民警", "走访人", "电话", "档次")
    ),
    "address": ColumnHint(("地址", "门牌", "门牌号", "住址", "address"), avoid=("村社",)),
    "phone": ColumnHint(("联系电话", "电话", "手机", "phone"), Looks.PHONE),
    "area": ColumnHint(("所在村社", "村社", "辖区", "社区", "村", "village"), avoid=("代码",)),
    "tier": ColumnHint(("走访档次", "档次", "类别", "tier")),
    "officer": ColumnHint(("走访人", "责任民警", "民警", "officer")),
    "point": ColumnHint(("经纬度", "坐标", "point")),
}
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?)[\s,，]+(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisiteeRow:
    """Somebody to visit as a sheet or a form says it; name, address and telephone go under seal."""

    name: str
    address: str
    phone: str
    area_id: UUID
    tier: str
    officer_id: UUID | None = None
    point: Milli | None = None


def about_there(text: str) -> Milli | None:
    """Return a position to a thousandth of a degree, None where nothing is said; refuses what is no position."""
    said = text.strip()
    if not said:
        return None
    found = _POINT.fullmatch(said)
    lat, lon = (float(found[1]), float(found[2])) if found else (91.0, 0.0)
    if abs(lat) > 90 or abs(lon) > 180:
        raise Problem("duty-point", "经纬度看不懂，请写成 28.12345, 120.12345。")
    return round(lat * MILLI), round(lon * MILLI)


def read_row(
    cells: Mapping[str, str], areas: Mapping[str, UUID], tiers: Mapping[str, Tier], officers: Mapping[str, UUID]
) -> VisiteeRow:
    """Return who stands in a row; raises the first problem that there is. `areas`, `tiers`, `officers` are by name and code."""
    said = {field: cleaned(cells.get(field, "")) for field in HINTS}
    tier = tiers.get(said["tier"])
    if tier is None:
        raise Problem("visit-tier", "没有“{tier}”这个走访档次。", tier=said["tier"][:20])
    if not said["name"] and not said["address"]:
        raise Problem("visit-who", "户主或名称、地址至少写一样。")
    if len(said["name"]) > LONGEST or len(said["address"]) > LONGEST or len(said["phone"]) > LONGEST:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=LONGEST)
    if tier.premise is Premise.PREMISES and not said["name"]:
        raise Problem("visit-premises", "单位和商户要写名称。")
    area = areas.get(said["area"])
    if area is None:
        raise Problem("enterprise-area", "没有“{area}”这个村社，请写全称。", area=said["area"][:20])
    officer = officers.get(said["officer"])
    if said["officer"] and officer is None:
        raise Problem("visit-officer", "本单位没有“{name}”这个人，或者有几个同名的。", name=said["officer"][:20])
    return VisiteeRow(
        name=said["name"], address=said["address"], phone=said["phone"], area_id=area, tier=tier.code,
        officer_id=officer, point=about_there(said["point"]),
    )  # fmt: skip
