"""No village without an officer: named by the station of the ground, a gap when they are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fengqiao.orgs.models import Area, Post
from fengqiao.villages.actions import end_officer, name_officer
from fengqiao.villages.models import VillageOfficer
from fengqiao.villages.queries import villages
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.matters.helping import events_of, refused
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def named(login: str = "chief.north", **over: object) -> object:
    given = {
        "area_id": area("TC0101"), "staff_id": viewer("officer.north").staff_id, "duty": "officer", "since": NOW.date(), "by": viewer(login),
        "at": NOW, **over,
    }  # fmt: skip
    return name_officer(**given)  # type: ignore[arg-type]


def gaps(login: str, days: int = 0) -> list[str]:
    return [each.place.code for each in villages(viewer(login), at=NOW + days * DAY) if not each.covered]


def test_villages_without_anybody_are_said_until_somebody_is_named(world: None) -> None:
    assert gaps("chief.north") == ["TC0101", "TC0102"]
    assert gaps("supervisor") == ["TC0101", "TC0102", "TC0201", "TC0202"]
    assert gaps("officer.north") == ["TC0101", "TC0102"]  # a team looks at the ground of its own
    assert villages(viewer("handler.urban"), at=NOW) == villages(viewer("secretary"), at=NOW) == []
    (event,) = events_of(named)
    assert (event.kind, event.attributes, event.area_id) == (
        "village.named",
        {"village_duty": "officer"},
        area("TC0101"),
    )
    assert gaps("chief.north") == ["TC0102"]
    named(duty="deputy")
    for over, code in (
        ({}, "village-twice"), ({"duty": "king"}, "choose-one"), ({"area_id": area("TC0201")}, "village-elsewhere"),
        ({"area_id": area("TC01")}, "village-elsewhere"), ({"staff_id": viewer("desk.south").staff_id}, "village-stranger"),
        ({"since": NOW.date() + DAY}, "village-future"), ({"login": "officer.north"}, "denied"), ({"login": "dispatcher"}, "denied"),
    ):  # fmt: skip
        with refused(code):
            named(**over)  # type: ignore[arg-type]
    row = VillageOfficer.objects.get(duty="officer")
    for login, code in (("desk.south", "village-unknown"), ("assistant", "denied")):
        with refused(code):
            end_officer(officer_id=row.id, by=viewer(login), at=NOW)
    Post.objects.filter(staff=row.staff_id, unit=unit("station.north.team")).update(ends=NOW + DAY)
    assert gaps("chief.north", days=2) == ["TC0101", "TC0102"]  # whoever left the station answers for nothing there
    (event,) = events_of(lambda: end_officer(officer_id=row.id, by=viewer("desk.north"), at=NOW + DAY))
    assert event.kind == "village.ended"
    with refused("village-unknown"):
        end_officer(officer_id=row.id, by=viewer("desk.north"), at=NOW + DAY)
    with CaptureQueriesContext(connection) as few:
        villages(viewer("supervisor"), at=NOW)
    named(area_id=area("TC0102"))
    with CaptureQueriesContext(connection) as many:
        villages(viewer("supervisor"), at=NOW)
    assert len(many) == len(few)


def test_the_map_marks_every_village_and_leads_from_a_gap_to_the_form(world: None, log_in: LogIn) -> None:  # noqa: F811
    officer, now = viewer("officer.north"), timezone.now()
    Area.objects.filter(code="TC0102").update(
        shape=[[[100.0, 0.0], [200.0, 0.0], [200.0, 100.0]]], label_point=[170.0, 30.0]
    )
    name_officer(
        area_id=area("TC0101"), staff_id=officer.staff_id, duty="officer", since=NOW.date(), by=viewer("chief.north"), at=now
    )  # fmt: skip
    chief = log_in("chief.north")
    page = chief.get("/villages/").content.decode()
    assert (page.count('class="fq-cover-held"'), page.count('class="fq-cover-bare"')) == (1, 1)
    assert f"<title>北一村 · {officer.name}</title>" in page
    gap = f"?village={area('TC0102')}#vi-name"
    assert page.count(gap) == 2, "on the map, and as a button in the table"
    assert "<title>北二村 · 没有人</title>" in page
    form = chief.get(f"/villages/?village={area('TC0102')}").content.decode()
    assert f'value="{area("TC0102")}" selected' in form
    assert chief.get("/villages/?village=nonsense").status_code == 200
    seen = log_in("supervisor").get("/villages/").content.decode()
    assert "fq-cover-bare" in seen
