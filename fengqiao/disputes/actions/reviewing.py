"""Disputes that come back: a review is raised for the pair, shown on both, and answered in a code and words."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, settle, tell
from fengqiao.disputes.models import Dispute, DisputeParty, Review
from fengqiao.disputes.terms import ReviewCause
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as notify
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.queries import same_persons

MOST = 20


def raise_reviews(held: HeldDispute, by: Viewer, at: datetime) -> int:
    """Raise a review for each earlier dispute within the period of the same parties or address; part of the caller's action.

    The same party is the same telephone or identity number; the same address the same words in the same area. It is about
    the pair of disputes: nothing is counted or kept of a person. Returns how many were raised.
    """
    row = held.dispute
    days = known(held.pack, "dispute.again", timezone.localdate(at)).number
    mine = list(DisputeParty.objects.filter(dispute=row).values_list("id", flat=True))
    since = Dispute.objects.filter(taken_at__gte=at - timedelta(days=days), taken_at__lte=at).exclude(id=row.id)
    since = since.filter(matter__merged_into__isnull=True)
    found: dict[UUID, ReviewCause] = {}
    matter = held.matter.matter
    if matter.place and matter.area_id:
        there = since.filter(matter__area=matter.area_id, matter__place=matter.place)
        found |= dict.fromkeys(there.values_list("id", flat=True), ReviewCause.PLACE)
    persons = since.filter(parties__in=same_persons(mine)) if mine else since.none()
    found |= dict.fromkeys(persons.values_list("id", flat=True), ReviewCause.PARTY)
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
