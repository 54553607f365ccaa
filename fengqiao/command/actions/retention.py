"""The end of the term of a matter: the words of the command room about it go with it; codes, moments and numbers stay."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from fengqiao.command.models import Check, Dispatch, TalkTask


def forget(matter_ids: Collection[UUID]) -> None:
    """Destroy the words about matters whose words are destroyed. Part of the caller's action."""
    Dispatch.objects.filter(matter_id__in=set(matter_ids)).update(reason="", decision={})
    Check.objects.filter(matter_id__in=set(matter_ids)).update(text="")
    TalkTask.objects.filter(matter_id__in=set(matter_ids)).update(sealed=b"", said=b"")
