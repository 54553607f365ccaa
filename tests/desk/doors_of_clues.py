"""Who may open the pages of clues and meetings: any post sees counts, a clue its recipients alone; what keys do is tried in test_clues."""

from __future__ import annotations

from fengqiao.desk.clues.clue import DEEDS
from fengqiao.desk.clues.keys import DEEDS as KEY_DEEDS
from fengqiao.desk.meetings.views import DEEDS as MEETING_DEEDS
from fengqiao.orgs.terms import Right

READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)
ANY: tuple[Right, ...] = ()
CLUE_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "clues": ({"GET": 200}, ANY, ""),
    "clue-flow": ({"GET": 200}, ANY, ""),
    "clue-keys": ({"GET": 200}, ANY, ""),
    **{f"clue-keys-act {deed}": ({"POST": 0}, ANY, "") for deed in KEY_DEEDS},  # 0: done or not
    "clue": ({"GET": 404}, ANY, ""),
    **{f"clue-act {deed}": ({"POST": 404}, ANY, "") for deed in DEEDS},
    "clue-file": ({"GET": 404}, ANY, ""),
    "meetings": ({"GET": 200}, READERS, ""),
    "meeting-new": ({"GET": 200, "POST": 422}, READERS, ""),
    "meeting": ({"GET": 404}, READERS, ""),
    "meeting-paper": ({"GET": 404}, READERS, ""),
    "meeting-minutes": ({"POST": 404}, (Right.EXPORT,), ""),
    "meeting-sheet": ({"POST": 404}, (Right.EXPORT,), ""),
    **{f"meeting-act {deed}": ({"POST": 404}, READERS, "") for deed in MEETING_DEEDS},
    "portal-clue": ({"GET": 200, "POST": 200}, None, ""),  # closed: no unit has its keys ready
    "portal-clue-back": ({"GET": 200, "POST": 422}, None, ""),
}
CLUE_PAGES = {"clue-act": "/clues/{matter}/", "clue-keys-act": "/clues/keys/", "meeting-act": "/meetings/{matter}/", "meeting-sheet": "/meetings/{matter}/", "meeting-minutes": "/meetings/{matter}/",
              "meeting-new": "/meetings/new/"}  # fmt: skip
