"""The heads of the list's columns: each sorts by its column, a second time the other way round."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.desk.matters.lists import COLUMNS
from fengqiao.matters.queries import QueueFilter
from fengqiao.matters.terms import Tab

ORDER = ("lamp", "title", "kind", "area", "place", "unit", "door", "received", "state", "result", "due", "number")
ADDED = {"place", "door", "received", "result"}  # not there at all unless chosen; the others are only hidden
OFF_NARROW = {"kind", "number", *ADDED}
# By which orders a column sorts, first and then the other way; "up": the first goes up.
BY = {
    "lamp": ("due", "-due"),
    "due": ("due", "-due"),
    "kind": ("kind", "-kind"),
    "area": ("area", "-area"),
    "unit": ("unit", "-unit"),
    "received": ("newest", "oldest"),
    "number": ("number", "-number"),
}
DOWN = {"-due", "-kind", "-area", "-unit", "newest", "-number", "-closed"}
SORT_WORDS = {
    "due": gettext_lazy("先到期在前"),
    "-due": gettext_lazy("后到期在前"),
    "newest": gettext_lazy("最新在前"),
    "oldest": gettext_lazy("最早在前"),
    "number": gettext_lazy("按编号"),
    "-number": gettext_lazy("按编号，从后往前"),
    "kind": gettext_lazy("按种类"),
    "unit": gettext_lazy("按承办单位"),
    "area": gettext_lazy("按辖区"),
    "-closed": gettext_lazy("最近办结在前"),
    "closed": gettext_lazy("最早办结在前"),
}


def sorts_of(wanted: QueueFilter) -> list[tuple[str, Any]]:
    """Return the orders that a list can be put in from its menu, with that in which it is."""
    done = wanted.tab is Tab.DONE
    there = [(code, word) for code, word in SORT_WORDS.items() if done or not code.endswith("closed")]
    return there if wanted.sort in dict(there) else [*there, (wanted.sort, _("倒过来"))]


def heads(query: QueryDict, wanted: QueueFilter, columns: Collection[str]) -> list[dict[str, Any]]:
    """Return the heads from the left: word, classes, the address that sorts by it, and how it is sorted now."""
    found = []
    for code in ORDER:
        if code in ADDED and code not in columns:
            continue
        twice = code == "lamp" and "due" in columns  # both sort by the same: one says so
        done = code == "due" and wanted.tab is Tab.DONE
        ways = ("-closed", "closed") if done else BY.get(code)
        label = _("办结时间") if done else _("事项") if code == "title" else COLUMNS[code]
        off = [] if code == "title" or code in columns else ["is-unchosen"]
        found.append(
            {
                "label": label,
                "classes": " ".join((["is-off-narrow"] if code in OFF_NARROW else []) + off),
                "url": _sorted(query, ways[1] if wanted.sort == ways[0] else ways[0]) if ways else "",
                "sort": ("descending" if wanted.sort in DOWN else "ascending")
                if ways and wanted.sort in ways and not twice
                else "",
            }
        )
    return found


def _sorted(query: QueryDict, sort: str) -> str:
    kept = query.copy()
    kept.pop("page", None)
    kept["sort"] = sort
    return f"?{kept.urlencode()}"
