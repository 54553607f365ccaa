"""Certificates that anybody can check, stars after a public notice, and the tap before a patrol."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from fengqiao.duties.models import Activity
from fengqiao.orgs.queries import viewer_with
from fengqiao.volunteers import actions
from fengqiao.volunteers.models import Certificate, StarNotice, Told, Volunteer
from fengqiao.volunteers.queries import certificate_behind, lines_of_notices, notices_shown, public_name, risen, told_of
from fengqiao.volunteers.rules.notices import last_day
from fengqiao.volunteers.rules.sheets import read_row
from tests.duties.helping import activity
from tests.matters.helping import events_of, refused
from tests.volunteers.helping import enrolled, rolled
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_notice_lasts_its_working_days_and_no_others() -> None:
    def weekday(day: date) -> bool:
        return day.weekday() < 5

    assert last_day(date(2026, 9, 1), 5, weekday) == date(2026, 9, 7)  # Tuesday to Monday
    assert last_day(date(2026, 9, 5), 1, weekday) == date(2026, 9, 7)  # from a Saturday on
    assert last_day(date(2026, 9, 1), 5, lambda _day: False) > date(2027, 8, 30)


def test_stars_are_shown_first_and_given_when_the_days_are_over(world: None) -> None:
    one, two, none = rolled(350, 120, 99)
    desk = viewer("desk.north")
    assert [(row.number, stars) for row, stars, _minutes in risen(unit("station.north"), at=NOW)] == [
        (one.number, 2), (two.number, 1),
    ]  # fmt: skip
    for login, code in (("volunteer", "denied"), ("desk.south", "notice-nobody")):
        with refused(code):
            actions.open_notice(by=viewer(login), at=NOW)
    (event,) = events_of(lambda: actions.open_notice(by=desk, at=NOW))
    assert (event.kind, event.measures) == ("volunteer.notice", {"people": 2})
    row = StarNotice.objects.get()
    assert row.last == date(2026, 9, 7)
    with refused("notice-runs"):
        actions.open_notice(by=desk, at=NOW)
    lines = lines_of_notices(notices_shown(NOW.date()))[row.id]
    assert [each.name for each in lines] == ["义00", two.number]  # the second did not allow the name
    for by, at, code in ((desk, NOW, "notice-early"), (viewer("desk.south"), NOW, "notice-unknown")):
        with refused(code):
            actions.close_notice(notice_id=row.id, by=by, at=at)
    with refused("choose-one"):
        actions.drop_line(notice_id=row.id, volunteer_id=none.id, by=desk, at=NOW)
    actions.drop_line(notice_id=row.id, volunteer_id=two.id, by=desk, at=NOW)
    assert actions.close_notice(notice_id=row.id, by=desk, at=NOW + 7 * DAY) == 1
    assert list(Volunteer.objects.order_by("number").values_list("stars", flat=True)) == [2, 0, 0]
    assert notices_shown(NOW.date() + 7 * DAY) == []
    with refused("notice-closed"):
        actions.close_notice(notice_id=row.id, by=desk, at=NOW + 8 * DAY)


def test_a_certificate_is_checked_by_its_code_and_says_no_name_that_is_not_allowed(world: None) -> None:
    one, two = rolled(350, 0)
    with refused("certificate-none"):
        actions.issue_certificate(volunteer_id=two.id, by=viewer("desk.north"), at=NOW)
    for login, code in (("desk.south", "volunteer-unknown"), ("volunteer", "volunteer-unknown")):
        with refused(code):
            actions.issue_certificate(volunteer_id=one.id, by=viewer(login), at=NOW)
    (event,) = events_of(lambda: actions.issue_certificate(volunteer_id=one.id, by=viewer("desk.north"), at=NOW))
    assert (event.kind, event.measures) == ("volunteer.certified", {"minutes": 350 * 60})
    made = Certificate.objects.get()
    found = certificate_behind(made.token)
    assert found == made
    assert (made.number, public_name(one), public_name(two)) == ("ZY202600001-01", "义00", "")
    assert certificate_behind("x" * 16) is None
    actions.leave(volunteer_id=one.id, by=viewer("desk.north"), at=NOW + DAY)
    again = certificate_behind(made.token)
    assert again is not None
    assert (again.minutes, public_name(again.volunteer)) == (350 * 60, "")  # the hours stay true, nobody's name is said
    with refused("volunteer-step"):
        actions.issue_certificate(volunteer_id=one.id, by=viewer("desk.north"), at=NOW + DAY)


def test_the_tap_before_a_patrol_is_kept_once(world: None) -> None:
    row: Activity = activity()
    who = enrolled()
    assert who.staff_id is not None
    me = viewer_with(who.staff_id, at=NOW)
    assert me is not None
    assert len(events_of(lambda: actions.note_told(activity_id=row.id, by=me, at=NOW))) == 1
    assert events_of(lambda: actions.note_told(activity_id=row.id, by=me, at=NOW + DAY)) == []
    assert (told_of(me.staff_id, [row.id]), Told.objects.get().at) == ({row.id}, NOW)
    with refused("duty-unknown"):
        actions.note_told(activity_id=row.id, by=viewer("desk.south"), at=NOW)


def test_a_row_of_a_roll_says_what_is_wrong_with_it() -> None:
    teams, areas = {"义警大队": UUID(int=1)}, {"北一村": UUID(int=2)}
    good = {"name": "柳如是", "phone": "139", "team": "义警大队", "area": "北一村", "id_number": "330100196503070011", "hours": "12.5", "shown": "是", "enrolled": "2023年9月20日"}  # fmt: skip
    row = read_row(good, teams, areas)
    assert (row.born, row.hours, row.shown, row.enrolled, row.insured) == (
        date(1965, 3, 1),
        12,
        True,
        date(2023, 9, 20),
        None,
    )
    for over, code in (
        ({"name": ""}, "volunteer-who"), ({"team": "别的队"}, "roll-team"), ({"area": "别的村"}, "enterprise-area"),
        ({"id_number": ""}, "roll-born"), ({"hours": "许多"}, "roll-hours"), ({"trained": "去年"}, "roll-day"),
        ({"born": "2026-13"}, "roll-day"),
    ):  # fmt: skip
        with refused(code):
            read_row({**good, **over}, teams, areas)
