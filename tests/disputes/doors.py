"""Who may open the addresses of disputes: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.desk.disputes.moves import MOVES
from fengqiao.desk.disputes.register import DEEDS
from fengqiao.disputes.queries import READERS
from fengqiao.orgs.terms import Right

GET = {"GET": 200}
DISPUTE_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...], str]] = {
    **dict.fromkeys(("disputes", "mediators", "mediation-rooms", "dispute-statistics"), (GET, READERS, "")),
    **dict.fromkeys(("disputes-export", "dispute-statistics-export"), ({"POST": 200}, (Right.EXPORT,), "")),
    "mediator": ({"GET": 404, "POST": 404}, READERS, ""),  # of nobody
    "dispute-scene": ({"GET": 200, "POST": 422}, (Right.HANDLE,), ""),
    "dispute-new": ({"GET": 200, "POST": 422}, (Right.HANDLE,), "matter"),
    "dispute": (GET, READERS, "dispute"),
    "dispute-file": (GET, READERS, "dispute"),
    "dispute-file-out": ({"POST": 302}, (Right.UNMASK,), "dispute"),
    "dispute-papers": ({"POST": 302}, READERS, "dispute"),
    "dispute-paper": ({"POST": 302}, READERS, "dispute"),
    "dispute-party": ({"POST": 404}, (Right.UNMASK,), "dispute"),  # of a party that is none of its
    **{f"dispute-move {name}": ({"POST": 302}, READERS, "dispute") for name in MOVES},
    **{f"mediator-act {deed}": ({"POST": 302}, (Right.ASSIGN,), "") for deed in DEEDS},
}
DISPUTE_PAGES = {
    "disputes-export": "/disputes/",
    "dispute-statistics-export": "/disputes/statistics/",
    "dispute-scene": "/disputes/scene/",
    "dispute-new": "/disputes/new/{matter}/",
    "mediator": "/disputes/mediators/",
    "mediator-act": "/disputes/mediators/",
    **dict.fromkeys(("dispute-move", "dispute-party"), "/disputes/{matter}/"),
    **dict.fromkeys(("dispute-file-out", "dispute-papers", "dispute-paper"), "/disputes/{matter}/file/"),
}
