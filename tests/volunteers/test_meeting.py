"""Volunteers where two people meet: hours, stars and leaving at the same moment."""

from __future__ import annotations

from datetime import timedelta

from fengqiao.volunteers import actions
from fengqiao.volunteers.models import CarriedPaper, Hours, StarNotice, Volunteer
from fengqiao.volunteers.queries import minutes_of
from fengqiao.volunteers.terms import VolunteerState
from tests.duties.helping import HOUR
from tests.matters.helping import at_once, codes
from tests.volunteers.helping import enrolled, held, rolled
from tests.world import NOW, viewer

LATER, DAY = NOW + 5 * HOUR, timedelta(days=1)


def test_two_who_confirm_the_same_hours_give_them_once(committed_world: None) -> None:
    row, other = enrolled(), enrolled(person=actions.Person(name="钱谦益", phone="13700001111"))
    activity = held(row, other)
    found = at_once(
        *[lambda login=login: actions.confirm_hours(activity_id=activity.id, by=viewer(login), at=LATER) for login in ("desk.north", "chief.north")]
    )  # fmt: skip
    assert codes(found) == ["done", "hours-none"]
    assert (Hours.objects.count(), minutes_of(row), minutes_of(other)) == (2, 120, 120)


def test_stars_and_an_objection_at_the_same_moment_leave_one_truth(committed_world: None) -> None:
    one, two = rolled(350, 120)
    desk, chief, at = viewer("desk.north"), viewer("chief.north"), NOW + 7 * DAY
    notice = actions.open_notice(by=desk, at=NOW)
    found = at_once(
        lambda: actions.close_notice(notice_id=notice, by=desk, at=at),
        lambda: actions.drop_line(notice_id=notice, volunteer_id=two.id, by=chief, at=at),
    )
    closed, dropped = found
    assert not isinstance(closed, Exception)
    two.refresh_from_db()
    if isinstance(dropped, Exception):  # the stars were given first
        assert (codes([dropped]), two.stars, closed) == (["notice-closed"], 1, 2)
    else:
        assert (two.stars, closed) == (0, 1)
    assert (Volunteer.objects.get(id=one.id).stars, StarNotice.objects.get().closed_on is not None) == (2, True)


def test_leaving_while_hours_are_confirmed_keeps_numbers_and_forgets_the_person(committed_world: None) -> None:
    row, other = enrolled(), enrolled(person=actions.Person(name="钱谦益", phone="13700001111"))
    activity = held(row, other)
    found = at_once(
        lambda: actions.leave(volunteer_id=row.id, by=viewer("desk.north"), at=LATER),
        lambda: actions.confirm_hours(activity_id=activity.id, by=viewer("chief.north"), at=LATER),
    )
    assert codes(found) == ["done", "done"]
    row.refresh_from_db()
    assert (row.state, row.born, minutes_of(other)) == (VolunteerState.LEFT.value, None, 120)
    assert minutes_of(row) == (120 if found[1] == 2 else 0)


def test_two_who_sign_one_document_count_it_once(committed_world: None) -> None:
    (row,) = rolled(40, signed=False)
    paper = CarriedPaper.objects.get().id
    viewers = [viewer("chief.north"), viewer("chief.north")]
    found = at_once(*[lambda by=by: actions.sign_paper(paper_id=paper, taken=True, by=by, at=LATER) for by in viewers])
    assert codes(found) == ["done", "paper-answered"]
    row.refresh_from_db()
    assert minutes_of(row) == 40 * 60
