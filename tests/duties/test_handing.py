"""Handing one's place on: asked, taken, declined, taken back; by a phone without a line, each once and nothing dropped (ADR 176)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, PhoneMessage, Seat, SeatOffer
from fengqiao.duties.queries import mates_for, offers_of, offers_to, seats_of
from fengqiao.duties.rules.messages import digest_of
from fengqiao.duties.terms import Reply
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import Viewer
from tests.duties.helping import HOUR, activity, message, ms, sent, volunteers
from tests.matters.helping import at_once, refused
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR / 2


def scene(count: int = 2, **over: Any) -> tuple[Activity, Viewer, list[Viewer]]:
    """An activity with the volunteer on its list, and more of their team."""
    row, by = activity(**over), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    return row, by, [viewer(login) for login in volunteers(count)]


def asked(row: Activity, by: Viewer, to: Viewer, at: Any = NOW) -> UUID:
    return actions.offer_place(activity_id=row.id, to=to.staff_id, by=by, at=at)


def said(what: str, by: Viewer, *, seq: int = 1, at: Any = LATER, **own: Any) -> dict[str, Any]:
    """A message of a phone about a hand-over."""
    values = {
        "v": 2, "what": what, "id": str(new_id()), "device": str(by.staff_id), "by": str(by.staff_id), "seq": seq, "at": ms(at),
        "lat": None, "lon": None, "accuracy": None, **{key: str(value) for key, value in own.items()},
    }  # fmt: skip
    return {**values, "hash": digest_of(values)}


def on_list(row: Activity) -> list[UUID]:
    return [seat.staff_id for seat in seats_of(row.id) if seat.state == "in"]


def notices() -> list[tuple[str, UUID]]:
    return [(each.kind, each.staff_id) for each in Notice.objects.filter(kind__startswith="hand_").order_by("id")]


def hands() -> list[tuple[str, str]]:
    rows = Event.objects.filter(kind="duty.handed").order_by("id")
    return [(each.attributes["hand"], each.attributes["who"]) for each in rows]


def test_a_place_goes_on_when_it_is_taken_and_not_before(world: None) -> None:
    row, by, (one, _other) = scene()
    assert one.staff_id in dict(mates_for([row], at=NOW)[row.id])
    assert by.staff_id not in dict(mates_for([row], at=NOW)[row.id])
    offer = asked(row, by, one)
    assert on_list(row) == [by.staff_id], "who asks goes himself until somebody takes it"
    assert [each.id for each in offers_to(one.staff_id, at=NOW)] == [offer]
    actions.answer_offer(offer_id=offer, reply=Reply.TAKE, by=one, at=LATER)
    assert on_list(row) == [one.staff_id]
    assert (offers_to(one.staff_id, at=LATER), SeatOffer.objects.get().state) == ([], "taken")
    assert notices() == [("hand_asked", one.staff_id), ("hand_taken", by.staff_id)]
    assert hands() == [("offered", str(one.staff_id)), ("taken", str(by.staff_id))]


def test_the_role_goes_along_and_a_leading_one_does_not(world: None) -> None:
    row, by, (one, other) = scene()
    Seat.objects.update(role="member")
    actions.answer_offer(offer_id=asked(row, by, one), reply=Reply.TAKE, by=one, at=NOW)
    assert Seat.objects.get(staff=one.staff_id).role == "member"
    Seat.objects.filter(staff=one.staff_id).update(role="leader")
    with refused("hand-lead"):
        asked(row, one, other)


def test_declined_taken_back_and_asked_anew_the_place_stays(world: None) -> None:
    row, by, (one, other) = scene()
    first = asked(row, by, one)
    with refused("hand-unknown"):
        actions.answer_offer(offer_id=first, reply=Reply.TAKE, by=other, at=NOW)
    with refused("hand-unknown"):
        actions.answer_offer(offer_id=first, reply=Reply.TAKE, by=by, at=NOW)
    with refused("hand-unknown"):
        actions.answer_offer(offer_id=first, reply=Reply.WITHDRAW, by=one, at=NOW)
    actions.answer_offer(offer_id=first, reply=Reply.DECLINE, by=one, at=NOW)
    with refused("hand-gone"):
        actions.answer_offer(offer_id=first, reply=Reply.TAKE, by=one, at=NOW)
    second = asked(row, by, one)
    third = asked(row, by, other)
    assert [(each.id, each.receiver_id) for each in offers_of([row.id], at=NOW)] == [(third, other.staff_id)]
    with refused("hand-gone"):
        actions.answer_offer(offer_id=second, reply=Reply.TAKE, by=one, at=NOW)
    actions.answer_offer(offer_id=third, reply=Reply.WITHDRAW, by=by, at=NOW)
    assert (on_list(row), offers_of([row.id], at=NOW)) == ([by.staff_id], [])
    assert [kind for kind, _who in notices()] == [
        "hand_asked", "hand_ended", "hand_asked", "hand_ended", "hand_asked", "hand_ended"
    ]  # fmt: skip


def test_what_stands_in_the_way_is_said_and_nothing_changes(world: None) -> None:
    row, by, (one, other) = scene()
    stranger = viewer("officer.north")
    with refused("hand-there"):
        asked(row, by, by)
    with refused("seat-stranger"):
        asked(row, by, viewer("desk.south"))
    with refused("hand-none"):
        asked(row, one, other)
    with refused("duty-unknown"):
        asked(row, viewer("desk.south"), one)
    offer = asked(row, by, one)
    elsewhere = activity(starts=row.starts, ends=row.ends)
    actions.sign_up(activity_id=elsewhere.id, by=one, at=NOW)
    with refused("seat-busy"):
        actions.answer_offer(offer_id=offer, reply=Reply.TAKE, by=one, at=NOW)
    with refused("hand-unknown"):
        actions.answer_offer(offer_id=new_id(), reply=Reply.TAKE, by=stranger, at=NOW)
    actions.leave(activity_id=row.id, by=by, at=NOW)
    assert SeatOffer.objects.get().state == "withdrawn", "signed up again later he is not asked for it any more"
    assert len(hands()) == 1


def test_whoever_waits_comes_first(world: None) -> None:
    row, by, (one, other, third) = scene(3, places=2)
    for who in (third, one):
        actions.sign_up(activity_id=row.id, by=who, at=NOW)
    with refused("hand-queue"):
        asked(row, by, other)
    actions.answer_offer(offer_id=asked(row, by, one), reply=Reply.TAKE, by=one, at=NOW)
    assert {(each.staff_id, each.state) for each in seats_of(row.id)} == {(one.staff_id, "in"), (third.staff_id, "in")}


def test_a_phone_asks_and_another_takes_it_days_later_with_its_check_in(world: None) -> None:
    row, by, (one, _other) = scene()
    offer = said("offer", by, activity=row.id, to=one.staff_id)
    (first,) = sent(by, offer, at=LATER)
    assert (first.doubts, [first]) == ((), sent(by, offer, at=LATER + HOUR)), "the same receipt for ever"
    assert (SeatOffer.objects.get().id, len(hands())) == (UUID(offer["id"]), 1)
    late = row.ends + timedelta(days=2)
    taken = said("reply", one, offer=offer["id"], reply="take", at=LATER)
    there = message(row, one, device=one.staff_id, seq=2)
    answers = sent(one, taken, there, at=late)
    assert [each.doubts for each in answers] == [(), ()], "what counts is when it was said, as with check-ins"
    assert [(each.staff_id, each.outcome) for each in seats_of(row.id)] == [(one.staff_id, "came")]
    assert set(PhoneMessage.objects.values_list("what", "subject_id")) == {("offer", row.id), ("reply", row.id)}


def test_what_was_done_meanwhile_is_kept_with_its_doubt_and_changes_nothing(world: None) -> None:
    row, by, (one, other) = scene()
    offer = asked(row, by, one)
    sent(by, message(row, by), at=row.starts)  # he went himself
    (late,) = sent(one, said("reply", one, offer=offer, reply="take"), at=row.starts)
    (more,) = sent(by, said("offer", by, seq=2, activity=row.id, to=other.staff_id), at=row.starts)
    assert (late.doubts, more.doubts) == (("came",), ("came",))
    assert (on_list(row), len(late.receipt)) == ([by.staff_id], 64)
    (unknown,) = sent(one, said("reply", one, seq=3, offer=new_id(), reply="take"), at=LATER)
    assert unknown.doubts == ("handed",)
    actions.end(activity_id=row.id, counts={}, by=viewer("desk.north"), at=row.ends)
    (over,) = sent(one, said("reply", one, seq=4, offer=offer, reply="take"), at=row.ends)
    assert over.doubts == ("over",)
    (stranger,) = sent(one, said("offer", one, seq=5, activity=new_id(), to=by.staff_id), at=LATER)
    assert stranger.doubts == ("unhanded",)
    assert len(hands()) == 1


def test_taken_twice_the_first_to_reach_the_server_has_it(world: None) -> None:
    row, by, (one, other) = scene()
    offer = asked(row, by, one)
    (first,) = sent(one, said("reply", one, offer=offer, reply="take"), at=LATER)
    (second,) = sent(by, said("reply", by, offer=offer, reply="withdraw", at=NOW), at=LATER)
    (third,) = sent(by, said("offer", by, seq=2, activity=row.id, to=other.staff_id, at=NOW), at=LATER)
    assert (first.doubts, second.doubts, third.doubts) == ((), ("handed",), ("handed",))
    assert on_list(row) == [one.staff_id]


def test_nobody_hands_on_in_the_name_of_another(world: None) -> None:
    row, by, (one, _other) = scene()
    desk, offer = viewer("desk.north"), said("offer", by, activity=row.id, to=one.staff_id)
    (answer,) = actions.take(batch=[offer], sent_at=ms(LATER), by=desk, at=LATER, carried=True)
    assert answer.refusal is not None
    assert (answer.refusal.code, PhoneMessage.objects.count()) == ("message-other", 0)


def test_taken_and_taken_back_at_once_one_of_them_holds(committed_world: None) -> None:
    row, by, (one, _other) = scene()
    offer = asked(row, by, one)
    found = at_once(
        lambda: actions.answer_offer(offer_id=offer, reply=Reply.TAKE, by=one, at=LATER),
        lambda: actions.answer_offer(offer_id=offer, reply=Reply.WITHDRAW, by=by, at=LATER),
        lambda: sent(by, message(row, by), at=row.starts),
    )
    assert len(found) == 3
    assert len(on_list(row)) == 1 or Seat.objects.get(staff=by.staff_id).outcome == "came"
    assert SeatOffer.objects.get().state in ("taken", "withdrawn")
    assert [hand for hand, _who in hands()] in (["offered", "taken"], ["offered", "withdrawn"])
