"""The pages of volunteers as the browser opens them."""

from __future__ import annotations

from fengqiao.volunteers import actions
from fengqiao.volunteers.models import Certificate
from tests.duties.helping import HOUR
from tests.volunteers.helping import application, enrolled, held, rolled
from tests.world import NOW, viewer


def volunteer_pages() -> dict[str, tuple[str, str]]:
    """The pages of volunteers: the roll, somebody with hours and a certificate, an application, hours and a document that wait, stars."""
    desk = viewer("desk.north")
    rolled(350, 120)
    rolled_again = application(
        person=actions.Person(name="义尾", phone="13700009999"), enrolled_on=NOW.date(), carried=600
    )
    actions.add_volunteers(rows=[rolled_again], paper="枫义〔2025〕13号", by=viewer("chief.north"), at=NOW)
    one, two = enrolled(), enrolled(person=actions.Person(name="钱谦益", phone="13700001111"))
    actions.confirm_hours(activity_id=held(one, two).id, by=desk, at=NOW + 5 * HOUR)
    held(one, two)
    actions.issue_certificate(volunteer_id=one.id, by=desk, at=NOW)
    waits = actions.apply(new=application(person=actions.Person(name="黄宗羲", phone="13700002222")), by=desk, at=NOW)
    actions.open_notice(by=desk, at=NOW)
    actions.agree_to_points(volunteer_id=one.id, consents=True, by=desk, at=NOW)
    actions.give_points(volunteer_id=one.id, rule="teach", day=NOW.date(), by=desk, at=NOW)
    return {
        "volunteers": ("desk.north", "/volunteers/"),
        "volunteer": ("desk.north", f"/volunteers/{one.id}/"),
        "volunteer who applied": ("chief.north", f"/volunteers/{waits}/"),
        "volunteer new": ("desk.north", "/volunteers/new/"),
        "volunteer hours": ("desk.north", "/volunteers/hours/"),
        "volunteer roll": ("desk.north", "/volunteers/import/"),
        "volunteer stars": ("desk.north", "/volunteers/stars/"),
        "points": ("desk.north", "/volunteers/points/"),
        "points of one": ("desk.north", f"/volunteers/points/of/{one.id}/"),
        "volunteer none": ("officer.north", "/volunteers/mine/"),
        "resident: stars": ("", "/portal/stars/"),
        "resident: certificate": ("", f"/v/{Certificate.objects.get().token}/"),
    }
