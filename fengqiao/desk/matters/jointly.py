"""Whether a matter has a joint incident or is mediated, and whether this viewer may begin that."""

from __future__ import annotations

from typing import Any

from fengqiao.disputes.queries import dispute_of
from fengqiao.disputes.terms import OVER
from fengqiao.incidents.queries import incident_of
from fengqiao.matters.queries import Dossier
from fengqiao.matters.terms import OPEN_TASKS, MatterState, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

ROUTED = (MatterState.OFFERED.value, MatterState.WORKING.value)


def joint_of(viewer: Viewer, case: Dossier) -> dict[str, Any]:
    """Return the newest incident of a matter, and whether a new one may be begun."""
    row, matter, task = incident_of(viewer, case.matter.id), case.matter, case.task_of(viewer)
    leads = task is not None and task.role == TaskRole.LEAD.value and task.state in OPEN_TASKS
    free = matter.state in ROUTED and not matter.sealed and matter.merged_into_id is None
    may = free and leads and viewer.may(Right.HANDLE) and (row is None or row.ended_at is not None)
    return {"row": row, "may": may}


def mediated_of(viewer: Viewer, case: Dossier) -> dict[str, Any]:
    """Return the dispute of a matter, and whether mediation may be begun."""
    row, matter, task = dispute_of(viewer, case.matter.id), case.matter, case.task_of(viewer)
    if row is not None:
        return {"row": row, "over": row.state in OVER, "may": False}
    leads = task is not None and task.role == TaskRole.LEAD.value and task.state in OPEN_TASKS
    free = matter.kind == "dispute" and matter.state in ROUTED and not matter.sealed and matter.merged_into_id is None
    return {"row": None, "may": free and leads and viewer.may(Right.HANDLE)}
