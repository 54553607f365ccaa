"""What the tests of visits share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengqiao.visits import actions
from fengqiao.visits.models import Visitee
from fengqiao.visits.rules.sheets import VisiteeRow
from tests.world import NOW, area, viewer

NAME, PHONE, ADDRESS = "欧阳枫溪", "13955550077", "北一村枫叶弄七十八号"
DAY = timedelta(days=1)


def row(**over: Any) -> VisiteeRow:
    values: dict[str, Any] = {
        "name": NAME, "phone": PHONE, "address": ADDRESS, "area_id": area("TC0101"), "tier": "home_close",
        "officer_id": viewer("officer.north").staff_id, "point": (28_000, 120_000), **over,
    }  # fmt: skip
    return VisiteeRow(**values)


def visitee(*, by: str = "desk.north", **over: Any) -> Visitee:
    (made,), _known = actions.add_visitees(rows=[row(**over)], by=viewer(by), at=NOW)
    return Visitee.objects.get(id=made)
