"""Matters about which units confer, and the moves of a conference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import Move
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from tests.world import unit, viewer

SAID = "已联系王五，电话13900000000，现场已清理"  # words that must never reach the ledger
CONFERENCE = (Move.CONFER, Move.OPINE, Move.AGREE, Move.KEEP, Move.REFER)


@dataclass(frozen=True, slots=True)
class Did:
    """One move: who does it as a rule, by which right, which event it leaves, and the action itself."""

    login: str
    right: Right
    event: EventKind
    do: Callable[[Matter, Viewer, datetime], None]


CONFERRED: dict[Move, Did] = {
    Move.CONFER: Did(
        "desk.north", Right.HANDLE, EventKind.MATTER_CONFERRED,
        lambda matter, by, at: actions.confer(
            matter_id=matter.id, units=[unit("dept.market")], caller="joined", text=SAID, by=by, at=at
        ),
    ),
    Move.OPINE: Did(
        "handler.urban", Right.HANDLE, EventKind.OPINION_GIVEN,
        lambda matter, by, at: actions.opine(
            matter_id=matter.id, view="shared", reason="", text=SAID, by=by, at=at
        ),
    ),
    Move.AGREE: Did(
        "desk.north", Right.HANDLE, EventKind.MATTER_ROUTED,
        lambda matter, by, at: actions.agree(
            matter_id=matter.id, unit_id=unit("dept.urban"), text=SAID, by=by, at=at
        ),
    ),
    Move.KEEP: Did(
        "desk.north", Right.HANDLE, EventKind.MATTER_KEPT,
        lambda matter, by, at: actions.keep_it(matter_id=matter.id, text=SAID, by=by, at=at),
    ),
    Move.REFER: Did(
        "desk.north", Right.HANDLE, EventKind.MATTER_REFERRED,
        lambda matter, by, at: actions.refer(matter_id=matter.id, text=SAID, by=by, at=at),
    ),
}  # fmt: skip


CHECKING: dict[Move, Did] = {
    Move.CHECK: Did(
        "dispatcher", Right.ROUTE, EventKind.TASK_CHECKED,
        lambda matter, by, at: actions.check(matter_id=matter.id, outcome="right", text=SAID, by=by, at=at),
    ),
}  # fmt: skip


def handed_back(matter: Matter, by: str) -> Matter:
    """The matter with a return that waits to be checked: of its lead, or of a unit to which the lead passed it on."""
    at = matter.received_at + timedelta(minutes=30)
    if by == "handler.urban":
        actions.give_back(matter_id=matter.id, reason="not_our_duty", text="不是", by=viewer(by), at=at)
    else:
        actions.transfer(matter_id=matter.id, unit_id=unit("dept.urban"), consent="yes", text="", by=viewer(by), at=at)
        actions.give_back(matter_id=matter.id, reason="not_our_duty", text="不是", by=viewer("handler.urban"), at=at)
    return Matter.objects.get(id=matter.id)


def conferring(matter: Matter, holder: str, move: Move) -> Matter:
    """The matter with one unit asked, which has said that it is theirs unless that is the move."""
    if move is Move.CONFER:
        return matter
    by, at = viewer(holder), matter.received_at + timedelta(minutes=30)
    asked = [unit("dept.urban")]
    actions.confer(matter_id=matter.id, units=asked, caller="joined", text="", by=by, at=at)
    if move is not Move.OPINE:
        said = {"view": "ours", "reason": "", "text": "", "by": viewer("handler.urban"), "at": at}
        actions.opine(matter_id=matter.id, **said)  # type: ignore[arg-type]
    return Matter.objects.get(id=matter.id)
