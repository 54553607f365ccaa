"""Who may be put on a patrol wherever people are put there, hours of before by a document, applications nobody answered."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.duties import actions as duties
from fengqiao.duties.models import Seat
from fengqiao.duties.terms import SeatState
from fengqiao.ledger.models import Event
from fengqiao.ledger.queries import kinds_of
from fengqiao.orgs.queries import system_viewer, viewer_with
from fengqiao.vault.models import PersonalRecord
from fengqiao.volunteers import actions
from fengqiao.volunteers.jobs import destroy_due
from fengqiao.volunteers.models import CarriedPaper, Certificate, Volunteer
from fengqiao.volunteers.queries import known_phones, minutes_of, papers_waiting, risen
from fengqiao.volunteers.rules.fitness import why_not_served
from fengqiao.volunteers.rules.papers import why_not_signed
from fengqiao.volunteers.terms import PaperState, Unfit, VolunteerState
from tests.duties.helping import HOUR, activity
from tests.matters.helping import events_of, refused
from tests.volunteers.helping import PAPER, PHONE, application, applied, enrolled, rolled
from tests.world import NOW, unit, viewer

DAY, YEAR = timedelta(days=1), timedelta(days=365)


def test_the_first_reason_in_the_way_is_said_and_a_soft_one_is_not() -> None:
    for reasons, code in (
        ([Unfit.SUSPENDED, Unfit.OLD], "unfit-suspended"), ([Unfit.UNTRAINED], "unfit-untrained"), ([Unfit.UNINSURED], "unfit-uninsured"),
        ([Unfit.YOUNG], "unfit-young"), ([Unfit.ELSEWHERE, Unfit.OLD], "unfit-old"),
    ):  # fmt: skip
        refusal = why_not_served(reasons)
        assert refusal
        assert refusal.code == code
    assert why_not_served([Unfit.STRANGER, Unfit.ELSEWHERE]) is None


def test_who_handed_a_document_in_or_stands_in_it_does_not_sign_it() -> None:
    a, b, c = (UUID(int=n) for n in range(3))
    for state, by, code in (
        (PaperState.WAITS, a, "paper-own"), (PaperState.WAITS, b, "paper-own"), (PaperState.SIGNED, c, "paper-answered"),
        (PaperState.REFUSED, c, "paper-answered"),
    ):  # fmt: skip
        refusal = why_not_signed(state, a, {b, None}, by)
        assert refusal
        assert refusal.code == code
    assert why_not_signed(PaperState.WAITS, a, {b}, c) is None


@pytest.mark.django_db
def test_whoever_is_not_fit_is_put_on_no_patrol_in_any_way(world: None) -> None:
    desk, first = viewer("desk.north"), NOW.date() + DAY
    fit, soon = enrolled(born=date(1980, 1, 1), slots=[]), enrolled(slots=[])
    actions.note_insurance(volunteer_id=soon.id, begins=first, ends=first + YEAR, by=desk, at=NOW)
    for deed, code in (
        (lambda row: actions.suspend(volunteer_id=row.id, reason="conduct", by=desk, at=NOW), "unfit-suspended"),
        (lambda row: Volunteer.objects.filter(id=row.id).update(trained=None), "unfit-untrained"),
        (lambda row: Volunteer.objects.filter(id=row.id).update(insured_until=NOW.date() - DAY), "unfit-uninsured"),
        (lambda row: Volunteer.objects.filter(id=row.id).update(born=None), "unfit-young"),
        (lambda row: Volunteer.objects.filter(id=row.id).update(born=date(1950, 1, 1)), "unfit-old"),
    ):  # fmt: skip
        row = enrolled(person=actions.Person(name="钱谦益", phone="13700001111"))
        deed(row)
        assert row.staff_id is not None
        by = viewer_with(row.staff_id, at=NOW)
        assert by is not None
        there = activity() if code != "unfit-old" else activity(kind="guard", form="")
        with refused(code):
            duties.sign_up(activity_id=there.id, by=by, at=NOW)
        with refused(code):
            duties.put(activity_id=there.id, staff_id=row.staff_id, role="", by=desk, at=NOW)
        # a lesson asks nothing of it
        assert duties.sign_up(activity_id=activity(kind="study", form="led").id, by=by, at=NOW) is SeatState.IN
    assert fit.staff_id is not None
    assert soon.staff_id is not None
    today = activity()
    with refused("unfit-uninsured"):  # insured from tomorrow on, and the patrol is today
        duties.put(activity_id=today.id, staff_id=soon.staff_id, role="", by=desk, at=NOW)
    later = activity(starts=NOW + DAY + HOUR, ends=NOW + DAY + 2 * HOUR, places=2)
    stranger = viewer("volunteer").staff_id
    for who in (
        fit.staff_id,
        stranger,
        soon.staff_id,
    ):  # nobody registered the second: that is said elsewhere, and in nobody's way
        duties.put(activity_id=later.id, staff_id=who, role="", by=desk, at=NOW)
    actions.suspend(volunteer_id=soon.id, reason="health", by=desk, at=NOW)
    assert (
        duties.leave(activity_id=later.id, staff_id=stranger, by=desk, at=NOW) == []
    )  # who waits and is not fit does not move up
    assert Seat.objects.get(activity=later, staff=soon.staff_id).state == "waiting"
    actions.resume(volunteer_id=soon.id, by=desk, at=NOW)
    assert duties.leave(activity_id=later.id, staff_id=fit.staff_id, by=desk, at=NOW) == [soon.staff_id]


@pytest.mark.django_db
def test_hours_of_before_count_by_a_document_that_somebody_else_signed(world: None) -> None:
    for number in ("", "x", "号" * 41, "<b>"):
        with refused("paper-number"):
            new = application(enrolled_on=NOW.date(), carried=60)
            actions.add_volunteers(rows=[new], paper=number, by=viewer("desk.north"), at=NOW)
    one, two = rolled(350, 0, signed=False)
    assert (minutes_of(one), risen(unit("station.north"), at=NOW)) == (0, [])
    (line,) = papers_waiting(viewer("chief.north"))
    assert (line.row.number, line.people, line.minutes, line.mine) == (PAPER, ["义00"], 350 * 60, False)
    assert papers_waiting(viewer("desk.north"))[0].mine
    assert papers_waiting(viewer("desk.south")) == []
    paper, chief = line.row.id, viewer("chief.north")
    for login, code in (("desk.north", "paper-own"), ("desk.south", "paper-unknown"), ("volunteer", "paper-unknown")):
        with refused(code):
            actions.sign_paper(paper_id=paper, taken=True, by=viewer(login), at=NOW)
    (event,) = events_of(lambda: actions.sign_paper(paper_id=paper, taken=True, by=chief, at=NOW))
    assert (event.kind, event.measures) == ("volunteer.carried", {"people": 1, "carried_minutes": 350 * 60})
    one.refresh_from_db()
    assert (minutes_of(one), minutes_of(two)) == (350 * 60, 0)
    actions.issue_certificate(volunteer_id=one.id, by=chief, at=NOW)
    made = Certificate.objects.get()
    assert (made.minutes, made.carried) == (350 * 60, 350 * 60)  # shown apart
    assert not Event.objects.filter(
        kind="volunteer.hours"
    ).exists()  # and counted apart: nothing of it is hours of the platform
    with refused("paper-answered"):
        actions.sign_paper(paper_id=paper, taken=False, by=chief, at=NOW)
    three = application(person=actions.Person(name="黄宗羲", phone="13700002222"), enrolled_on=NOW.date(), carried=60)
    actions.add_volunteers(rows=[three], paper=PAPER, by=viewer("desk.north"), at=NOW)
    other = CarriedPaper.objects.get(state="waits")
    actions.sign_paper(paper_id=other.id, taken=False, by=chief, at=NOW)
    assert minutes_of(Volunteer.objects.get(number="ZY202600003")) == 0


@pytest.mark.django_db
def test_an_application_that_nobody_answered_ends_in_its_term(world: None) -> None:
    row, kept, by = applied(), enrolled(), system_viewer(at=NOW)
    assert by is not None
    assert destroy_due(by=by, now=NOW + timedelta(days=186)) == 0
    assert destroy_due(by=by, now=NOW + timedelta(days=187)) == 1
    row.refresh_from_db()
    assert (row.state, row.reason, row.born) == (VolunteerState.REFUSED.value, "unanswered", None)
    assert kinds_of(row.id)[-1] == "volunteer.refused"
    assert not PersonalRecord.objects.filter(matter_id=row.id).exists()
    assert PersonalRecord.objects.filter(matter_id=kept.id).exists()
    assert destroy_due(by=by, now=NOW + timedelta(days=400)) == 0


@pytest.mark.django_db
def test_telephones_that_are_known_are_asked_for_at_once(world: None) -> None:
    applied()
    gone = applied(person=actions.Person(name="钱谦益", phone="13700001111"))
    actions.leave(volunteer_id=gone.id, by=viewer("desk.north"), at=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert known_phones({PHONE, "13700001111", "13700002222"}) == {PHONE}
    assert len(asked) == 3  # the key, what stands where, whose it is; not one a telephone
