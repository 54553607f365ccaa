"""The pages of help at stations as browsers look at them: the page of three taps, and a year by station and month."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.orgs.models import Venue
from fengqiao.rulebook.queries import pack_on
from tests.helps.test_helps import helped
from tests.world import NOW


def help_pages() -> dict[str, tuple[str, str]]:
    """Play help at every station over some months; name what opens it."""
    helps = pack_on(NOW).pack.helps
    stations = [row.id for row in Venue.objects.order_by("code") if helps.is_station(row.kind)]
    for n, venue in enumerate(stations):
        for month in range(4):
            helped(venue_id=venue, at=NOW - timedelta(days=30 * month + n), helped="senior" if month else "other")
    return {
        "helps": ("desk.north", "/helps/"),
        "helps by station": ("desk.north", "/helps/figures/?year=2026"),
        "helps of no year": ("desk.north", "/helps/figures/?year=2024"),
    }
