"""What tests of volunteers share: an application, an enrolled volunteer, a patrol to which some came."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fengqiao.duties import actions as duties
from fengqiao.duties.models import Activity
from fengqiao.volunteers import actions
from fengqiao.volunteers.actions import Application, Person
from fengqiao.volunteers.models import CarriedPaper, Volunteer
from tests.duties.helping import HOUR, activity
from tests.world import NOW, unit, viewer

NAME, PHONE, ID_NUMBER = "柳如是", "13912345678", "330100196503070011"
OF_KIN, KIN_PHONE = "柳念慈", "13787654321"
YEAR = timedelta(days=365)


def application(**over: Any) -> Application:
    values: dict[str, Any] = {
        "person": Person(name=NAME, phone=PHONE, id_number=ID_NUMBER, emergency_name=OF_KIN, emergency_phone=KIN_PHONE),
        "team_id": unit("volunteers"), "born": date(1965, 3, 7), "slots": ["2d", "2e"], "consents": True, **over,
    }  # fmt: skip
    return Application(**values)


def applied(*, by: str = "desk.north", at: datetime = NOW, **over: Any) -> Volunteer:
    return Volunteer.objects.get(id=actions.apply(new=application(**over), by=viewer(by), at=at))


def enrolled(*, fit: bool = True, at: datetime = NOW, login: str = "", **over: Any) -> Volunteer:
    row = applied(at=at, **over)
    by, chief = viewer("desk.north"), viewer("chief.north")
    actions.check(volunteer_id=row.id, by=chief, at=at)
    actions.enrol(volunteer_id=row.id, by=by, at=at, login=login)
    if fit:
        today = NOW.date()
        actions.note_training(volunteer_id=row.id, day=today, by=by, at=at)
        actions.note_insurance(volunteer_id=row.id, begins=today, ends=today + YEAR, by=by, at=at)
    row.refresh_from_db()
    return row


PAPER = "枫义〔2025〕12号"


def rolled(*hours: int, signed: bool = True) -> list[Volunteer]:
    """A roll kept on paper, with hours of before that a second person signed; the first allows the name."""
    rows = [
        application(
            person=Person(name=f"义{n:02}", phone=f"1370000{n:04}"), enrolled_on=NOW.date() - 400 * timedelta(days=1), carried=each * 60,
            shown=n == 0,
        )
        for n, each in enumerate(hours)
    ]  # fmt: skip
    actions.add_volunteers(rows=rows, paper=PAPER, by=viewer("desk.north"), at=NOW)
    if signed and any(hours):
        actions.sign_paper(
            paper_id=CarriedPaper.objects.latest("asked_at", "id").id, taken=True, by=viewer("chief.north"), at=NOW
        )
    return list(Volunteer.objects.order_by("number"))


def held(*people: Volunteer, lead: Volunteer | None = None, at: datetime = NOW) -> Activity:
    """A patrol of two hours to which these came, marked by the desk that planned it."""
    row = activity(at=at, starts=at + HOUR, ends=at + 3 * HOUR)
    by = viewer("desk.north")
    for each in people:
        assert each.staff_id is not None
        role = "leader" if each == lead else ""
        duties.put(activity_id=row.id, staff_id=each.staff_id, role=role, by=by, at=at)
    ids = [each.staff_id for each in people if each.staff_id]
    duties.mark(activity_id=row.id, staff_ids=ids, by=by, at=at + 2 * HOUR)
    duties.end(activity_id=row.id, counts={"hazards": 0}, by=by, at=at + 4 * HOUR)
    return Activity.objects.get(id=row.id)
