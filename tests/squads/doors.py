"""Who may open the addresses of temporary units."""

from __future__ import annotations

from fengqiao.desk.squads.views import DONE
from fengqiao.orgs.terms import Right

SQUAD_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "squads": ({"GET": 200}, (Right.ORGANISE,), ""),
    "squad-new": ({"GET": 200, "POST": 422}, (Right.ORGANISE,), ""),
    "squad": ({"GET": 404}, (), ""),  # one's own are tried in tests/desk/test_squads.py
    **{f"squad-act {deed}": ({"POST": 404}, (), "") for deed in DONE},
}
SQUAD_PAGES = {"squad-new": "/squads/new/", "squad-act": "/squads/{matter}/"}
