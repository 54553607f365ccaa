"""The pages of planned work as the browser opens them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fengqiao.duties import actions
from fengqiao.duties.models import Seat
from fengqiao.duties.rules.quorum import Votes
from tests.duties.helping import HOUR, activity
from tests.world import NOW, viewer


def minutes_page() -> UUID:
    """A meeting that goes on, with somebody on leave, minutes and a resolution; returns its activity."""
    desk, chief = viewer("desk.north"), viewer("chief.north")
    row = activity(kind="members", form="", team_id=None, point=None, places=0)
    actions.call_all(activity_id=row.id, by=desk, at=NOW)
    actions.excuse(activity_id=row.id, staff_ids=[chief.staff_id], by=chief, at=NOW)
    own: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": NOW + 2 * HOUR}
    came = Seat.objects.filter(activity=row).exclude(staff=chief.staff_id).values_list("staff_id", flat=True)
    actions.mark(staff_ids=list(came), **own)
    actions.write_minutes(text="议题：除颤仪放在哪里", **own)
    actions.resolve(
        text="放在大厅",
        votes=Votes(len(came), 0, 0),
        staff_id=chief.staff_id,
        by_day=(NOW + timedelta(days=9)).date(),
        **own,
    )
    return row.id


def guard_page() -> UUID:
    """A guard task with posts, one of them short, a lesson planned that nobody has heard yet."""
    begins = NOW + timedelta(days=1)
    row = activity(kind="guard", form="", starts=begins, ends=begins + 6 * HOUR)
    own: dict[str, Any] = {"activity_id": row.id, "by": viewer("desk.north"), "at": NOW}
    actions.assign(staff_id=viewer("volunteer").staff_id, post_id=actions.set_post(name="东门", least=2, **own), **own)
    actions.set_post(name="主席台", least=1, **own)
    actions.plan_lesson(starts=NOW + HOUR, ends=NOW + 2 * HOUR, **own)
    return row.id
