"""Who may open the addresses of villages and their officers: of those with the right, the police and the centres alone."""

from __future__ import annotations

from fengqiao.desk.villages.views import DONE
from fengqiao.orgs.terms import Right

VILLAGE_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "villages": ({"GET": 200}, (Right.INSPECT,), "village"),
    "villages-export": ({"POST": 200}, (Right.EXPORT,), "village"),
    **{f"villages-act {deed}": ({"POST": 422}, (Right.INSPECT,), "village") for deed in DONE},
}
VILLAGE_DOOR_PAGES = dict.fromkeys(("villages-act", "villages-export"), "/villages/")
