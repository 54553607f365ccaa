"""What leaves a matter: the reply to the teller, and what is printed; each says how much private data it left readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.writing import enter, hold, settle, stop_clocks, tell_ledger
from fengqiao.matters.models import Task
from fengqiao.matters.queries import demands_of, matter_for
from fengqiao.matters.rules.demanding import CODE, tally_of, why_not_send
from fengqiao.matters.terms import Channel, Move, Paper, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right


@transaction.atomic
def reply(
    *,
    matter_id: UUID,
    text: str,
    channel: Channel,
    by: Viewer,
    at: datetime,
    found: int = 0,
    left: int = 0,
    reasons: Mapping[str, str] | None = None,
    seen_version: int | None = None,
) -> None:
    """Write down the words in which the teller was answered (答复), as they went out, and through which channel.

    The lead party does, while it works on the matter or after closing it. `found` private findings were shown to
    whoever answered, `left` of them went out readable.

    `reasons` (demand → reason of the pack) is what was chosen for demands that the words do not seem to answer; one without is
    refused. None is said by a door that cannot ask (a sheet, a link): those demands are counted as open. A pack
    without such reasons asks for nothing.
    """
    held = hold(matter_id, by, Right.HANDLE, Move.REPLY, seen_version)
    leads = Task.objects.filter(matter=held.matter, role=TaskRole.LEAD.value, unit_id=held.matter.unit_id)
    task = leads.order_by("-opened_at").first()
    if task is None or not (task.unit_id in by.seen_units or task.assignee_id == by.staff_id):
        raise Problem("no-task", "由主办单位答复反映人。")
    if not cleaned(text):
        raise Problem("reply-empty", "请写明答复内容。")
    codes: dict[str, object] = {"channel": channel.value}
    measures = {"found": found, "left": left}
    if known := held.pack.reasons.get(ReasonUse.DEMAND, ()):
        asked, given = demands_of(held.matter, cleaned(text)), dict(reasons or {})
        if reasons is not None and (refusal := why_not_send(asked, given, known)):
            raise refusal
        chosen = {each.key: given[each.key] for each in asked if not each.settled and given.get(each.key)}
        codes |= {CODE: chosen} if chosen else {}
        measures |= tally_of(asked, chosen, known).numbers()
    enter(held, Move.REPLY, by, at, task=task, text=cleaned(text), codes=codes)
    stop_clocks(held, at, "contact", "revisit")
    settle(held, Move.REPLY)
    tell_ledger(
        held,
        EventKind.MATTER_REPLIED,
        by,
        at,
        unit_id=task.unit_id,
        attributes={"channel": channel.value},
        measures=measures,
    )


@transaction.atomic
def note_print(*, matter_id: UUID, paper: Paper, found: int, left: int, by: Viewer, at: datetime) -> None:
    """Record that somebody printed a matter: `found` private findings, of which `left` stayed readable."""
    matter = matter_for(by, matter_id)
    if matter is None:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    record_deed(
        EventKind.MATTER_PRINTED,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=matter.id,
        area_id=matter.area_id,
        measures={"found": found, "left": left},
        attributes={"paper": paper.value, "kind": matter.kind},
    )
