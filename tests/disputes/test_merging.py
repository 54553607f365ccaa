"""Disputes whose matters become one: counted once, their rooms given back, nothing lost, and undone again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.actions import Asked, NewParty
from fengqiao.disputes.jobs import look_at_dues
from fengqiao.disputes.models import Appraisal, Dispute, DisputeDue, Inquiry, Session
from fengqiao.disputes.queries import DisputeFilter, counted, dispute_of, dispute_sheet, disputes, mediators, sums
from fengqiao.disputes.terms import AgreementForm, Mediation, SessionResult
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter
from fengqiao.measure.queries import EVERYTHING, Period, figure
from fengqiao.measure.rules import Question
from fengqiao.orgs.models import Account, Venue
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.terms import PersonalGroup
from tests.disputes.helping import NAME, again, agree, dispute, later, refused
from tests.disputes.test_course import CENTRE, mediator, meet, plan
from tests.world import NOW, make_matter, viewer

EVERY = DisputeFilter()


def merge(one: Matter, other: Matter, at: datetime) -> None:
    by = viewer("dispatcher", at)
    matters.merge(matter_id=one.id, other_id=other.id, text="同一件事", by=by, at=at)


def part(older: Matter, younger: Matter, at: datetime) -> None:
    matters.part(matter_id=older.id, younger_id=younger.id, by=viewer("dispatcher", at), at=at)


def all_of() -> tuple[list[Dispute], int]:
    rows = disputes(viewer(CENTRE), EVERY, at=later(days=3))
    assert sums(rows).taken == sum(each.taken for each in counted(rows)) == len(rows)
    return list(rows), sums(rows).people


def taken_in() -> int:
    """Return the ledger's figure of disputes taken, up to the end of the tests."""
    measures = pack_on(NOW).pack.measures
    period = Period(NOW.date(), later(days=3).date())
    return int(figure(Question(measures["disputes.taken"], period, EVERYTHING), measures).number or 0)


def browser(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def test_two_that_are_mediated_become_one_which_is_counted_once(world: None) -> None:
    room, one = Venue.objects.get(), mediator()
    older = dispute(place="一号")
    younger = dispute(at=later(hours=1), ref="2", mediation=Mediation.POLICE, place="二号")
    actions.name_mediator(dispute_id=younger.id, mediator_id=one.id, by=viewer(CENTRE), at=later(hours=1))
    actions.meet(
        dispute_id=younger.id, session_id=None, came=list(younger.parties.values_list("id", flat=True)), text="谈过",
        result=SessionResult.AGAIN, by=viewer(CENTRE), at=later(hours=2),
    )  # fmt: skip
    ten = later(days=1)
    booked = plan(younger, ten, room.id)
    assert len(all_of()[0]) == taken_in() == 2
    merge(older.matter, younger.matter, later(hours=3))
    assert taken_in() == 1, "a bureau sees one dispute, in its figures as on its sheet"
    rows, people = all_of()
    assert [each.id for each in rows] == [older.id]
    assert people == 2
    assert Session.objects.get(id=booked).state == "cancelled"
    plan(older, ten, room.id)  # the room is free
    assert mediators().get().load == 0
    by = viewer(CENTRE, later(hours=4))
    with refused("dispute-merged"):
        actions.withdraw(dispute_id=younger.id, text="算了", by=by, at=later(hours=4))
    worker = system_viewer(at=later(days=6))
    assert worker
    reminded = look_at_dues(by=worker, now=later(days=6))
    assert reminded == 0, "the terms of the merged rest"
    sheet = dispute_sheet(viewer(CENTRE), older.id)
    assert sheet
    assert [each.id for each in sheet.merged] == [younger.id]
    assert not sheet.reviews, "a pair that became one is no dispute that comes back"
    assert dispute_sheet(viewer(CENTRE), younger.id).acts is False  # type: ignore[union-attr]
    client = browser(CENTRE)
    shown = client.get(f"/disputes/{younger.id}/").content.decode()
    assert f"/disputes/{older.id}/" in shown
    assert "已并入" in shown
    assert "谈过" in shown, "what was said stays readable"
    assert f"/disputes/{younger.id}/file/" in client.get(f"/disputes/{older.id}/").content.decode()
    assert client.get(f"/disputes/{younger.id}/file/").status_code == 200
    event = Event.objects.get(kind="dispute.merged")
    assert (event.attributes["moved"], event.attributes["mediation"]) == ("no", "police")
    part(again(older.matter), again(younger.matter), later(hours=5))
    assert len(all_of()[0]) == taken_in() == 2
    meet(again(younger), SessionResult.NOT_AGREED, at=later(hours=6))
    assert DisputeDue.objects.filter(dispute=younger, done_at__isnull=True).count() == 0


def test_a_mediation_goes_along_where_the_older_has_none_and_comes_back(world: None) -> None:
    told = {"kind": "dispute", "text": "院墙", "title": "院墙"}
    matter = make_matter(by="dispatcher.north", **told)
    younger = dispute(at=later(hours=1), ref="2", mediation=Mediation.POLICE)
    origin = younger.matter
    merge(matter, origin, later(hours=2))
    row = again(younger)
    assert (row.matter_id, row.came_from_id, row.unit_id) == (matter.id, origin.id, again(matter).unit_id)
    assert dispute_of(viewer(CENTRE), matter.id) == row
    assert dispute_of(viewer(CENTRE), origin.id) is None
    assert {each.matter_id for each in DisputeDue.objects.all()} == {matter.id}
    assert set(PersonalRecord.objects.filter(report_id__in=row.parties.values("id")).values_list("matter_id", flat=True)) == {matter.id}  # fmt: skip
    party = row.parties.order_by("place")[0]
    clear = actions.unmask_party(
        dispute_id=row.id, party_id=party.id, groups=[PersonalGroup.CONTACT], purpose="call", by=viewer(CENTRE),
        at=later(hours=3),
    )  # fmt: skip
    assert clear["party_name"] == NAME, "sealed anew under the key of the matter where it lies"
    assert len(all_of()[0]) == taken_in() == 1
    assert "带来的" in browser(CENTRE).get(f"/disputes/{row.id}/").content.decode()
    part(again(matter), origin, later(hours=4))
    row = again(row)
    assert (row.matter_id, row.came_from_id) == (origin.id, None)
    assert taken_in() == 1
    assert [each.attributes["moved"] for each in Event.objects.filter(kind__in=["dispute.merged", "dispute.parted"])] == ["yes", "yes"]  # fmt: skip
    done = agree(row, at=later(hours=5))
    assert (done.state, done.matter.state) == ("agreed", "closed"), "it goes on as if nothing had been"


def test_what_has_no_sense_is_not_merged_and_a_split_leaves_the_mediation(world: None) -> None:
    told = {"text": "院墙", "title": "院墙"}
    first = make_matter(by="dispatcher.north", kind="dispute", **told)
    parts = [(300_000, (NOW + timedelta(days=9)).date())]
    agreed = agree(
        dispute(at=later(hours=1), ref="2"), at=later(hours=1), form=AgreementForm.WRITTEN, parts=parts
    )  # fmt: skip
    with refused("merge-agreed"):
        merge(first, agreed.matter, later(hours=2))
    fresh = dispute(at=later(hours=2), ref="3")
    with refused("merge-over"):
        merge(agreed.matter, fresh.matter, later(hours=3))
    other = make_matter(by="dispatcher.north", kind="complaint", outside_ref="4", **told)
    Matter.objects.filter(id=other.id).update(received_at=NOW - timedelta(hours=1))
    with refused("merge-kind"):
        merge(other, fresh.matter, later(hours=3))
    assert again(fresh.matter).merged_into_id is None
    assert not Event.objects.filter(kind__in=["matter.merged", "dispute.merged"]).exists()
    merge(first, other, later(hours=3))  # neither is mediated: nothing of a dispute is told
    assert not Event.objects.filter(kind="dispute.merged").exists()
    nameless = dispute(at=later(hours=4), ref="5", parties=[NewParty(), NewParty(side=2)])
    from tests.matters.test_joining import joined

    report = joined(nameless.matter, outside_ref="6")
    by = viewer("dispatcher", later(hours=5))
    made = matters.split(
        matter_id=nameless.matter_id, report_id=report.id, desk=matters.desk_at(later(hours=5)), by=by, at=later(hours=5)
    )  # fmt: skip
    assert dispute_of(viewer(CENTRE), made) is None, "what was split out is taken in by itself"
    assert again(nameless).matter_id == nameless.matter_id


def test_what_somebody_said_goes_along_sealed_under_the_other_matter_s_key(world: None) -> None:
    older = make_matter(by=CENTRE, kind="dispute", text="一号院墙")
    row = dispute(at=later(hours=1), ref="2", mediation=Mediation.POLICE)
    by = viewer(CENTRE)
    asked = Asked(asked_at=NOW, name="吴阿婆", place="她家", text="墙是去年砌的")
    made = actions.inquire(dispute_id=row.id, asked=asked, by=by, at=later(hours=1))
    actions.send_appraisal(dispute_id=row.id, day=NOW.date(), by=by, at=later(hours=1))
    actions.meet(
        dispute_id=row.id, session_id=None, came=list(row.parties.values_list("id", flat=True)), text="谈过",
        result=SessionResult.AGAIN, others="村支书老郑", by=by, at=later(hours=2),
    )  # fmt: skip
    merge(older, row.matter, later(hours=3))
    assert again(row).matter_id == older.id
    assert {Inquiry.objects.get().matter_id, Appraisal.objects.get().matter_id} == {older.id}
    session = Session.objects.get()
    for each in (made, session.id):
        assert PersonalRecord.objects.get(report_id=each).matter_id == older.id
    clear = actions.take_file(dispute_id=row.id, purpose="visit", documents=1, by=viewer(CENTRE), at=later(hours=4))
    assert clear[made]["asked_text"] == "墙是去年砌的"
    assert clear[session.id]["session_others"] == "村支书老郑"
