"""Who may open the addresses of volunteers: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.desk.volunteers.honours import DONE as STAR_DEEDS
from fengqiao.desk.volunteers.page import DONE
from fengqiao.desk.volunteers.points import DONE as POINT_DEEDS
from fengqiao.orgs.terms import Right

VOLUNTEER_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "volunteers": ({"GET": 200}, (Right.ORGANISE,), ""),
    "volunteers-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "volunteer-new": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    "volunteer-mine": ({"GET": 200}, (), ""),
    "volunteer-hours": ({"GET": 200}, (Right.ORGANISE,), ""),
    "volunteer-import": ({"GET": 200, "POST": 422}, (Right.IMPORT,), ""),
    "volunteer-import-errors": ({"POST": 302}, (Right.IMPORT,), ""),
    "volunteer-stars": ({"GET": 200}, (Right.ORGANISE,), ""),
    **{f"volunteer-stars-act {deed}": ({"POST": 422}, (Right.ORGANISE,), "") for deed in STAR_DEEDS},
    "volunteer-points": ({"GET": 200}, (Right.ORGANISE,), ""),
    **dict.fromkeys(("volunteer-points-mine", "volunteer-points-of"), ({"GET": 404}, (), "")),
    **{f"volunteer-points-act {deed}": ({"POST": 0}, (), "") for deed in POINT_DEEDS},
    "volunteer-told": ({"POST": 404}, (), ""),
    "volunteer-paper": ({"GET": 404}, (), ""),
    "portal-stars": ({"GET": 200}, None, ""),
    "certificate": ({"GET": 404}, None, ""),
    "volunteer-confirm": ({"POST": 404}, (), ""),
    "volunteer-carried": ({"POST": 404}, (Right.ORGANISE,), ""),
    "volunteer": ({"GET": 404}, (), ""),  # one's own are tried in tests/volunteers/test_pages.py
    **{f"volunteer-act {deed}": ({"POST": 404}, (), "") for deed in DONE},
}
VOLUNTEER_PAGES = {
    "volunteers-export": "/volunteers/",
    "volunteer-new": "/volunteers/new/",
    "volunteer-confirm": "/volunteers/hours/",
    "volunteer-carried": "/volunteers/hours/",
    "volunteer-told": "/phone/",
    **dict.fromkeys(("volunteer-import", "volunteer-import-errors"), "/volunteers/import/"),
    "volunteer-stars-act": "/volunteers/stars/",
    "volunteer-points-act": "/volunteers/points/",
    "volunteer-act": "/volunteers/{matter}/",
}
VOLUNTEER_ROWS = ("volunteer-points-of", "volunteer", "volunteer-carried", "volunteer-confirm", "volunteer-told")
VOLUNTEER_PUBLIC = ("portal-stars", "certificate")
