"""Who may open the addresses of joint incidents: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.desk.joint.moves import MOVES
from fengqiao.incidents.queries import READERS
from fengqiao.orgs.terms import Right

GET, BOTH, HANDLERS = {"GET": 200}, {"GET": 200, "POST": 302}, (Right.HANDLE,)
JOINT_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...], str]] = {
    "joint-list": (GET, READERS, ""),
    "joint-open": (BOTH, HANDLERS, "matter"),
    "joint-call": (BOTH, HANDLERS, "incident"),
    **dict.fromkeys(("joint", "joint-feed", "joint-file", "joint-file-small"), (GET, READERS, "incident")),
    **{name: ({"POST": 200}, READERS, "incident") for name in ("joint-paper", "joint-sheet", "joint-word")},
    **{f"joint-move {name}": ({"POST": 302}, READERS, "incident") for name in MOVES},
}
