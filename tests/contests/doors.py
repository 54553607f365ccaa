"""Who may open the addresses of contests."""

from __future__ import annotations

from fengqiao.desk.contests.views import DONE
from fengqiao.orgs.terms import Right

CONTEST_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "contest": ({"GET": 404}, (), ""),  # one's own are tried in tests/desk/test_contests.py
    "contest-paper": ({"GET": 404}, (), ""),
    **{f"contest-act {deed}": ({"POST": 404}, (), "") for deed in DONE},
}
CONTEST_PAGES = {"contest-act": "/contests/{matter}/"}
CONTEST_ROWS = ("contest", "contest-paper")
