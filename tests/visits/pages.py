"""The pages of visits as the browser opens them."""

from __future__ import annotations

from fengqiao.visits.actions import Found, visit
from fengqiao.visits.terms import Met
from tests.visits.helping import visitee
from tests.world import NOW, viewer


def visit_pages() -> dict[str, tuple[str, str]]:
    """The pages of visits: the list, somebody visited with a find, who visits how much, registering."""
    row = visitee()
    visitee(name="溪边小店", phone="", address="", tier="premises", point=None)
    made = visit(visitee_id=row.id, met=Met.MET, found=[Found("quarrel")], by=viewer("officer.north"), at=NOW)
    return {
        "visits": ("officer.north", "/visits/?show=all"),
        "visitee": ("officer.north", f"/visits/{row.id}/"),
        "visitee new": ("officer.north", "/visits/new/"),
        "visit officers": ("chief.north", "/visits/officers/"),
        "matter found on a visit": ("dispatcher.north", f"/matters/{made[0]}/"),
    }
