"""What the actions share: a dispute under its lock with its matter, fit words, the one event each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.disputes.models import Dispute, DisputeDue, Mediator
from fengqiao.disputes.queries.gate import acts_on, visible_disputes
from fengqiao.disputes.queries.mediators import tied
from fengqiao.disputes.terms import DisputeState, DueKind
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Held, hold_jointly
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as notify
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of

TEXT = 2000


@dataclass(frozen=True, slots=True)
class HeldDispute:
    """A dispute and its matter, both locked, with the pack that it began with."""

    dispute: Dispute
    matter: Held
    pack: Pack


def hold(
    dispute_id: UUID, by: Viewer, *states: DisputeState, seen_version: int | None = None, acting: bool = True
) -> HeldDispute:
    """Lock a dispute after its matter; refuses strangers, those who do not act on it, other states, pages out of date."""
    matter_id = visible_disputes(by).filter(id=dispute_id).values_list("matter_id", flat=True).first()
    if matter_id is None:
        raise Problem("dispute-unknown", "没有这起纠纷，或者您无权查看。")
    matter = hold_jointly(matter_id, move=None)
    row = Dispute.objects.select_for_update().get(id=dispute_id)
    if acting and not acts_on(by, row):
        raise Problem("dispute-denied", "只有承办这起纠纷的单位和调解员可以这样操作。")
    if seen_version is not None and seen_version != row.version:
        raise Problem("dispute-changed", "这起纠纷刚被别人办过，页面已更新，请看过最新情况再操作。")
    if matter.matter.merged_into_id:
        raise Problem("dispute-merged", "这件事项已经并入别的事项，请到那里办理。")
    if states and row.state not in {state.value for state in states}:
        raise Problem("dispute-state", "这起纠纷现在不能这样操作，请刷新后再看。")
    return HeldDispute(row, matter, pack_of(row.edition_id).pack)


def owe(row: Dispute, kind: DueKind, due_at: datetime, *, source: str) -> None:
    """Write down what is due by a moment of the mediation that goes on now; part of the caller's action."""
    DisputeDue.objects.create(
        dispute=row, matter_id=row.matter_id, round=row.round, kind=kind.value, due_at=due_at, source=source
    )


def owe_grade(held: HeldDispute, since: datetime) -> None:
    """The term of a grade that has one of its own; part of the caller's action."""
    grade = held.pack.disputes.grades.get(held.dispute.grade)
    if grade and grade.days:
        owe(held.dispute, DueKind.GRADE, since + timedelta(days=grade.days), source=grade.source)


def unbiased(row: Dispute) -> None:
    """Refuse (`mediator-conflict`) where the one who mediates declared somebody who turns out to be a party."""
    if row.mediator_id and row.mediator_id in tied(row.id).out:
        raise Problem("mediator-conflict", "现任调解员申报的利害关系与当事人相符，请先登记回避、换人。")


def tell_mediators(held: HeldDispute, was: Mediator | None, by: Viewer, at: datetime) -> None:
    """Tell who mediates from now on, and who does so no longer (`was`); nobody of what they did themselves. Part of the caller's action."""
    row, matter = held.dispute, held.matter.matter
    now = row.mediator
    if (was.id if was else None) == (now.id if now else None):
        return
    about = About(row.matter_id, matter.number, matter.kind, matter.area_id)
    among = ((NoticeKind.DISPUTE_NAMED, now), (NoticeKind.DISPUTE_RELIEVED, was))
    notify(
        [
            News(kind, about, staff=frozenset({each.staff_id}))
            for kind, each in among
            if each is not None and each.staff_id != by.staff_id
        ],
        by=by,
        at=at,
    )


def settle(row: Dispute) -> None:
    """Keep a dispute; a page that shows it is out of date from then on."""
    row.version += 1
    row.save()


def tell(
    held: HeldDispute,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record the one event of an action: its subject is the matter, it counts for the unit that mediates."""
    row = held.dispute
    own = {
        "kind": held.matter.matter.kind,
        "type": row.type,
        "source": row.source,
        "mediation": row.mediation,
        "on_scene": "yes" if row.on_scene else "no",
        **({"grade": row.grade, "route": row.route} if row.grade else {}),
    }
    record_deed(
        kind,
        by,
        at,
        unit_id=row.unit_id,
        subject_id=row.matter_id,
        area_id=held.matter.matter.area_id,
        measures=measures,
        attributes=attributes,
        own=own,
    )
