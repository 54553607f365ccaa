"""Errands: several items each on its own course, an authorisation, visits, papers against signature, the three counters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.errands import actions
from fengqiao.errands.jobs import destroy_due
from fengqiao.errands.models import Errand, ErrandItem, ErrandLine, HeldPaper
from fengqiao.errands.queries import ErrandFilter, errand_for, errands, papers_in_hand, slow, tallies
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.models import DataKey, PersonalRecord
from fengqiao.vault.queries import tellers_of
from tests.errands.helping import NAME, PHONE, RUNNER, SAID, authorised, brought, ended, errand, item, on, wanted
from tests.matters.helping import refused
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


def test_one_request_two_items_each_on_its_own_course(world: None) -> None:
    row, by = errand(), viewer(RUNNER)
    card, survivor = item(row, "id_card"), item(row)
    assert tellers_of(row.id)[row.id]["person_name"] != NAME
    assert PHONE not in str(list(Event.objects.values_list("attributes", "measures")))
    with refused("errand-step"):
        on(card, "handle")
    on(card, "visit", told="phone")
    on(survivor, "check", told="phone")
    with refused("errand-unauthorised"):
        on(survivor, "submit")
    authorised(row, ("id_card",))
    visit = actions.plan_visit(item_id=card, day=NOW.date() + timedelta(days=3), by=by, at=NOW)
    with refused("visit-there"):
        actions.plan_visit(item_id=card, day=NOW.date(), by=by, at=NOW)
    with refused("errand-visit"):
        on(card, "handle")
    actions.make_visit(item_id=card, by=by, at=NOW + timedelta(days=3))
    assert ErrandItem.objects.get(id=card).visits.get().id == visit
    on(card, "handle")
    assert tallies(by, at=NOW) == {"waiting": 0, "open": 1, "untold": 1, "items": 2, "late": 0}
    assert actions.tell_resident(errand_id=row.id, how="family", by=by, at=NOW) == 1
    with refused("errand-nothing-new"):
        actions.tell_resident(errand_id=row.id, how="family", by=by, at=NOW)
    brought(card, days=14)
    assert Errand.objects.get(id=row.id).ended_at is None
    with refused("errand-clause"):
        ended(survivor, "refused", "not_entitled")
    with refused("errand-ending"):
        ended(survivor, "refused", "unwanted", text="x")
    ended(survivor, "given_up", "self", days=20)
    assert Errand.objects.get(id=row.id).ended_at == NOW + timedelta(days=20)
    with refused("errand-item-over"):
        ended(survivor, "given_up", "self")
    told = list(Event.objects.filter(kind="errand.item_ended").order_by("seq").values_list("attributes", "measures"))
    assert [(a["result"], a["in_time"], a["last"], a["served"], m["days"]) for a, m in told] == [
        ("done", "yes", "no", "no", 14), ("given_up", "yes", "yes", "yes", 20)
    ]  # fmt: skip
    found = {each.key: each for each in slow(by, since=NOW.date(), at=NOW)}
    assert (found["id_card"].done, found["id_card"].median, found["id_card"].ninth, "survivor" in found) == (
        1,
        14,
        14,
        False,
    )


def test_three_counters_each_with_its_own_definition(world: None) -> None:
    """Two items done in one request are one resident served, two items done; a hard household case is counted apart."""
    kinds = ("certificate", "household_correct")
    row = errand(kinds=kinds)
    authorised(row, kinds)
    for kind in kinds:
        brought(item(row, kind))
    other = errand(kinds=["household_none"])
    ended(item(other, "household_none"), "refused", "not_entitled", text="第三条")
    events = [event.attributes for event in Event.objects.filter(kind="errand.item_ended")]
    served = [each for each in events if (each["last"], each["served"]) == ("yes", "yes")]
    done = [each for each in events if each["result"] == "done"]
    assert (len(served), len(done), [each["errand"] for each in done if each["doubt"] == "yes"]) == (
        1,
        2,
        ["household_correct"],
    )


def test_no_paper_is_lost(world: None) -> None:
    row, by = errand(kinds=["survivor"]), viewer(RUNNER)
    survivor = item(row)
    with refused("unsigned"):
        actions.take_paper(item_id=survivor, kind="id_card", signed=False, by=by, at=NOW)
    paper = actions.take_paper(item_id=survivor, kind="id_card", signed=True, by=by, at=NOW)
    with refused("paper-there"):
        actions.take_paper(item_id=survivor, kind="id_card", signed=True, by=by, at=NOW)
    assert [each.id for each in papers_in_hand(by.staff_id)] == [paper]
    with refused("errand-in-hand"):
        ended(survivor, "given_up", "self")
    with refused("unsigned"):
        actions.hand_over(paper_id=paper, to="office", signed=False, by=by, at=NOW)
    actions.hand_over(paper_id=paper, to="office", signed=True, by=by, at=NOW)
    assert papers_in_hand(by.staff_id) == []
    officer = viewer("desk.north")
    actions.hand_over(paper_id=paper, to="assistant", signed=True, by=officer, at=NOW)
    assert [each.id for each in papers_in_hand(officer.staff_id)] == [paper]  # whoever took it back has it
    actions.hand_over(paper_id=paper, to="resident", signed=True, by=by, at=NOW)
    with refused("paper-gone"):
        actions.hand_over(paper_id=paper, to="office", signed=True, by=by, at=NOW)
    assert list(HeldPaper.objects.get(id=paper).moves.order_by("at", "id").values_list("to", flat=True)) == [
        "assistant", "office", "assistant", "resident"
    ]  # fmt: skip
    ended(survivor, "given_up", "self")


def test_who_may_and_what_is_refused(world: None) -> None:
    row = errand()
    survivor = item(row)
    assert errand_for(viewer("desk.north"), row.id)
    assert errand_for(viewer("dispatcher.north"), row.id)
    for login in ("desk.south", "handler.urban", "secretary", "admin", "volunteer"):
        assert errand_for(viewer(login), row.id) is None
        assert not errands(viewer(login), ErrandFilter(), at=NOW).exists()
        with refused("errand-unknown"):
            on(survivor, "check", by=login)
    with refused("errand-denied"):  # sees the area, does not keep the errand
        on(survivor, "check", by="dispatcher.north")
    for login in ("volunteer", "handler.urban"):
        with refused("denied"):
            errand(by=login)
    for over, why in (
        ({"kinds": []}, "errand-kinds"), ({"kinds": ["flying"]}, "errand-kinds"), ({"way": "dream"}, "errand-way"),
        ({"personal": {}}, "errand-person"), ({"text": "字" * 501}, "text-long"), ({"area_id": row.id}, "area-unknown"),
    ):  # fmt: skip
        with refused(why):
            errand(**over)
    by = viewer(RUNNER)
    for giver, kinds, days, signed, why in (
        ("stranger", ("survivor",), 9, True, "authorisation-giver"), ("self", ("vehicle",), 9, True, "authorisation-items"),
        ("self", ("survivor",), -1, True, "authorisation-until"), ("self", ("survivor",), 367, True, "authorisation-until"),
        ("self", ("survivor",), 9, False, "unsigned"),
    ):  # fmt: skip
        with refused(why):
            until = NOW.date() + timedelta(days=days)
            actions.authorise(errand_id=row.id, giver=giver, kinds=kinds, until=until, signed=signed, by=by, at=NOW)
    with refused("visit-needless"):
        actions.plan_visit(item_id=survivor, day=NOW.date(), by=by, at=NOW)
    with refused("paper-kind"):
        actions.take_paper(item_id=survivor, kind="diary", signed=True, by=by, at=NOW)


def test_an_assistant_sees_whose_errand_is_in_their_own_hands(world: None) -> None:
    """Name and telephone for a purpose that is recorded; not of what another runs, not after the end, not for nothing."""
    row, other, by = errand(kinds=["survivor"]), errand(by="desk.north"), viewer(RUNNER)
    with refused("purpose-unknown"):
        actions.look(errand_id=row.id, purpose="curious", by=by, at=NOW)
    assert actions.look(errand_id=row.id, purpose="contact", by=by, at=NOW)["teller_phone"] == PHONE
    seen = Event.objects.get(kind="personal.unmasked")
    assert (seen.staff_id, seen.subject_id, seen.attributes["purpose"]) == (by.staff_id, row.id, "contact")
    with refused("unmask-denied"):
        actions.look(errand_id=other.id, purpose="contact", by=by, at=NOW)
    assert actions.look(errand_id=other.id, purpose="contact", by=viewer("desk.north"), at=NOW)["person_name"] == NAME
    ended(item(row), "given_up", "self")
    with refused("unmask-denied"):
        actions.look(errand_id=row.id, purpose="contact", by=by, at=NOW)


def test_somebody_else_runs_it_and_the_authorisation_is_signed_anew(world: None) -> None:
    row, by = errand(kinds=["certificate"]), viewer(RUNNER)
    authorised(row, ("certificate",))
    officer, other = viewer("desk.north"), viewer("desk.south")
    for staff, why in ((by.staff_id, "errand-runner"), (other.staff_id, "errand-runner")):
        with refused(why):
            actions.pass_on(errand_id=row.id, staff_id=staff, by=by, at=NOW)
    with refused("errand-denied"):
        actions.pass_on(errand_id=row.id, staff_id=officer.staff_id, by=viewer("dispatcher.north"), at=NOW)
    actions.pass_on(errand_id=row.id, staff_id=officer.staff_id, by=by, at=NOW)
    with refused("errand-unauthorised"):
        on(item(row, "certificate"), "submit", by="desk.north")
    with refused("unmask-denied"):
        actions.look(errand_id=row.id, purpose="contact", by=by, at=NOW)  # it is in somebody else's hands
    ended(item(row, "certificate"), "given_up", "self")
    with refused("errand-over"):
        actions.pass_on(errand_id=row.id, staff_id=by.staff_id, by=by, at=NOW)


def test_a_text_message_is_written_down_to_be_sent(world: None) -> None:
    row = errand(kinds=["survivor"])
    on(item(row), "check", told="sms")
    (notice,) = Notice.objects.filter(way="sms")
    assert (notice.kind, notice.report_id, notice.codes["number"]) == ("told_errand", row.id, row.number)
    assert row.number == "DB20260901-001"
    without = errand(kinds=["survivor"], personal={"person_name": NAME})
    with refused("errand-text"):
        on(item(without), "check", told="sms")


def test_words_and_persons_go_with_their_term(world: None) -> None:
    row = errand(kinds=["survivor"])
    ended(item(row), "given_up", "self", text=SAID)
    system, over = system_viewer(at=NOW), NOW + timedelta(days=24 * 31 + 13)
    assert system
    assert destroy_due(by=system, now=over - timedelta(days=2)) == 0
    assert destroy_due(by=system, now=over) == 1
    left = Errand.objects.get(id=row.id)
    assert (left.text, set(ErrandLine.objects.values_list("text", flat=True))) == ("", {""})
    assert DataKey.objects.get(matter_id=row.id).destroyed_at is not None
    assert not PersonalRecord.objects.filter(matter_id=row.id).exists()
    with refused("errand-erased"):
        on(item(row), "check")


def test_pressed_twice_is_one(world: None) -> None:
    first = wanted()
    assert actions.take(wanted=first, by=viewer(RUNNER), at=NOW) == actions.take(
        wanted=first, by=viewer(RUNNER), at=NOW
    )
    assert Errand.objects.count() == 1
