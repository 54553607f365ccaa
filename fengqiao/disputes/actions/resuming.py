"""A dispute that had come out is mediated again (重新调解) while its matter is in work anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.appraising import rest_while_out
from fengqiao.disputes.actions.taking import KIND, begin_terms, why_not_willing
from fengqiao.disputes.actions.writing import HeldDispute, settle, tell
from fengqiao.disputes.models import Dispute, DisputeDue, DisputeRound, Session
from fengqiao.disputes.queries.gate import visible_disputes
from fengqiao.disputes.rules.going import goes_on
from fengqiao.disputes.rules.grading import why_not_mediated
from fengqiao.disputes.terms import DisputeState, DueResult, SessionState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import lead_jointly
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of

_KEPT = (
    "state", "unit_id", "mediator_id", "made_by", "consented_at", "form", "agreement", "manner", "agreed_amount", "agreed_at",
    "signed_at", "ended_at", "way", "excluded",
)  # fmt: skip
OUTCOMES = {DisputeState.FAILED.value: "failed", DisputeState.WITHDRAWN.value: "withdrawn"}


@transaction.atomic
def resume(
    *,
    dispute_id: UUID,
    informed: bool,
    consented: bool,
    excluded: Collection[str] = (),
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Mediate a dispute again, by the unit that leads its matter now, the parties told and willing anew.

    How it came out before, with the agreement, is kept as a round of its own; what was still due of it rests, and the
    terms begin again (one waits for an appraisal that is still out). Signs for the matter where that was still to be done. Refuses whoever does not lead it, one that
    goes on, and what may not be mediated (what had come up before among it).
    """
    if not by.may(Right.HANDLE):
        raise denied()
    matter_id = visible_disputes(by).filter(id=dispute_id).values_list("matter_id", flat=True).first()
    if matter_id is None:
        raise Problem("dispute-unknown", "没有这起纠纷，或者您无权查看。")
    held, lead, _told = lead_jointly(matter_id=matter_id, by=by, at=at)
    row = Dispute.objects.select_for_update().get(id=dispute_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("dispute-changed", "这起纠纷刚被别人办过，页面已更新，请看过最新情况再操作。")
    if goes_on(row.state, row.form, row.signed_at):
        raise Problem("dispute-going", "这起纠纷正在调解，不用重新调解。")
    if held.matter.kind != KIND:
        raise Problem("dispute-kind", "只有矛盾纠纷可以受理调解，请先改为矛盾纠纷。")
    pack = pack_of(row.edition_id).pack
    barred = {*excluded, *([row.excluded] if row.excluded else [])}
    refusal = why_not_mediated(pack, row.mediation, sorted(barred))
    refusal = refusal or why_not_willing(informed=informed, consented=consented)
    if refusal:
        raise refusal
    since, outcome = row.agreed_at or row.ended_at or at, OUTCOMES.get(row.state, "agreed")
    _keep_round(row, by, at)
    _begin(row, lead.unit_id, by, at)
    found = HeldDispute(row, held, pack)
    begin_terms(found, at)
    rest_while_out(row, by=by, at=at)
    measures = {"round": row.round, "days": (at - since).days}
    tell(found, EventKind.DISPUTE_RESUMED, by, at, attributes={"outcome": outcome}, measures=measures)


def _keep_round(row: Dispute, by: Viewer, at: datetime) -> None:
    """Keep how the mediation came out; what was planned or due of it rests."""
    kept = {name: getattr(row, name) for name in _KEPT}
    DisputeRound.objects.create(
        dispute=row, matter_id=row.matter_id, number=row.round, again_at=at, staff_id=by.staff_id, **kept
    )
    planned = Session.objects.filter(dispute=row, state=SessionState.PLANNED.value)
    planned.update(state=SessionState.CANCELLED.value)
    due = DisputeDue.objects.filter(dispute=row, done_at__isnull=True)
    due.update(done_at=at, result=DueResult.DROPPED.value, staff_id=by.staff_id)


def _begin(row: Dispute, unit_id: UUID, by: Viewer, at: datetime) -> None:
    """Open the dispute for a unit; when it was taken in stays, for it is counted once."""
    row.round += 1
    row.state, row.unit_id, row.mediator, row.made_by = DisputeState.OPEN.value, unit_id, None, by.staff_id
    row.informed_at = row.consented_at = at
    row.form = row.agreement = row.manner = row.way = row.excluded = ""
    row.agreed_amount, row.agreed_at, row.signed_at, row.ended_at = 0, None, None, None
    row.moved_at = row.moved_from = row.announced_at = None
    settle(row)
