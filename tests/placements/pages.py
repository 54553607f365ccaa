"""The pages of placements as the browser opens them."""

from __future__ import annotations

from fengqiao.placements import actions
from tests.placements.helping import DAY, TODAY, interns, placed
from tests.studies.pages import study_pages
from tests.world import NOW, area, viewer


def placement_pages() -> dict[str, tuple[str, str]]:
    """Two interns, one with entries; an officer in a village; as organiser, mentor and intern see them."""
    interns(2)
    row, _other = placed("intern0", "intern1")
    placed("officer.north", kind="village", area_id=area("TC0101"), mentor_id=viewer("chief.north").staff_id)
    own = {"placement_id": row.id, "day": TODAY, "minutes": 90, "at": NOW}
    actions.enter(deed="visit", times=6, text="跟东片走访", by=viewer("intern0"), **own)
    actions.enter(deed="study", times=1, text="", by=viewer("officer.north"), **own)
    actions.extend(placement_id=row.id, last=row.last + 20 * DAY, by=viewer("desk.north"), at=NOW)
    actions.sum_up(placement_id=row.id, text="学会了登记和走访。", by=viewer("intern0"), at=NOW)
    return study_pages() | {
        "placements": ("desk.north", "/placements/"),
        "placement": ("desk.north", f"/placements/{row.id}/"),
        "placement of one's own": ("intern0", f"/placements/{row.id}/"),
        "placement new": ("desk.north", "/placements/new/"),
        "placements by year": ("desk.north", "/placements/year/?year=2026"),
        "my placement": ("intern0", "/placements/mine/"),
        "whom I mentor": ("officer.north", "/placements/mine/"),
    }
