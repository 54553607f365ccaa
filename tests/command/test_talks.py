"""The daily talk: decided as tasks with who and by when, done or late, taken back; its words are sealed and go with their term."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from fengqiao.command import actions
from fengqiao.command.jobs import destroy_due, remind_of_tasks
from fengqiao.command.models import Talk, TalkTask
from fengqiao.command.queries import decided_in, review, still_open, talk_before, talk_of, task_for
from fengqiao.command.rules.talks import Tally, remind_from, reminds, standing, tallied, why_not_decide
from fengqiao.command.terms import Standing
from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.models import DataKey
from tests.command.helping import NORTH, SAID, again, came, later, part, staff, two_teams
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, unit, viewer

TODAY = date(2026, 9, 1)
DUE = later(days=1)


def decide(login: str = "room.north", at: Any = NOW, **over: Any) -> UUID:
    values = {"text": SAID, "part_id": part("case"), "staff_id": None, "due_at": at + timedelta(days=1), **over}
    return actions.decide(station_id=unit(NORTH), by=viewer(login, at), at=at, **values)


def row(task_id: UUID) -> TalkTask:
    return TalkTask.objects.get(id=task_id)


def test_a_task_stands_against_its_date() -> None:
    late = later(days=1, seconds=1)
    found = [
        standing("open", DUE, None, DUE), standing("open", DUE, None, late), standing("done", DUE, DUE, late),
        standing("done", DUE, late, late), standing("withdrawn", DUE, NOW, late),
    ]  # fmt: skip
    assert found == [Standing.OPEN, Standing.LATE, Standing.IN_TIME, Standing.DONE_LATE, Standing.WITHDRAWN]
    assert tallied([("case", Standing.LATE), ("case", Standing.WITHDRAWN), ("", Standing.IN_TIME)]) == {
        "case": Tally(late=1, withdrawn=1), "": Tally(in_time=1)
    }  # fmt: skip
    assert (Tally(1, 2, 3, 4, 5) + Tally(late=1)).decided == 11, "what was taken back is not among the decided"
    whys = [
        why_not_decide(*each, NOW) for each in (("x", DUE), ("", DUE), ("x", NOW), ("x", None), ("x", later(days=367)))
    ]
    assert [why.code if why else None for why in whys] == [None, "talk-words", "talk-due", "talk-due", "talk-due"]


def test_a_talk_decides_who_does_what_by_when(world: None) -> None:
    two_teams()
    matter = came().matter
    for login, over, code in (
        ("case.north", {}, "denied"), ("desk.south", {}, "denied"), ("room.north", {"part_id": unit("station.south")}, "talk-part"),
        ("room.north", {"staff_id": staff("room.north")}, "talk-person"), ("room.north", {"matter_number": "X-1"}, "talk-matter"),
        ("room.north", {"text": " "}, "talk-words"), ("room.north", {"due_at": NOW}, "talk-due"), ("room.north", {"text": "x" * 501}, "text-long"),
    ):  # fmt: skip
        with refused(code):
            decide(login, **over)
    Matter.objects.filter(id=matter.id).update(sealed=True)
    with refused("talk-matter"):  # nobody of the station may see it
        decide(matter_number=matter.number)
    Matter.objects.filter(id=matter.id).update(sealed=False)
    assert Talk.objects.count() == 0, "nothing is left of what was refused"
    made: list[UUID] = []
    told = events_of(lambda: made.append(decide(matter_number=f" {matter.number} ", staff_id=staff("case.north"))))
    assert [(e.kind, e.unit_id, e.subject_id, e.attributes, e.measures) for e in told] == [
        ("talk.decided", unit(NORTH), made[0], {"part": "case", "about": "matter"}, {"hours": 24})
    ]  # fmt: skip
    other = decide(part_id=part("community"))
    assert Talk.objects.get().day == TODAY, "one talk a day"
    heard = Notice.objects.filter(kind="talk_task")
    assert {each.staff_id for each in heard.filter(matter_id=made[0])} == {staff("case.north")}
    assert staff("officer.north") in {each.staff_id for each in heard.filter(matter_id=other)}, (
        "the whole part where nobody is named"
    )
    sealed = bytes(row(made[0]).sealed)
    assert SAID.encode() not in sealed
    assert SAID not in str(list(Event.objects.values_list("attributes", flat=True))) + str(
        list(heard.values_list("codes", flat=True))
    )
    shown = decided_in(viewer("case.north"), talk_of(unit(NORTH), TODAY), at=NOW)
    assert [(each.words, each.number, each.may_end) for each in shown] == [
        (SAID, matter.number, True),
        (SAID, "", False),
    ]
    assert task_for(viewer("desk.south"), made[0]) is None


def test_what_yesterday_s_talk_decided_is_done_late_or_open(world: None) -> None:
    two_teams()
    first, second, third = decide(), decide(part_id=part("community")), decide()
    fourth = decide(due_at=later(days=9))
    with refused("denied"):
        actions.finish(task_id=second, text="", by=viewer("case.north"), at=NOW)
    with refused("talk-unknown"):
        actions.finish(task_id=first, text="", by=viewer("desk.south"), at=NOW)
    told = events_of(lambda: actions.finish(task_id=first, text=SAID, by=viewer("case.north"), at=later(hours=3)))
    assert [(e.kind, e.attributes, e.measures) for e in told] == [
        ("talk.done", {"part": "case", "in_time": "yes"}, {"hours": 3})
    ]
    with refused("talk-ended"):
        actions.withdraw(task_id=first, by=viewer("room.north"), at=NOW)
    told = events_of(lambda: actions.finish(task_id=second, text="", by=viewer("room.north"), at=later(days=2)))
    assert told[0].attributes == {"part": "community", "in_time": "no"}
    with refused("denied"):
        actions.withdraw(task_id=third, by=viewer("case.north"), at=NOW)
    told = events_of(lambda: actions.withdraw(task_id=third, by=viewer("room.north"), at=NOW))
    assert [(e.kind, e.attributes) for e in told] == [("talk.withdrawn", {"part": "case"})]
    left = decide(at=later(days=1), due_at=later(days=1, hours=1))
    at, room = later(days=2, hours=1), viewer("room.north", later(days=2))
    last = talk_before(unit(NORTH), TODAY + timedelta(days=2))
    assert last is not None
    assert last.day == TODAY + timedelta(days=1)
    assert [each.standing for each in decided_in(room, last, at=at)] == [Standing.LATE]
    assert [each.row.id for each in still_open(room, unit(NORTH), last.day, at=at)] == [fourth]
    assert [each.row.id for each in still_open(room, unit(NORTH), None, at=at)] == [left, fourth]
    found = review(unit(NORTH), TODAY - timedelta(days=1), at=at)
    assert found.by_part == {"case": Tally(in_time=1, open=1, late=1, withdrawn=1), "community": Tally(done_late=1)}
    assert (found.whole.decided, found.checked, found.returned, found.shifts) == (4, 0, 0, 0)
    assert review(unit(NORTH), TODAY + timedelta(days=6), at=at).by_part == {}


def test_words_go_with_their_term_or_their_matter(world: None) -> None:
    two_teams()
    matter = came().matter
    about, plain = decide(matter_number=matter.number), decide()
    actions.finish(task_id=about, text=SAID, by=viewer("room.north"), at=NOW)
    actions.forget([matter.id])
    assert (bytes(row(about).sealed), bytes(row(about).said), bool(row(plain).sealed)) == (b"", b"", True)
    system = system_viewer(at=NOW)
    assert system
    assert destroy_due(by=system, now=later(days=1000)) == 0
    assert destroy_due(by=system, now=later(days=36 * 31 + 2)) == 1
    talk = again(row(plain).talk)
    assert (bytes(row(plain).sealed), talk.erased_at is not None) == (b"", True)
    assert DataKey.objects.get(matter_id=talk.id).destroyed_at is not None
    with refused("talk-erased"):
        actions.finish(task_id=plain, text="", by=viewer("room.north"), at=NOW)


def test_two_at_once(committed_world: None) -> None:
    two_teams()
    both = lambda: decide() and None  # noqa: E731
    assert codes(at_once(both, both)) == ["done", "done"]
    assert (Talk.objects.count(), TalkTask.objects.count()) == (1, 2), "one talk begins"
    task = TalkTask.objects.all()[0].id
    done = lambda: actions.finish(task_id=task, text="", by=viewer("case.north"), at=NOW)  # noqa: E731
    back = lambda: actions.withdraw(task_id=task, by=viewer("room.north"), at=NOW)  # noqa: E731
    assert codes(at_once(done, back)) == ["done", "talk-ended"]


@pytest.mark.parametrize(
    ("made", "due", "days", "hour", "at", "told"),
    [  # hours of the morning of the talk's day, UTC; the zone is eight hours ahead
        (0, 26, 1, 18, 9, False), (0, 26, 1, 18, 10, True), (0, 26, 1, 18, 26, False), (11, 26, 1, 18, 12, False),
        (0, 26, 0, 8, 23, False), (0, 26, 0, 8, 24, True), (0, 50, 1, 18, 10, False), (0, 50, 1, 18, 34, True),
    ],
)  # fmt: skip
def test_when_a_task_is_reminded_of(made: int, due: int, days: int, hour: int, at: int, told: bool) -> None:
    day = datetime(2026, 9, 1, tzinfo=UTC)
    when = {name: day + timedelta(hours=hours) for name, hours in (("made", made), ("due", due), ("at", at))}
    begins = remind_from(when["due"], days, hour, ZoneInfo("Asia/Shanghai"))
    assert reminds(when["made"], when["due"], begins, when["at"]) == told


def test_whoever_does_a_task_is_reminded_once(world: None) -> None:
    two_teams()
    system = system_viewer(at=NOW)
    assert system
    named, whole, done = (
        decide(due_at=later(days=3), staff_id=staff("case.north")),
        decide(due_at=later(days=3), part_id=part("community")),
        decide(due_at=later(days=3)),
    )
    decide(due_at=later(days=9))
    actions.finish(task_id=done, text="", by=viewer("case.north"), at=NOW)
    evening = timezone.make_aware(datetime.combine(timezone.localdate(later(days=2)), time(18)))
    assert remind_of_tasks(by=system, now=evening - timedelta(minutes=1)) == 0
    told = events_of(lambda: remind_of_tasks(by=system, now=evening + timedelta(minutes=1)))
    assert {(each.kind, each.subject_id) for each in told} == {("talk.reminded", named), ("talk.reminded", whole)}
    heard = Notice.objects.filter(kind="talk_soon")
    assert {each.staff_id for each in heard.filter(matter_id=named)} == {staff("case.north")}
    assert staff("officer.north") in {each.staff_id for each in heard.filter(matter_id=whole)}
    assert remind_of_tasks(by=system, now=evening + timedelta(hours=1)) == 0, "once"
