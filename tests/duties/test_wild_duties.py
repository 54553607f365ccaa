"""What people send to the new forms of planned work is done or refused in words, whatever it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fengqiao.duties.models import Resolution
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.desk.test_wild_input import some
from tests.duties.helping import HOUR
from tests.duties.test_tasks import meeting
from tests.studies.helping import thing
from tests.world import unit, viewer

pytestmark = pytest.mark.django_db


def test_wild_values_are_done_or_refused_in_words(world: None, log_in: LogIn) -> None:  # noqa: F811
    now = timezone.now()
    row, hall = meeting(now - 2 * HOUR), thing("mobile", "北镇流动讲堂", at=now)
    desk, base = log_in("desk.north"), f"/duties/{row.id}/minutes/"
    tomorrow = (timezone.localdate(now) + timedelta(days=1)).isoformat()
    plan = {"kind": "study:led", "day": tomorrow, "begins": "15:00", "finishes": "17:00", "classroom": str(hall.id)}
    task = {
        "text": "装路灯",
        "yes": "2",
        "no": "0",
        "abstained": "0",
        "staff": str(viewer("assistant").staff_id),
        "by_day": tomorrow,
    }
    why = {"who": str(viewer("assistant").staff_id), "reason": "trip"}
    forms = (
        (f"{base}resolve/", task),
        (f"{base}reason/", why),
        (f"{base}done/", {"resolution": "x"}),
        ("/duties/new/", plan),
    )
    for address, form in forms:
        for field in form:
            for value in some(field, 5):
                answer = desk.post(address, {**form, field: value})
                assert answer.status_code in (302, 400, 422), (address, field, value)
    pages = (
        ("secretary", "/duties/required/", "year"), ("secretary", f"/duties/required/{unit('party')}/", "year"),
        ("desk.north", "/duties/study/", "year"), ("desk.north", "/volunteers/", "lacking"), ("chief.north", "/villages/", "village"),
    )  # fmt: skip
    for login, address, field in pages:
        client = log_in(login)
        for value in some(field, 3):
            assert client.get(address, {field: value}).status_code == 200, (address, value)
    assert Resolution.objects.filter(staff__isnull=False).exists(), "some of it is fine"
