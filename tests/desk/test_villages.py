"""The page of villages and their officers, clicked through."""

from __future__ import annotations

import pytest

from fengqiao.villages.models import VillageOfficer
from tests.desk.conftest import LogIn
from tests.world import area, viewer

pytestmark = pytest.mark.django_db


def test_named_and_ended_on_the_page(world: None, log_in: LogIn) -> None:
    chief = log_in("chief.north")
    assert "缺民警" in chief.get("/villages/").content.decode()
    form = {
        "village": str(area("TC0101")),
        "staff": str(viewer("officer.north").staff_id),
        "duty": "officer",
        "since": "2026-08-01",
    }
    for over in ({"village": ""}, {"staff": "x"}, {"duty": "\x00"}, {"since": "x"}, {"since": "9999-12-31"}):
        assert chief.post("/villages/name/", {**form, **over}).status_code == 422
    page = chief.post("/villages/name/", form, follow=True).content.decode()
    assert ("包村民警" in page, "有民警" in page) == (True, True)
    row = VillageOfficer.objects.get()
    assert chief.post("/villages/end/", {"officer": ""}).status_code == 422
    assert "已结束" in chief.post("/villages/end/", {"officer": str(row.id)}, follow=True).content.decode()
    for login, status in (("handler.urban", 404), ("volunteer", 403), ("dispatcher", 200)):
        assert log_in(login).get("/villages/").status_code == status
