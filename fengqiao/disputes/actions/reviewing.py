"""Disputes that come back: a review is raised for the pair, shown on both, and answered in a code and words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, settle, tell
from fengqiao.disputes.models import Dispute, DisputeParty, Review
from fengqiao.disputes.terms import PartyKind, ReviewCause
from fengqiao.kit.addresses import address_form
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as notify
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.queries import same_persons, same_value
from fengqiao.vault.terms import PersonalKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 20


def raise_reviews(held: HeldDispute, by: Viewer, at: datetime) -> int:
    """Raise a review for each earlier dispute within the period of the same parties or address; part of the caller's action.

    The same party is the same telephone or identity number, of firms the same name too; the same address is that of the
    matter, or of a party, within the same area, however it was written. It is about the pair of disputes: nothing is
    counted or kept of a person. Returns how many were raised.
    """
    row = held.dispute
    days = known(held.pack, "dispute.again", timezone.localdate(at)).number
    since = Dispute.objects.filter(taken_at__gte=at - timedelta(days=days), taken_at__lte=at).exclude(id=row.id)
    since = since.filter(matter__merged_into__isnull=True)
    matter = held.matter.matter
    found = dict.fromkeys(_of_places(held, since), ReviewCause.PLACE)
    found |= dict.fromkeys(_of_parties(row, since), ReviewCause.PARTY)
    known_pairs = set(Review.objects.filter(dispute=row).values_list("earlier_id", flat=True))
    known_pairs |= set(Review.objects.filter(earlier=row).values_list("dispute_id", flat=True))
    fresh = [each for each in sorted(found, key=str) if each not in known_pairs][:MOST]
    for earlier in fresh:
        cause = found[earlier]
        Review.objects.create(dispute=row, earlier_id=earlier, matter_id=row.matter_id, cause=cause.value, raised_at=at)
        tell(held, EventKind.DISPUTE_REVIEWED, by, at, attributes={"cause": cause.value})
    if fresh:
        about = About(row.matter_id, matter.number, matter.kind, matter.area_id)
        notify([News(NoticeKind.DISPUTE_REVIEW, about, units=frozenset({row.unit_id}))], by=by, at=at)
    return len(fresh)


def _of_parties(row: Dispute, since: QuerySet[Dispute]) -> set[UUID]:
    """The earlier disputes with one of the same parties; a firm is its name, a person is not."""
    kinds = dict(DisputeParty.objects.filter(dispute=row).values_list("id", "kind"))
    firms = [party for party, kind in kinds.items() if kind == PartyKind.FIRM.value]
    found = set(since.filter(parties__in=same_persons(kinds)).values_list("id", flat=True)) if kinds else set()
    if firms:
        named = since.filter(parties__in=same_value(firms, PersonalKind.NAME), parties__kind=PartyKind.FIRM.value)
        found |= set(named.values_list("id", flat=True))
    return found


def _of_places(held: HeldDispute, since: QuerySet[Dispute]) -> set[UUID]:
    """The earlier disputes of the same address within the area: where it was, or where a party lives."""
    row, matter = held.dispute, held.matter.matter
    if not matter.area_id:
        return set()
    near = since.filter(matter__area=matter.area_id)
    form = address_form(matter.place)
    places = near.exclude(matter__place="").values_list("id", "matter__place") if form else ()
    found = {earlier for earlier, place in places if address_form(place) == form}
    homes = same_value(DisputeParty.objects.filter(dispute=row).values_list("id", flat=True), PersonalKind.ADDRESS)
    return found | (set(near.filter(parties__in=homes).values_list("id", flat=True)) if homes else set())


@transaction.atomic
def answer_review(
    *, dispute_id: UUID, review_id: UUID, answer: str, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Answer a review with what was found; the unit of the later dispute does, once."""
    held = hold(dispute_id, by, seen_version=seen_version)
    review = Review.objects.select_for_update().filter(
        dispute=held.dispute, id=review_id, answered_at__isnull=True
    ).first()  # fmt: skip
    if review is None:
        raise Problem("review-unknown", "这项复查已经有结论，或者不由这起纠纷答复。")
    if answer not in held.pack.disputes.answers:
        raise Problem("review-answer", "请选择复查的结论。")
    review.answer, review.text, review.answered_at, review.staff_id = answer, fitted(text, TEXT), at, by.staff_id
    review.save()
    settle(held.dispute)
    tell(held, EventKind.DISPUTE_ANSWERED, by, at, attributes={"answer": answer})
