"""What meetings gave to do, as the pages of minutes show it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.duties.queries import tasks_before
from fengqiao.orgs.queries import Viewer

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity, Resolution


def task_of(row: Resolution, viewer: Viewer, now: datetime, *, leads: bool) -> dict[str, Any] | None:
    """Return who does by when what was resolved, how that stands, and whether the viewer may say that it is done; None where nobody has to."""
    if row.staff is None or row.by_day is None:
        return None
    late, done = row.done_at is None and row.by_day < timezone.localdate(now), row.done_at is not None
    word, code = (_("已完成"), "done") if done else (_("过期"), "late") if late else (_("在做"), "running")
    return {
        "id": row.id, "who": row.staff.name, "day": row.by_day, "done_at": row.done_at, "word": word, "code": code,
        "may_finish": not done and (leads or row.staff_id == viewer.staff_id),
        "line": _("{who}，{day} 以前（{how}）").format(who=row.staff.name, day=row.by_day.isoformat(), how=word),
    }  # fmt: skip


def tasks_shown(viewer: Viewer, row: Activity, now: datetime) -> list[dict[str, Any]]:
    """Return what earlier meetings of the unit gave to do, for the page of a later one."""
    return [
        {
            "number": f"{each.row.year}-{each.row.number}", "text": each.text, "activity": each.row.minutes.activity_id,
            "task": task_of(each.row, viewer, now, leads=False),
        }
        for each in tasks_before(viewer, row)
    ]  # fmt: skip
