"""The page of villages and their officers as the browser opens it."""

from __future__ import annotations

from fengqiao.villages.actions import name_officer
from tests.world import NOW, area, viewer


def village_pages() -> dict[str, tuple[str, str]]:
    """The villages of a station: one with its officer, one without anybody."""
    name_officer(
        area_id=area("TC0101"), staff_id=viewer("officer.north").staff_id, duty="officer", since=NOW.date(), by=viewer("chief.north"), at=NOW
    )  # fmt: skip
    return {"villages": ("chief.north", "/villages/")}
