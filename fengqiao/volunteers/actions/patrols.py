"""Putting a plan of patrols into effect, once everybody in it may go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties import actions as duties
from fengqiao.duties.queries import plan_for
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer
from fengqiao.volunteers.queries import unfit_in


@transaction.atomic
def issue_plan(*, plan_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> int:
    """Put a plan into effect; refuses while somebody in it is suspended, untrained, uninsured or not of an age. Returns how many."""
    row = plan_for(by, plan_id)
    if row is not None:
        stands = [each for each in unfit_in(row, at=at) if not each.soft]
        if stands:
            raise Problem(
                "plan-unfit", "排班表里还有 {count} 处的人不宜巡逻，请先换人或补齐培训、保险。", count=len(stands)
            )
    return duties.issue_plan(
        plan_id=plan_id, by=by, at=at, seen_version=row.version if row and seen_version is None else seen_version
    )
