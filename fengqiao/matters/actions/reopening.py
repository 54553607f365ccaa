"""A closed matter opened again: by the unit that closed it or by other hands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.intake import CENTRE
from fengqiao.matters.actions.noticing import tell_again
from fengqiao.matters.actions.writing import Held, enter, hold, settle, start_clock, stop_clocks, tell_ledger
from fengqiao.matters.models import Entry, Matter, Task
from fengqiao.matters.terms import Move, TaskRole, TaskState
from fengqiao.orgs.queries import Viewer, directory, signers_of
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import keeping


@transaction.atomic
def reopen(
    *,
    matter_id: UUID,
    reason: str,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
    other_hands: bool = False,
) -> None:
    """Open a closed matter again for the unit that closed it, with a new finishing clock.

    For a reason that says so (群众反映未解决), or where `other_hands` are asked for, somebody other than whoever closed it does it again; where the unit has
    nobody else it goes to the governance centre.
    """
    held = hold(matter_id, by, Right.REOPEN, Move.REOPEN, seen_version)
    if keeping(matter_id).destroyed_at:
        raise Problem("matter-erased", "这件事项的保存期限已满，个人信息和文字已经销毁。")
    known = held.pack.reason(ReasonUse.REOPEN, reason)
    if known is None:
        raise Problem("reason-unknown", "请选择重办的理由。")
    if not text.strip():
        raise Problem("reopen-text", "请写明为什么重办。")
    open_again(held, reason, text, by, at, other_hands=other_hands or known.other_hands)


def open_again(held: Held, reason: str, text: str, by: Viewer, at: datetime, *, other_hands: bool) -> None:
    """Open a closed matter that is held again, told to all it concerns. Part of the caller's action."""
    matter, closed_by = held.matter, held.matter.unit_id
    unit_id, barred = again_by(matter, at) if other_hands else (matter.unit_id, None)
    # Whoever is to do it again may hold a copy: it becomes the lead's share.
    Task.objects.filter(matter=matter, unit_id=unit_id, state=TaskState.NOTED.value).update(
        state=TaskState.WITHDRAWN.value, ended_at=at
    )
    taken = {"state": TaskState.OFFERED.value, "opened_at": at, "barred": barred}
    lead = Task.objects.create(matter=matter, role=TaskRole.LEAD.value, unit_id=unit_id, **taken)
    stop_clocks(held, at, "revisit")
    start_clock(held, "accept", at, lead)
    start_clock(held, "finish", at)
    codes = {"reason": reason, **({"not_by": str(barred)} if barred else {})}
    enter(held, Move.REOPEN, by, at, task=lead, text=text, codes=codes)
    settle(
        held, Move.REOPEN, unit_id=unit_id, result="", closed_at=None, accepted_at=None, reopened=matter.reopened + 1
    )
    tell_again(matter, by, at, closed_by=closed_by)
    tell_ledger(
        held,
        EventKind.MATTER_REOPENED,
        by,
        at,
        unit_id=closed_by,
        attributes={"reason": reason, "other_hands": "yes" if barred else "no"},
        measures={"times": matter.reopened},
    )


def again_by(matter: Matter, at: datetime) -> tuple[UUID, UUID]:
    """Return the unit that does a matter again, and who may not: whoever closed it last."""
    closer = closer_of(matter)
    units = directory(at=at)
    others = signers_of(matter.unit_id, at=at) - {closer}
    centre = None if others else units.unit_for(CENTRE, matter.area_id)
    return (centre.id if centre else matter.unit_id), closer


def closer_of(matter: Matter) -> UUID:
    """Return who closed a matter last."""
    return Entry.objects.filter(matter=matter, move=Move.CLOSE.value).order_by("-at", "-id")[0].staff_id
