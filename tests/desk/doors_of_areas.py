"""Who may open the addresses of the arrival plan."""

from __future__ import annotations

from fengqiao.desk.areas.views import DOORS as READ
from fengqiao.orgs.terms import Right

ADMIN = (Right.ADMINISTER,)
AREA_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...], str]] = {
    "areas": ({"GET": 200}, READ, ""),
    "area": ({"GET": 404, "POST": 404}, READ, ""),  # of an id that is none; tried in test_areas
    "areas-import": ({"POST": 302}, ADMIN, ""),
    "areas-export": ({"POST": 200}, ADMIN, ""),
    "areas-errors": ({"POST": 302}, ADMIN, ""),
}
AREA_PAGES = {"area": "/areas/{matter}/", **dict.fromkeys(("areas-import", "areas-export", "areas-errors"), "/areas/")}
