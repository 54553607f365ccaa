"""What parties do: the steps, each at its moment, and reports; by themselves or written down by the lead for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.incidents.actions.writing import (
    TEXT,
    HeldIncident,
    hold,
    line,
    party_in,
    pressed,
    refuse_unless_leads,
    settle,
    tell,
)
from fengqiao.incidents.models import JointParty
from fengqiao.incidents.queries import acts_for, may_step, moments_of
from fengqiao.incidents.rules.steps import in_limit, why_not_step
from fengqiao.incidents.terms import JointMove, JointStep
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import end_jointly, file_limits, sign_jointly
from fengqiao.matters.terms import TaskRole
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.vault.actions import Offered, keep_files

COLUMN = {
    JointStep.SIGNED: "signed_at",
    JointStep.LEFT: "left_at",
    JointStep.ARRIVED: "arrived_at",
    JointStep.DONE: "done_at",
}


@transaction.atomic
def step(
    *,
    incident_id: UUID,
    party_id: UUID,
    step: JointStep,
    by: Viewer,
    at: datetime,
    press: UUID | None = None,
    happened: datetime | None = None,
) -> bool:
    """Write down that a party took a step; says whether it was new: the same press twice is once.

    `happened`: when it was, if not now. The lead may write it down for a party, which is said. Refuses a step that was
    taken, was passed over, or cannot be yet, and whoever acts neither for the party nor for the lead.
    """
    if pressed(press):
        return False
    held = hold(incident_id, by)
    if pressed(press):
        return False
    party, by_desk = party_in(held, party_id, by)
    moment, moments = happened or at, moments_of(party)
    if step is JointStep.TOLD:
        raise Problem("joint-step-there", "这一步已经记过了。")
    refusal = why_not_step(moments, step, moment, at)
    if refusal:
        raise refusal
    moment = min(moment, at)
    helper = party.task.role == TaskRole.HELPER.value
    if helper:
        sign_jointly(held.matter, party.task, by=by, at=at)
    first = not JointParty.objects.filter(incident=held.incident, arrived_at__isnull=False).exists()
    setattr(party, COLUMN[step], moment)
    if by_desk:
        party.by_desk = [*party.by_desk, step.value]
    party.save()
    if step is JointStep.DONE and helper:
        end_jointly(held.matter, party.task, done=True, by=by, at=at)
    line(
        held.incident, JointMove.STEP, by, at, party=party, press=press, happened=moment, code=step.value,
        by_desk=by_desk,
    )  # fmt: skip
    settle(held.incident)
    _tell_step(held, party, step, moment, first=first, by_desk=by_desk, by=by, at=at)
    return True


def _tell_step(
    held: HeldIncident,
    party: JointParty,
    step: JointStep,
    moment: datetime,
    *,
    first: bool,
    by_desk: bool,
    by: Viewer,
    at: datetime,
) -> None:
    seconds = max(int((moment - party.told_at).total_seconds()), 0)
    told = max(int((moment - held.incident.told_at).total_seconds()), 0)
    arrived: dict[str, str] = {}
    if step is JointStep.ARRIVED:
        kept = in_limit(seconds, held.incident.limit_minutes)
        arrived = {"first": "yes" if first else "no"}
        if kept is not None:
            arrived["in_limit"] = "yes" if kept else "no"
    attributes = {
        "step": step.value,
        "line": party.unit.line,
        "by_desk": "yes" if by_desk else "no",
        **({"role": party.role} if party.role else {}),
        **arrived,
    }
    measures = {"seconds": seconds, "told_seconds": told}
    tell(
        held, EventKind.JOINT_STEPPED, by, at, happened=moment, unit_id=party.unit_id, attributes=attributes,
        measures=measures,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A report from the scene: a short code, words, a place by hand (position note); one of them at least, or a file."""

    code: str = ""
    text: str = ""
    area_id: UUID | None = None


@transaction.atomic
def report(
    *,
    incident_id: UUID,
    noted: Noted,
    uploads: Sequence[Offered],
    by: Viewer,
    at: datetime,
    party_id: UUID | None = None,
    press: UUID | None = None,
) -> bool:
    """Keep a report of a party (None: one's own, else the lead's), with photos; says whether it was new.

    Refuses an empty one, codes that the pack has not, places that are none, and parties that one does not act for.
    """
    if pressed(press):
        return False
    held = hold(incident_id, by)
    if pressed(press):
        return False
    party, by_desk = _speaker(held, party_id, by)
    text = fitted(noted.text, TEXT)
    if noted.code and noted.code not in held.joint.reports:
        raise Problem("joint-report", "请选择简短报告，或者写几个字。")
    if noted.area_id is not None and noted.area_id not in directory(at=at).places:
        raise Problem("joint-place", "请从名单里选所在村社。")
    if not (noted.code or text or uploads or noted.area_id):
        raise Problem("joint-report", "请选择简短报告，或者写几个字。")
    move = JointMove.POSITION if noted.area_id and not noted.code else JointMove.REPORT
    row = line(
        held.incident, move, by, at, party=party, press=press, code=noted.code, text=text, by_desk=by_desk,
        area_id=noted.area_id,
    )  # fmt: skip
    limits = file_limits(held.matter.pack, at)
    keep_files(uploads=uploads, matter_id=row.matter_id, holder_id=row.id, limits=limits, by=by, at=at)
    settle(held.incident)
    line_code = {"line": party.unit.line} if party else {}
    attributes = {**({"report": noted.code} if noted.code else {}), **line_code}
    unit_id = party.unit_id if party else held.incident.unit_id
    tell(
        held, EventKind.JOINT_REPORTED, by, at, unit_id=unit_id, attributes=attributes,
        measures={"files": len(uploads)},
    )  # fmt: skip
    return True


def _speaker(held: HeldIncident, party_id: UUID | None, by: Viewer) -> tuple[JointParty | None, bool]:
    """Return for which party somebody reports, and whether on its behalf."""
    if party_id is not None:
        return party_in(held, party_id, by)
    rows = JointParty.objects.filter(incident=held.incident).select_related("unit", "task")
    own = [each for each in rows if acts_for(by, each.unit_id) and not moments_of(each).over]
    if own and may_step(by):
        return min(own, key=lambda each: each.unit_id != by.unit_id), False
    refuse_unless_leads(held, by)
    return None, False
