"""Whether a matter has a joint incident or is mediated, and whether this viewer may begin that."""

from __future__ import annotations

from typing import Any

from fengqiao.desk.visit_words import visit_word
from fengqiao.desk.words import name_of
from fengqiao.disputes.queries import dispute_of
from fengqiao.disputes.rules.going import goes_on
from fengqiao.disputes.terms import OVER
from fengqiao.incidents.queries import incident_of
from fengqiao.matters.queries import Dossier
from fengqiao.matters.terms import OPEN_TASKS, Door, MatterState, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.visits.queries import origin_of

ROUTED = (MatterState.OFFERED.value, MatterState.WORKING.value)


def joint_of(viewer: Viewer, case: Dossier) -> dict[str, Any]:
    """Return the newest incident of a matter, and whether a new one may be begun."""
    row, matter, task = incident_of(viewer, case.matter.id), case.matter, case.task_of(viewer)
    leads = task is not None and task.role == TaskRole.LEAD.value and task.state in OPEN_TASKS
    free = matter.state in ROUTED and not matter.sealed and matter.merged_into_id is None
    may = free and leads and viewer.may(Right.HANDLE) and (row is None or row.ended_at is not None)
    return {"row": row, "may": may}


def visited_of(case: Dossier) -> dict[str, Any]:
    """Return the visit on which a matter was found, empty where it was not."""
    found = origin_of(case.matter.id) if case.matter.door == Door.VISIT.value else None
    if found is None:
        return {}
    return {
        "at": found.visit.at,
        "who": found.visit.staff.name,
        "unit": name_of(found.visit.unit),
        "concern": visit_word("concern", found.concern, case.published.pack),
        "visitee": found.visit.visitee_id,
    }


def mediated_of(viewer: Viewer, case: Dossier) -> dict[str, Any]:
    """Return the dispute of a matter, and whether mediation may be begun, or begun again."""
    row, matter, task = dispute_of(viewer, case.matter.id), case.matter, case.task_of(viewer)
    leads = task is not None and task.role == TaskRole.LEAD.value and task.state in OPEN_TASKS
    free = matter.kind == "dispute" and matter.state in ROUTED and not matter.sealed and matter.merged_into_id is None
    may = free and leads and viewer.may(Right.HANDLE)
    if row is None:
        return {"row": None, "may": may}
    going = goes_on(row.state, row.form, row.signed_at)
    over = row.state in OVER and not going
    return {"row": row, "over": over, "going": going, "may": False, "again": may and not going}
