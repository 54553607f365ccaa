"""Requests of residents: asked, taken up once or declined with a reason; reminders once; found by whom they are for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from fengqiao.errands import actions
from fengqiao.errands.jobs import look_at_terms
from fengqiao.errands.models import Errand, ErrandItem
from fengqiao.errands.queries import ErrandFilter, errands, errands_matching, tallies, today_of, waiting_for
from fengqiao.errands.rules.course import soon_after
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.models import Account, Area, Unit
from fengqiao.orgs.queries import system_viewer
from tests.desk.conftest import LogIn
from tests.errands.asking import asked
from tests.errands.helping import NAME, PHONE, RUNNER, SAID, errand, item, on, wanted
from tests.matters.helping import at_once, codes, refused
from tests.world import NOW, area, viewer


def told_to(kind: str) -> list[str]:
    ids = Notice.objects.filter(kind=kind, way="inbox").order_by("staff_id").values_list("staff_id", flat=True)
    return sorted(Account.objects.filter(staff_id__in=ids).values_list("username", flat=True))


@pytest.mark.django_db
def test_a_request_waits_at_the_unit_of_the_place_and_is_taken_up_once(world: None) -> None:
    row, by, later = asked(), viewer(RUNNER), NOW + timedelta(hours=26)
    assert (row.unit.code, row.runner, row.way, row.asked_at) == ("station.north", None, "portal", NOW)
    assert told_to("errand_asked") == ["desk.north"]
    assert PHONE not in str(list(Event.objects.values_list("attributes", "measures")))
    assert tallies(by, at=NOW) == {"waiting": 1, "open": 0, "untold": 0, "items": 0, "late": 0}
    assert [each.id for each in errands(by, ErrandFilter("waiting"), at=NOW)] == [row.id]
    assert [each.id for each in today_of(by, day=NOW.date(), at=NOW, ahead=timedelta(days=3)).waiting] == [row.id]
    assert waiting_for(by, day=NOW.date(), at=NOW) == 1
    with refused("errand-waiting"):
        on(item(row, "id_card"), "visit")
    for login, why in (
        ("dispatcher.north", "errand-denied"),
        ("desk.south", "errand-unknown"),
        ("volunteer", "errand-unknown"),
    ):
        with refused(why):
            actions.take_up(errand_id=row.id, by=viewer(login), at=later)
    before = item(row, "id_card")
    actions.take_up(errand_id=row.id, by=by, at=later)
    taken = Errand.objects.get(id=row.id)
    assert (taken.runner_id, taken.taken_at, taken.asked_at) == (by.staff_id, later, NOW)
    assert ErrandItem.objects.get(id=before).due_at > later
    event = Event.objects.get(kind="errand.taken")
    assert event.measures == {"items": 2, "waited": 26}
    assert tallies(by, at=later)["untold"] == 1  # whoever took it up has still to ring
    for again in (lambda: actions.take_up(errand_id=row.id, by=by, at=later), lambda: declined(row)):
        with refused("errand-taken-up"):
            again()
    on(item(row, "id_card"), "visit", told="phone")


def declined(row: Errand, ending: str = "elsewhere", text: str = "归县民政局办", told: str = "phone") -> None:
    actions.decline(errand_id=row.id, ending=ending, text=text, told=told, by=viewer(RUNNER), at=NOW)


@pytest.mark.django_db
def test_declined_with_a_reason_and_what_is_refused(world: None) -> None:
    row = asked()
    for ending, text, told, why in (
        ("whim", "x", "", "errand-ending"), ("elsewhere", " ", "", "errand-clause"), ("self", "", "pigeon", "errand-told"),
    ):  # fmt: skip
        with refused(why):
            declined(row, ending, text, told)
    assert Errand.objects.get(id=row.id).ended_at is None
    declined(row)
    assert (set(row.items.values_list("state", "ending")), Errand.objects.get(id=row.id).ended_at) == (
        {("refused", "elsewhere")},
        NOW,
    )
    assert Event.objects.get(kind="errand.declined").measures == {"items": 2}
    assert tallies(viewer(RUNNER), at=NOW) == {"waiting": 0, "open": 0, "untold": 0, "items": 0, "late": 0}
    with refused("errand-over"):
        actions.take_up(errand_id=row.id, by=viewer(RUNNER), at=NOW)
    for over, why in (
        ({"area_id": None}, "errand-area"), ({"kinds": []}, "errand-kinds"), ({"personal": {"person_name": NAME}}, "errand-phone"),
        ({"personal": {"teller_phone": PHONE}}, "errand-person"), ({"area_id": row.id}, "area-unknown"), ({"text": "字" * 501}, "text-long"),
    ):  # fmt: skip
        with refused(why):
            asked(**over)
    with refused("denied"):
        actions.ask(wanted=wanted(way="portal"), by=viewer("handler.urban"), at=NOW)
    assert asked(press=row.id).id == row.id  # the same page once more is the same request
    with refused("errand-known"):
        asked(press=row.id, kinds=["certificate"])
    other = errand()
    with refused("errand-known"):  # what was taken at a counter is nobody's to find by the public page
        asked(press=other.id)
    Unit.objects.get(code="station.north.team").areas.add(Area.objects.get(code="TC0102"))
    assert asked(area_id=area("TC0102")).unit.code == "station.north"  # no assistant sits in the team


@pytest.mark.django_db
def test_whoever_runs_it_is_reminded_once(world: None) -> None:
    assert soon_after(NOW, NOW + timedelta(days=10), 80) == NOW + timedelta(days=8)
    assert soon_after(NOW, NOW + timedelta(days=10), 300) == NOW + timedelta(days=10)
    row, waits, by = errand(kinds=["id_card"], by="desk.north"), asked(kinds=["id_card"]), system_viewer(at=NOW)
    assert by is not None
    due = ErrandItem.objects.get(errand=row)
    assert due.soon_at == NOW + (due.due_at - NOW) * 8 / 10
    assert look_at_terms(by=by, now=NOW + timedelta(days=1)) == 0
    assert look_at_terms(by=by, now=due.soon_at) == 1
    assert look_at_terms(by=by, now=due.due_at) == 0  # once; what waits has nobody to remind
    assert told_to("errand_soon") == ["desk.north"]
    assert Notice.objects.get(kind="errand_soon").codes["at"] == str(row.id)
    assert Event.objects.get(kind="errand.soon").subject_id == row.id
    assert ErrandItem.objects.get(errand=waits).soon_at is not None


@pytest.mark.django_db
def test_found_by_telephone_and_name_for_a_purpose(world: None, log_in: LogIn) -> None:
    row, runner, desk = errand(), log_in(RUNNER), log_in("desk.north")
    assert [each.id for each in errands_matching(viewer("desk.north"), PHONE)] == [row.id]
    assert errands_matching(viewer("desk.south"), PHONE) == []
    for value in (PHONE, NAME):
        text = desk.post("/search/persons/", {"q": value, "purpose": "call_back"}).content.decode()
        assert f"/errands/{row.id}/" in text
        assert NAME not in text or value == NAME
    assert Event.objects.filter(kind="personal.searched").order_by("seq")[0].measures == {"matters": 0, "beside": 1}
    assert desk.post("/search/persons/", {"q": PHONE, "purpose": ""}).status_code == 422
    assert runner.post("/search/persons/", {"q": PHONE, "purpose": "call_back"}).status_code == 403


@pytest.mark.django_db
def test_the_desk_takes_up_and_declines_on_the_page(world: None, log_in: LogIn) -> None:
    row, other, runner = asked(), asked(kinds=["certificate"]), log_in(RUNNER)
    for path in ("/errands/", "/errands/?only=waiting", "/errands/today/", f"/errands/{row.id}/"):
        assert "待接" in runner.get(path).content.decode()
    page = runner.get(f"/errands/{row.id}/").content.decode()
    assert SAID in page
    assert "/step/" not in page
    assert runner.post(f"/errands/{row.id}/take/").status_code == 302
    assert "/step/" in runner.get(f"/errands/{row.id}/").content.decode()
    for form in ({}, {"ending": "x" * 9000, "told": "\x00"}, {"ending": "elsewhere"}):
        assert runner.post(f"/errands/{other.id}/decline/", form).status_code == 422
    assert runner.post(f"/errands/{other.id}/decline/", {"ending": "self"}).status_code == 302
    assert "–" in runner.get(f"/errands/{other.id}/").content.decode()
    assert Client().post(f"/errands/{row.id}/take/").status_code == 302


def test_two_who_take_one_up_at_once(committed_world: None) -> None:
    row = asked()
    take = lambda by: lambda: actions.take_up(errand_id=row.id, by=by, at=NOW)  # noqa: E731
    assert codes(at_once(take(viewer(RUNNER)), take(viewer("desk.north")))) == ["done", "errand-taken-up"]
    assert Event.objects.filter(kind="errand.taken").count() == 1
