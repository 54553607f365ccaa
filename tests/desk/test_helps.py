"""The page of help at a station: three taps, and the table by station and month."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given

from fengqiao.helps.models import HelpSession
from fengqiao.orgs.models import Venue
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD, few, forms
from tests.desk.test_wild_input import sent as tried
from tests.helps.test_helps import BY, helped
from tests.world import NOW


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


@pytest.mark.strict_database
@pytest.mark.parametrize("page", ["/helps/figures/", "/thanks/", "/practical/", "/portal/practical/", "/clues/flow/"])
def test_any_year_is_answered(page: str, world: None, log_in: LogIn) -> None:
    helped()
    chief = log_in("chief.north")
    for year in (*WILD, "1", "0000", "1999", "2027", "2100", "9998", "9999", "20 26", "２０２６"):
        assert tried(chief, "get", f"{page}?{urlencode({'year': year})}").status_code == 200, year


@pytest.mark.strict_database
def test_a_sheet_of_any_year_is_sent(world: None, log_in: LogIn) -> None:
    desk = log_in(BY)
    helped()
    for year in ("9999", "0000", "abc", str(NOW.year)):
        assert desk.post(f"/helps/export/?{urlencode({'year': year})}").status_code == 200


@pytest.mark.strict_database
@few
@given(
    odd=forms(
        {"kind": "phone", "helped": "senior", "minutes": "20"},
        ("kind", "helped", "minutes", "venue", "press", "passed", "text"),
    )
)
def test_wild_help_is_written_down_or_refused_in_words(odd: dict[str, Any], world: None, log_in: LogIn) -> None:
    venue = str(Venue.objects.order_by("code").values_list("id", flat=True)[0])
    assert tried(log_in(BY), "post", "/helps/", {"venue": venue, **odd}).status_code in {200, 422}


def test_a_year_once_left_is_one_tap_away(world: None, log_in: LogIn) -> None:
    page = said(log_in(BY), f"/helps/figures/?year={NOW.year - 2}")
    for year in range(NOW.year - 3, NOW.year + 1):
        assert f'href="?year={year}"' in page
