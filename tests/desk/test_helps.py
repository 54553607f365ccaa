"""The page of help at a station: three taps, and the table by station and month."""

from __future__ import annotations

from django.test import Client

from fengqiao.helps.models import HelpSession
from fengqiao.orgs.models import Venue
from tests.desk.conftest import LogIn
from tests.helps.test_helps import BY


def said(client: Client, url: str, form: dict[str, str] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_three_taps_and_the_table(world: None, log_in: LogIn) -> None:
    desk, venue = log_in(BY), Venue.objects.order_by("code")[0]
    form = {"kind": "phone", "helped": "senior", "minutes": "20", "venue": str(venue.id)}
    assert "请点帮办了什么" in said(desk, "/helps/", {**form, "kind": ""}, 422)
    assert "请选在哪个站点" in said(desk, "/helps/", {**form, "venue": ""}, 422)
    assert "记下了" in said(desk, "/helps/", form)
    # The station of the last time is chosen already: what, and done.
    assert f'<option value="{venue.id}" selected>' in said(desk, "/helps/")
    page = said(desk, "/helps/", {**form, "passed": "1", "text": "高龄补贴要补材料，请帮问"})
    assert ("来自现场帮办" in page, venue.name in page) == (True, True)
    year = HelpSession.objects.order_by("at")[0].at.year
    page = said(desk, f"/helps/figures/?year={year}")
    assert (venue.name in page, "40" in page) == (True, True)
    assert desk.post(f"/helps/export/?year={year}").status_code == 200
    assert log_in("handler.urban").get("/helps/").status_code == 403
