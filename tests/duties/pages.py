"""The pages of planned work as the browser opens them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fengqiao.duties import actions
from tests.duties.helping import HOUR, activity
from tests.world import NOW, viewer


def guard_page() -> UUID:
    """A guard task with posts, one of them short, a lesson planned that nobody has heard yet."""
    begins = NOW + timedelta(days=1)
    row = activity(kind="guard", form="", starts=begins, ends=begins + 6 * HOUR)
    own: dict[str, Any] = {"activity_id": row.id, "by": viewer("desk.north"), "at": NOW}
    actions.assign(staff_id=viewer("volunteer").staff_id, post_id=actions.set_post(name="东门", least=2, **own), **own)
    actions.set_post(name="主席台", least=1, **own)
    actions.plan_lesson(starts=NOW + HOUR, ends=NOW + 2 * HOUR, **own)
    return row.id
