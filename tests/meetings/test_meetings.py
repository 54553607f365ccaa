"""Suggestions: raised at one meeting, answered by the unit that was asked, told at the next; what waits is carried over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.ledger.models import Event
from fengqiao.meetings import actions
from fengqiao.meetings.jobs import destroy_due
from fengqiao.meetings.models import Meeting, Suggestion
from fengqiao.meetings.queries import agenda, meeting_for, tallies
from fengqiao.orgs.queries import system_viewer
from fengqiao.vault.models import DataKey
from tests.matters.helping import refused
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
SAID, REPLY = "北一村后门路灯不亮，请修", "已换两盏"


def meeting(day: date = DAY, *, by: str = "desk.north", team: str = "volunteers") -> UUID:
    return actions.plan(day=day, team_id=unit(team), area_id=None, place="二楼", by=viewer(by), at=NOW)


def suggested(
    row: UUID, *, owner: str = "dept.urban", text: str = SAID, by: str = "desk.north", days: int = 10
) -> UUID:
    due = Meeting.objects.get(id=row).day + timedelta(days=days)
    return actions.suggest(meeting_id=row, text=text, owner_id=unit(owner), due=due, by=viewer(by), at=NOW)


def held(row: UUID, at: Any = NOW, *, by: str = "desk.north") -> None:
    actions.close_meeting(
        meeting_id=row, came={"volunteers": 12, "police": 2}, minutes="夜巡三人一组", by=viewer(by), at=at
    )


def test_replies_come_first_at_the_next_meeting_and_what_waits_is_carried_over(world: None) -> None:
    first, later = meeting(), NOW + timedelta(days=30)
    one, two = suggested(first), suggested(first, text="添反光背心", owner="station.north", by="volunteer")
    held(first)
    actions.reply(
        suggestion_id=one, answer="adopted", text=REPLY, by=viewer("handler.urban"), at=NOW + timedelta(days=4)
    )
    second = meeting(DAY + timedelta(days=30))
    row = Meeting.objects.get(id=second)
    dealt = agenda(row)
    assert ([each.id for each in dealt.answered], [each.id for each in dealt.waiting]) == ([one], [two])
    three = suggested(second, text="第三条")
    held(second, later)
    assert Suggestion.objects.get(id=one).told_at_id == second
    assert [Suggestion.objects.get(id=each).carried for each in (one, two, three)] == [0, 1, 0]
    # Answered afterwards, the second meeting still shows what it was; the third begins with the reply.
    actions.reply(
        suggestion_id=two, answer="declined", text="今年没有经费", by=viewer("desk.north"), at=later + timedelta(days=2)
    )
    row.refresh_from_db()
    dealt = agenda(row)
    assert ([each.id for each in dealt.answered], [each.id for each in dealt.waiting]) == ([one], [two])
    third = Meeting.objects.get(id=meeting(DAY + timedelta(days=60)))
    assert [each.id for each in agenda(third).answered] == [two]
    assert agenda(Meeting.objects.get(id=first)).answered == []
    assert tallies(viewer("desk.north"), today=DAY + timedelta(days=50)) == {
        "raised": 3, "answered": 2, "adopted": 1, "waiting": 1, "late": 1
    }  # fmt: skip
    events = {event.kind: event for event in Event.objects.filter(kind__startswith="meeting.held").order_by("seq")}
    assert events["meeting.held"].measures == {"came": 14, "raised": 1, "told": 1, "carried": 1}
    answered = Event.objects.filter(kind="suggestion.answered").order_by("seq").first()
    assert answered
    assert (answered.measures, answered.attributes["in_time"], answered.attributes["again"]) == (
        {"days": 4},
        "yes",
        "no",
    )


def test_an_answer_is_put_right_until_it_was_told(world: None) -> None:
    first = meeting()
    one = suggested(first)
    held(first)
    by, at = viewer("handler.urban"), NOW + timedelta(days=12)
    actions.reply(suggestion_id=one, answer="noted", text="再看", by=by, at=at)
    actions.reply(suggestion_id=one, answer="adopted", text=REPLY, by=by, at=at + timedelta(days=3))
    row = Suggestion.objects.get(id=one)
    assert (row.answer, row.replied_on) == ("adopted", DAY + timedelta(days=12))
    assert [(e.attributes["again"], e.attributes["in_time"]) for e in Event.objects.filter(kind="suggestion.answered").order_by("seq")] == [("no", "no"), ("yes", "no")]  # fmt: skip
    held(meeting(DAY + timedelta(days=30)), NOW + timedelta(days=30))
    with refused("suggestion-told"):
        actions.reply(suggestion_id=one, answer="declined", text="不办了", by=by, at=NOW + timedelta(days=31))


def test_who_may_and_what_is_refused(world: None) -> None:
    first = meeting()
    one = suggested(first)
    assert meeting_for(viewer("volunteer"), first)
    assert meeting_for(viewer("handler.urban"), first)
    assert meeting_for(viewer("handler.housing"), first) is None
    assert meeting_for(viewer("admin"), first) is None
    for login in ("desk.south", "handler.housing", "admin"):
        with refused("meeting-unknown"):
            suggested(first, by=login)
    with refused("denied"):
        meeting(by="volunteer")
    with refused("denied"):
        held(first, by="handler.urban")
    with refused("denied"):
        actions.reply(suggestion_id=one, answer="adopted", text="x", by=viewer("desk.north"), at=NOW)
    for text, due, owner, why in (
        (" ", DAY, "dept.urban", "meeting-empty"), ("字" * 1001, DAY, "dept.urban", "text-long"),
        ("x", DAY - timedelta(days=1), "dept.urban", "suggestion-due"),
    ):  # fmt: skip
        with refused(why):
            actions.suggest(meeting_id=first, text=text, owner_id=unit(owner), due=due, by=viewer("desk.north"), at=NOW)
    with refused("suggestion-owner"):
        actions.suggest(meeting_id=first, text="x", owner_id=first, due=DAY, by=viewer("desk.north"), at=NOW)
    with refused("suggestion-answer"):
        actions.reply(suggestion_id=one, answer="maybe", text="x", by=viewer("handler.urban"), at=NOW)
    with refused("meeting-there"):
        meeting()
    with refused("meeting-day"):
        meeting(DAY - timedelta(days=63))
    early = meeting(DAY + timedelta(days=1))
    with refused("meeting-early"):
        held(early)
    for came, why in (({"volunteers": -1}, "meeting-came"), ({"strangers": 3}, "meeting-came"), ({}, "meeting-nobody")):
        with refused(why):
            actions.close_meeting(meeting_id=first, came=came, minutes="", by=viewer("desk.north"), at=NOW)
    held(first)
    with refused("meeting-held"):
        held(first)
    with refused("meeting-changed"):
        actions.close_meeting(
            meeting_id=first, came={"police": 1}, minutes="", by=viewer("desk.north"), at=NOW, seen_version=1
        )


def test_words_go_with_their_term_once_nothing_waits(world: None) -> None:
    first = meeting()
    one = suggested(first)
    held(first)
    system, over = system_viewer(at=NOW), NOW + timedelta(days=36 * 31 + 1)
    assert system
    assert destroy_due(by=system, now=over) == 0
    actions.reply(suggestion_id=one, answer="adopted", text=REPLY, by=viewer("handler.urban"), at=NOW)
    assert destroy_due(by=system, now=over) == 1
    row, left = Meeting.objects.get(id=first), Suggestion.objects.get(id=one)
    assert (row.minutes, row.place, row.came, left.text, left.reply, left.answer) == ("", "", {"volunteers": 12, "police": 2}, "", "", "adopted")  # fmt: skip
    assert DataKey.objects.get(matter_id=first).destroyed_at is not None
    with refused("meeting-erased"):
        suggested(first)
