"""Who may open the addresses of planned work: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.desk.duties.minutes import DONE as MINUTES_DEEDS
from fengqiao.desk.duties.patrols import DONE as PLAN_DEEDS
from fengqiao.desk.duties.views import DONE
from fengqiao.orgs.terms import Right
from tests.placements.doors import PLACEMENT_DOORS, PLACEMENT_PAGES
from tests.studies.doors import STUDY_DOORS, STUDY_PAGES

DUTY_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    **PLACEMENT_DOORS,
    **STUDY_DOORS,
    "duties": ({"GET": 200}, (), ""),
    "duty-new": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    "duties-outbox": ({"POST": 422}, None, ""),  # of nobody: 401
    "duties-photo": ({"POST": 422}, None, ""),  # of nobody: 401
    "duty-photo": ({"GET": 404}, (), ""),
    "phone": ({"GET": 200}, None, ""),  # the same for everybody; of whom, says phone-today
    "phone-worker": ({"GET": 200}, None, ""),
    "phone-today": ({"GET": 200}, None, ""),
    "duty-feeds": ({"GET": 200}, (), ""),
    "duty-feed-act renew": ({"POST": 200}, (), ""),
    "duty-feed-act revoke": ({"POST": 422}, (), ""),
    "unit-feed-act renew": ({"POST": 200}, (Right.ORGANISE,), ""),
    "unit-feed-act revoke": ({"POST": 422}, (Right.ORGANISE,), ""),
    "calendar-feed": ({"GET": 404}, None, ""),  # one that opens is tried in tests/passes/test_feeds.py
    "phone-visits": ({"POST": 422}, None, ""),  # of nobody: 401
    "duties-read": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    "duty-required": ({"GET": 200}, (), ""),
    "duty-required-of": ({"GET": 404}, (), ""),
    "duty-study": ({"GET": 200}, (Right.ORGANISE,), ""),
    "patrol-plans": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    **dict.fromkeys(
        ("patrol-plan", "patrol-plan-paper", "patrol-plan-file pdf"), ({"GET": 404}, (Right.ORGANISE,), "")
    ),
    "duty-away": ({"GET": 200, "POST": 422}, (), ""),
    "duty-away-back": ({"POST": 302}, (), ""),
    **{f"patrol-plan-act {deed}": ({"POST": 404}, (Right.ORGANISE,), "") for deed in PLAN_DEEDS},
    "duty": ({"GET": 404}, (), ""),  # one's own are tried in tests/desk/test_duties.py
    "duty-minutes": ({"GET": 404}, (), ""),
    "duty-minutes-file docx": ({"GET": 404}, (), ""),
    **{f"duty-minutes-act {deed}": ({"POST": 404}, (), "") for deed in MINUTES_DEEDS},
    "duty-code": ({"GET": 404}, (), ""),
    "duty-posts": ({"GET": 404}, (), ""),
    **{f"duty-act {deed}": ({"POST": 404}, (), "") for deed in DONE},
}
FOR_NOBODY = {
    **{name: {"GET": 405, "POST": 401} for name in ("duties-outbox", "duties-photo", "phone-visits")},
    **{name: {"GET": 200, "POST": 405} for name in ("phone", "phone-worker")},
    "calendar-feed": {"GET": 404, "POST": 405},
    "phone-today": {"GET": 401, "POST": 405},
}
DUTY_PAGES = {
    **PLACEMENT_PAGES,
    **STUDY_PAGES,
    "duty-minutes-act": "/duties/{matter}/minutes/",
    **dict.fromkeys(("duty-feed-act", "unit-feed-act"), "/duties/feeds/"),
    "duty-new": "/duties/new/",
    **dict.fromkeys(("duty-away", "duty-away-back"), "/duties/away/"),
    "duties-read": "/duties/outbox/read/",
    "duty-act": "/duties/{matter}/",
    "patrol-plans": "/duties/plans/",
    "patrol-plan-act": "/duties/plans/{matter}/",
}
