"""Who may open the pages of enterprises by which methods, and where their forms stand."""

from __future__ import annotations

from fengqiao.desk.enterprises.views import DEEDS
from fengqiao.orgs.terms import Right

GET = {"GET": 200}
ENTERPRISES: dict[str, tuple[dict[str, int], tuple[Right, ...], str]] = {
    "inspections": (GET, (Right.INSPECT,), ""),
    "enterprises": (GET, (Right.INSPECT,), ""),
    "enterprise-new": ({"GET": 200, "POST": 422}, (Right.INSPECT,), ""),
    "enterprise-troubles": (GET, (Right.INSPECT,), ""),
    "enterprises-export": ({"POST": 200}, (Right.EXPORT,), ""),
    "enterprise-sheets": ({"GET": 200, "POST": 422}, (Right.IMPORT,), ""),
    "enterprise-sheet": (GET, (Right.IMPORT,), "import"),
    "enterprise-errors": (GET, (Right.IMPORT,), "import"),
    "enterprise": (GET, (Right.INSPECT,), "enterprise"),
    **{f"enterprise-act {deed}": ({"POST": 0}, (Right.INSPECT,), "enterprise") for deed in DEEDS},  # 0: done or not
}
ENTERPRISE_PAGES = {
    "inspection-act": "/inspections/joint/{matter}/",
    "enterprises-export": "/enterprises/",
    "enterprise-new": "/enterprises/new/",
    "enterprise-sheets": "/enterprises/sheets/",
    "enterprise-act": "/enterprises/{matter}/",
}
