"""What is told once a day with how many there are: overdue visits to each officer, training and insurance to who answers for a station."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fengqiao.gateway.wording import headline
from fengqiao.notices.actions import tell_today
from fengqiao.notices.models import Notice
from fengqiao.notices.terms import DAILY, Letter, NoticeKind
from fengqiao.orgs.queries import system_viewer
from fengqiao.visits.jobs import remind_overdue
from fengqiao.visits.models import Visitee
from fengqiao.volunteers.actions import Person
from fengqiao.volunteers.jobs import remind_ending
from fengqiao.volunteers.models import Volunteer
from fengqiao.volunteers.queries import ending_in
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.matters.helping import at_once
from tests.visits.helping import visitee
from tests.volunteers.helping import enrolled
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind: NoticeKind) -> list[tuple[object, int]]:
    rows = Notice.objects.filter(kind=kind.value, way="inbox").order_by("made_at", "staff_id")
    return list(rows.values_list("staff_id", "count"))


def test_an_officer_hears_once_a_day_how_many_of_theirs_are_overdue(world: None) -> None:
    system, me = system_viewer(at=NOW), viewer("officer.north").staff_id
    assert system
    late, other, fresh, nobody = (visitee(name=f"户{n}", phone=f"1395555{n:04}") for n in range(4))
    Visitee.objects.filter(id__in=[late.id, other.id]).update(due=NOW.date() - DAY)
    Visitee.objects.filter(id=fresh.id).update(due=NOW.date())
    Visitee.objects.filter(id=nobody.id).update(due=NOW.date() - DAY, officer=None)
    early = timezone.localtime(NOW).replace(hour=7, minute=59)
    assert (remind_overdue(by=system, now=early), told(NoticeKind.VISITS_LATE)) == (0, [])
    assert remind_overdue(by=system, now=NOW) == 1
    assert told(NoticeKind.VISITS_LATE) == [(me, 2)], (
        "one for both; what is due today is not late, what nobody has is nobody's"
    )
    assert remind_overdue(by=system, now=NOW + timedelta(hours=5)) == 0
    assert remind_overdue(by=system, now=NOW + DAY) == 1
    assert told(NoticeKind.VISITS_LATE) == [(me, 2), (me, 3)]
    Visitee.objects.all().update(due=None)
    assert remind_overdue(by=system, now=NOW + 2 * DAY) == 0


def test_who_answers_for_a_station_hears_of_training_and_insurance_that_end(world: None) -> None:
    system, chief = system_viewer(at=NOW), viewer("chief.north").staff_id
    assert system
    assert remind_ending(by=system, now=NOW) == 0
    enrolled()
    soon, untrained = (enrolled(person=_person(n)) for n in (1, 2))
    Volunteer.objects.filter(id=soon.id).update(insured_until=NOW.date() + 29 * DAY)
    Volunteer.objects.filter(id=untrained.id).update(trained=None)
    gone = enrolled(person=_person(3))
    Volunteer.objects.filter(id=gone.id).update(insured_until=NOW.date() - DAY, state="left")
    assert sum(ending_in(NOW.date()).values()) == 1
    assert remind_ending(by=system, now=NOW) == 1
    assert told(NoticeKind.VOLUNTEERS_ENDING) == [(chief, 2)]
    assert remind_ending(by=system, now=NOW + timedelta(hours=1)) == 0


def _person(n: int) -> Person:
    return Person(name=f"义{n:02}", phone=f"1370000{n:04}")


def test_the_notice_says_how_many_and_opens_the_list(world: None, log_in: LogIn) -> None:  # noqa: F811
    noon = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=1)  # pages are asked for by the real clock
    system = system_viewer(at=NOW)
    assert system
    for login, kind in (("officer.north", NoticeKind.VISITS_LATE), ("chief.north", NoticeKind.VOLUNTEERS_ENDING)):
        assert tell_today(kind, {viewer(login).staff_id: 7}, by=system, at=noon) == 1
        client, address = log_in(login), f"/{DAILY[kind]}"
        page = client.get("/notices/").content.decode()
        assert ("7 件" in page, address.replace("&", "&amp;") in page) == (True, True)
        assert client.get(address).status_code == 200
        said = Letter(Notice.objects.get(kind=kind.value).id, kind, "x", count=7)
        assert "7" in headline(said)


@pytest.mark.django_db(transaction=True)
@pytest.mark.strict_database
def test_two_workers_tell_it_once(committed_world: None) -> None:
    system, me = system_viewer(at=NOW), viewer("officer.north").staff_id
    assert system
    at_once(*[lambda: tell_today(NoticeKind.VISITS_LATE, {me: 3}, by=system, at=NOW)] * 2)
    assert told(NoticeKind.VISITS_LATE) == [(me, 3)]
