"""Who may open the pages of practical matters and of help at stations."""

from __future__ import annotations

from fengqiao.desk.practical.views import DEEDS
from fengqiao.orgs.terms import Right

READERS = (Right.TAKE_IN, Right.HANDLE, Right.INSPECT, Right.SUPERVISE, Right.OVERVIEW)
PRACTICAL_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "practical-list": ({"GET": 200}, READERS, ""),
    "practical-new": ({"GET": 200, "POST": 422}, (Right.INSPECT, Right.SUPERVISE), ""),
    **dict.fromkeys(("practical-sheet", "practical-errors"), ({"POST": 302}, (Right.IMPORT,), "")),
    "practical-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "practical": ({"GET": 404}, READERS, ""),
    "practical-file": ({"GET": 404}, READERS, ""),
    **{f"practical-act {deed}": ({"POST": 404}, READERS, "") for deed in DEEDS},
    "helps": ({"GET": 200, "POST": 422}, (Right.TAKE_IN,), ""),
    "helps-figures": ({"GET": 200}, (Right.TAKE_IN, Right.HANDLE, Right.SUPERVISE), ""),
    "helps-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "portal-practical": ({"GET": 200}, None, ""),
}
PRACTICAL_PAGES = {
    "helps": "/helps/",
    "helps-export": "/helps/figures/",
    "practical-act": "/practical/{matter}/",
    "practical-new": "/practical/new/",
    **dict.fromkeys(("practical-sheet", "practical-errors"), "/practical/"),
    "practical-export": "/practical/",
}
