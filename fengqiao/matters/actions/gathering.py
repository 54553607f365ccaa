"""Which matters are about the same thing, as the last gathering found; signs for those taken in before there were any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from fengqiao.matters.actions.batch import keep_signs
from fengqiao.matters.models import Gathered, Report, Sign


@transaction.atomic
def keep_gathered(*, groups: Mapping[UUID, UUID], at: datetime) -> None:
    """Replace what the last gathering found: matter → group. Derived from the matters, so that no event records it."""
    Gathered.objects.all().delete()
    Gathered.objects.bulk_create(
        [Gathered(matter_id=matter_id, group=group, at=at) for matter_id, group in groups.items()], batch_size=1000
    )


@transaction.atomic
def keep_missing_signs(*, since: datetime, limit: int, at: datetime) -> int:
    """Write the signs of matters received since a moment that have none; returns how many reports were looked at."""
    has = Sign.objects.filter(matter=OuterRef("matter_id"))
    found = list(
        Report.objects.filter(received_at__gte=since, matter__sealed=False)
        .exclude(text="")
        .filter(~Exists(has))
        .select_related("matter")
        .order_by("-received_at", "id")[:limit]
    )
    keep_signs(found, at)
    return len(found)
