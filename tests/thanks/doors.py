"""Who may open the pages of thanks."""

from __future__ import annotations

from fengqiao.desk.thanks.views import DEEDS
from fengqiao.orgs.terms import Right

READERS = (Right.TAKE_IN, Right.HANDLE, Right.INSPECT, Right.SUPERVISE)
THANKS_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "thanks-list": ({"GET": 200}, READERS, ""),
    "thanks-new": ({"GET": 200, "POST": 422}, (Right.TAKE_IN,), ""),
    "thanks-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "thanks": ({"GET": 404}, READERS, ""),
    "thanks-file": ({"GET": 404}, READERS, ""),
    **{f"thanks-act {deed}": ({"POST": 404}, READERS, "") for deed in DEEDS},
}
THANKS_PAGES = {"thanks-act": "/thanks/{matter}/", "thanks-new": "/thanks/new/", "thanks-export": "/thanks/"}
