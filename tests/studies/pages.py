"""The pages of study as the browser opens them."""

from __future__ import annotations

from fengqiao.studies import actions
from fengqiao.studies.models import MakeUp
from tests.studies.helping import CAME, DAY, LATER, ended, session, thing
from tests.world import NOW, viewer


def study_pages() -> dict[str, tuple[str, str]]:
    """A register with something used and something never used, a make-up handed in and one owed."""
    place, film, hall = thing(), thing("film", "红船故事"), thing("mobile", "北镇流动讲堂")
    thing("guest", "县委党校教研室", person="周某某")
    row = session(starts=NOW + 2 * DAY, end=False)  # people are needed elsewhere before
    actions.say_used(activity_id=row.id, thing_ids=[place.id, film.id, hall.id], by=viewer("desk.north"), at=NOW)
    ended(row.id, CAME, row.starts)
    me = viewer("officer.north")
    owed = MakeUp.objects.get(staff=me.staff_id)
    actions.hand_in(make_up_id=owed.id, form="own", day=LATER.date(), minutes=130, text="读完第三章。", by=me, at=LATER)
    return {
        "study things": ("desk.north", "/studies/?year=2026"),
        "study by classroom": ("desk.north", "/duties/study/?year=2026"),
        "make-ups": ("desk.north", "/studies/makeups/"),
        "my study": ("officer.north", "/studies/mine/"),
        "somebody's study": ("desk.north", f"/studies/of/{me.staff_id}/"),
        "activity with what it used": ("desk.north", f"/duties/{row.id}/"),
    }
