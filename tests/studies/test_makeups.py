"""Make-ups: owed by the pack's rule, made up at another session or by own study that somebody else approves; reminders once each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fengqiao.catalogue.duty import StudyMoment
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer
from fengqiao.studies import actions
from fengqiao.studies.jobs import destroy_due, remind_due
from fengqiao.studies.models import MakeUp, Nudge
from fengqiao.studies.queries import made_up_minutes, make_ups, words_of_make_ups
from fengqiao.studies.rules.course import is_soon, lags, moment_now, why_not_handed
from fengqiao.studies.terms import MakeUpState
from tests.matters.helping import events_of, refused
from tests.studies.helping import DAY, LATER, session
from tests.world import NOW, viewer

TODAY = NOW.date()


def test_rules_of_make_ups_and_moments() -> None:
    for state, day, minutes, code in (
        ("owed", 0, 120, None), ("owed", 5, 500, None), ("done", 0, 120, "makeup-state"), ("owed", -1, 120, "makeup-day"), ("owed", 6, 120, "makeup-day"),
        ("owed", 0, 119, "makeup-short"), ("owed", 0, 1441, "makeup-short"),
    ):  # fmt: skip
        found = why_not_handed(MakeUpState(state), TODAY, TODAY + day * DAY, TODAY + 5 * DAY, minutes, 120)
        assert (found.code if found else None) == code
    moments = [StudyMoment("a", "甲", "A", 7, 1, 40, ""), StudyMoment("b", "乙", "B", 10, 1, 65, "")]
    told = [moment_now(moments, date(2026, *day)) for day in ((6, 30), (7, 1), (9, 30), (12, 31))]
    assert [each.code if each else "" for each in told] == ["", "a", "a", "b"]
    assert [lags(total, 1920, 40) for total in (767, 768)] == [True, False]
    assert [is_soon(TODAY + 7 * DAY, TODAY, 7), is_soon(TODAY + 8 * DAY, TODAY, 7), is_soon(TODAY - DAY, TODAY, 7)] == [
        True,
        False,
        True,
    ]


@pytest.mark.django_db
def test_whoever_missed_a_session_owes_it_and_another_approves_what_was_done_instead(world: None) -> None:
    session()
    row = MakeUp.objects.get()
    me, desk = viewer("officer.north"), viewer("desk.north")
    assert (row.staff_id, row.due, row.state) == (me.staff_id, TODAY + 30 * DAY, "owed")
    assert Notice.objects.filter(kind="study_owed", staff_id=me.staff_id, way="inbox").count() == 1
    given: dict[str, Any] = {
        "make_up_id": row.id,
        "form": "own",
        "day": TODAY + DAY,
        "minutes": 120,
        "text": "读完读本第三章。",
        "at": LATER,
    }
    for over, code in (
        ({"by": desk}, "denied"), ({"by": viewer("desk.south")}, "makeup-unknown"), ({"by": me, "form": "led"}, "makeup-form"),
        ({"by": me, "minutes": 60}, "makeup-short"), ({"by": me, "text": " "}, "makeup-words"), ({"by": me, "day": TODAY - DAY}, "makeup-day"),
    ):  # fmt: skip
        with refused(code):
            actions.hand_in(**{**given, **over})
    with refused("makeup-settled"):
        actions.settle(make_up_id=row.id, approved=True, by=desk, at=LATER)
    actions.hand_in(**given, by=me)
    assert Notice.objects.filter(kind="study_handed", staff_id=desk.staff_id).exists()
    with refused("denied"):
        actions.settle(make_up_id=row.id, approved=True, by=me, at=LATER)
    actions.settle(make_up_id=row.id, approved=False, by=desk, at=LATER)
    assert MakeUp.objects.get().state == "owed"
    actions.hand_in(**given, by=me)
    (event,) = events_of(lambda: actions.settle(make_up_id=row.id, approved=True, by=desk, at=LATER))
    assert (event.kind, event.attributes["made_up"], event.attributes["in_time"], event.measures) == (
        "study.made_up",
        "own",
        "yes",
        {"minutes": 120},
    )
    assert made_up_minutes([me.staff_id], 2026) == {me.staff_id: {"own": 120}}
    row.refresh_from_db()
    assert words_of_make_ups([row]) == {row.id: "读完读本第三章。"}
    assert not any("读本" in str(each.attributes) for each in Event.objects.all())
    assert [make_ups(viewer(login)).count() for login in ("desk.north", "desk.south")] == [1, 0]
    assert destroy_due(by=desk, now=NOW + timedelta(days=31 * 26)) == 1
    row.refresh_from_db()
    assert (bytes(row.sealed), row.minutes) == (b"", 120)


@pytest.mark.django_db
def test_a_session_that_makes_up_closes_what_its_people_missed_longest_ago(world: None) -> None:
    session()
    session(starts=NOW + 2 * DAY)
    first, second = MakeUp.objects.order_by("due")
    session(
        starts=NOW + 40 * DAY, form="makeup", came=("officer.north", "desk.north", "chief.north"), missed=("assistant",)
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert ((first.state, first.way), second.state) == (("done", "activity"), "owed")
    event = Event.objects.get(kind="study.made_up")
    assert (event.attributes["made_up"], event.attributes["in_time"]) == ("activity", "no")
    assert MakeUp.objects.count() == 2, "whoever misses a make-up owes no more than before"
    assert made_up_minutes([viewer("officer.north").staff_id], 2026) == {}, "an activity counts by itself"


@pytest.mark.django_db
def test_reminders_come_once_each(world: None) -> None:
    system = system_viewer(at=NOW)
    assert system
    session()
    secretary, me = viewer("secretary").staff_id, viewer("officer.north").staff_id
    # The half-year's moment has come on the first of September: the branch's own people have no hours at all.
    assert [remind_due(by=system, now=NOW + DAY), remind_due(by=system, now=NOW + DAY)] == [1, 0]
    assert Notice.objects.filter(kind="study_hours").values_list("staff_id", flat=True)[0] == secretary
    # The make-up is due in thirty days: seven days before, once; the next moment of hours comes on the first of October.
    assert [remind_due(by=system, now=NOW + 24 * DAY), remind_due(by=system, now=NOW + 25 * DAY)] == [1, 0]
    assert Notice.objects.filter(kind="study_soon", staff_id=me, way="inbox").count() == 1
    assert remind_due(by=system, now=NOW + 31 * DAY) == 1
    assert sorted(Nudge.objects.values_list("moment", flat=True)) == ["autumn", "half"]
    assert Event.objects.filter(kind="study.reminded").count() == 2
