"""A matter done together by an officer and a grid worker (警网共办): the other side is asked for its share."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.command.actions.writing import tell
from fengqiao.command.models import Shared
from fengqiao.command.queries.sharing import may_share
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import add_party
from fengqiao.matters.queries import lead_of, matter_for
from fengqiao.matters.terms import TaskRole
from fengqiao.orgs.queries import Viewer, directory, staff_in


@transaction.atomic
def share(*, matter_id: UUID, staff_id: UUID | None, wanted: str, by: Viewer, at: datetime) -> None:
    """Ask the grid of the place, or from there the station, to do a matter together; the unit that leads it closes it.

    `staff_id`: who of the other side. Refuses what `add_party` refuses, a place without a grid, and a second time.
    """
    matter, units = matter_for(by, matter_id), directory(at=at)
    lead = lead_of(matter_id) if matter else None
    pair = may_share(by, matter, lead.unit_id, units) if matter and lead else None
    if matter is None or lead is None or pair is None:
        raise Problem("share-none", "这件事项现在不能警网共办：地点没有网格站，或者已经在共办。")
    if staff_id is not None and staff_id not in {each for each, _name in staff_in(pair.other.id, at=at)}:
        raise Problem("share-person", "只能请对方单位在岗的人员。")
    add_party(matter_id=matter_id, unit_id=pair.other.id, role=TaskRole.HELPER, wanted=wanted, by=by, at=at)
    own = lead.assignee_id or by.staff_id
    police = pair.other.id == pair.grid.id  # the station asks the grid
    Shared.objects.create(
        matter_id=matter_id, station_id=pair.station.id, grid_id=pair.grid.id, lead_id=lead.unit_id,
        officer_id=own if police else staff_id, worker_id=staff_id if police else own, made_by=by.staff_id, made_at=at,
    )  # fmt: skip
    attributes = {"asked": "grid" if police else "police"}
    tell(matter, EventKind.MATTER_SHARED, pair.station.id, by, at, attributes=attributes)
