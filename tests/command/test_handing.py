"""The hand-over sheet: live until it is signed, then as it was; two people sign; its words are sealed and go with their term."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from fengqiao.command import actions
from fengqiao.command.jobs import destroy_due
from fengqiao.command.models import Handover, HandoverNote
from fengqiao.command.queries import handover_for, notes_of
from fengqiao.command.rules.handing import sheet_from
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.models import DataKey
from tests.command.helping import NORTH, SAID, again, came, dispatched, later, staff, two_teams
from tests.command.test_shifts import planned, put
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, unit, viewer

AT = later(hours=1)


@pytest.fixture
def station(world: None) -> None:
    two_teams()
    planned()


def opened(login: str = "room.north") -> UUID:
    return actions.open_sheet(station_id=unit(NORTH), by=viewer(login), at=AT)


def test_a_sheet_holds_what_is_open_and_stays_as_it_was_signed(station: None) -> None:
    waits, held = came(), came()
    dispatched(held, at=later(minutes=3))
    late = came()
    Matter.objects.filter(id=late.matter_id).update(due_at=NOW - timedelta(days=1))
    Matter.objects.filter(id=waits.matter_id).update(due_at=NOW + timedelta(hours=9))  # in the night shift that follows
    with refused("handover-duty"):
        opened("case.north")
    with refused("station-unknown"):
        opened("desk.south")
    row = opened()
    assert opened("desk.north") == row, "one sheet for a shift"
    with refused("handover-words"):
        actions.note(handover_id=row, text=" ", by=viewer("room.north"), at=AT)
    with refused("handover-duty"):
        actions.note(handover_id=row, text="x", by=viewer("case.north"), at=AT)
    put(NOW.date(), "day")  # whoever is on duty writes
    told = events_of(lambda: actions.note(handover_id=row, text=SAID, by=viewer("case.north"), at=AT))
    assert [(e.kind, e.attributes) for e in told] == [("handover.noted", {"shift": "day"})]
    assert SAID.encode() not in bytes(HandoverNote.objects.get().sealed)
    sheet = handover_for(viewer("case.north"), row)
    assert sheet is not None
    assert [text for text, _who, _at in notes_of(sheet)] == [SAID]
    assert handover_for(viewer("desk.south"), row) is None
    for gear in ({"cars": -1}, {"tanks": 1}):
        with refused("handover-gear"):
            actions.give(handover_id=row, gear=gear, by=viewer("room.north"), at=AT)
    with refused("handover-signed"):
        actions.take_over(handover_id=row, by=viewer("desk.north"), at=AT)
    told = events_of(lambda: actions.give(handover_id=row, gear={"cars": 3}, by=viewer("room.north"), at=AT))
    assert [(e.kind, e.unit_id, e.measures["open"], e.measures["late"], e.measures["due"], e.measures["came"]) for e in told] == [
        ("handover.given", unit(NORTH), 3, 1, 1, 3)
    ]  # fmt: skip
    kept = sheet_from(again(sheet).snapshot)
    assert {code: set(ids) for code, ids in kept.bins.items()} == {
        "waiting": {waits.matter_id, late.matter_id}, "community": {held.matter_id}
    }  # fmt: skip
    assert (kept.late, kept.due, kept.duty["officer"]) == (
        (late.matter_id,), (waits.matter_id,), (staff("case.north"),)
    )  # fmt: skip
    matters.give_back(matter_id=late.matter_id, reason="not_our_duty", text="不在本辖区", by=viewer("room.north"), at=later(hours=2))  # fmt: skip
    assert sheet_from(again(sheet).snapshot) == kept, "what was handed over stays"
    with refused("handover-signed"):
        actions.note(handover_id=row, text="x", by=viewer("room.north"), at=AT)
    with refused("handover-same"):
        actions.take_over(handover_id=row, by=viewer("room.north"), at=AT)
    with refused("handover-next"):
        actions.take_over(handover_id=row, by=viewer("case.north"), at=AT)
    told = events_of(lambda: actions.take_over(handover_id=row, by=viewer("desk.north"), at=later(hours=2)))
    assert [(e.kind, e.measures) for e in told] == [("handover.taken", {"seconds": 3600})]
    assert SAID not in str(list(Event.objects.values_list("attributes", flat=True)))


def test_words_go_with_their_term(station: None) -> None:
    row, system = opened(), system_viewer(at=NOW)
    assert system
    actions.note(handover_id=row, text=SAID, by=viewer("room.north"), at=AT)
    assert destroy_due(by=system, now=later(days=1000)) == 0
    assert destroy_due(by=system, now=later(days=36 * 31 + 2)) == 1
    kept = Handover.objects.get(id=row)
    assert ([text for text, _who, _at in notes_of(kept)], kept.erased_at is not None) == ([""], True)
    assert DataKey.objects.get(matter_id=row).destroyed_at is not None
    with refused("handover-erased"):
        actions.note(handover_id=row, text="x", by=viewer("room.north"), at=AT)


def test_two_sign_at_once_one_is_told(committed_world: None) -> None:
    two_teams()
    planned()
    row = opened()
    give = lambda login: lambda: actions.give(handover_id=row, gear={}, by=viewer(login), at=AT)  # noqa: E731
    assert codes(at_once(give("room.north"), give("desk.north"))) == ["done", "handover-signed"]
    other = "desk.north" if Handover.objects.get().given_by_id == staff("room.north") else "room.north"
    take = lambda login: lambda: actions.take_over(handover_id=row, by=viewer(login), at=AT)  # noqa: E731
    assert codes(at_once(take(other), take("chief.north"))) == ["done", "handover-signed"]
