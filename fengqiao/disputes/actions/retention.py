"""The end of the term of a matter: the words of its dispute go with it; codes, moments and sums stay."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from fengqiao.disputes.models import Appraisal, Dispute, DisputeDue, DisputeRound, Extension, Inquiry, Review, Session


def forget(matter_ids: Collection[UUID]) -> None:
    """Destroy the words of disputes of matters whose words are destroyed. Part of the caller's action."""
    gone = set(matter_ids)
    Dispute.objects.filter(matter_id__in=gone).update(
        agreement="", facts="", demands="", note="", manner="", dialects=[]
    )
    DisputeRound.objects.filter(matter_id__in=gone).update(agreement="", manner="")
    Session.objects.filter(matter_id__in=gone).update(text="")
    DisputeDue.objects.filter(matter_id__in=gone).update(text="")
    Review.objects.filter(matter_id__in=gone).update(text="")
    Inquiry.objects.filter(matter_id__in=gone).update(place="")
    Appraisal.objects.filter(matter_id__in=gone).update(text="")
    Extension.objects.filter(matter_id__in=gone).update(text="")
