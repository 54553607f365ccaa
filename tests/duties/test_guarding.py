"""Guard tasks: posts, a lesson that each one on duty has heard, somebody in another's place, the word to go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import guard_of, lessons_of, tasks_of_lesson
from fengqiao.duties.rules.guarding import Stand, lacking, stands, why_not_named, why_not_sent
from fengqiao.duties.terms import ActivityState
from fengqiao.kit.identifiers import new_id
from fengqiao.rulebook.queries import pack_on
from tests.duties.helping import HOUR, activity, volunteers
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, viewer

DAY = timedelta(days=1)
BEGIN = NOW + DAY


def task(**over: object) -> Activity:
    return activity(kind="guard", form="", starts=BEGIN, ends=BEGIN + 6 * HOUR, **over)


def why(posts: list[Stand], *, lack: int = 0, at: object = BEGIN, started: object = None) -> str:
    problem = why_not_sent(ActivityState.PLANNED, started, BEGIN - HOUR, at, posts=posts, lack=lack)  # type: ignore[arg-type]
    return problem.code if problem else ""


def test_when_people_are_sent() -> None:
    a, b, c = new_id(), new_id(), new_id()
    gate, stage = new_id(), new_id()
    found = stands([(gate, "东门", 2), (stage, "主席台", 1)], {a: gate, b: stage, c: None})
    assert [(each.name, each.missing, each.people) for each in found] == [("东门", 1, (a,)), ("主席台", 0, (b,))]
    assert lacking([a, b, c], {b}, asked=True) == [a, c]
    assert lacking([a, b, c], (), asked=False) == []
    full = [Stand(gate, "东门", 1, (a,))]
    assert [why(found), why([]), why(full, lack=1), why(full, at=BEGIN - 2 * HOUR), why(full, started=NOW), why(full)] == [
        "guard-short", "guard-no-posts", "guard-lacking", "guard-early", "guard-started", "",
    ]  # fmt: skip
    names = {("", 1): "post-name", ("长" * 21, 1): "post-name", ("张建国 13912345678", 1): "post-private", ("西门", 1): "post-there", ("东门", 0): "post-least", ("东门", 100): "post-least"}  # fmt: skip
    for (name, least), code in names.items():
        problem = why_not_named(name, least, {"西门"}, 1)
        assert problem is not None
        assert problem.code == code
    assert why_not_named("东门", 2, {"西门"}, 60) is None
    assert why_not_named("东门", 2, (), 61) is not None


@pytest.mark.django_db
def test_nobody_is_sent_before_each_has_heard_the_lesson(world: None) -> None:
    desk, row = viewer("desk.north"), task()
    one, two, three = (viewer(login).staff_id for login in volunteers(3))
    own: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": NOW}
    gate = actions.set_post(name=" 东门 ", least=1, **own)
    stage = actions.set_post(name="主席台", least=1, **own)
    for form, code in (
        ({"name": "东门", "least": 1}, "post-there"),
        ({"name": "x", "least": 1, "post_id": new_id()}, "post-unknown"),
    ):
        with refused(code):
            actions.set_post(**form, **own)
    for login, code in (("volunteer", "denied"), ("desk.south", "duty-unknown")):
        with refused(code):
            actions.set_post(activity_id=row.id, name="南门", least=1, by=viewer(login), at=NOW)
    other = activity()
    with refused("guard-none"):
        actions.set_post(activity_id=other.id, name="南门", least=1, by=desk, at=NOW)
    actions.assign(staff_id=one, post_id=gate, **own)
    actions.assign(staff_id=two, post_id=stage, **own)
    with refused("seat-stranger"):
        actions.assign(staff_id=viewer("desk.south").staff_id, post_id=gate, **own)
    with refused("guard-lesson-late"):
        actions.plan_lesson(starts=row.ends, ends=row.ends + HOUR, **own)
    lesson = actions.plan_lesson(starts=NOW + HOUR, ends=NOW + 2 * HOUR, **own)
    assert set(Seat.objects.filter(activity=lesson).values_list("staff", flat=True)) == {one, two}
    assert [each.id for each in tasks_of_lesson(desk, lesson)] == [row.id]
    actions.mark(activity_id=lesson, staff_ids=[one], by=desk, at=NOW + HOUR)
    go: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": BEGIN}
    with refused("guard-lacking"):
        actions.start(**go)
    kind = pack_on(NOW).pack.duties.kinds["guard"]
    assert guard_of(row, kind).lack == [two]
    # A make-up lesson counts; whoever takes another's place has to have heard it too.
    again = actions.plan_lesson(starts=NOW + 3 * HOUR, ends=NOW + 4 * HOUR, makeup=True, **own)
    assert set(Seat.objects.filter(activity=again).values_list("staff", flat=True)) == {two}
    assert Activity.objects.get(id=again).form == "makeup"
    actions.mark(activity_id=again, staff_ids=[two], by=desk, at=NOW + 3 * HOUR)
    assert guard_of(row, kind).lack == []
    actions.replace(activity_id=row.id, out=two, into=three, by=desk, at=NOW + 5 * HOUR)
    assert [each.people for each in guard_of(row, kind).posts] == [(one,), (three,)]
    with refused("guard-lacking"):
        actions.start(**go)
    actions.replace(activity_id=row.id, out=three, into=two, by=desk, at=NOW + 5 * HOUR)
    with refused("guard-early"):
        actions.start(activity_id=row.id, by=desk, at=BEGIN - 2 * HOUR)
    row.refresh_from_db()
    with refused("duty-changed"):
        actions.start(seen_version=row.version - 1, **go)
    (event,) = events_of(lambda: actions.start(**go))
    assert (event.kind, event.measures, event.attributes["lesson_asked"]) == (
        "duty.started",
        {"people": 2, "posts": 2},
        "yes",
    )
    _after_the_word(row, gate, [one, two], three)


def _after_the_word(row: Activity, gate: UUID, sent: list[UUID], three: UUID) -> None:
    """Once they are sent, nobody joins unheard and no post goes; then it ends as held."""
    desk = viewer("desk.north")
    go: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": BEGIN}
    with refused("guard-started"):
        actions.start(**go)
    with refused("guard-unheard"):
        actions.put(activity_id=row.id, staff_id=three, role="", by=desk, at=BEGIN)
    with refused("guard-unheard"):
        actions.sign_up(activity_id=row.id, by=viewer("v2"), at=BEGIN)
    with refused("guard-started"):
        actions.drop_post(activity_id=row.id, post_id=gate, by=desk, at=BEGIN)
    actions.mark(activity_id=row.id, staff_ids=sent, by=desk, at=BEGIN)
    assert actions.end(activity_id=row.id, counts={"hazards": 0}, by=desk, at=BEGIN + HOUR) is ActivityState.DONE


@pytest.mark.django_db
def test_a_lesson_of_before_counts_and_without_the_word_nothing_ends_as_held(world: None) -> None:
    desk, row = viewer("desk.north"), task()
    people = [viewer(login).staff_id for login in volunteers(2)]
    held = activity(kind="guard_lesson", form="first", point=None)
    for who in people:
        actions.put(activity_id=held.id, staff_id=who, role="", by=desk, at=NOW)
    own: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": NOW}
    patrol = activity(starts=NOW + 5 * HOUR, ends=NOW + 6 * HOUR)
    with refused("guard-lesson-unfit"):
        actions.use_lesson(lesson_id=patrol.id, **own)
    actions.use_lesson(lesson_id=held.id, **own)
    with refused("guard-lesson-unfit"):
        actions.use_lesson(lesson_id=held.id, **own)
    assert [each.id for each in lessons_of(row.id)] == [held.id]
    actions.mark(activity_id=held.id, staff_ids=people, by=desk, at=NOW + HOUR)
    post = actions.set_post(name="路口", least=2, **own)
    for who in people:
        actions.assign(staff_id=who, post_id=post, **own)
    actions.assign(staff_id=people[1], post_id=None, **own)
    with refused("guard-short"):
        actions.start(activity_id=row.id, by=desk, at=BEGIN)
    actions.mark(activity_id=row.id, staff_ids=people, by=desk, at=BEGIN)
    with refused("guard-not-started"):
        actions.end(activity_id=row.id, counts={"hazards": 0}, by=desk, at=BEGIN)
    actions.set_post(name="路口", least=1, post_id=post, **own)
    actions.start(activity_id=row.id, by=desk, at=BEGIN)
    actions.call_off(activity_id=row.id, by=desk, at=BEGIN)


def test_two_who_send_at_once_send_once(committed_world: None) -> None:
    desk, row = viewer("desk.north"), task()
    (who,) = (viewer(login).staff_id for login in volunteers(1))
    own: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": NOW}
    actions.assign(staff_id=who, post_id=actions.set_post(name="东门", least=1, **own), **own)
    lesson = actions.plan_lesson(starts=NOW + HOUR, ends=NOW + 2 * HOUR, **own)
    actions.mark(activity_id=lesson, staff_ids=[who], by=desk, at=NOW + HOUR)
    found = at_once(*[lambda: actions.start(activity_id=row.id, by=desk, at=BEGIN)] * 2)
    assert codes(found) == ["done", "guard-started"]
