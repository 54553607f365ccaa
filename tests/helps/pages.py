"""The pages of help at stations as browsers look at them: the page of three taps, and a year by station and month."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.orgs.models import Venue
from tests.helps.test_helps import helped
from tests.world import NOW


def help_pages() -> dict[str, tuple[str, str]]:
    """Play help at every station over some months; name what opens it."""
    for n, venue in enumerate(Venue.objects.order_by("code").values_list("id", flat=True)):
        for month in range(4):
            helped(venue_id=venue, at=NOW - timedelta(days=30 * month + n), helped="senior" if month else "other")
    return {
        "helps": ("desk.north", "/helps/"),
        "helps by station": ("desk.north", "/helps/figures/?year=2026"),
        "helps of no year": ("desk.north", "/helps/figures/?year=2024"),
    }
