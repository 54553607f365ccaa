"""The left menu: what a viewer's post opens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.desk.screens import QUEUE, first_of
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right


def sees_matters(viewer: Viewer) -> bool:
    """Say whether the post has to do with matters at all."""
    return any(viewer.may(right) for right in (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE))


def menu_for(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    """Return the entries of the menu, the one on whose page somebody stands marked active."""
    first = first_of(viewer)
    entries: list[tuple[bool, str, str, str]] = [
        (first != QUEUE, first, "home", _("首页")),
        (sees_matters(viewer), "queue", "list-check", _("事项")),
        (viewer.may(Right.TAKE_IN), "intake", "edit", _("登记")),
        (viewer.may(Right.OVERVIEW), "calls", "phone", _("警情")),
        (viewer.may(Right.OVERVIEW), "overview", "map-2", _("总览")),
        (viewer.may(Right.OVERVIEW) and first != "first-units", "first-units", "table", _("各单位")),
        (viewer.may(Right.OVERVIEW), "hot", "flame", _("热点")),
        (viewer.may(Right.OVERVIEW), "measures", "chart-bar", _("指标")),
        (viewer.may(Right.READ_RULES), "rules", "book-2", _("规则")),
        (viewer.may(Right.IMPORT) or viewer.may(Right.EXPORT), "imports", "file-spreadsheet", _("导入")),
        (viewer.may(Right.ADMINISTER), "people", "users", _("人员")),
        (viewer.may(Right.AUDIT), "audit", "eye", _("查阅记录")),
    ]
    return [
        {"url": reverse(name), "icon": icon, "label": label, "active": path.startswith(reverse(name)), "count": None}
        for shown, name, icon, label in entries
        if shown
    ]
