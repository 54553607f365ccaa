"""The pages of temporary units as the browser opens them."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.duties import actions as duties
from fengqiao.squads import actions
from tests.duties.helping import HOUR, new
from tests.squads.test_squads import founded, in_squad
from tests.world import NOW, viewer


def squad_pages() -> dict[str, tuple[str, str]]:
    """The pages of temporary units: the list, founding one, one that runs with members and an activity, one dissolved with its report."""
    desk = viewer("desk.north")
    row, over = founded(), founded(name="护学岗突击队", purpose="开学护学")
    actions.join(squad_id=row.id, staff_ids=[viewer("officer.north").staff_id], by=desk, at=NOW)
    lead = in_squad("chief.north", row)
    plan = new(kind="talk", form="", starts=NOW + HOUR, ends=NOW + 2 * HOUR, team_id=None, places=0)
    duties.plan(new=plan, by=lead, at=NOW)
    report = "开学第一周护学二十次，秩序良好。"
    actions.dissolve(squad_id=over.id, report=report, by=desk, at=NOW + timedelta(hours=3))
    return {
        "squads": ("desk.north", "/squads/"),
        "squad": ("desk.north", f"/squads/{row.id}/"),
        "squad dissolved": ("desk.north", f"/squads/{over.id}/"),
        "squad new": ("desk.north", "/squads/new/"),
    }
