"""Leave on the page of an activity: two taps to ask, an answer by whoever leads, both sides see where it stands."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, Seat
from tests.desk.conftest import LogIn
from tests.desk.test_duty_plans import begun
from tests.duties.helping import HOUR, activity
from tests.duties.test_leave_and_lead import NIGHT, meeting
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


def page_of(client: Client, row: Activity, deed: str = "", status: int = 200, **form: object) -> str:
    url = f"/duties/{row.id}/{deed}/" if deed else f"/duties/{row.id}/"
    response = client.post(url, form, follow=True) if deed else client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def test_asked_and_refused_and_asked_by_another_and_given(world: None, log_in: LogIn) -> None:
    row, desk, officer = meeting(), log_in("desk.north"), log_in("officer.north")
    who = str(viewer("officer.north").staff_id)
    assert "ask-leave" in page_of(officer, row)
    assert "等组织的人答复" in page_of(officer, row, "ask-leave")
    assert "ask-leave" not in page_of(officer, row)
    assert "give-leave" not in page_of(officer, row)
    page = page_of(desk, row)
    assert "give-leave" in page
    assert "refuse-leave" in page
    assert "请选不准的原因" in page_of(desk, row, "refuse-leave", 422, staff=who, reason="nonsense")
    page_of(desk, row, "refuse-leave", staff=who, reason="people")
    page = page_of(officer, row)
    assert "请假没有批准" in page
    assert "人手不够" in page
    second = meeting(starts=NOW + 4 * HOUR, ends=NOW + 5 * HOUR)
    assert "请选没有到会的原因" in page_of(officer, second, "ask-leave", 422, reason="nonsense")
    page_of(officer, second, "ask-leave", reason="sick")
    assert "病假" in page_of(desk, second)
    page_of(desk, second, "give-leave", staff=who)
    assert Seat.objects.get(activity=second).outcome == "excused"


def test_a_patrol_at_night_says_that_nobody_of_the_police_leads_it(world: None, log_in: LogIn) -> None:
    row, desk, volunteer = activity(starts=NIGHT, ends=NIGHT + 2 * HOUR), log_in("desk.north"), log_in("volunteer")
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    assert "还没有民辅警带队" in page_of(desk, row)
    assert volunteer.get("/phone/today/").json()["activities"][0]["unled"] is True
    page_of(desk, row, "put", staff=str(viewer("chief.north").staff_id), role="leader")
    assert "还没有民辅警带队" not in page_of(desk, row)
    assert volunteer.get("/phone/today/").json()["activities"][0]["unled"] is False


def test_a_plan_of_nights_says_that_the_police_leads_and_one_of_mornings_does_not(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    night, morning = begun(), begun(begins=time(9, 0))
    said = [desk.get(f"/duties/plans/{plan}/").content.decode() for plan in (night, morning)]
    assert ["要有民警、辅警带队" in page for page in said] == [True, False]
