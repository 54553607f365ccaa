"""The end of the term of a matter: the words of its joint incidents go with it; codes, moments and numbers stay."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from fengqiao.incidents.models import JointLine


def forget(matter_ids: Collection[UUID]) -> None:
    """Destroy the words of incidents of matters whose words are destroyed. Part of the caller's action."""
    JointLine.objects.filter(matter_id__in=set(matter_ids)).update(text="")
