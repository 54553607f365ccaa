"""Matters between governance centres: the towns' neighbours, and the moves up, down and across."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import MatterState, Move
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.terms import Line, Right, Role, UnitLevel
from tests.matters.conference import SAID, Did
from tests.world import BEGAN, NOW, unit, viewer

LEVELS = (Move.HAND_ON, Move.TAKE_BACK)
LEVELLED: dict[Move, Did] = {
    Move.HAND_ON: Did(
        "dispatcher.north", Right.HANDLE, EventKind.MATTER_HANDED_ON,
        lambda matter, by, at: actions.hand_on(
            matter_id=matter.id, unit_id=unit("centre"), reason="beyond_power", text=SAID, by=by, at=at
        ),
    ),
    Move.TAKE_BACK: Did(
        "dispatcher.north", Right.HANDLE, EventKind.MATTER_TAKEN_BACK,
        lambda matter, by, at: actions.take_back(matter_id=matter.id, text=SAID, by=by, at=at),
    ),
}  # fmt: skip


def at_the_centre(matter: Matter, state: MatterState, move: Move) -> Matter:
    """A matter that waits to be routed by the northern centre, as its lead unsigned or signed; taken back: sent up."""
    if state is not MatterState.TRIAGE:
        at = matter.received_at + timedelta(minutes=5)
        send = {"unit_id": unit("centre.north"), "reason": "由镇里办", "by": viewer("dispatcher.north"), "at": at}
        actions.route(matter_id=matter.id, **send)  # type: ignore[arg-type]
    if state is MatterState.WORKING:
        at = matter.received_at + timedelta(minutes=10)
        actions.accept(matter_id=matter.id, by=viewer("dispatcher.north"), at=at)
    if (state, move) == (MatterState.WORKING, Move.TAKE_BACK):
        LEVELLED[Move.HAND_ON].do(matter, viewer("dispatcher.north"), matter.received_at + timedelta(minutes=20))
    return Matter.objects.get(id=matter.id)


def more_centres() -> None:
    """Load a village station below the northern centre, a town next to it, one that is not, and a county elsewhere."""
    kinds = (
        ("village", "centre.north", UnitLevel.VILLAGE, ()),
        ("next", "centre", UnitLevel.TOWN, ("centre.north",)),
        ("far", "centre", UnitLevel.TOWN, ()),
        ("abroad", "", UnitLevel.COUNTY, ("centre",)),
    )
    units = [
        orgs.NewUnit(
            code=code, name=code, name_en=code, short=code, line=Line.GOVERNANCE, function="", parent=parent,
            level=level, neighbours=neighbours,
        )
        for code, parent, level, neighbours in kinds
    ]  # fmt: skip
    orgs.load_structure(areas=[], units=units, venues=[], active_from=BEGAN)
    began = NOW - timedelta(days=90)
    staff = [
        orgs.NewStaff(
            number=f"L{code}",
            name=f"员{code}",
            login=f"at.{code}",
            posts=[orgs.NewPost(unit=code, role=Role.DISPATCHER, starts=began)],
        )
        for code, *_ in kinds
    ]
    orgs.engage(staff=staff, recorded_by=None, at=began)


def send(matter: Matter, to: str, by: str, at: datetime, reason: str = "") -> None:
    """Send a matter on to another centre, with the first reason that needs words or none."""
    why = reason or {"centre": "beyond_power", "next": "their_area", "abroad": "border"}.get(to, "on_the_spot")
    actions.hand_on(matter_id=matter.id, unit_id=unit(to), reason=why, text=SAID, by=viewer(by, at), at=at)
