"""Two at once: each action holds its matter, so that one wins and the other is told; and what happens without the lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet

from fengqiao.ledger.queries import kinds_of
from fengqiao.matters import actions
from fengqiao.matters.actions import Outcome, Received, desk_at, receive
from fengqiao.matters.actions import handling as handling_room
from fengqiao.matters.models import Clock, Entry, Matter, NumberSeries, Report, Task
from fengqiao.matters.terms import Door, Move, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import PersonalRecord, StoredFile
from tests.matters.helping import (
    DID,
    PNG,
    again,
    at_once,
    closed,
    codes,
    dump,
    end,
    helped,
    later,
    offered,
    triage,
    working,
)
from tests.world import NOW, telling, unit, viewer

Things = Callable[[], object]


def moved(matter: Matter, move: Move, login: str = "", at: datetime | None = None) -> Things:
    """Return a move to be done in a thread; who does it is read before."""
    by = viewer(login or DID[move].login)
    return lambda: DID[move].do(matter, by, at or later(hours=3))


def events(matter: Matter, kind: str) -> int:
    return kinds_of(matter.id).count(kind)


def test_two_signatures_at_once_are_one(committed_world: None) -> None:
    matter = offered()
    assert codes(at_once(moved(matter, Move.ACCEPT), moved(matter, Move.ACCEPT))) == ["done", "task-signed"]
    assert (events(matter, "task.accepted"), again(matter).version) == (1, 2)
    assert Entry.objects.filter(move="accept").count() == 1
    assert Clock.objects.filter(stopped_at__isnull=True, code="finish").count() == 1


def test_two_closings_at_once_are_one(committed_world: None) -> None:
    matter = working()
    assert codes(at_once(moved(matter, Move.CLOSE), moved(matter, Move.CLOSE))) == ["done", "matter-closed"]
    assert (events(matter, "matter.closed"), again(matter).version) == (1, 3)


def test_two_reopenings_at_once_are_one(committed_world: None) -> None:
    matter = closed()
    found = codes(at_once(moved(matter, Move.REOPEN), moved(matter, Move.REOPEN, "supervisor")))
    assert found == ["done", "matter-unsigned"]
    assert (events(matter, "matter.reopened"), again(matter).reopened) == (1, 1)
    assert Clock.objects.filter(code="finish").count() == 2


def test_two_returns_at_once_are_counted_once(committed_world: None) -> None:
    matter = working()
    assert codes(at_once(moved(matter, Move.RETURN), moved(matter, Move.RETURN))) == ["done", "matter-triage"]
    assert (again(matter).returned, events(matter, "task.returned")) == (1, 1)


def test_a_signature_and_a_rerouting_at_once_end_with_the_unit_chosen(committed_world: None) -> None:
    matter = offered()
    found = codes(at_once(moved(matter, Move.ACCEPT), moved(matter, Move.ROUTE)))
    assert found in (["done", "done"], ["done", "no-task"])
    after = again(matter)
    assert (after.state, after.unit.code, after.accepted_at) == ("offered", "dept.market", None)
    lead = Task.objects.get(role="lead", state__in=["offered", "working"])
    assert (lead.unit.code, lead.state) == ("dept.market", "offered")
    assert Clock.objects.filter(code="accept", stopped_at__isnull=True).get().task_id == lead.id
    assert events(matter, "matter.routed") == 1


def test_a_closing_and_a_new_helper_at_once_never_leave_a_helper_behind(committed_world: None) -> None:
    matter = working()
    found = codes(at_once(moved(matter, Move.CLOSE), moved(matter, Move.ADD_PARTY)))
    assert found in (["close-open-tasks", "done"], ["done", "matter-closed"])
    helping = Task.objects.filter(role="helper", state="offered").count()
    assert (again(matter).state, helping) in (("working", 1), ("closed", 0))


def test_a_closing_and_a_merging_at_once_leave_one_end(committed_world: None) -> None:
    """The younger is closed with its result, or it goes into the older; never both."""
    older, younger = working(place="早到的"), working()
    by, moment = viewer("dispatcher"), later(hours=3)
    found = codes(at_once(moved(younger, Move.CLOSE), merging(younger, older, by, moment)))
    after = again(younger)
    assert found in (["done", "matter-merged"], ["done", "matter-closed"])
    assert (after.merged_into_id is None) == (found == ["done", "matter-closed"])
    assert (events(younger, "matter.closed"), events(younger, "matter.merged")) in ((1, 0), (0, 1))
    assert Report.objects.filter(matter=younger).count() == (0 if after.merged_into_id else 1)
    assert not Task.objects.filter(matter=younger, state__in=["offered", "working"]).exists()


def test_nothing_goes_into_a_matter_that_is_closed_at_once(committed_world: None) -> None:
    """The older is closed first and takes nothing in, or it takes the younger in and is closed with both tellings."""
    older, younger = working(place="早到的"), working()
    by, moment = viewer("dispatcher"), later(hours=3)
    found = codes(at_once(moved(older, Move.CLOSE), merging(younger, older, by, moment)))
    assert found in (["done", "done"], ["done", "merge-closed"])
    assert again(older).state == "closed"
    assert Report.objects.filter(matter=older).count() == (2 if found == ["done", "done"] else 1)
    assert again(younger).state == ("closed" if found == ["done", "done"] else "working")


def test_two_who_merge_the_same_pair_from_both_sides_merge_it_once(committed_world: None) -> None:
    older, younger = working(place="早到的"), working()
    by, moment = viewer("dispatcher"), later(hours=3)
    found = codes(at_once(merging(younger, older, by, moment), merging(older, younger, by, moment)))
    assert found == ["done", "matter-merged"]
    assert events(younger, "matter.merged") + events(older, "matter.merged") == 1


def merging(matter: Matter, other: Matter, by: Viewer, at: datetime) -> Things:
    def merge() -> None:
        actions.merge(matter_id=matter.id, other_id=other.id, text="", by=by, at=at)

    return merge


def test_the_last_helper_and_the_lead_at_once(committed_world: None) -> None:
    matter = helped()
    found = codes(at_once(moved(matter, Move.CLOSE), moved(matter, Move.DONE)))
    assert found in (["close-open-tasks", "done"], ["done", "done"])
    assert Task.objects.filter(role="helper").get().state == "done"


def test_the_same_helper_asked_in_twice_at_once_has_one_share(committed_world: None) -> None:
    matter = working()
    assert codes(at_once(moved(matter, Move.ADD_PARTY), moved(matter, Move.ADD_PARTY))) == ["done", "party-there"]


def test_two_who_route_at_once_leave_one_lead(committed_world: None) -> None:
    matter = triage()
    by = viewer("dispatcher")

    def send(to: str, seen: int | None = None) -> Things:
        unit_id = unit(to)
        return lambda: actions.route(
            matter_id=matter.id, unit_id=unit_id, reason="按职责", by=by, at=later(hours=1), seen_version=seen
        )

    assert codes(at_once(send("dept.market"), send("dept.land"))) == ["done", "done"]
    assert sorted(Task.objects.values_list("role", "state")) == [("lead", "offered"), ("lead", "withdrawn")]
    seen = again(matter).version
    assert codes(at_once(send("dept.urban", seen), send("dept.housing", seen))) == ["done", "matter-changed"]
    assert Task.objects.filter(role="lead", state="offered").count() == 1
    assert Clock.objects.filter(code="accept", stopped_at__isnull=True).count() == 1


def test_progress_written_at_once_is_all_kept(committed_world: None) -> None:
    matter = working()
    found = at_once(*[moved(matter, Move.PROGRESS) for _ in range(4)])
    assert codes(found) == ["done"] * 4
    assert (Entry.objects.filter(move="progress").count(), again(matter).version) == (4, matter.version + 4)


def test_the_same_telling_at_two_doors_at_once_is_one_matter(committed_world: None) -> None:
    desk, by = desk_at(NOW), viewer("dispatcher")
    one = telling(outside_ref="A-1", personal={"teller_name": "王五"})
    found = at_once(*[lambda: receive(telling_list=[one], desk=desk, by=by, at=NOW)] * 2)
    outcomes = sorted(received.outcome for (received,) in found)  # type: ignore[misc]
    assert outcomes == [Outcome.KNOWN, Outcome.NEW]
    assert len({received.matter_id for (received,) in found}) == 1  # type: ignore[misc]
    assert (Matter.objects.count(), Report.objects.count(), PersonalRecord.objects.count()) == (1, 1, 1)
    assert NumberSeries.objects.get().last == 1


def test_the_same_ticket_sent_twice_at_once_keeps_its_file_once(committed_world: None) -> None:
    desk, by, one = desk_at(NOW), viewer("desk.north"), telling(door=Door.COUNTER, outside_ref="ticket")
    uploads = [Upload("现场.png", PNG)]
    found = at_once(*[lambda: actions.receive_one(telling=one, uploads=uploads, desk=desk, by=by, at=NOW)] * 2)
    assert sorted(each.outcome for each in found if isinstance(each, Received)) == [Outcome.KNOWN, Outcome.NEW]
    assert StoredFile.objects.count() == 1


def test_numbers_taken_at_once_have_neither_gaps_nor_repeats(committed_world: None) -> None:
    desk, by = desk_at(NOW), viewer("dispatcher")

    def take(door: int) -> Things:
        batches = [[telling(outside_ref=f"{door}-{n}"), telling(outside_ref=f"{door}-{n}b")] for n in range(3)]
        return lambda: [receive(telling_list=batch, desk=desk, by=by, at=NOW) for batch in batches]

    at_once(*[take(door) for door in range(4)])
    numbers = sorted(Matter.objects.values_list("number", flat=True))
    assert numbers == [f"TC20260901-{serial:05d}" for serial in range(1, 25)]
    assert NumberSeries.objects.get().last == 24


def test_the_database_itself_allows_one_lead_and_one_share_a_unit(committed_world: None) -> None:
    matter = working()
    for role, code in ((TaskRole.LEAD, "dept.market"), (TaskRole.HELPER, "dept.urban")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.create(
                matter=matter, role=role.value, unit_id=unit(code), state="offered", opened_at=NOW
            )  # fmt: skip


def test_without_the_lock_two_would_sign(committed_world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the task before either writes: why `hold` locks, and why SQLite begins by writing."""
    matter, both_have_read = offered(), threading.Barrier(2)
    task_for = handling_room.task_for

    def read_then_wait(*args: object, **over: object) -> object:
        task = task_for(*args, **over)  # type: ignore[arg-type]
        both_have_read.wait(timeout=10)
        return task

    monkeypatch.setattr(handling_room, "task_for", read_then_wait)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    sign = moved(matter, Move.ACCEPT)

    def unlocked() -> None:
        connection.ensure_connection()
        connection.transaction_mode = "DEFERRED"  # SQLite: no lock until the first write
        sign()

    found = at_once(unlocked, unlocked)
    if connection.vendor == "sqlite":
        (refused,) = [each for each in found if each is not None]
        assert isinstance(refused, OperationalError)
        assert "locked" in str(refused)
        assert events(matter, "task.accepted") == 1
    else:
        assert found == [None, None]
        assert (events(matter, "task.accepted"), again(matter).version) == (2, 2)


def test_a_thread_that_fails_leaves_nothing(committed_world: None) -> None:
    matter = working()
    before = dump()
    by = viewer("handler.urban")
    found = at_once(*[lambda: end(matter, later(hours=2), by=by, fields={})] * 2)
    assert codes(found) == ["close-fields", "close-fields"]
    assert dump() == before
