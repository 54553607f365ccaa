"""Who may open the addresses of placements."""

from __future__ import annotations

from fengqiao.desk.placements.page import DONE
from fengqiao.orgs.terms import Right

PLACEMENT_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "placements": ({"GET": 200}, (Right.ORGANISE,), ""),
    "placements-year": ({"GET": 200}, (Right.ORGANISE,), ""),
    "placements-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "placement-new": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    "placement-mine": ({"GET": 200}, (), ""),
    "placement": ({"GET": 404}, (), ""),  # one's own are tried in tests/desk/test_placements.py
    **{f"placement-act {deed}": ({"POST": 404}, (), "") for deed in DONE},
}
PLACEMENT_PAGES = {
    "placement-new": "/placements/new/",
    "placement-act": "/placements/{matter}/",
    "placements-export": "/placements/year/",
}
PLACEMENT_ROWS = ("placement", "study-of", "study-used", "study-thing-retire")
