"""What the worker has to see to: clocks whose moment has come, records whose term is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from fengqiao.inspections.models import Finding, Inspection
from fengqiao.inspections.terms import FindingState, InspectionState

ENDED = (FindingState.PASSED.value, FindingState.WITHDRAWN.value)
OVER = (InspectionState.ENDED.value, InspectionState.CANCELLED.value)
MONTH = 31


def to_look_at(at: datetime, most: int) -> list[UUID]:
    """Return the open findings about whose clock there is something to do, the oldest moment first."""
    rows = Finding.objects.filter(state=FindingState.OPEN.value, next_at__lte=at).order_by("next_at")
    return list(rows.values_list("id", flat=True)[:most])


def findings_over(at: datetime, months: int, most: int) -> list[UUID]:
    """Return the findings whose words are to go: ended longer ago than so many months (of 31 days: never too early)."""
    rows = Finding.objects.filter(
        state__in=ENDED, erased_at__isnull=True, ended_at__lt=at - timedelta(days=MONTH * months)
    )
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:most])


def inspections_over(at: datetime, months: int, most: int) -> list[UUID]:
    """Return the inspections whose words are to go: over as long ago, with no finding left that still has its own."""
    kept = Finding.objects.filter(inspection=OuterRef("pk"), erased_at__isnull=True)
    rows = Inspection.objects.filter(~Exists(kept), state__in=OVER, erased_at__isnull=True)
    rows = rows.filter(ended_at__lt=at - timedelta(days=MONTH * months))
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:most])
