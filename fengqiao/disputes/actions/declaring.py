"""Whom a mediator has an interest with, said once: sealed, compared without being opened, destroyed when taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.models import Mediator, MediatorTie
from fengqiao.disputes.queries.mediators import may_declare
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Teller, destroy, keep_personal

FIELDS = ("name", "phone", "id_number")
MOST = 50
OBJECTED = "objected"  # is of one dispute, and said there


@transaction.atomic
def declare(*, mediator_id: UUID, interest: str, personal: Mapping[str, str], by: Viewer, at: datetime) -> UUID:
    """Keep somebody with whom a mediator has an interest (name, phone, id_number), sealed. Returns the row's id.

    The mediator says so, or who assigns work in the mediator's unit. Refuses without a name, and more than fifty.
    """
    mediator = _of(mediator_id, by)
    if interest not in pack_on(at).pack.disputes.interests or interest == OBJECTED:
        raise Problem("mediator-interest", "请选择回避的原因。")
    fields = {f"tie_{code}": fitted(personal.get(code, ""), 120) for code in FIELDS}
    if not fields["tie_name"]:
        raise Problem("tie-name", "请写姓名或单位名称；有电话、证件号的一并写上，认得更准。")
    if MediatorTie.objects.filter(mediator=mediator, ended_at__isnull=True).count() >= MOST:
        raise Problem("tie-many", "申报不能超过 {most} 人，请先核对已申报的。", most=MOST)
    own = mediator.staff_id == by.staff_id
    row = MediatorTie.objects.create(mediator=mediator, interest=interest, own=own, at=at, staff_id=by.staff_id)
    keep_personal([Teller(row.id, row.id, fields)], at=at, new_matters=[row.id])
    _tell(mediator, by, at, own=own, ended=False)
    return row.id


@transaction.atomic
def undeclare(*, tie_id: UUID, by: Viewer, at: datetime) -> None:
    """Take back what was declared: who it is is destroyed at once."""
    row = MediatorTie.objects.select_for_update().filter(id=tie_id, ended_at__isnull=True).first()
    if row is None:
        raise Problem("tie-unknown", "没有这条申报，可能已经撤下。")
    mediator = _of(row.mediator_id, by)
    _end([row.id], at)
    _tell(mediator, by, at, own=mediator.staff_id == by.staff_id, ended=True)


def drop_ties(mediator: Mediator, at: datetime) -> None:
    """Destroy everything that a mediator declared; part of the caller's action."""
    _end(list(MediatorTie.objects.filter(mediator=mediator, ended_at__isnull=True).values_list("id", flat=True)), at)


def _end(tie_ids: list[UUID], at: datetime) -> None:
    MediatorTie.objects.filter(id__in=tie_ids).update(ended_at=at)
    destroy(tie_ids, at=at)


def _of(mediator_id: UUID, by: Viewer) -> Mediator:
    mediator = Mediator.objects.select_for_update().filter(id=mediator_id, ended_at__isnull=True).first()
    if mediator is None or not may_declare(by, mediator):
        raise Problem("mediator-unknown", "名册里没有这个调解员。")
    return mediator


def _tell(mediator: Mediator, by: Viewer, at: datetime, *, own: bool, ended: bool) -> None:
    attributes = {"own": "yes" if own else "no", "ended": "yes" if ended else "no"}
    record_deed(
        EventKind.MEDIATOR_TIED, by, at, unit_id=mediator.unit_id, subject_id=mediator.id, attributes=attributes
    )  # fmt: skip
