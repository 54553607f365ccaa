"""Two at once: a room's hour is given once, a button pressed twice makes one dispute, a mediator's last place is taken once."""

from __future__ import annotations

from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewSession
from fengqiao.disputes.models import Dispute, Session
from fengqiao.kit.identifiers import new_id
from fengqiao.matters.models import Matter
from fengqiao.orgs.models import Venue
from tests.disputes.helping import agree, agreed, dispute, later, scene
from tests.disputes.test_course import CENTRE, mediator
from tests.matters.helping import at_once, codes
from tests.world import NOW, viewer


def test_a_room_s_hour_is_given_to_one_of_two(committed_world: None) -> None:
    room, rows, by = Venue.objects.get(), [dispute(), dispute(ref="2")], viewer(CENTRE)
    tries = [
        lambda row=row, n=n: actions.plan_session(
            dispute_id=row.id, by=by, at=NOW,
            wanted=NewSession(starts_at=later(days=1, minutes=30 * n), venue_id=room.id),
        ) and None
        for n, row in enumerate(rows)
    ]  # fmt: skip
    assert codes(at_once(*tries)) == ["done", "session-room-taken"]
    assert Session.objects.count() == 1


def test_the_scene_s_button_pressed_twice_at_once_is_one_dispute(committed_world: None) -> None:
    press = new_id()
    send = lambda: scene(ends=agreed(amount=0, performed=True), press=press) and None  # noqa: E731
    assert codes(at_once(send, send)) == ["done", "done"]
    assert (Dispute.objects.count(), Matter.objects.count()) == (1, 1)


def test_a_mediator_s_last_place_is_taken_once(committed_world: None) -> None:
    rows, one, by = [dispute(), dispute(ref="2")], mediator(most=1), viewer(CENTRE)
    tries = [
        lambda row=row: actions.name_mediator(dispute_id=row.id, mediator_id=one.id, by=by, at=NOW) for row in rows
    ]
    assert codes(at_once(*tries)) == ["done", "mediator-full"]


def test_an_agreement_and_a_failure_at_once_are_one_ending(committed_world: None) -> None:
    row, by = dispute(), viewer(CENTRE)
    fail = lambda: actions.fail(dispute_id=row.id, way="court", text="", by=by, at=NOW)  # noqa: E731
    assert sorted(codes(at_once(lambda: agree(row) and None, fail))) == ["dispute-state", "done"]
    assert Dispute.objects.get().state in {"agreed", "failed"}
