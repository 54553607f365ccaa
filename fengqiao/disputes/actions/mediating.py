"""The register of mediators; who mediates a dispute; who may not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.declaring import drop_ties
from fengqiao.disputes.actions.writing import hold, settle, tell, tell_mediators
from fengqiao.disputes.models import Mediator, Recusal
from fengqiao.disputes.queries.mediators import tied
from fengqiao.disputes.terms import DisputeState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMediator:
    """Somebody of the unit as a mediator: types (none: any), dialects, standings, since when, how many at a time."""

    staff_id: UUID
    since: date
    kinds: Collection[str] = ()
    dialects: Collection[str] = ()
    standings: Collection[str] = ()
    most: int = 5


@transaction.atomic
def set_mediator(*, wanted: NewMediator, by: Viewer, at: datetime) -> UUID:
    """Enter somebody of one's unit or below it in the register, or change what it says of them. Returns the id."""
    if not by.may(Right.ASSIGN):
        raise denied()
    if wanted.staff_id not in {each for each, _name in staff_in(by.unit_id, at=at)}:
        raise Problem("mediator-staff", "请从本单位在岗的人里选调解员。")
    pack = pack_on(at).pack
    field = pack.kinds["dispute"].field("dispute_type")
    types = {option.code for option in field.options} if field else set()
    said = pack.disputes
    if (
        not set(wanted.kinds) <= types
        or not set(wanted.dialects) <= set(said.dialects)
        or not set(wanted.standings) <= set(said.standings)
    ):
        raise Problem("mediator-choice", "请从列表里选。")
    if not 1 <= wanted.most <= MOST or wanted.since > at.date():
        raise Problem("mediator-numbers", "同时承办要在 1 到 {most} 起之间，开始调解的日期不能在以后。", most=MOST)
    row, _made = Mediator.objects.update_or_create(
        staff_id=wanted.staff_id,
        defaults={
            "unit_id": by.unit_id, "kinds": sorted(wanted.kinds), "dialects": sorted(wanted.dialects),
            "standings": sorted(wanted.standings), "since": wanted.since, "most": wanted.most, "ended_at": None,
        },
    )  # fmt: skip
    _tell(row, by, at, "no")
    return row.id


@transaction.atomic
def end_mediator(*, mediator_id: UUID, by: Viewer, at: datetime) -> None:
    """Take somebody off the register; disputes that they have stay with them until somebody else is named."""
    row = Mediator.objects.select_for_update().filter(id=mediator_id, ended_at__isnull=True).first()
    if row is None or not by.may(Right.ASSIGN) or row.unit_id not in {by.unit_id, *by.seen_units}:
        raise Problem("mediator-unknown", "名册里没有这个调解员。")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    drop_ties(row, at)
    _tell(row, by, at, "yes")


def _tell(row: Mediator, by: Viewer, at: datetime, ended: str) -> None:
    record_deed(EventKind.MEDIATOR_SET, by, at, unit_id=row.unit_id, subject_id=row.id, attributes={"ended": ended})


@transaction.atomic
def name_mediator(
    *, dispute_id: UUID, mediator_id: UUID, looked: bool = False, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Name who mediates; refuses one who is off the register, who has an interest, and whose hands are full.

    `looked`: somebody made sure that a party of the same name is not whom the mediator declared.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    mediator = Mediator.objects.select_for_update().filter(id=mediator_id, ended_at__isnull=True).first()
    if mediator is None:
        raise Problem("mediator-unknown", "名册里没有这个调解员。")
    met = tied(dispute_id)
    if mediator.id in met.out or Recusal.objects.filter(dispute=held.dispute, mediator=mediator).exists():
        raise Problem("mediator-recused", "这个调解员与当事人有利害关系，应当回避。")
    if mediator.id in met.namesakes and not looked:
        raise Problem("mediator-namesake", "这个调解员申报过的人与当事人同名，请先核对不是同一人。")
    busy = mediator.disputes.filter(state=DisputeState.OPEN.value, matter__merged_into__isnull=True)
    going = busy.exclude(id=held.dispute.id).count()
    if going >= mediator.most:
        raise Problem("mediator-full", "这个调解员手上已有 {count} 起，请换一位。", count=going)
    was, held.dispute.mediator = held.dispute.mediator, mediator
    settle(held.dispute)
    tell(held, EventKind.DISPUTE_MEDIATOR, by, at)
    tell_mediators(held, was, by, at)


@transaction.atomic
def recuse(
    *, dispute_id: UUID, mediator_id: UUID, interest: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Write down that a mediator has an interest, or that a party objects; whoever mediated until now no longer does.

    Mediators do so for themselves in any dispute that they see, others where they act on it.
    """
    mediator = Mediator.objects.filter(id=mediator_id).first()
    if mediator is None:
        raise Problem("mediator-unknown", "名册里没有这个调解员。")
    own = mediator.staff_id == by.staff_id
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version, acting=not own)
    if interest not in held.pack.disputes.interests:
        raise Problem("mediator-interest", "请选择回避的原因。")
    row = held.dispute
    Recusal.objects.get_or_create(
        dispute=row, mediator=mediator, defaults={"interest": interest, "at": at, "staff_id": by.staff_id}
    )
    was = row.mediator
    if row.mediator_id == mediator.id:
        row.mediator = None
    settle(row)
    tell(held, EventKind.DISPUTE_RECUSED, by, at, attributes={"interest": interest})
    tell_mediators(held, was, by, at)
