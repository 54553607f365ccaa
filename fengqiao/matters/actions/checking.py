"""Checking what was handed back (退回核查闭环): by whoever it was handed back to, within a term, with an outcome."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.noticing import tell_of
from fengqiao.matters.actions.returning import CLOCK, end_check
from fengqiao.matters.actions.sending import offer
from fengqiao.matters.actions.transferring import flows, pass_to
from fengqiao.matters.actions.writing import Held, enter, hold, in_time, receiver, settle, task_for, tell_ledger
from fengqiao.matters.rules.checking import why_not_check
from fengqiao.matters.terms import OPEN_TASKS, CheckOutcome, MatterState, Move
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right


@transaction.atomic
def check(
    *, matter_id: UUID, outcome: str, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Say whether a return was right: then it stays to be sent on; one that was wrong goes back to the unit.

    In the centre that has the matter whoever routes checks; in the unit that passed it on, whoever handles it. The
    event counts for the unit whose return it was.
    """
    held = _checker(matter_id, by, seen_version)
    matter, returner = held.matter, held.matter.check_of
    refusal = why_not_check(waits=returner is not None, outcome=outcome, text=text)
    if refusal:
        raise refusal
    assert returner is not None  # noqa: S101  # else it was refused
    kept = in_time(held, at, CLOCK, None)
    end_check(held, at)
    codes = {"checked": outcome, "returner": str(returner)}
    if outcome == CheckOutcome.RIGHT:
        enter(held, Move.CHECK, by, at, text=text, codes=codes)
        settle(held, Move.CHECK)
    else:
        _back(held, returner, text, codes, by, at)
    attributes = {"checked": outcome, **kept}
    measures = {"times": matter.returned}
    tell_ledger(held, EventKind.TASK_CHECKED, by, at, unit_id=returner, attributes=attributes, measures=measures)


def _back(held: Held, unit_id: UUID, text: str, codes: dict[str, str], by: Viewer, at: datetime) -> None:
    """Offer the matter again to the unit that handed it back wrongly: as its lead, or by the first receiver."""
    target = receiver(directory(at=at), unit_id)
    if held.matter.state == MatterState.TRIAGE.value:
        flow = flows(held, target.line)
        task = offer(held, unit_id, by, at)
        enter(held, Move.CHECK, by, at, task=task, text=text, codes=codes)
        settle(held, Move.ROUTE, unit_id=unit_id, accepted_at=None, **flow)
        told = NoticeKind.OFFERED
    else:
        task = pass_to(held, unit_id, at)
        enter(held, Move.CHECK, by, at, task=task, text=text, codes=codes)
        settle(held, Move.CHECK)
        told = NoticeKind.TRANSFER_OFFERED
    tell_of(held.matter, told, by, at, units={unit_id})


def _checker(matter_id: UUID, by: Viewer, seen_version: int | None) -> Held:
    """Lock a matter for whoever checks its return: the centre that routes it, else the lead that passed it on."""
    triage = not by.may(Right.HANDLE)
    held = hold(matter_id, by, Right.ROUTE if triage else Right.HANDLE, Move.CHECK, seen_version)
    if held.matter.state == MatterState.TRIAGE.value:
        if not by.may(Right.ROUTE) or held.matter.unit_id not in by.seen_units:
            raise Problem("no-task", "这件事项现在不由您的单位办理。")
    else:
        task_for(held, by, states=OPEN_TASKS, lead_only=True)
    return held
