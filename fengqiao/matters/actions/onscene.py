"""Taking in what was settled where it happened: received, given to whoever was there, and signed for in one go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem, denied
from fengqiao.matters.actions.handling import accept
from fengqiao.matters.actions.intake import CENTRE, Desk, Outcome, receive
from fengqiao.matters.models import Task
from fengqiao.matters.rules.tellings import Telling
from fengqiao.matters.terms import MatterState, TaskRole
from fengqiao.orgs.queries import Viewer, units_above
from fengqiao.orgs.terms import Right


def unit_on_scene(*, area_id: UUID | None, desk: Desk, by: Viewer) -> UUID | None:
    """Return the unit that leads what somebody settles on the scene: their own or the nearest above it to which matters go."""
    units = desk.directory
    above = set(units_above(by.unit_id).values_list("id", flat=True))
    fitting = [card for card in units.units.values() if card.id in above and card.function]
    if fitting:
        return max(fitting, key=lambda card: card.depth).id
    centre = units.unit_for(CENTRE, area_id)
    return centre.id if centre else None


def take_on_scene(*, telling: Telling, desk: Desk, by: Viewer, at: datetime) -> UUID:
    """Take a telling in, give it to whoever was there and sign for it; returns the matter. Part of the caller's action.

    Refuses posts that may not both take in and handle, and whatever receiving refuses.
    """
    if not by.may(Right.TAKE_IN) or not by.may(Right.HANDLE):
        raise denied()
    (received,) = receive(telling_list=[telling], desk=desk, by=by, at=at)
    if received.problems:
        raise received.problems[0][1]
    if received.outcome is not Outcome.NEW or received.matter_id is None:
        raise Problem("scene-known", "这件事已经登记过。")
    if received.state is not MatterState.OFFERED:
        raise Problem("scene-routed", "这件事须由社会治理中心先看，不能当场办。")
    Task.objects.filter(matter_id=received.matter_id, role=TaskRole.LEAD.value).update(assignee_id=by.staff_id)
    accept(matter_id=received.matter_id, by=by, at=at)
    return received.matter_id
