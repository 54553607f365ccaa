"""Which patrols of volunteers have nobody of the police on their list who leads them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.terms import NOT_THERE, SeatState
from fengqiao.orgs.queries import in_line
from fengqiao.orgs.terms import Line
from fengqiao.rulebook.queries import pack_on


def unled(rows: Collection[Activity], *, at: datetime) -> set[UUID]:
    """Return those of some activities that have to be led by somebody of a line when they begin, with nobody of it on the list.

    Two queries, none where no kind asks for it then.
    """
    kinds = pack_on(at).pack.duties.kinds
    asked = {
        row.id: Line(kind.led.by.value) for row in rows
        if (kind := kinds.get(row.kind)) and kind.led and kind.led.asked_at(timezone.localtime(row.starts).hour)
    }  # fmt: skip
    if not asked:
        return set()
    seats = list(
        Seat.objects.filter(activity__in=asked, state=SeatState.IN.value)
        .exclude(outcome__in=NOT_THERE)
        .values_list("activity", "staff")
    )
    of = {line: in_line(line, [who for _row, who in seats], at=at) for line in set(asked.values())}
    return set(asked) - {row for row, who in seats if who in of[asked[row]]}
