"""The pages of monthly meetings as browsers look at them: the list, one to come with a reply to tell, the minutes of one on paper."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.meetings.actions import reply
from tests.meetings.test_meetings import DAY, REPLY, held, meeting, suggested
from tests.world import NOW, viewer


def meeting_pages() -> dict[str, tuple[str, str]]:
    """Play a meeting that was held, a suggestion of which is answered, and the next; name what opens them."""
    first = meeting()
    one = suggested(first)
    suggested(first, text="巷口添一盏路灯", owner="station.north")
    held(first)
    reply(suggestion_id=one, answer="adopted", text=REPLY, by=viewer("handler.urban"), at=NOW)
    return {
        "meetings": ("desk.north", "/meetings/"),
        "meeting": ("desk.north", f"/meetings/{meeting(DAY + timedelta(days=20))}/"),
        "meeting held": ("volunteer", f"/meetings/{first}/"),
        "meeting new": ("desk.north", "/meetings/new/"),
        "minutes of a meeting on paper": ("desk.north", f"/meetings/{first}/paper/"),
    }
