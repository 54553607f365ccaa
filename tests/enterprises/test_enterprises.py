"""Enterprises: registered, looked after, served; their contact person sealed; their matters through the gate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fengqiao.enterprises import actions
from fengqiao.enterprises.models import Activity, Enterprise
from fengqiao.enterprises.queries import alliance_on, matters_at, troubles, visible_enterprises
from fengqiao.enterprises.rules.sheets import credit_code
from fengqiao.enterprises.terms import Alliance
from fengqiao.kit.problems import Problem
from fengqiao.ledger.queries import kinds_of
from fengqiao.vault.models import BlindIndex, PersonalRecord
from tests.enterprises.helping import NAME, PHONE, credit, enterprise
from tests.matters.helping import dump, events_of, later, refused
from tests.world import NOW, make_matter, unit, viewer

pytestmark = pytest.mark.django_db


def test_a_credit_code_has_its_check_digit() -> None:
    assert credit_code("91350100M000100Y43") == "91350100M000100Y43"  # the example of GB 32100-2015
    assert credit_code(" 9135 0100m000100y43 ") == "91350100M000100Y43"
    for wrong in ("91350100M000100Y44", "91350100M000100Y4", "", "九" * 18, "91350100M000100I43", "0" * 17 + "1"):
        with pytest.raises(Problem, match="信用代码"):
            credit_code(wrong)


def test_registered_once_with_its_contact_sealed(world: None) -> None:
    events = events_of(enterprise)
    assert [event.kind for event in events] == ["enterprise.added"]
    row = enterprise()
    assert Enterprise.objects.count() == 1
    assert (row.unit_id, row.venue.kind) == (unit("station.north"), "company")
    for table, rows in dump().items():
        assert not any(NAME in each or PHONE in each for each in rows), table


def test_only_those_who_answer_for_it_see_the_contact_and_that_is_recorded(world: None) -> None:
    row = enterprise()
    clear = actions.see_contact(enterprise_id=row.id, purpose="contact", by=viewer("chief.north"), at=NOW)
    assert dict(clear) == {"contact_name": NAME, "contact_phone": PHONE}
    assert kinds_of(row.id)[-1] == "personal.unmasked"
    for login, code in (
        ("dispatcher", "unmask-denied"),
        ("desk.south", "enterprise-unknown"),
        ("volunteer", "enterprise-unknown"),
    ):
        with refused(code):
            actions.see_contact(enterprise_id=row.id, purpose="contact", by=viewer(login), at=NOW)
        with refused("contact-denied" if login == "dispatcher" else "denied" if login == "volunteer" else code):
            actions.set_contact(enterprise_id=row.id, name="某", phone="1", by=viewer(login), at=NOW)


def put(row: Enterprise, **over: object) -> None:
    values: dict[str, object] = {
        "unit_id": unit("station.north"), "officers": [viewer("officer.north").staff_id], "room_id": None,
        "since": date(2026, 5, 1), "until": None, "by": viewer("desk.north"), "at": NOW,
    }  # fmt: skip
    actions.set_enterprise(enterprise_id=row.id, **{**values, **over})  # type: ignore[arg-type]


def test_looked_after_by_officers_until_it_leaves_and_its_contact_goes_with_it(world: None) -> None:
    row = enterprise()
    officer = viewer("officer.north")
    assert not visible_enterprises(officer).exists()
    put(row)
    assert visible_enterprises(officer).get() == row
    assert actions.see_contact(enterprise_id=row.id, purpose="contact", by=officer, at=NOW)
    put(row, until=NOW.date())
    row.refresh_from_db()
    assert (alliance_on(row, NOW.date()), row.contact_at) == (Alliance.FORMER, None)
    assert not PersonalRecord.objects.filter(matter_id=row.id).exists()
    assert not BlindIndex.objects.filter(matter_id=row.id).exists()
    for over, code in (
        ({"unit_id": None}, "enterprise-unit"),
        ({"officers": [viewer("desk.south").staff_id]}, "enterprise-officers"),
        ({"until": date(2026, 4, 1)}, "enterprise-dates"),
        ({"by": viewer("desk.south")}, "enterprise-unknown"),
        ({"by": viewer("assistant")}, "denied"),
        ({"seen_version": 1}, "enterprise-changed"),
    ):
        with refused(code):
            put(row, **over)


def test_what_was_done_is_written_down_with_how_many_listened(world: None) -> None:
    row = enterprise()
    given = {
        "enterprise_id": row.id,
        "service": "anti_fraud",
        "day": NOW.date(),
        "audience": 42,
        "text": "财务室",
        "by": viewer("desk.north"),
        "at": NOW,
    }
    (event,) = events_of(lambda: actions.serve(**given))  # type: ignore[arg-type]
    assert (event.kind, event.measures, event.attributes) == (
        "enterprise.served", {"audience": 42}, {"sector": "manufacture", "service": "anti_fraud"},
    )  # fmt: skip
    for over, code in (
        ({"service": "nothing"}, "service-unknown"),
        ({"day": NOW.date() + timedelta(days=1)}, "service-day"),
        ({"day": date(1, 1, 1)}, "service-day"),
        ({"audience": -1}, "service-audience"),
        ({"text": "长" * 501}, "text-long"),
        ({"by": viewer("desk.south")}, "enterprise-unknown"),
    ):
        with refused(code):
            actions.serve(**{**given, **over})  # type: ignore[arg-type]
    assert Activity.objects.count() == 1


def test_its_matters_are_those_at_its_place_and_those_it_asked_for_through_the_gate(world: None) -> None:
    row = enterprise()
    there = make_matter(by="desk.north", place="北镇1号厂门口", outside_ref="E1")
    asked = make_matter(
        by="desk.north", outside_ref="E2", kind="police_service", title="办临时通行证", text="货车要进城"
    )
    make_matter(by="desk.north", place="别处", outside_ref="E3")
    actions.flag_trouble(enterprise_id=row.id, matter_id=asked.id, by=viewer("desk.north"), at=later(hours=1))
    found = {each.id: each.asked for each in matters_at(viewer("supervisor"), row)}
    assert found == {there.id: False, asked.id: True}
    assert [each.matter_id for each in troubles(viewer("desk.north"))] == [asked.id]
    assert not matters_at(viewer("desk.south"), row).exists()
    with refused("trouble-flagged"):
        actions.flag_trouble(enterprise_id=row.id, matter_id=asked.id, by=viewer("desk.north"), at=NOW)
    with refused("matter-unknown"):
        actions.flag_trouble(enterprise_id=row.id, matter_id=row.id, by=viewer("desk.north"), at=NOW)


def test_two_registrations_of_one_code_in_a_list_are_one(world: None) -> None:
    enterprise(1)
    assert enterprise(2).credit == credit(2)
    assert Enterprise.objects.count() == 2
