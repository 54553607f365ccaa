"""Who may open the addresses of study."""

from __future__ import annotations

from fengqiao.desk.studies.makeups import DONE
from fengqiao.orgs.terms import Right

STUDY_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "study-things": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    "study-things-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "study-thing-retire": ({"POST": 302}, (Right.ORGANISE,), ""),  # of none there is: refused in words on the list
    "study-used": ({"POST": 404}, (Right.ORGANISE,), ""),
    "study-makeups": ({"GET": 200}, (Right.ORGANISE,), ""),
    "study-mine": ({"GET": 200}, (), ""),
    "study-of": ({"GET": 404}, (), ""),  # one's own is tried in tests/desk/test_studies.py
    **{f"study-makeup-act {deed}": ({"POST": 404}, (), "") for deed in DONE},
}
STUDY_PAGES = {
    "study-things": "/studies/",
    "study-things-export": "/studies/",
    "study-thing-retire": "/studies/",
    "study-used": "/duties/{matter}/",
    "study-makeup-act": "/studies/mine/",
}
