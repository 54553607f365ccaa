"""Hours claimed on purpose: struck, and the volunteer cannot come back before the term of the pack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.ledger.models import Event
from fengqiao.volunteers import actions
from fengqiao.volunteers.models import Hours, Volunteer
from fengqiao.volunteers.queries import barred_until
from tests.duties.helping import HOUR
from tests.matters.helping import refused
from tests.volunteers.helping import enrolled, held
from tests.world import NOW, viewer

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def test_false_hours_suspend_for_a_year(world: None) -> None:
    row, leader, desk = (
        enrolled(),
        enrolled(person=actions.Person(name="钱谦益", phone="13700001111")),
        viewer("desk.north"),
    )
    done = held(row, leader, lead=leader)
    actions.confirm_hours(activity_id=done.id, by=viewer("chief.north"), at=NOW + 5 * HOUR)
    honest, false = Hours.objects.get(volunteer=leader), Hours.objects.get(volunteer=row)
    actions.strike_hours(hours_id=honest.id, by=desk, at=NOW + 6 * HOUR)
    assert Volunteer.objects.get(id=leader.id).state == "enrolled", "a mistake is none"
    actions.strike_hours(hours_id=false.id, false=True, by=desk, at=NOW + 6 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("suspended", "false_hours")
    assert Event.objects.get(kind="volunteer.suspended").attributes["why"] == "false_hours"
    until = barred_until(row, at=NOW + 7 * HOUR)
    assert until is not None
    assert until.isoformat() == "2027-09-01"
    with refused("volunteer-barred"):
        actions.resume(volunteer_id=row.id, by=desk, at=NOW + 364 * DAY)
    actions.resume(volunteer_id=row.id, by=desk, at=NOW + 365 * DAY)
    row.refresh_from_db()
    assert (row.state, barred_until(row, at=NOW + 365 * DAY)) == ("enrolled", None)


def test_false_hours_of_somebody_suspended_already_begin_the_term(world: None) -> None:
    row, leader, desk = (
        enrolled(),
        enrolled(person=actions.Person(name="钱谦益", phone="13700001111")),
        viewer("desk.north"),
    )
    done = held(row, leader, lead=leader)
    actions.confirm_hours(activity_id=done.id, by=viewer("chief.north"), at=NOW + 5 * HOUR)
    actions.suspend(volunteer_id=row.id, reason="health", by=desk, at=NOW + 6 * HOUR)
    actions.strike_hours(hours_id=Hours.objects.get(volunteer=row).id, false=True, by=desk, at=NOW + 7 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("suspended", "false_hours")
    with refused("volunteer-barred"):
        actions.resume(volunteer_id=row.id, by=desk, at=NOW + 364 * DAY)


def test_who_is_suspended_for_something_else_may_come_back_at_once(world: None) -> None:
    row, desk = enrolled(), viewer("desk.north")
    actions.suspend(volunteer_id=row.id, reason="health", by=desk, at=NOW)
    actions.resume(volunteer_id=row.id, by=desk, at=NOW)
    row.refresh_from_db()
    assert row.state == "enrolled"
