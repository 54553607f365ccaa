"""Pages of a list that may be very long: its rows are counted up to a number only, and a page beyond them is still turned."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from fengqiao.desk.matters.near import Near
from fengqiao.desk.middleware import DeskRequest
from fengqiao.matters import queries

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fengqiao.matters.models import Matter

AHEAD, FARTHEST = 4, 400  # pages counted beyond the one that is shown; the last that can be turned to


class LongPaginator(Paginator["Matter"]):
    """A paginator that is told how many rows there are at least, and whether there are `more`."""

    def __init__(self, rows: QuerySet[Matter], size: int, *, least: int, more: bool) -> None:
        super().__init__(rows, size)
        self.count = least  # else it would count them all
        self.more = more


def page_of(
    request: DeskRequest,
    near: Near,
    wanted: queries.QueueFilter,
    size: int,
    *,
    now: datetime,
    up_to: int,
    total: int | None,
) -> Page[Matter]:
    """Return the page that an address asks for, the last where it asks for one beyond; `total` where it is known.

    A total over `up_to` stands for more; then some pages beyond the one asked for are counted, so that they can be turned to.
    """
    asked = request.GET.get("page", "")
    number = min(max(int(asked), 1), FARTHEST) if asked.isdecimal() and len(asked) < 9 else 1
    rows = queries.queue(request.viewer, wanted, now=now)
    first = (number - 1) * size
    rows = queries.from_side(request.viewer, wanted, rows, near.side(request.viewer, wanted, first), first=first)
    enough = max(up_to, (number + AHEAD) * size)
    if total is None or (total > up_to and enough > up_to):
        total = near.counted(request.viewer, wanted, rows, enough)
    more = total > enough
    return LongPaginator(queries.shown(rows), size, least=min(total, enough), more=more).get_page(
        number if asked.isdecimal() else asked
    )
