"""Who may open the addresses of wishes: methods with what an empty request is answered with, rights, row."""

from __future__ import annotations

from fengqiao.desk.wishes.page import DEEDS
from fengqiao.orgs.terms import Right
from fengqiao.wishes.queries import MEMBERS

GET = {"GET": 200}
COLLECT = (Right.HANDLE, Right.ORGANISE)
WISH_DOORS: dict[str, tuple[dict[str, int], tuple[Right, ...] | None, str]] = {
    "wishes": (GET, MEMBERS, ""),
    "wish-new": ({"GET": 200, "POST": 422}, COLLECT, ""),
    "wish-consent": ({"POST": 200}, COLLECT, ""),
    "wish": (GET, MEMBERS, "wish"),
    "wish-picture": ({"GET": 404}, MEMBERS, "wish"),
    **{f"wish-act {deed}": ({"POST": 0}, MEMBERS, "wish") for deed in DEEDS},  # 0: done or not
}
WISH_PAGES = {"wish-new": "/wishes/new/", "wish-consent": "/wishes/new/", "wish-act": "/wishes/{matter}/"}
