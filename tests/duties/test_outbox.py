"""Check-ins over a bad line: each message once, the same receipt for ever, nothing dropped (ADR 155)."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.duties import actions
from fengqiao.duties.actions import Answer
from fengqiao.duties.actions import outbox as room
from fengqiao.duties.models import CheckIn, Seat
from fengqiao.duties.queries import seats_of
from fengqiao.duties.rules.codes import code_of, step_of
from fengqiao.duties.rules.messages import digest_of
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.actions import NewEvent
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import Viewer
from tests.duties.helping import HOUR, CutOff, Phone, activity, lossy, message, ms, sent, volunteers
from tests.matters.helping import at_once, refused
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


def test_the_same_message_has_the_same_receipt_and_an_altered_one_is_refused(world: None) -> None:
    row, by = activity(), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    said = message(row, by)
    (first,) = sent(by, said, at=LATER)
    (again,) = sent(by, said, at=LATER + 3 * HOUR)
    assert first.receipt == again.receipt
    assert first == again
    assert (len(first.receipt), first.doubts, CheckIn.objects.count()) == (64, (), 1)
    assert Event.objects.filter(kind="duty.checked").count() == 1
    (seat,) = seats_of(row.id)
    assert (seat.outcome, seat.came_at) == ("came", row.starts)
    other = message(row, by, id=said["id"], accuracy=16)
    assert [each.refusal and each.refusal.code for each in sent(by, other, {**said, "seq": 9}, at=LATER)] == [
        "message-conflict", "message-altered"
    ]  # fmt: skip
    assert CheckIn.objects.get().accuracy == 15


def test_whoever_checks_in_by_themselves_says_in_which_role_and_of_others_none_is_said(world: None) -> None:
    row, by, leader = activity(), viewer("volunteer"), viewer("desk.north")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    sent(by, message(row, by), at=LATER)
    sent(leader, message(row, leader, who=str(by.staff_id), way="list", code=""), at=LATER)
    own, other = Event.objects.filter(kind="duty.checked").order_by("seq")
    assert (own.attributes["role"], "role" in other.attributes) == ("volunteer", False)


def test_one_bad_message_keeps_no_other_from_being_taken(world: None) -> None:
    row, by = activity(), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    strange = message(row, viewer("officer.north"))
    answers = sent(by, None, {"id": "x" * 99}, strange, message(row, by), at=LATER)
    assert [each.refusal.code if each.refusal else "kept" for each in answers] == [
        "message-malformed", "message-malformed", "message-other", "kept"
    ]  # fmt: skip
    assert [each.id for each in answers[:2]] == ["", ""]
    with refused("outbox-many"):
        sent(by, *[None] * 101, at=LATER)


def test_doubtful_ones_are_kept_and_wait_for_a_lead(world: None) -> None:
    row, by, lead = activity(), viewer("volunteer"), viewer("desk.north")
    device = new_id()
    unsigned = message(row, by, device=device)
    code = code_of(row.secret, step_of(row.starts))
    (one,) = sent(by, unsigned, at=LATER)
    assert one.doubts == ("unsigned",)
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    cases: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        ({"seq": 2, "lat": 28_900_000}, ("place", "jump")), ({"seq": 2, "way": "code", "code": "1"}, ("code", "jump", "order")),
        ({"seq": 3, "activity": str(new_id())}, ("unknown",)), ({"seq": 4, "way": "list", "who": str(lead.staff_id)}, ("unsigned", "not_lead")),
        ({"seq": 5, "lat": None, "lon": None}, ("nowhere",)), ({"seq": 6, "way": "code", "code": code}, ()),
    ]  # fmt: skip
    for over, doubts in cases:
        (answer,) = sent(by, message(row, by, device=device, **over), at=LATER)
        assert (answer.doubts, bool(answer.receipt)) == (doubts, True), over
    assert CheckIn.objects.count() == 7
    found = CheckIn.objects.get(id=unsigned["id"])
    with refused("denied"):
        actions.settle(check_in_id=found.id, taken=True, by=by, at=LATER)
    actions.settle(check_in_id=found.id, taken=True, by=lead, at=LATER)
    with refused("check-settled"):
        actions.settle(check_in_id=found.id, taken=False, by=lead, at=LATER)


def test_a_volunteer_who_was_not_told_what_he_may_not_do_is_doubtful_and_kept(world: None) -> None:
    row, by, lead = activity(), viewer("volunteer"), viewer("desk.north")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    first = {key: value for key, value in message(row, by).items() if key not in ("what", "told", "hash")} | {"v": 1}
    first["hash"] = digest_of(first)  # as phones wrote before they carried the tap
    (old,) = sent(by, first, at=LATER)
    (silent,) = sent(by, message(row, by, seq=2, told=None), at=LATER)
    assert (old.doubts, silent.doubts) == (("untold",), ("untold",))
    assert Seat.objects.get(staff=by.staff_id).outcome == "open", "it waits for a lead"
    (known,) = actions.take(
        batch=[message(row, by, seq=3, told=None)], sent_at=ms(LATER), by=by, at=LATER, told={row.id}
    )
    (carried,) = sent(by, message(row, by, seq=4), at=LATER)
    assert (known.doubts, carried.doubts) == ((), ())
    others = message(row, lead, way="list", who=str(by.staff_id), told=None), message(row, lead, seq=2, told=None)
    assert [each.doubts for each in sent(lead, *others, at=LATER)] == [(), ("unsigned",)], (
        "an officer, and one checked in by a lead"
    )
    talk = activity(kind="talk", form="school", team_id=None)
    actions.sign_up(activity_id=talk.id, by=viewer("assistant"), at=NOW)
    (heard,) = sent(viewer("assistant"), message(talk, viewer("assistant"), told=None), at=LATER)
    assert "untold" not in heard.doubts


def test_a_clock_that_is_off_is_put_right_and_said(world: None) -> None:
    row, by = activity(), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    fast = timedelta(hours=5)
    said = message(row, by, at=row.starts + fast)
    (answer,) = sent(by, said, at=LATER + HOUR, sent_at=LATER + HOUR + fast)
    assert answer.doubts == ("clock",), "in time by the server's clock, and the clock is to be looked at"
    kept = CheckIn.objects.get()
    assert (kept.skew, kept.placed_at, kept.device_at) == (-18000, row.starts, row.starts + fast)
    (late,) = sent(by, message(row, by, at=row.starts, seq=2), at=LATER + timedelta(days=3))
    assert late.doubts == (), "days without a signal are no doubt"
    wild = message(row, by, at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), seq=3)
    (answer,) = actions.take(batch=[wild], sent_at=-(10**30), by=by, at=LATER)
    assert "clock" in answer.doubts


def test_a_lead_checks_others_in_by_the_list(world: None) -> None:
    row, lead, by = activity(), viewer("officer.north"), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    desk = viewer("desk.north")
    assert (
        sent(desk, message(row, desk, way="list", who=str(by.staff_id), lat=None, lon=None), at=LATER)[0].doubts == ()
    )
    assert Seat.objects.get(staff=by.staff_id).outcome == "came"
    other = message(row, lead, way="list", who=str(by.staff_id), lat=None, lon=None)
    assert sent(lead, other, at=LATER)[0].doubts == ("not_lead",), "of the team below, which does not reach the station"


def exactly_once(row: Any, phones: list[Phone], written: int) -> None:
    """What holds at the end whatever happened on the way."""
    events = Event.objects.filter(kind="duty.checked")
    assert (CheckIn.objects.count(), events.count()) == (written, written)
    assert len({event.attributes["check"] for event in events}) == written
    assert dict(CheckIn.objects.values_list("id", "receipt")) == {
        _uuid(name): receipt for phone in phones for name, receipt in phone.receipts.items()
    }
    assert sum(phone.conflicts for phone in phones) == 0
    assert all(seat.outcome == "came" for seat in seats_of(row.id))


def _uuid(text: str) -> Any:
    return UUID(text)


def simulated(monkeypatch: pytest.MonkeyPatch, *, written: int = 300, count: int = 12, fresh: bool = False) -> Any:
    """300 messages of 12 phones over a lossy line to a server that is killed within a transaction now and then."""
    luck = random.Random(20260901)
    people = [viewer(login) for login in volunteers(count)]
    row = activity(places=0)
    phones = [Phone(by, fresh=fresh) for by in people]
    for phone in phones:
        actions.sign_up(activity_id=row.id, by=phone.by, at=NOW)
        device = new_id()
        phone.unsent = [message(row, phone.by, seq=n, device=device) for n in range(written // count)]
    real = room.record

    def dying(events: Iterable[NewEvent]) -> None:
        fate = luck.random()
        if fate < 0.03:
            raise CutOff("before the event")
        real(events)
        if fate > 0.97:
            raise CutOff("after the event, before the commit")

    def send(by: Viewer, batch: list[dict[str, Any]]) -> list[Answer]:
        return sent(by, *batch, at=LATER, sent_at=LATER)

    monkeypatch.setattr(room, "record", dying)
    told = lossy(phones, send, luck=luck)
    assert told["cut"] > 5, "the server died within transactions"
    return row, phones, told


def test_each_message_is_there_once_whatever_the_line_and_the_server_do(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, phones, told = simulated(monkeypatch)
    exactly_once(row, phones, 300)
    assert all(number > 0 for number in told.values()), told


def test_without_ids_of_the_phone_the_same_line_makes_doubles(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the test above says it could not say of phones that write a message anew at every try."""
    row, phones, _told = simulated(monkeypatch, written=120, fresh=True)
    with pytest.raises(AssertionError):
        exactly_once(row, phones, 120)
    assert CheckIn.objects.count() > 120


def test_without_a_transaction_a_killed_server_leaves_half_a_check_in(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other control: taken apart, check-in and event no longer come together."""
    monkeypatch.setattr(room, "_keep", room._keep.__wrapped__)  # type: ignore[attr-defined]
    row, phones, _told = simulated(monkeypatch, written=120)
    with pytest.raises(AssertionError):
        exactly_once(row, phones, 120)
    assert CheckIn.objects.count() != Event.objects.filter(kind="duty.checked").count()


@pytest.mark.parametrize("known", [True, False])
def test_the_same_message_by_two_lines_at_once_is_one(committed_world: None, known: bool) -> None:
    row, by = activity(), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    said = message(row, by, **({} if known else {"activity": str(new_id())}))
    found = at_once(*[lambda: sent(by, said, at=LATER)] * 4)
    assert len({each[0].receipt for each in found if isinstance(each, list)}) == 1, found
    assert (CheckIn.objects.count(), Event.objects.filter(kind="duty.checked").count()) == (1, 1)
