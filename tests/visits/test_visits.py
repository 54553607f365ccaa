"""Visits: registered once under seal, due, gone to in order, written down; what was found is a matter with its origin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter, Report
from fengqiao.matters.terms import Door
from fengqiao.vault.models import BlindIndex, PersonalRecord
from fengqiao.vault.queries import tellers_of
from fengqiao.visits import actions
from fengqiao.visits.actions import Found
from fengqiao.visits.models import Origin, Visit, Visitee
from fengqiao.visits.queries import Asked, counts, listed, officers, on_round, origin_of, visitees, week_of
from fengqiao.visits.terms import Met, Standing
from tests.matters.helping import at_once, codes, dump, refused
from tests.visits.helping import ADDRESS, DAY, NAME, PHONE, row, visitee
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


def again(found: Visitee) -> Visitee:
    found.refresh_from_db()
    return found


def test_registered_once_under_seal_and_seen_by_those_who_visit(world: None) -> None:
    found = visitee()
    assert (found.unit_id, found.premise, found.due, found.title) == (
        unit("station.north"),
        "home",
        TODAY + 7 * DAY,
        "",
    )
    assert actions.add_visitees(rows=[row(), row(officer_id=None)], by=viewer("desk.north"), at=NOW) == ([], 2)
    for table, rows in dump().items():
        assert not any(word in each for word in (NAME, PHONE, ADDRESS) for each in rows), table
    shop = visitee(name="溪边小店", phone="", address="", tier="premises", point=None)
    assert (shop.title, shop.premise) == ("溪边小店", "premises")
    assert {login for login in ("desk.north", "officer.north", "desk.south", "handler.urban", "supervisor", "volunteer") if visitees(viewer(login)).exists()} == {"desk.north", "officer.north", "supervisor"}  # fmt: skip
    clear = actions.see_visitee(visitee_id=found.id, purpose="contact", by=viewer("officer.north"), at=NOW)
    assert clear == {"teller_name": NAME, "teller_phone": PHONE, "teller_address": ADDRESS}
    for login, code in (("supervisor", "unmask-denied"), ("desk.south", "visitee-unknown"), ("volunteer", "denied")):
        with refused(code):
            actions.see_visitee(visitee_id=found.id, purpose="contact", by=viewer(login), at=NOW)
        with refused("visit-other" if login == "supervisor" else code):
            actions.visit(visitee_id=found.id, met=Met.MET, by=viewer(login), at=NOW)
    with refused("denied"):
        actions.add_visitees(rows=[row(name="某某")], by=viewer("volunteer"), at=NOW)


def test_a_round_in_order_visits_written_down_and_the_week_counted(world: None) -> None:
    officer, desk = viewer("officer.north"), viewer("desk.north")
    far = visitee(address="北二村一号", point=(28_050, 120_050))
    near, blind = visitee(address="北一村一号", point=(28_001, 120_001)), visitee(address="北一村二号", point=None)
    later = NOW + 10 * DAY
    today = timezone.localdate(later)
    stops = actions.open_round(ids=[], start=(28.0, 120.0), by=officer, at=later)
    assert [stop.row.id for stop in stops] == [near.id, far.id, blind.id]
    assert stops[0].personal["teller_address"] == "北一村一号"
    looks = Event.objects.filter(kind="personal.unmasked", attributes__purpose="visit")
    assert looks.count() == 3
    with refused("round-empty"):  # desk.north has none of its own
        actions.open_round(ids=[], start=None, by=desk, at=later)
    with refused("denied"):
        actions.open_round(ids=[near.id], start=None, by=viewer("supervisor"), at=later)
    version = near.version
    actions.visit(visitee_id=near.id, met=Met.MET, by=officer, at=later, seen_version=version)
    with refused("visitee-changed"):  # the same tap twice is one visit
        actions.visit(visitee_id=near.id, met=Met.MET, by=officer, at=later, seen_version=version)
    actions.visit(visitee_id=far.id, met=Met.NOBODY, by=officer, at=later)
    assert (again(near).due, near.last) == (today + 30 * DAY, today)
    assert (again(far).due, far.last, far.tries) == (today + 7 * DAY, None, 1)
    assert Visit.objects.get(visitee=near).late == 3
    event = Event.objects.filter(kind="visit.made").first()
    assert event is not None
    assert event.attributes == {"tier": "home_close", "premise": "home", "met": "met", "in_time": "no"}
    assert event.measures == {"concerns": 0, "days_late": 3}
    assert {each.id for each in on_round(officer, [], today=today, soon=7, most=20)} == {far.id, blind.id}
    assert {each.id for each in on_round(officer, [], today=today, soon=-1, most=20)} == {
        blind.id
    }  # nobody is gone to who is not due
    assert week_of(officer.staff_id, today=today) == {"home": 1, "premises": 0}
    (week,) = officers(desk, today=today)
    assert (week.of, week.overdue, week.homes, week.found) == (3, 1, 1, 0)
    found = counts(desk, today=today, soon=7)
    assert (found[Standing.OVERDUE], found[Standing.SOON], found[Standing.LATER]) == (1, 2, 3)
    assert [each.id for each in listed(desk, Asked(Standing.SOON), today=today, soon=7)] == [blind.id, far.id]


def test_what_was_found_is_a_matter_that_keeps_its_origin(world: None) -> None:
    officer, found = viewer("officer.north"), visitee()
    with refused("visit-found-nobody"):
        actions.visit(visitee_id=found.id, met=Met.NOBODY, found=[Found("hazard")], by=officer, at=NOW)
    with refused("visit-concern"):
        actions.visit(visitee_id=found.id, met=Met.MET, found=[Found("none")], by=officer, at=NOW)
    with refused("visit-words"):
        actions.visit(visitee_id=found.id, met=Met.MET, found=[Found("other", " ")], by=officer, at=NOW)
    assert not Visit.objects.exists()  # each wholly or not at all
    assert not Matter.objects.exists()
    first, second = actions.visit(
        visitee_id=found.id, met=Met.MET, found=[Found("quarrel"), Found("hazard", "三楼堆着纸箱")], by=officer, at=NOW
    )
    matter = Matter.objects.get(id=first)
    assert (matter.door, matter.kind, matter.area_id) == (Door.VISIT.value, "dispute", found.area_id)
    assert Report.objects.get(matter=second).text == "三楼堆着纸箱"
    masked = next(iter(tellers_of(first).values()))
    assert masked["teller_phone"].endswith("0077")
    origin = origin_of(first)
    assert origin is not None
    assert (origin.concern, origin.visit.visitee_id) == ("quarrel", found.id)
    assert origin_of(matter.unit_id) is None
    (quiet,) = actions.visit(
        visitee_id=found.id, met=Met.MET, found=[Found("fraud")], by=officer, at=NOW, tell_who=False
    )
    assert not tellers_of(quiet)
    told = Event.objects.filter(kind="visit.found").values_list("attributes__concern", "attributes__kind")
    assert ("quarrel", "dispute") in set(told)
    for table, rows in dump().items():
        assert not any(word in each for word in (NAME, PHONE, ADDRESS) for each in rows), table
    assert Origin.objects.count() == 3


def test_handed_round_moved_to_another_tier_and_closed_for_good(world: None) -> None:
    desk, found = viewer("desk.north"), visitee(officer_id=None)
    assert found.officer_id == desk.staff_id  # who adds somebody visits them
    officer = viewer("officer.north").staff_id
    assert actions.hand_round(ids=[found.id], officer_id=officer, by=desk, at=NOW) == 1
    assert again(found).officer_id == officer
    assert actions.hand_round(ids=[found.id], officer_id=None, by=viewer("desk.south"), at=NOW) == 0  # of others: none
    with refused("visit-officer-unit"):
        actions.hand_round(ids=[found.id], officer_id=viewer("desk.south").staff_id, by=desk, at=NOW)
    with refused("choose-one"):
        actions.hand_round(ids=[], officer_id=None, by=desk, at=NOW)
    with refused("denied"):
        actions.hand_round(ids=[found.id], officer_id=None, by=viewer("volunteer"), at=NOW)
    put = {"visitee_id": found.id, "officer_id": officer, "point": (28_100, 120_100), "by": desk, "at": NOW}
    for over, code in (
        ({"tier": "premises"}, "visit-tier"), ({"tier": "nothing"}, "visit-tier"), ({"officer_id": viewer("desk.south").staff_id}, "visit-officer-unit"),
        ({"by": viewer("desk.south")}, "visitee-unknown"), ({"by": viewer("volunteer")}, "denied"), ({"seen_version": 99}, "visitee-changed"),
    ):  # fmt: skip
        with refused(code):
            actions.set_visitee(**{"tier": "home", **put, **over})  # type: ignore[arg-type]
    actions.set_visitee(tier="home", **put)  # type: ignore[arg-type]
    assert (again(found).due, found.point) == (TODAY + 90 * DAY, [28_100, 120_100])
    actions.visit(visitee_id=found.id, met=Met.GONE, by=viewer("officer.north"), at=NOW)
    assert (again(found).due, found.mark) == (None, None)
    assert not PersonalRecord.objects.filter(matter_id=found.id).exists()
    assert not BlindIndex.objects.filter(matter_id=found.id).exists()
    with refused("visitee-closed"):
        actions.visit(visitee_id=found.id, met=Met.MET, by=desk, at=NOW)
    assert visitee().due is not None  # who moves back is somebody new


def test_two_who_write_the_same_visit_down_leave_one(committed_world: None) -> None:
    found, by = visitee(), viewer("officer.north")
    said = at_once(
        *(lambda: actions.visit(visitee_id=found.id, met=Met.MET, by=by, at=NOW + timedelta(hours=1), seen_version=1),) * 2
    )  # fmt: skip
    assert codes(said) == ["done", "visitee-changed"]
    assert Visit.objects.filter(visitee=found).count() == 1
