"""Pages of enterprises, clicked through; wild input on them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.desk.enterprises.views import DEEDS
from fengqiao.enterprises.models import Enterprise, EnterpriseSheet
from fengqiao.enterprises.queries import refused_rows
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import few, forms, sent, some, wild
from tests.enterprises.helping import NAME, PHONE, credit, enterprise
from tests.enterprises.test_sheets import run, sheet
from tests.world import make_matter, unit, viewer

pytestmark = pytest.mark.django_db
NEW = {
    "name": "北镇竹器厂",
    "credit": credit(5),
    "area": "TC0101",
    "sector": "manufacture",
    "people": "30",
    "since": "2026-05-01",
}


def test_registered_served_asked_and_looked_after(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    assert desk.post(reverse("enterprise-new"), NEW).status_code == 302
    row = Enterprise.objects.get()
    matter = make_matter(by="desk.north", place="北镇竹器厂门口")
    act = {deed: reverse("enterprise-act", args=[row.id, deed]) for deed in DEEDS}
    desk.post(act["contact"], {"contact_name": NAME, "contact_phone": PHONE})
    desk.post(act["serve"], {"service": "anti_fraud", "audience": "25", "text": "财务室"})
    officer = str(viewer("officer.north").staff_id)
    care = {"unit": str(unit("station.north")), "officers": [officer], "since": "2026-05-01"}
    assert desk.post(act["care"], care).status_code == 302
    assert "反诈宣讲" in desk.get(reverse("enterprise", args=[row.id])).content.decode()
    sees = log_in("supervisor")
    assert sees.post(act["flag"], {"matter": str(matter.id)}).status_code == 302
    page = sees.get(reverse("enterprise-troubles")).content.decode()
    assert "北镇竹器厂" in page
    hidden = desk.get(reverse("enterprise", args=[row.id])).content.decode()
    assert PHONE not in hidden
    shown = log_in("officer.north").post(act["look"], {"purpose": "contact"}).content.decode()
    assert PHONE in shown
    assert NAME in shown
    assert log_in("desk.south").get(reverse("enterprise", args=[row.id])).status_code == 404
    intake = desk.get(reverse("intake"), {"area": "TC0101", "place": "北镇竹器厂"}).content.decode()
    assert 'value="北镇竹器厂"' in intake


def test_a_sheet_is_taken_in_and_the_bad_rows_come_back(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    upload = SimpleUploadedFile("名册.xlsx", sheet(30))
    assert desk.post(reverse("enterprise-sheets"), {"file": upload}).status_code == 302
    row = run(EnterpriseSheet.objects.get())
    assert (row.new, row.refused, len(refused_rows(row.id))) == (29, 1, 1)
    assert "29" in desk.get(reverse("enterprise-sheet", args=[row.id])).content.decode()
    assert desk.get(reverse("enterprise-errors", args=[row.id]))["Content-Type"].endswith("spreadsheetml.sheet")
    assert log_in("chief.north").get(reverse("enterprise-sheet", args=[row.id])).status_code == 404
    for content in (b"", b"PK", "名称\n甲".encode()):
        bad = SimpleUploadedFile("坏.csv", content)
        assert desk.post(reverse("enterprise-sheets"), {"file": bad}).status_code == 422


@few
@given(query=st.lists(st.tuples(st.sampled_from(("q", "sector", "area", "member", "page")), wild), max_size=5))
def test_any_query_is_answered(query: list[tuple[str, str]], world: None, log_in: LogIn) -> None:
    for name in ("enterprises", "enterprise-troubles"):
        assert sent(log_in("desk.north"), "get", reverse(name), dict(query)).status_code == 200


def test_each_field_of_a_new_one_stands_every_value(world: None, log_in: LogIn) -> None:
    for field in NEW:
        for value in some(field, 4):
            answer = sent(log_in("desk.north"), "post", reverse("enterprise-new"), {**NEW, field: value})
            assert answer.status_code in {200, 422}


@pytest.mark.parametrize("deed", DEEDS)
def test_every_button_stands_every_value(deed: str, world: None, log_in: LogIn) -> None:
    row, desk = enterprise(), log_in("desk.north")
    base = {
        "service": "ip", "day": "2026-08-01", "audience": "3", "text": "好", "unit": str(unit("station.north")), "purpose": "contact",
        "since": "2026-01-01", "contact_name": "王", "contact_phone": "1", "matter": str(row.id),
    }  # fmt: skip

    @few
    @given(odd=forms(base, (*base, "officers", "room", "until", "version")))
    def anything(odd: dict[str, Any]) -> None:
        assert sent(desk, "post", reverse("enterprise-act", args=[row.id, deed]), odd).status_code in {200, 422}

    anything()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_asks_a_constant_number_of_queries(
    world: None, log_in: LogIn, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        enterprise(number)
    desk = log_in("desk.north")
    desk.get(reverse("enterprises"))
    with django_assert_max_num_queries(22):
        desk.get(reverse("enterprises"))
