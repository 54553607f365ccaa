"""Accepting, assigning, progress by stages, helpers and copies: what each changes, and what each refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.kit.identifiers import new_id
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter, Task
from fengqiao.matters.queries import dossier
from fengqiao.matters.terms import Move, TaskRole
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.models import Staff, Unit
from fengqiao.orgs.terms import Role
from fengqiao.vault.actions import Upload
from fengqiao.vault.models import StoredFile
from tests.matters.helping import (
    CHECKED,
    DID,
    PNG,
    STOLEN,
    add_housing,
    again,
    end,
    helped,
    later,
    offered,
    refused,
    share,
    working,
)
from tests.world import BEGAN, NOW, make_matter, unit, viewer


def progress(matter: Matter, **over: object) -> None:
    """Write progress as the urban department, an hour after NOW unless told."""
    values = {"text": "", "step": "", "uploads": [], "by": viewer("handler.urban"), "at": later(hours=1)}
    actions.progress(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


def test_the_leads_signature_sets_the_matter_working_at_its_first_stage(world: None) -> None:
    matter = offered()
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=1))
    after, task = again(matter), share(matter)
    assert (after.state, after.step, after.accepted_at) == ("working", "check", later(hours=1))
    assert (task.state, task.accepted_at, task.assignee_id) == ("working", later(hours=1), None)
    accept, contact, finish = Clock.objects.order_by("code")
    assert (accept.stopped_at, finish.stopped_at) == (later(hours=1), None)
    assert (contact.code, contact.started_at, contact.stopped_at) == ("contact", later(hours=1), None)
    assert (after.due_at, after.soon_at) == (finish.due_at, finish.soon_at)


def test_signing_twice_is_refused(world: None) -> None:
    matter = working()
    with refused("task-signed"):
        actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=1))


def test_what_was_not_signed_for_cannot_be_worked_on(world: None) -> None:
    matter = offered()
    with refused("matter-unsigned"):
        progress(matter, text="去看了")


def test_a_helper_signs_for_itself_and_not_for_the_lead(world: None) -> None:
    matter = helped(signed=False)
    actions.accept(matter_id=matter.id, by=viewer("handler.housing"), at=later(hours=2))
    helper, lead = share(matter, TaskRole.HELPER), share(matter)
    assert (helper.state, helper.accepted_at) == ("working", later(hours=2))
    assert (lead.accepted_at, again(matter).accepted_at) == (NOW + timedelta(minutes=10), NOW + timedelta(minutes=10))
    assert Clock.objects.get(task_id=helper.id, code="accept").stopped_at == later(hours=2)
    assert Clock.objects.get(task_id=helper.id, code="help").started_at == later(hours=2)
    assert again(matter).due_at == Clock.objects.get(code="finish").due_at


def test_a_helper_waits_until_the_new_lead_has_signed(world: None) -> None:
    matter = helped(signed=False)
    actions.route(matter_id=matter.id, unit_id=unit("dept.market"), reason="改派", by=viewer("dispatcher"), at=NOW)
    with refused("lead-unsigned"):
        actions.accept(matter_id=matter.id, by=viewer("handler.housing"), at=later(hours=2))


def test_the_county_centre_as_helper_of_a_town_acts_for_itself(world: None) -> None:
    """It reaches both shares; its own comes first."""
    matter = make_matter(by="dispatcher", kind="dispute", title="邻里纠纷", text="两家因为院墙吵了三年。")
    town, county = viewer("dispatcher.north"), viewer("dispatcher")
    actions.accept(matter_id=matter.id, by=town, at=NOW)
    actions.add_party(
        matter_id=matter.id, unit_id=unit("centre"), role=TaskRole.HELPER, wanted="派调解员", by=town, at=NOW
    )
    actions.accept(matter_id=matter.id, by=county, at=later(hours=1))
    case = dossier(county, matter.id)
    assert case is not None
    task = case.task_of(county)
    assert task is not None
    assert (task.role, task.unit_id) == ("helper", unit("centre"))
    actions.finish_task(matter_id=matter.id, text="调解员已到", uploads=[], by=county, at=later(hours=2))
    assert (share(matter, TaskRole.HELPER).state, share(matter).state) == ("done", "working")


def test_a_county_centre_that_helps_can_still_sign_for_its_town(world: None) -> None:
    matter = make_matter(by="dispatcher", kind="dispute", title="邻里纠纷", text="两家因为院墙吵了三年。")
    town, county = viewer("dispatcher.north"), viewer("dispatcher")
    actions.accept(matter_id=matter.id, by=town, at=NOW)
    actions.add_party(matter_id=matter.id, unit_id=unit("centre"), role=TaskRole.HELPER, wanted="派人", by=town, at=NOW)
    actions.route(matter_id=matter.id, unit_id=unit("station.north"), reason="先到场", by=town, at=NOW)
    actions.route(matter_id=matter.id, unit_id=unit("centre.north"), reason="转回", by=county, at=later(hours=1))
    actions.accept(matter_id=matter.id, by=county, at=later(hours=2))
    assert (share(matter).state, share(matter, TaskRole.HELPER).state) == ("working", "offered")


def test_a_task_is_given_to_somebody_in_the_unit_or_below(world: None) -> None:
    matter = offered(**STOLEN)
    desk, officer = viewer("desk.north"), viewer("officer.north")
    actions.accept(matter_id=matter.id, by=desk, at=NOW)
    actions.assign(matter_id=matter.id, staff_id=officer.staff_id, by=desk, at=NOW)
    assert share(matter).assignee_id == officer.staff_id
    for stranger in (viewer("desk.south").staff_id, viewer("supervisor").staff_id, new_id()):
        with refused("assignee-unknown"):
            actions.assign(matter_id=matter.id, staff_id=stranger, by=desk, at=NOW)


def test_a_task_is_not_given_to_somebody_whose_post_has_ended_or_not_begun(world: None) -> None:
    matter = working()
    orgs.engage(
        staff=[
            orgs.NewStaff(number=number, name=number, posts=[orgs.NewPost(
                unit="dept.urban", role=Role.HANDLER, starts=later(days=begins), ends=later(days=ends)
            )])
            for number, begins, ends in (("gone", -9, -1), ("now", -1, 1), ("next", 1, 9))
        ],
        recorded_by=None,
        at=NOW,
    )  # fmt: skip
    ids = dict(Staff.objects.values_list("number", "id"))
    for number in ("gone", "next"):
        with refused("assignee-unknown"):
            actions.assign(matter_id=matter.id, staff_id=ids[number], by=viewer("handler.urban"), at=NOW)
    actions.assign(matter_id=matter.id, staff_id=ids["now"], by=viewer("handler.urban"), at=NOW)


def test_progress_keeps_words_fields_files_and_stage(world: None) -> None:
    matter = working()
    progress(matter, text=" 去看了\x00 ", step="handle", fields=CHECKED, uploads=[Upload("现场.png", PNG)])
    after, entry = again(matter), Entry.objects.get(move="progress")
    assert (after.step, after.fields, after.state) == ("handle", {"verified": "true"}, "working")
    assert (entry.text, entry.codes, entry.task_id) == ("去看了", {"step": "handle"}, share(matter).id)
    assert list(StoredFile.objects.values_list("holder_id", "matter_id")) == [(entry.id, matter.id)]


@pytest.mark.parametrize("over", [{}, {"text": " \n "}, {"step": "check"}, {"fields": {"verified": ""}}])
def test_progress_that_says_nothing_is_refused(world: None, over: dict[str, object]) -> None:
    matter = working()
    with refused("progress-empty"):
        progress(matter, **over)


@pytest.mark.parametrize(
    "over", [{"text": "去看了"}, {"uploads": [Upload("现场.png", PNG)]}, {"fields": {"demand": "清走"}}]
)
def test_words_or_a_file_or_a_field_are_progress(world: None, over: dict[str, object]) -> None:
    matter = working()
    progress(matter, **over)
    assert again(matter).version == matter.version + 1


def test_a_stage_is_not_left_without_the_field_that_it_needs(world: None) -> None:
    matter = working()
    with refused("step-fields"):
        progress(matter, text="查过了", step="handle")
    progress(matter, text="查过了", step="handle", fields={"verified": "属实"})
    assert (again(matter).step, again(matter).fields) == ("handle", {"verified": "true"})


def test_a_field_given_before_serves_when_the_stage_is_left(world: None) -> None:
    matter = working()
    progress(matter, fields={"verified": "partly"})
    progress(matter, step="handle", at=later(hours=2))
    progress(matter, step="check", at=later(hours=3))
    assert (again(matter).step, again(matter).fields["verified"]) == ("check", "partly")


def test_a_stage_of_another_kind_is_unknown(world: None) -> None:
    matter = working()
    with refused("step-unknown"):
        progress(matter, text="调解", step="mediate", fields=CHECKED)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"fields": {"verified": "也许"}}, "field-choice"),
        ({"text": "字" * 5001}, "text-long"),
        ({"uploads": [Upload("空.png", b"")]}, "file-empty"),
        ({"text": "好", "uploads": [Upload("一.png", PNG), Upload("程序.png", b"MZ" + bytes(200))]}, "file-type"),
        ({"uploads": [Upload(f"{n}.png", PNG) for n in range(11)]}, "files-many"),
    ],
)
def test_progress_that_cannot_be_kept_changes_nothing(world: None, over: dict[str, object], code: str) -> None:
    matter = working()
    with refused(code):
        progress(matter, **over)


def test_a_helper_is_asked_in_with_a_clock_of_its_own(world: None) -> None:
    matter = working()
    add_housing(matter, later(hours=1))
    task = share(matter, TaskRole.HELPER)
    assert (task.unit.code, task.state, task.wanted, task.opened_at) == (
        "dept.housing", "offered", "请查产权", later(hours=1),
    )  # fmt: skip
    clock = Clock.objects.get(task_id=task.id)
    assert (clock.code, clock.started_at, clock.stopped_at) == ("accept", later(hours=1), None)
    assert again(matter).due_at == Clock.objects.get(code="finish").due_at


def test_a_copy_is_noted_without_a_clock(world: None) -> None:
    matter = working()
    actions.add_party(
        matter_id=matter.id, unit_id=unit("dept.land"), role=TaskRole.COPY, wanted="", by=viewer("handler.urban"),
        at=later(hours=1),
    )  # fmt: skip
    task = share(matter, TaskRole.COPY)
    assert (task.unit.code, task.state) == ("dept.land", "noted")
    assert not Clock.objects.filter(task_id=task.id).exists()


@pytest.mark.parametrize(
    ("role", "to", "wanted", "code"),
    [
        (TaskRole.LEAD, "dept.land", "请主办", "lead-one"),
        (TaskRole.HELPER, "dept.urban", "请协办", "party-there"),
        (TaskRole.HELPER, "dept.housing", "请协办", "party-there"),
        (TaskRole.COPY, "dept.housing", "", "party-there"),
        (TaskRole.HELPER, "dept.land", " \x00", "wanted-empty"),
        (TaskRole.HELPER, "dept.closed", "请协办", "unit-unknown"),
        (TaskRole.COPY, "nowhere", "", "unit-unknown"),
        (TaskRole.HELPER, "dept.land", "字" * 5001, "text-long"),
    ],
)
def test_a_party_that_cannot_be_asked_in(world: None, role: TaskRole, to: str, wanted: str, code: str) -> None:
    matter = helped()
    Unit.objects.filter(code="dept.civil").update(code="dept.closed", active_from=BEGAN, active_to=NOW.date())
    unit_id = new_id() if to == "nowhere" else unit(to)
    with refused(code):
        actions.add_party(
            matter_id=matter.id, unit_id=unit_id, role=role, wanted=wanted, by=viewer("handler.urban"), at=NOW
        )


def test_a_long_wish_is_cut_for_the_list_and_whole_in_the_timeline(world: None) -> None:
    matter = working()
    actions.add_party(
        matter_id=matter.id, unit_id=unit("dept.land"), role=TaskRole.HELPER, wanted="查" * 300,
        by=viewer("handler.urban"), at=NOW,
    )  # fmt: skip
    assert share(matter, TaskRole.HELPER).wanted == "查" * 200
    assert Entry.objects.get(move="add_party").text == "查" * 300


def test_a_helper_reports_its_share_done_in_words(world: None) -> None:
    matter = helped()
    by = viewer("handler.housing")
    with refused("done-empty"):
        actions.finish_task(matter_id=matter.id, text="  ", uploads=[], by=by, at=later(hours=1))
    actions.finish_task(matter_id=matter.id, text="产权已查", uploads=[Upload("证.png", PNG)], by=by, at=later(hours=1))
    task = share(matter, TaskRole.HELPER)
    assert (task.state, task.ended_at, again(matter).state) == ("done", later(hours=1), "working")
    assert StoredFile.objects.get().holder_id == Entry.objects.get(move="done").id
    with refused("no-task"):
        actions.finish_task(matter_id=matter.id, text="再报一次", uploads=[], by=by, at=later(hours=2))


def test_a_helper_that_has_not_signed_cannot_report_done(world: None) -> None:
    matter = helped(signed=False)
    with refused("task-unsigned"):
        DID[Move.DONE].do(matter, viewer("handler.housing"), later(hours=1))


def test_the_lead_closes_and_does_not_report_done(world: None) -> None:
    matter = working()
    with refused("lead-closes"):
        DID[Move.DONE].do(matter, viewer("handler.urban"), later(hours=1))


def test_a_helper_that_was_done_can_be_asked_again(world: None) -> None:
    matter = helped()
    DID[Move.DONE].do(matter, viewer("handler.housing"), later(hours=1))
    add_housing(matter, later(hours=2))
    assert sorted(Task.objects.filter(role="helper").values_list("state", flat=True)) == ["done", "offered"]


def test_nothing_is_done_to_a_closed_matter(world: None) -> None:
    matter = working()
    end(matter)
    for move in (Move.ACCEPT, Move.PROGRESS, Move.ASSIGN, Move.ADD_PARTY, Move.RETURN, Move.CLOSE):
        with refused("matter-closed"):
            DID[move].do(matter, viewer("handler.urban"), later(hours=3))
