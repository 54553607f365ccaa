"""One event in the ledger for each action, of ids, codes and numbers only; one line in the timeline besides."""

from __future__ import annotations

import json
import re

import pytest

from fengqiao.ledger.models import Event
from fengqiao.ledger.queries import kinds_of
from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Entry, Matter, Report
from fengqiao.matters.terms import Door, MatterState, Move, TaskRole
from fengqiao.vault.actions import Upload
from fengqiao.vault.terms import PersonalGroup
from tests.matters.helping import (
    DID,
    PNG,
    SAID,
    actor,
    again,
    events_of,
    helped,
    later,
    offered,
    ready,
    share,
    triage,
    working,
)
from tests.vault.opening import look_at
from tests.world import NOW, area, make_matter, telling, unit, viewer

S = MatterState
CODE = re.compile(r"[A-Za-z0-9_.:\-]{1,64}")
SILENT = (
    Move.ACCEPT,
    Move.ASSIGN,
    Move.PAUSE,
    Move.RESUME,
    Move.NEW_RULE,
    Move.AMEND,
    Move.JOIN,
    Move.SPLIT,
    Move.MISS,
)
# Where each move is shown, whose unit its event counts for, and what the event says besides the kind of matter.
UNASKED = dict.fromkeys(("demands", "answered", "declined", "vouched", "open"), 0)
TOLD: dict[tuple[MatterState, Move], tuple[str, dict[str, str], dict[str, int]]] = {
    (S.OFFERED, Move.ROUTE): ("dept.market", {"function": "market", "by_hand": "yes", "again": "yes"}, {"returned": 0}),
    (S.WORKING, Move.TRANSFER): (
        "station.north",
        {"kind": "police_report", "function": "market", "line": "partner", "consent": "yes"},
        {},
    ),
    (S.WORKING, Move.CONFER): ("station.north", {"kind": "police_report", "caller": "joined"}, {"units": 1}),
    (S.WORKING, Move.OPINE): ("dept.urban", {"kind": "police_report", "view": "shared"}, {}),
    (S.WORKING, Move.AGREE): (
        "dept.urban",
        {
            "kind": "police_report",
            "function": "urban",
            "by_hand": "yes",
            "agreed": "yes",
            "again": "yes",
            "flow": "out",
        },
        {"returned": 0},
    ),
    (S.TRIAGE, Move.CHECK): ("dept.urban", {"checked": "right", "in_time": "yes"}, {"times": 1}),
    (S.WORKING, Move.CHECK): (
        "dept.urban",
        {"kind": "police_report", "checked": "right", "in_time": "yes"},
        {"times": 1},
    ),
    (S.WORKING, Move.KEEP): ("station.north", {"kind": "police_report"}, {}),
    (S.WORKING, Move.REFER): ("station.north", {"kind": "police_report"}, {}),
    (S.WORKING, Move.HAND_ON): (
        "centre.north",
        {"kind": "inquiry", "way": "up", "reason": "beyond_power", "level": "town", "to_level": "county"},
        {},
    ),
    (S.WORKING, Move.TAKE_BACK): (
        "centre.north",
        {"kind": "inquiry", "way": "up", "level": "town", "to_level": "county"},
        {},
    ),
    (S.TRIAGE, Move.RULE): ("dept.market", {"function": "market", "in_time": "yes"}, {"returned": 3}),
    (S.OFFERED, Move.ACCEPT): ("dept.urban", {"role": "lead", "in_time": "yes"}, {"minutes": 180, "seconds": 10800}),
    (S.WORKING, Move.ACCEPT): ("dept.housing", {"role": "helper", "in_time": "yes"}, {"minutes": 160, "seconds": 9600}),
    (S.WORKING, Move.ASSIGN): ("dept.urban", {"role": "lead"}, {}),
    (S.WORKING, Move.PROGRESS): ("dept.urban", {"role": "lead"}, {"files": 0}),
    (S.WORKING, Move.RETURN): (
        "dept.urban",
        {"reason": "not_our_duty", "role": "lead", "to_check": "yes"},
        {"times": 1},
    ),
    (S.WORKING, Move.ADD_PARTY): ("dept.land", {"role": "helper", "line": "partner"}, {}),
    (S.WORKING, Move.DONE): ("dept.housing", {"role": "helper"}, {}),
    (S.WORKING, Move.URGE): ("dept.urban", {"state": "working"}, {}),
    (S.WORKING, Move.PAUSE): ("dept.urban", {"clock": "finish", "reason": "unreachable"}, {}),
    (S.WORKING, Move.RESUME): ("dept.urban", {"clock": "finish", "by_itself": "no"}, {}),
    (S.WORKING, Move.ASK_LONGER): ("dept.urban", {"clock": "finish"}, {"amount": 3}),
    (S.WORKING, Move.EXTEND): ("dept.urban", {"clock": "finish"}, {"amount": 3}),
    (S.WORKING, Move.DECLINE): ("dept.urban", {"clock": "finish"}, {"amount": 3}),
    (S.WORKING, Move.NEW_RULE): ("dept.urban", {"clock": "finish", "unit": "workday"}, {"amount": 3}),
    (S.WORKING, Move.CLOSE): (
        "dept.urban",
        {"result": "explained", "counts": "yes", "in_time": "yes", "line": "partner"},
        {"minutes": 180, "files": 0},
    ),
    (S.WORKING, Move.PLACE): ("dept.urban", {"by": "hand"}, {}),
    (S.WORKING, Move.JOIN): ("dept.urban", {"door": "phone"}, {"reports": 2}),
    (S.WORKING, Move.MERGE): ("dept.urban", {}, {"reports": 1}),
    (S.WORKING, Move.SPLIT): ("dept.urban", {}, {"reports": 1}),
    (S.WORKING, Move.AMEND): ("dept.urban", {}, {"fields": 1}),
    (S.WORKING, Move.RECLASS): (
        "dept.urban",
        {"kind": "suggestion", "was": "complaint", "urgent": "no"},
        {"clocks": 2},
    ),
    (S.CLOSED, Move.REPLY): ("dept.urban", {"channel": "phone"}, {"found": 0, "left": 0, **UNASKED}),
    (S.CLOSED, Move.RATE): (
        "dept.urban",
        {
            "asked_by": "phone",
            "responded": "yes",
            "solved": "fair",
            "satisfied": "unsaid",
            "line": "partner",
            "again": "no",
        },
        {"minutes": 60},
    ),
    (S.CLOSED, Move.MISS): ("dept.urban", {"asked_by": "phone"}, {}),
    (S.CLOSED, Move.REOPEN): ("dept.urban", {"reason": "new_facts", "other_hands": "no"}, {"times": 1}),
}


def test_every_move_is_told_here() -> None:
    assert {move for _, move in TOLD} == set(Move) - {Move.RECEIVE, Move.REMIND}


@pytest.mark.parametrize(("state", "move"), TOLD)
def test_a_move_leaves_one_event_and_one_entry(world: None, state: MatterState, move: Move) -> None:
    matter, did = ready(state, move), DID[move]
    by, at = viewer(actor(state, move), later(hours=3)), later(hours=3)
    entries = Entry.objects.filter(matter=matter).count()
    *others, event = events_of(lambda: did.do(matter, by, at))
    # A telling that is split out is a matter received besides.
    assert [each.kind for each in others] == ([EventKind.MATTER_RECEIVED] if move is Move.SPLIT else [])
    counts_for, attributes, measures = TOLD[state, move]
    assert event.kind == did.event
    assert event.unit_id == unit(counts_for)
    assert (event.area_id, event.staff_id, event.subject_id) == (area("TC0101"), by.staff_id, matter.id)
    assert (event.happened_at, event.recorded_at) == (at, at)
    assert event.attributes == {"kind": "complaint", **attributes}
    assert event.measures == measures
    entry = Entry.objects.filter(matter=matter).order_by("-id")[0]
    # The line of a joining goes with the telling that is split out again.
    assert Entry.objects.filter(matter=matter).count() == entries + (move is not Move.SPLIT)
    assert (entry.move, entry.at, entry.staff_id, entry.unit_id) == (move, at, by.staff_id, by.unit_id)
    assert entry.text == ("" if move in SILENT else SAID)


def test_no_word_that_people_wrote_is_in_any_event(world: None) -> None:
    for state, move in TOLD:
        matter = ready(state, move)
        DID[move].do(matter, viewer(actor(state, move), later(hours=3)), later(hours=3))
    assert Event.objects.count() > 3 * len(TOLD)
    for event in Event.objects.all():
        words = json.dumps([event.kind, event.attributes, event.measures], ensure_ascii=False)
        assert words.isascii()
        assert all(CODE.fullmatch(each) for each in event.attributes.values()), event.attributes
        assert "13900000000" not in words


def test_a_telling_taken_in_is_one_event_with_where_it_went(world: None) -> None:
    desk, by = actions.desk_at(NOW), viewer("desk.north")
    taken = telling(door=Door.COUNTER, personal={"teller_name": "王五", "teller_phone": "13900000000"})
    (event,) = events_of(lambda: actions.receive(telling_list=[taken], desk=desk, by=by, at=NOW))
    matter = Matter.objects.get()
    assert event.kind == EventKind.MATTER_RECEIVED
    assert (event.unit_id, event.area_id, event.staff_id, event.subject_id) == (
        unit("dept.urban"), area("TC0101"), by.staff_id, matter.id,
    )  # fmt: skip
    row = event.attributes.pop("row")
    assert event.attributes == {
        "kind": "complaint", "door": "counter", "function": "urban", "state": "offered", "urgent": "no",
        "by_hand": "no", "taken_line": "police", "taken_copy": "yes", "flow": "out",
    }  # fmt: skip
    assert CODE.fullmatch(row)
    assert event.measures == {}


def test_ten_tellings_are_ten_events_and_those_known_before_none(world: None) -> None:
    desk, by = actions.desk_at(NOW), viewer("dispatcher")
    many = [telling(outside_ref=str(number)) for number in range(10)]
    assert len(events_of(lambda: actions.receive(telling_list=many, desk=desk, by=by, at=NOW))) == 10
    assert events_of(lambda: actions.receive(telling_list=many, desk=desk, by=by, at=NOW)) == []


def test_a_telling_with_files_is_still_one_event(world: None) -> None:
    desk, by = actions.desk_at(NOW), viewer("desk.north")
    uploads = [Upload("一.png", PNG), Upload("二.png", PNG)]
    taken = telling(door=Door.COUNTER)
    found = events_of(lambda: actions.receive_one(telling=taken, uploads=uploads, desk=desk, by=by, at=NOW))
    assert [event.kind for event in found] == ["matter.received"]


def test_a_list_taken_out_is_one_event_with_its_length(world: None) -> None:
    by = viewer("handler.urban")
    (event,) = events_of(lambda: actions.note_export(by=by, rows=37, at=NOW))
    assert (event.kind, event.measures, event.attributes) == (
        "list.exported",
        {"rows": 37, "found": 0, "left": 0},
        {"list": "matters"},
    )
    assert (event.unit_id, event.staff_id, event.subject_id) == (by.unit_id, by.staff_id, by.post.id)


def test_a_look_at_personal_fields_is_one_event_with_its_purpose(world: None) -> None:
    matter = make_matter(by="dispatcher", personal={"teller_phone": "13900000000"})
    by = viewer("handler.urban")
    (event,) = events_of(
        lambda: look_at(matter.id, by, NOW, groups=(PersonalGroup.CONTACT, PersonalGroup.IDENTITY))
    )  # fmt: skip
    report = str(Report.objects.get(matter=matter).id)
    assert event.kind == "personal.unmasked"
    assert event.attributes == {"purpose": "call_back", "groups": "contact", "report": report}
    assert (event.staff_id, event.subject_id, event.measures) == (by.staff_id, matter.id, {})


def test_the_return_of_a_helper_counts_for_the_helper_and_not_as_a_return_of_the_matter(world: None) -> None:
    matter = helped()
    by = viewer("handler.housing")
    (event,) = events_of(
        lambda: actions.give_back(matter_id=matter.id, reason="not_our_area", text="", by=by, at=later(hours=1))
    )
    assert event.unit_id == unit("dept.housing")
    assert (event.attributes, event.measures) == (
        {"kind": "complaint", "reason": "not_our_area", "role": "helper"}, {"times": 0},
    )  # fmt: skip
    assert again(matter).returned == 0


def test_closing_without_work_done_says_so(world: None) -> None:
    matter, by = working(), viewer("handler.urban")
    (event,) = events_of(
        lambda: actions.close(
            matter_id=matter.id, result="withdrawn", text="本人撤回", fields={}, uploads=[], by=by, at=later(hours=1)
        )
    )
    assert event.attributes == {
        "kind": "complaint", "result": "withdrawn", "counts": "no", "in_time": "yes", "line": "partner",
    }  # fmt: skip
    assert event.measures == {"minutes": 60, "files": 0}


def test_the_file_of_a_progress_is_counted_in_its_event(world: None) -> None:
    matter, by = working(), viewer("handler.urban")
    (event,) = events_of(
        lambda: actions.progress(
            matter_id=matter.id, text="", uploads=[Upload("现场.png", PNG)], step="", by=by, at=later(hours=1)
        )
    )
    assert event.measures == {"files": 1}


def test_the_entry_of_a_move_names_unit_person_and_codes(world: None) -> None:
    matter = triage()
    by = viewer("dispatcher.north")
    actions.route(matter_id=matter.id, unit_id=unit("dept.urban"), reason="城管来管", by=by, at=later(hours=1))
    handler = viewer("handler.urban")
    actions.accept(matter_id=matter.id, by=handler, at=later(hours=2))
    actions.assign(matter_id=matter.id, staff_id=handler.staff_id, by=handler, at=later(hours=2))
    actions.add_party(
        matter_id=matter.id, unit_id=unit("dept.land"), role=TaskRole.COPY, wanted="", by=handler, at=later(hours=2)
    )
    rows = {entry.move: entry for entry in Entry.objects.filter(matter=matter)}
    assert rows["route"].codes == {"unit": str(unit("dept.urban"))}
    assert (rows["route"].unit_id, rows["route"].text) == (unit("centre.north"), "城管来管")
    assert rows["assign"].codes == {"staff": str(handler.staff_id)}
    assert rows["add_party"].codes == {"unit": str(unit("dept.land")), "role": "copy"}
    assert rows["accept"].task_id == share(matter).id


def test_the_moves_of_one_matter_can_be_read_from_the_ledger_alone(world: None) -> None:
    matter = offered()
    for move, hours in ((Move.ACCEPT, 1), (Move.PROGRESS, 2), (Move.CLOSE, 3), (Move.REOPEN, 4)):
        DID[move].do(matter, viewer(DID[move].login), later(hours=hours))
    assert kinds_of(matter.id) == [
        "matter.received", "task.accepted", "task.progressed", "matter.closed", "matter.reopened",
    ]  # fmt: skip
