"""The end of the term of errands: words and persons go, codes and days stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from fengqiao.errands.actions.writing import tell
from fengqiao.errands.models import Errand, ErrandLine, ErrandRating
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import destroy, due_for_destruction


@transaction.atomic
def erase_errands(*, errand_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words and persons of errands (the caller says whose term is over); returns how many."""
    due = due_for_destruction(Errand.objects.filter(id__in=set(errand_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    for path in settings.ON_ERASE:
        import_string(path)(ids)
    destroy(ids, at=at)
    Errand.objects.filter(id__in=ids).update(text="", erased_at=at)
    ErrandLine.objects.filter(errand__in=ids).update(text="")
    ErrandRating.objects.filter(errand__in=ids).update(text="")
    for row in due:
        tell(EventKind.ERRAND_ERASED, row, by, at)
    return len(due)
