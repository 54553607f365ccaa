"""Who may open the addresses of errands: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.desk.errands.page import DEEDS
from fengqiao.errands.queries import READERS
from fengqiao.orgs.terms import Right

GET = {"GET": 200}
ERRAND_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    **dict.fromkeys(("errands", "errands-today", "errands-slow"), (GET, READERS, "")),
    "errands-slow-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "errand-new": ({"GET": 200, "POST": 422}, (Right.TAKE_IN,), ""),
    "errand": (GET, READERS, "errand"),
    "errand-papers": ({"POST": 302}, READERS, "errand"),
    "errand-slip": ({"POST": 302}, READERS, "errand"),
    "errand-slip-revoke": ({"POST": 302}, READERS, "errand"),
    **{f"errand-act {deed}": ({"POST": 422}, READERS, "errand") for deed in DEEDS},
    "errand-receipt": ({"GET": 404}, READERS, "errand"),
    "ratings-errands": (GET, (Right.ASK_AFTER,), ""),
    **dict.fromkeys(("errand-track", "errand-track-slip"), ({"GET": 404}, None, "")),
    "errand-track-rate": ({"POST": 404}, None, ""),
    "portal-errand": ({"GET": 200, "POST": 422}, None, ""),
}
ERRAND_PUBLIC = ("errand-track", "errand-track-slip", "errand-track-rate")
ERRAND_PAGES = {
    "errands-slow-export": "/errands/slow/",
    "errand-new": "/errands/new/",
    **dict.fromkeys(("errand-act", "errand-papers", "errand-slip", "errand-slip-revoke"), "/errands/{matter}/"),
}
