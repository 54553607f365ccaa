"""Wild input on the pages of inspections and findings: a page in words, whatever is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.desk.inspections.inspections import DEEDS as INSPECTION_DEEDS
from fengqiao.desk.inspections.moves import DEEDS
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD, few, forms, sent, some, wild
from tests.inspections.helping import finding, inspection, submit
from tests.world import unit

pytestmark = [pytest.mark.django_db, pytest.mark.strict_database]
QUERY = ("state", "severity", "source", "unit", "late", "back", "mine", "q", "page", "kind", "matter", "venue")


@few
@given(query=st.lists(st.tuples(st.sampled_from(QUERY), wild), max_size=5))
def test_any_query_is_answered(query: list[tuple[str, str]], world: None, log_in: LogIn) -> None:
    finding()
    desk = log_in("desk.north")
    for name in ("findings", "inspections", "inspection-new", "finding-new"):
        assert sent(desk, "get", reverse(name), dict(query)).status_code in {200, 404}


def test_each_field_of_a_plan_stands_every_value(world: None, log_in: LogIn) -> None:
    base = {
        "kind": "black_spot",
        "area": "TC0101",
        "place": "老街口",
        "parties": str(unit("dept.urban")),
        "at_once": "1",
    }
    desk = log_in("desk.north")
    for field in ("kind", "venue", "area", "place", "parties", "planned_for"):
        for value in some(field, 3):
            assert sent(desk, "post", reverse("inspection-new"), {**base, field: value}).status_code in {200, 422}


FINDING = (
    "title",
    "text",
    "severity",
    "days",
    "owner",
    "owner_unit",
    "owner_staff",
    "venue",
    "area",
    "place",
    "source",
    "item",
)


def test_each_field_of_a_finding_stands_every_value(world: None, log_in: LogIn) -> None:
    base = {
        "title": "路灯不亮",
        "severity": "general",
        "owner": "unit",
        "owner_unit": str(unit("dept.urban")),
        "source": "round",
    }
    desk, row = log_in("desk.north"), inspection()
    for address in (reverse("finding-new"), reverse("inspection-act", args=[row.id, "find"])):
        for field in FINDING:
            for value in some(field, 4):
                assert sent(desk, "post", address, {**base, field: value}).status_code in {200, 422}


@pytest.mark.parametrize("deed", [each for each in INSPECTION_DEEDS if each != "find"])
def test_an_inspection_stands_every_value(deed: str, world: None, log_in: LogIn) -> None:
    desk, row = log_in("desk.north"), inspection()
    for value in WILD:
        form = {
            "version": value,
            "text": value,
            "answer.lighting": value,
            f"answer.{value}"[:40]: "fine",
            "present.police": value,
        }
        assert sent(desk, "post", reverse("inspection-act", args=[row.id, deed]), form).status_code in {200, 422}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("waits", [True, False])
def test_every_button_of_a_finding_stands_every_value(deed: str, waits: bool, world: None, log_in: LogIn) -> None:
    row = submit(finding()) if waits else finding()
    clients = [log_in("desk.north"), log_in("handler.urban")]
    url = reverse("finding-act", args=[row.id, deed])
    base = {"text": "情况", "amount": "3", "count": "accidents", "place": "老街口", "remedied": "2026-08-01"}

    @few
    @given(odd=forms(base, (*base, "version", "files")))
    def anything(odd: dict[str, Any]) -> None:
        for client in clients:
            assert sent(client, "post", url, odd).status_code in {200, 422}

    anything()
