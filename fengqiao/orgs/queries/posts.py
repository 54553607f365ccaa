"""What holds of posts at a moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q


def not_ended(at: datetime) -> Q:
    """Return the condition that a post (or a deputy) has not ended at a moment; whether it has begun is asked apart."""
    return Q(ends__isnull=True) | Q(ends__gt=at)
