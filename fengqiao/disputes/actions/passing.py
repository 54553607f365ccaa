"""What the route of a dispute means: another unit is to lead it, units are told of it, or it is settled on the spot at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.disputes.actions.agreeing import Agreed, agree_held
from fengqiao.disputes.actions.writing import TEXT, hold, settle, tell
from fengqiao.disputes.rules.routing import goes_up, leader_of, told_of
from fengqiao.disputes.terms import AgreementForm, DisputeState
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import add_party, hand_on, transfer
from fengqiao.matters.queries import shares_in
from fengqiao.matters.terms import Consent, TaskRole
from fengqiao.orgs.queries import Viewer, directory


@transaction.atomic
def pass_on(*, dispute_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> UUID:
    """Hand the lead to the unit that the route names: up between centres, else passed on in one step. Returns that unit's id.

    Who leads keeps the mediation until the other has signed. Refuses where the route names nobody, or who leads already.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    words, units = fitted(text, TEXT), directory(at=at)
    row, matter = held.dispute, held.matter.matter
    route = held.pack.disputes.routes.get(row.route)
    target = leader_of(route, units, row.unit_id, matter.area_id)
    if route is None or target is None:
        raise Problem("route-leads", "按等级不用换单位牵头，或者已经由应当牵头的单位办理。")
    if not words:
        raise Problem("route-reason", "请写明为什么送往这个单位。")
    settle(row)
    if goes_up(units, row.unit_id, target.id):
        hand_on(matter_id=row.matter_id, unit_id=target.id, reason=route.reason, text=words, by=by, at=at)
    else:
        transfer(matter_id=row.matter_id, unit_id=target.id, consent=Consent.DUTY.value, text=words, by=by, at=at)
    return target.id


@transaction.atomic
def announce(*, dispute_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> int:
    """Send the units that the route names a copy of the matter, once: they see it and are told. Returns how many it was.

    One that has a share already knows; refuses where there is nobody else.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    row, matter = held.dispute, held.matter.matter
    route = held.pack.disputes.routes.get(row.route)
    if row.announced_at is not None:
        raise Problem("announce-done", "已经通报过了。")
    there = {share.unit_id for share in shares_in(row.matter_id)}
    told = [each for each in told_of(route, directory(at=at), row.unit_id, matter.area_id) if each.id not in there]
    if route is None or not told:
        raise Problem("announce-nobody", "按这一等级要通报的单位没有别的，或者都已经在办理。")
    for card in told:
        words = f"按等级通报：{route.name}"
        add_party(matter_id=row.matter_id, unit_id=card.id, role=TaskRole.COPY, wanted=words, by=by, at=at)
    row.announced_at = at
    settle(row)
    tell(held, EventKind.DISPUTE_ANNOUNCED, by, at, measures={"units": len(told)})
    return len(told)


@transaction.atomic
def settle_at_once(*, dispute_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Settle a trifle on the spot in one step: agreed by word of mouth and performed. Refuses what the route does not name as one."""
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    route = held.pack.disputes.routes.get(held.dispute.route)
    if route is None or not route.at_once:
        raise Problem("route-not-at-once", "按等级这不是日常琐事，请按一般程序调解。")
    agree_held(held, Agreed(form=AgreementForm.ORAL, text=text, performed=True), [], by=by, at=at)
