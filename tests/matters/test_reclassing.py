"""A matter that was taken for another kind: it stays where it is, keeps its time, and goes by the right terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fengqiao.kit.clocks import events_from_json
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter
from fengqiao.matters.queries import dossier
from tests.matters.helping import (
    CHECKED,
    CLUE,
    again,
    anywhere,
    at_once,
    codes,
    end,
    helped,
    later,
    offered,
    refused,
    triage,
    working,
)
from tests.world import viewer

WHY = "其实是求助"


def reclass(matter: Matter, kind: str, by: str = "handler.urban", hours: float = 1, text: str = WHY) -> None:
    actions.reclass(matter_id=matter.id, kind=kind, text=text, by=viewer(by), at=later(hours=hours))


def clock(matter: Matter, code: str) -> Clock:
    return Clock.objects.get(matter=matter, code=code)


def test_the_finishing_goes_by_the_new_kinds_term_from_its_own_start(world: None) -> None:
    matter = working()
    start, before = clock(matter, "finish").started_at, clock(matter, "finish").due_at
    reclass(matter, "help", hours=30)
    row = again(matter)
    straight = offered(kind="help", title="请帮忙", text="家里水管的事，请帮忙联系一下。")
    assert (row.kind, row.state, row.unit_id) == ("help", "working", matter.unit_id)
    finish = clock(matter, "finish")
    assert (finish.started_at, finish.kind) == (start, "complaint")
    assert finish.due_at == clock(straight, "finish").due_at < before
    assert row.due_at == finish.due_at


def test_a_clock_that_the_new_kind_does_not_have_stops_and_one_that_only_it_has_begins(world: None) -> None:
    matter = working()
    reclass(matter, "emergency")
    found = {row.code: (row.kind, row.stopped_at is None) for row in Clock.objects.filter(matter=matter)}
    assert found == {
        "accept": ("complaint", False),
        "finish": ("complaint", True),
        "contact": ("complaint", False),
        "arrive": ("", True),
        "feedback": ("", True),
    }
    assert clock(matter, "arrive").started_at == later(hours=1)
    assert again(matter).urgent
    reclass(matter, "complaint", hours=2)
    assert not again(matter).urgent
    arrive = clock(matter, "arrive")
    assert (arrive.kind, arrive.stopped_at) == ("emergency", later(hours=2))
    case = dossier(viewer("handler.urban"), matter.id)
    assert case
    assert {row.code: found.limit.amount for row, found in case.clocks if found.limit and row.code != "contact"} == {
        "accept": 1, "finish": 15, "arrive": 10, "feedback": 2,
    }  # fmt: skip


def test_an_unsigned_matter_and_one_without_a_unit_have_their_signing_changed(world: None) -> None:
    for matter, by in ((offered(), "dispatcher"), (triage(), "dispatcher")):
        reclass(matter, "emergency", by, hours=0.01)
        accept = clock(matter, "accept")
        assert accept.due_at - accept.started_at == timedelta(minutes=3)
        assert again(matter).due_at == accept.due_at
        assert set(Clock.objects.filter(matter=matter).values_list("code", flat=True)) == {"accept", "finish"}


def test_a_helpers_share_and_an_extension_stay(world: None) -> None:
    matter = helped()
    by = viewer("supervisor")
    actions.extend(
        matter_id=matter.id, clock_id=clock(matter, "finish").id, amount=3, text="要鉴定", by=by, at=later(hours=1)
    )
    before = clock(matter, "finish").due_at
    reclass(matter, "emergency", hours=2)  # in hours: what was granted in working days cannot be converted
    assert clock(matter, "finish").due_at == before
    assert clock(matter, "help").stopped_at == later(hours=2)  # an emergency has no term for helpers
    assert again(matter).tasks.filter(role="helper", state="working").exists()


def test_an_extension_in_the_same_unit_goes_on_top_of_the_new_term(world: None) -> None:
    matter, straight = working(), offered(kind="help", title="请帮忙", text="家里水管的事，请帮忙联系一下。")
    by = viewer("supervisor")
    actions.extend(
        matter_id=matter.id, clock_id=clock(matter, "finish").id, amount=3, text="要鉴定", by=by, at=later(hours=1)
    )
    reclass(matter, "help", hours=2)
    assert clock(matter, "finish").due_at - clock(straight, "finish").due_at >= timedelta(days=3)


def test_a_pause_that_runs_is_not_lost(world: None) -> None:
    matter, by = working(), viewer("handler.urban")
    finish = clock(matter, "finish").id
    actions.pause(matter_id=matter.id, clock_id=finish, reason="unreachable", text="", by=by, at=later(hours=1))
    reclass(matter, "help", hours=2)
    events = [type(each).__name__ for each in events_from_json(clock(matter, "finish").events)]
    assert events == ["Started", "Paused", "Changed"]
    assert clock(matter, "finish").paused_at == later(hours=1)
    actions.resume(matter_id=matter.id, clock_id=finish, by=by, at=later(hours=49))
    straight = offered(kind="help", title="请帮忙", text="家里水管的事，请帮忙联系一下。")
    # At the end of one working day it was held, and that day does not count.
    assert clock(matter, "finish").due_at == clock(straight, "finish").due_at + timedelta(days=1)


def test_fields_that_mean_nothing_there_stand_in_the_timeline(world: None) -> None:
    matter = offered(fields={"field_of_life": "consumer"})
    assert again(matter).fields == {"field_of_life": "consumer"}
    reclass(matter, "inquiry", "dispatcher")
    entry = Entry.objects.get(move="reclass")
    gone = [] if "field_of_life" in again(matter).fields else [["field.field_of_life", "consumer", ""]]
    assert entry.codes.get("changes", []) == gone
    assert (entry.text, entry.codes["was"], entry.codes["kind"]) == (WHY, "complaint", "inquiry")


def test_the_event_says_what_it_was_and_is(world: None) -> None:
    matter = working()
    reclass(matter, "help")
    event = Event.objects.get(kind="matter.reclassed")
    assert event.attributes == {"kind": "help", "was": "complaint", "urgent": "no"}
    assert event.measures == {"clocks": 2}


def test_what_cannot_be_is_refused_in_words(world: None) -> None:
    matter = working()
    with refused("kind-unknown"):
        reclass(matter, "weather")
    with refused("reclass-same"):
        reclass(matter, "complaint")
    with refused("reclass-sealed"):
        reclass(matter, "clue")
    with refused("reclass-text"):
        reclass(matter, "help", text=" \u3000")
    stranger = replace(anywhere("handler.urban"), seen_units=frozenset(), staff_id=new_id())
    with refused("matter-unknown"):
        actions.reclass(matter_id=matter.id, kind="help", text=WHY, by=stranger, at=later(hours=1))
    other = offered(place="别处")
    with refused("no-task"):  # a helper of nothing here, who only sees it
        seen = replace(viewer("handler.urban"), seen_areas=viewer("dispatcher").seen_areas, seen_units=frozenset())
        actions.reclass(matter_id=other.id, kind="help", text=WHY, by=seen, at=later(hours=1))
    sealed = offered(**CLUE)
    with refused("reclass-sealed"):
        actions.reclass(matter_id=sealed.id, kind="help", text=WHY, by=anywhere("dispatcher"), at=later(hours=1))


def test_it_closes_by_the_rules_of_its_new_kind(world: None) -> None:
    matter = working()
    reclass(matter, "suggestion")
    kind = dossier(viewer("handler.urban"), matter.id)
    assert kind
    result = next(each for each in kind.kind.results if each.counts_as_done and not each.evidence)
    needed = {f.code: CHECKED.get(f.code, "") for f in kind.kind.fields if f.needed_at == "close"}
    end(matter, later(hours=3), result=result.code, fields=needed)
    event = Event.objects.get(kind="matter.closed")
    assert (again(matter).state, event.attributes["kind"], event.attributes["in_time"]) == (
        "closed",
        "suggestion",
        "yes",
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_comes_second_and_sees_what_the_first_made(committed_world: None) -> None:
    matter = working()
    seen = again(matter).version
    found = at_once(
        *(
            lambda kind=kind: actions.reclass(  # type: ignore[misc]
                matter_id=matter.id, kind=kind, text=WHY, by=viewer("handler.urban"), at=later(hours=1),
                seen_version=seen,
            )
            for kind in ("help", "inquiry")
        )
    )  # fmt: skip
    assert codes(found) == ["done", "matter-changed"]
    assert Event.objects.filter(kind="matter.reclassed").count() == 1
