"""A dispute whose matter goes to another unit goes along, and is never left where nobody can end it."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewSession
from fengqiao.disputes.models import Dispute, DisputeDue, Session
from fengqiao.disputes.queries import DisputeFilter, acts_on, counted, disputes
from fengqiao.disputes.terms import AgreementForm, Mediation
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter
from fengqiao.matters.rules.levels import USES
from fengqiao.matters.terms import LevelWay
from fengqiao.orgs.models import Account, Venue
from fengqiao.rulebook.queries import pack_on
from tests.disputes.helping import again, agree, agreed, dispute, later, refused
from tests.disputes.test_course import CENTRE, mediator, plan
from tests.world import NOW, unit, viewer

STATION = "desk.north"


def routed(row: Dispute, to: str, at: datetime, *, signs: str = "") -> None:
    """Give the matter of a dispute to another unit, whose `signs` signs for it."""
    by = viewer("dispatcher", at)
    matters.route(matter_id=row.matter_id, unit_id=unit(to), reason="由他们来调", by=by, at=at)
    if signs:
        matters.accept(matter_id=row.matter_id, by=viewer(signs, at), at=at)


def test_a_dispute_goes_with_its_matter_and_the_new_unit_ends_it(world: None) -> None:
    row, one, room = dispute(mediation=Mediation.POLICE), mediator(), Venue.objects.get()
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, by=viewer(CENTRE), at=NOW)
    begun, coming = plan(row, later(minutes=30), None), plan(row, later(days=1), room.id)
    dues = set(DisputeDue.objects.values_list("id", "due_at"))
    at = later(hours=1)
    routed(row, "station.north", at)
    assert again(row).unit_id == row.unit_id, "it goes when the other has signed"
    matters.accept(matter_id=row.matter_id, by=viewer(STATION, at), at=at)
    moved = again(row)
    assert (moved.unit_id, moved.moved_from_id, moved.moved_at) == (unit("station.north"), row.unit_id, at)
    assert moved.mediator_id is None, "who belongs to the other unit mediates no longer"
    assert [Session.objects.get(id=each).state for each in (begun, coming)] == ["planned", "cancelled"]
    assert set(DisputeDue.objects.filter(done_at__isnull=True).values_list("id", "due_at")) == dues
    event = Event.objects.get(kind="dispute.moved")
    assert event.unit_id == moved.unit_id
    assert (event.attributes["from_unit"], event.attributes["to_unit"]) == (str(row.unit_id), str(moved.unit_id))
    assert event.measures["sessions"] == 1
    rows = disputes(viewer("dispatcher", at), DisputeFilter(), at=at)
    assert [(each.unit, each.taken) for each in counted(rows)] == [(moved.unit_id, 1)]
    wanted = NewSession(starts_at=later(days=2))
    for act in (
        lambda: agree(row, at=at),
        lambda: agree(row, at=at, form=AgreementForm.WRITTEN),
        lambda: actions.plan_session(dispute_id=row.id, wanted=wanted, by=viewer(CENTRE, at), at=at),
    ):
        with refused("dispute-denied", "dispute-unknown"):
            act()
    actions.plan_session(dispute_id=row.id, wanted=wanted, by=viewer(STATION, at), at=at)
    done = agree(row, at=at, login=STATION)
    assert (done.state, done.matter.state, done.unit_id) == ("agreed", "closed", moved.unit_id)


def test_the_page_says_where_it_came_from(world: None) -> None:
    row = dispute()
    routed(row, "station.north", later(hours=1), signs=STATION)
    client = Client()
    client.force_login(Account.objects.get(username=STATION))
    shown = client.get(f"/disputes/{row.id}/").content.decode()
    assert "原来由北镇社会治理中心承办" in shown
    assert "达成协议" in shown, "the new unit has its buttons"


def test_a_mediator_below_the_new_unit_stays(world: None) -> None:
    row, one = dispute(), mediator()
    actions.name_mediator(dispute_id=row.id, mediator_id=one.id, by=viewer(CENTRE), at=NOW)
    routed(row, "centre", later(hours=1), signs="dispatcher")
    assert (again(row).unit_id, again(row).mediator_id) == (unit("centre"), one.id)
    assert not acts_on(viewer("officer.north"), again(row))


def test_what_waits_for_its_signed_paper_goes_along_and_what_is_over_stays(world: None) -> None:
    waits = agree(dispute(), form=AgreementForm.WRITTEN)
    routed(waits, "station.north", later(hours=1), signs=STATION)
    assert again(waits).unit_id == unit("station.north")
    over = agree(dispute(ref="2", at=later(hours=2)), at=later(hours=2))
    at = later(days=1)
    reopened(over.matter, at)
    routed(over, "station.north", at, signs=STATION)
    assert (again(over).unit_id, again(over).state) == (over.unit_id, "agreed"), "the past stays with who mediated"


def reopened(matter: Matter, at: datetime) -> None:
    by = viewer("dispatcher", at)
    matters.reopen(matter_id=matter.id, reason="not_performed", text="没解决", by=by, at=at)


def test_who_took_it_in_leaves_it_with_the_unit(world: None) -> None:
    row = dispute()
    taker = viewer(CENTRE)
    assert row.made_by == taker.staff_id
    routed(row, "station.north", later(hours=1), signs=STATION)
    assert not acts_on(taker, again(row))
    with refused("dispute-denied", "dispute-unknown"):
        actions.withdraw(dispute_id=row.id, text="算了", by=viewer(CENTRE, later(hours=2)), at=later(hours=2))
    with refused("dispute-denied", "dispute-unknown"):
        actions.agree(dispute_id=row.id, agreed=agreed(), uploads=[], by=viewer("desk.south"), at=later(hours=2))


def test_handed_up_it_goes_when_the_centre_above_has_signed(world: None) -> None:
    row, at = dispute(), later(hours=1)
    by = viewer(CENTRE, at)
    reason = pack_on(NOW).pack.reasons[USES[LevelWay.UP]][0].code
    matters.hand_on(matter_id=row.matter_id, unit_id=unit("centre"), reason=reason, text="牵涉几镇", by=by, at=at)
    assert again(row).unit_id == row.unit_id, "the sender answers until the other has signed"
    matters.accept(matter_id=row.matter_id, by=viewer("dispatcher", at), at=at)
    assert again(row).unit_id == unit("centre")
    done = agree(row, at=at, login="dispatcher")
    assert (done.state, done.matter.state) == ("agreed", "closed")
