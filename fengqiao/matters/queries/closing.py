"""What else goes on about a matter, which ends before the matter does."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from fengqiao.kit.problems import Problem


def what_ends_first(matter_id: UUID, kind: str) -> Problem | None:
    """Return what has to end before a matter (of a kind) is closed or becomes of another kind (settings.WHY_NOT_CLOSED)."""
    found = (import_string(path)(matter_id, kind) for path in settings.WHY_NOT_CLOSED)
    return next((problem for problem in found if problem is not None), None)
