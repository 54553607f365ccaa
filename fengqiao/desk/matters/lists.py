"""How somebody likes the list of matters: saved filters, the one it opens with, the columns; small forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import Taste
from fengqiao.rulebook.queries import pack_on

# Codes and dates only: the words of a search may name somebody, so they are not kept.
KEYS = ("tab", "state", "kind", "unit", "area", "door", "tag", "lamp", "urgent", "mine", "since", "until",
        "closed_since", "closed_until", "sort")  # fmt: skip
COLUMNS = {
    "lamp": gettext_lazy("时限"),
    "kind": gettext_lazy("种类"),
    "area": gettext_lazy("辖区"),
    "place": gettext_lazy("地点"),
    "unit": gettext_lazy("承办"),
    "door": gettext_lazy("来源"),
    "received": gettext_lazy("收到时间"),
    "state": gettext_lazy("状态"),
    "result": gettext_lazy("结果"),
    "due": gettext_lazy("到期"),
    "number": gettext_lazy("编号"),
}
USUAL = ("lamp", "kind", "area", "unit", "state", "due", "number")


def kept_query(query: QueryDict) -> str:
    """Return of an address what may be saved, always in one order, so that a saved one is known again."""
    kept = QueryDict(mutable=True)
    for key in KEYS:
        values = [value for value in query.getlist(key) if value and "\x00" not in value]
        if values:
            kept.setlist(key, values)
    return kept.urlencode()


def liking(taste: Taste, query: QueryDict) -> dict[str, Any]:
    """Return what the page shows of how somebody likes it."""
    chosen = taste.columns or USUAL
    now = kept_query(query)
    return {
        "saved": [{"row": each, "active": each.query == now} for each in taste.saved],
        "columns": chosen,
        "column_choices": [(code, word, code in chosen) for code, word in COLUMNS.items()],
    }


@require_POST
@staff_only(*READERS)
def liked(request: DeskRequest) -> HttpResponse:
    """Keep, share, delete a saved filter, open with it, or choose columns; back to the list as it was."""
    by, what = request.viewer, request.POST.get("do", "")
    match what:
        case "save":
            most = int(pack_on(timezone.now()).pack.value_on("queue.page_size", timezone.localdate()).number)
            shared = "shared" in request.POST
            query = kept_query(request.GET)
            actions.save_list(name=request.POST.get("name", ""), query=query, shared=shared, most=most, by=by)
        case "share" | "keep":
            actions.share_list(list_id=_id(request), shared=what == "share", by=by)
        case "delete":
            actions.delete_list(list_id=_id(request), by=by)
        case "open" | "plain":
            actions.open_with(list_id=_id(request) if what == "open" else None, by=by)
        case "columns":
            columns = [code for code in COLUMNS if code in request.POST.getlist("column")]
            actions.choose_list_columns(columns=columns, by=by)
        case _:
            raise Problem("choose-deed", "请选择要做什么。")
    messages.success(request, _("已保存。") if what != "delete" else _("已删除。"))
    return redirect(f"{reverse('queue')}?{request.GET.urlencode() or 'tab=todo'}")


def _id(request: DeskRequest) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        raise Problem("list-unknown", "没有这个常用筛选，或者不是您保存的。") from None
