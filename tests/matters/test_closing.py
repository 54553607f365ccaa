"""Closing with what the result needs, reopening with a new clock, urging: what each changes and what each refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter, Task
from fengqiao.matters.queries import dossier
from fengqiao.matters.terms import Move, TaskRole
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import StoredFile
from tests.matters.helping import (
    CHECKED,
    DID,
    PNG,
    STOLEN,
    again,
    closed,
    end,
    helped,
    later,
    offered,
    refused,
    share,
    working,
)
from tests.world import NOW, make_matter, unit, viewer


def open_again(matter: Matter, **over: object) -> None:
    values = {"reason": "new_facts", "text": "又摆回来了", "by": viewer("dispatcher"), "at": later(days=1)}
    actions.reopen(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


def test_closing_stops_the_clocks_and_ends_the_leads_task(world: None) -> None:
    matter = working()
    actions.urge(matter_id=matter.id, text="快办", by=viewer("supervisor"), at=later(hours=1))
    end(matter, later(hours=2))
    after, task = again(matter), share(matter)
    assert (after.state, after.result, after.closed_at, after.urged) == ("closed", "explained", later(hours=2), False)
    assert (after.due_at, after.soon_at, after.fields) == (None, None, CHECKED)
    assert (task.state, task.ended_at) == ("done", later(hours=2))
    assert [clock.code for clock in Clock.objects.filter(stopped_at__isnull=True)] == ["revisit"]
    entry = Entry.objects.get(move="close")
    assert (entry.text, entry.codes, entry.task_id) == ("已向反映人说明", {"result": "explained"}, task.id)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"result": "agreed_written"}, "close-result"),
        ({"result": ""}, "close-result"),
        ({"fields": {}}, "close-fields"),
        ({"text": " "}, "close-text"),
        ({"result": "resolved"}, "close-evidence"),
        ({"fields": {"verified": "也许"}}, "field-choice"),
        ({"text": "字" * 5001}, "text-long"),
        ({"result": "resolved", "uploads": [Upload("空.png", b"")]}, "file-empty"),
    ],
)
def test_what_the_result_needs_and_does_not_get_keeps_the_matter_open(
    world: None, over: dict[str, object], code: str
) -> None:
    matter = working()
    with refused(code):
        end(matter, **over)


def test_evidence_is_kept_with_the_closing(world: None) -> None:
    matter = working()
    end(matter, result="resolved", uploads=[Upload("整改后.png", PNG)])
    assert again(matter).result == "resolved"
    assert StoredFile.objects.get().holder_id == Entry.objects.get(move="close").id


def test_evidence_sent_in_while_it_was_handled_serves(world: None) -> None:
    matter = working()
    actions.progress(
        matter_id=matter.id, text="", step="", uploads=[Upload("整改后.png", PNG)], by=viewer("handler.urban"), at=NOW
    )
    end(matter, result="resolved")
    assert again(matter).state == "closed"


def test_a_field_given_on_the_way_need_not_be_given_again(world: None) -> None:
    matter = working()
    actions.progress(
        matter_id=matter.id, text="", step="", uploads=[], fields=CHECKED, by=viewer("handler.urban"), at=NOW
    )
    end(matter, fields={"demand": "清走"})
    assert again(matter).fields == {"verified": "true", "demand": "清走"}


def test_a_closing_that_is_no_work_done_needs_words_and_no_fields(world: None) -> None:
    matter = working()
    with refused("close-text"):
        end(matter, result="withdrawn", fields={}, text="")
    end(matter, result="withdrawn", fields={}, text="本人撤回")
    assert again(matter).result == "withdrawn"


def test_a_result_may_need_neither_words_nor_evidence(world: None) -> None:
    matter = make_matter(by="dispatcher", kind="police_service", title="孩子上户口", text="孩子上户口要带什么材料。")
    by = viewer("desk.north")
    actions.accept(matter_id=matter.id, by=by, at=NOW)
    end(matter, result="completed", fields={"service": "household"}, text="", by=by)
    assert again(matter).state == "closed"


def test_a_field_needed_for_closing_is_asked_for_by_name(world: None) -> None:
    matter = make_matter(by="dispatcher", **STOLEN)
    by = viewer("desk.north")
    actions.accept(matter_id=matter.id, by=by, at=NOW)
    with refused("close-fields"):
        end(matter, result="settled", fields={}, by=by)
    end(matter, result="settled", fields={"found_class": "刑事类警情"}, by=by)
    assert again(matter).fields == {"found_class": "criminal"}


@pytest.mark.parametrize("signed", [True, False])
def test_closing_is_refused_over_open_helpers_by_name(world: None, signed: bool) -> None:
    matter = helped(signed=signed)
    with refused("close-open-tasks") as told:
        end(matter)
    assert "housing局" in str(told.value)


@pytest.mark.parametrize("move", [Move.DONE, Move.RETURN])
def test_closing_is_free_once_the_helper_is_done_or_has_handed_back(world: None, move: Move) -> None:
    matter = helped()
    DID[move].do(matter, viewer("handler.housing"), later(hours=1))
    end(matter)
    assert again(matter).state == "closed"


def test_a_copy_keeps_nobody_from_closing(world: None) -> None:
    matter = working()
    actions.add_party(
        matter_id=matter.id, unit_id=unit("dept.land"), role=TaskRole.COPY, wanted="", by=viewer("handler.urban"),
        at=NOW,
    )  # fmt: skip
    end(matter)
    assert again(matter).state == "closed"
    assert share(matter, TaskRole.COPY).state == "noted"


def test_a_lead_that_has_not_signed_cannot_close(world: None) -> None:
    matter = offered()
    with refused("matter-unsigned"):
        end(matter)


def test_reopening_gives_it_back_to_the_unit_that_closed_it_to_be_signed_anew(world: None) -> None:
    matter = closed()
    open_again(matter)
    after, task = again(matter), share(matter)
    assert (after.state, after.result, after.closed_at, after.accepted_at) == ("offered", "", None, None)
    assert (after.reopened, after.unit.code) == (1, "dept.urban")
    assert (task.state, task.unit.code, task.opened_at) == ("offered", "dept.urban", later(days=1))
    entry = Entry.objects.get(move="reopen")
    assert (entry.text, entry.codes, entry.task_id) == ("又摆回来了", {"reason": "new_facts"}, task.id)


def test_reopening_starts_a_new_finishing_clock_and_leaves_the_old_one_as_it_was(world: None) -> None:
    matter = closed()
    (old,) = Clock.objects.filter(code="finish")
    at = later(days=10)
    open_again(matter, at=at)
    kept, new = Clock.objects.filter(code="finish").order_by("started_at")
    assert (kept.id, kept.events, kept.stopped_at, kept.due_at) == (old.id, old.events, old.stopped_at, old.due_at)
    assert (new.started_at, new.stopped_at) == (at, None)
    assert new.due_at - old.due_at > timedelta(days=10)
    accept = Clock.objects.get(code="accept", stopped_at__isnull=True)
    assert (accept.started_at, accept.task_id) == (at, share(matter).id)
    assert again(matter).due_at == accept.due_at


def test_a_matter_can_be_closed_and_reopened_more_than_once(world: None) -> None:
    matter = closed()
    for times in (1, 2):
        open_again(matter, at=later(days=times))
        actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(days=times, hours=1))
        end(matter, later(days=times, hours=2))
        assert (again(matter).reopened, again(matter).state) == (times, "closed")
    assert sorted(Task.objects.values_list("role", "state")) == [("lead", "done")] * 3
    assert Clock.objects.filter(code="finish").count() == 3


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"reason": ""}, "reason-unknown"),
        ({"reason": "not_our_area"}, "reason-unknown"),
        ({"text": " "}, "reopen-text"),
        ({"text": "字" * 5001}, "text-long"),
    ],
)
def test_reopening_needs_a_reason_of_the_list_and_words(world: None, over: dict[str, object], code: str) -> None:
    matter = closed()
    with refused(code):
        open_again(matter, **over)


def test_urging_marks_the_matter_until_it_is_closed(world: None) -> None:
    matter = offered()
    with refused("urge-text"):
        actions.urge(matter_id=matter.id, text=" ", by=viewer("supervisor"), at=NOW)
    actions.urge(matter_id=matter.id, text="请本周办完", by=viewer("supervisor"), at=NOW)
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=1))
    assert (again(matter).urged, again(matter).state) == (True, "working")
    assert (Entry.objects.get(move="urge").text, share(matter).state) == ("请本周办完", "working")
    end(matter)
    assert again(matter).urged is False


def test_a_time_that_goes_back_between_two_machines_does_not_break_the_matter(world: None) -> None:
    matter = closed()
    open_again(matter, at=later(days=1))
    a_moment_before = later(days=1) - timedelta(seconds=2)
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=a_moment_before)
    case = dossier(viewer("handler.urban"), matter.id)
    assert case is not None
    assert Clock.objects.get(task_id=share(matter).id).stopped_at == later(days=1)
