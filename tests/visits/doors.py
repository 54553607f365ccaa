"""Who may open the addresses of visits; what is done with a row of one's own is tried in tests/desk/test_visits.py."""

from __future__ import annotations

from fengqiao.desk.visits.views import DONE
from fengqiao.orgs.terms import Right

VISITS = (Right.INSPECT,)
VISIT_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "visits": ({"GET": 200}, VISITS, ""),
    "visitee-new": ({"GET": 200, "POST": 422}, VISITS, ""),
    "visit-officers": ({"GET": 200}, VISITS, ""),
    **dict.fromkeys(("visit-round", "visits-hand"), ({"POST": 302}, VISITS, "")),
    "visits-export": ({"POST": 200}, (Right.EXPORT,), ""),
    **dict.fromkeys(("visits-import", "visits-errors"), ({"POST": 302}, (Right.IMPORT,), "")),
    "visitee": ({"GET": 404}, VISITS, ""),
    **{f"visitee-act {deed}": ({"POST": 404}, VISITS, "") for deed in DONE},
}
VISIT_PAGES = {
    "visitee-new": "/visits/new/",
    "visitee-act": "/visits/{matter}/",
    **dict.fromkeys(("visit-round", "visits-hand", "visits-export", "visits-import", "visits-errors"), "/visits/"),
}
