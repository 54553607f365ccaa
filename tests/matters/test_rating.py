"""After the end: three answers apart, by others than the closer, once a closing; what is not solved is done again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter
from fengqiao.matters.queries import can_rate, ratings, to_ask
from fengqiao.matters.rules.rating import QUESTIONS, Answers, RateFacts, opens_again, read_answers, why_not_rate
from fengqiao.matters.terms import RatingAnswer, RatingWay
from fengqiao.orgs.queries import system_viewer
from tests.matters.helping import again, at_once, closed, codes, later, refused, share
from tests.world import viewer

AFTER = later(days=1)
CONTENT = Answers(RatingAnswer.YES, RatingAnswer.YES, RatingAnswer.FAIR)
UNSOLVED = Answers(RatingAnswer.YES, RatingAnswer.NO, RatingAnswer.NO)


def rate(matter: Matter, answers: Answers = CONTENT, login: str = "dispatcher", at: datetime = AFTER) -> bool:
    by = viewer(login, at)
    return actions.rate(matter_id=matter.id, way=RatingWay.PHONE, answers=answers, text="渗水还在", by=by, at=at)


def asked(login: str, at: datetime = AFTER) -> list[str]:
    return [row.number for row in to_ask(viewer(login, at), at=at)]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "rate-answer"),
        ({"responded": "yes", "solved": "yes"}, "rate-answer"),
        ({"responded": "fair", "solved": "yes", "satisfied": "yes"}, "rate-answer"),
        ({"responded": "yes", "solved": "very", "satisfied": "yes"}, "rate-answer"),
        (dict.fromkeys(QUESTIONS, "unsaid"), "rate-nothing"),
    ],
)
def test_an_answer_to_each_question_or_none(given: dict[str, str], code: str) -> None:
    with pytest.raises(Problem) as told:
        read_answers(given)
    assert told.value.code == code


def test_what_a_rating_depends_on() -> None:
    facts = RateFacts(closed_at=AFTER, sealed=False, own=False, rated=False, days=30)
    assert why_not_rate(facts, AFTER + timedelta(days=30)) is None
    for other, at, code in (
        ({"sealed": True}, AFTER, "rate-sealed"),
        ({"closed_at": None}, AFTER, "rate-sealed"),
        ({"own": True}, AFTER, "rate-own"),
        ({"rated": True}, AFTER, "rate-again"),
        ({}, AFTER + timedelta(days=30, seconds=1), "rate-late"),
    ):
        wrong = RateFacts(**{**{name: getattr(facts, name) for name in facts.__slots__}, **other})
        problem = why_not_rate(wrong, at)
        assert problem is not None
        assert problem.code == code
    assert [opens_again(answers, 1, 2) for answers in (CONTENT, UNSOLVED, Answers(RatingAnswer.NO, RatingAnswer.FAIR, RatingAnswer.NO))] == [
        False, True, False,
    ]  # fmt: skip
    assert not opens_again(UNSOLVED, 2, 2)


def test_three_answers_are_kept_apart_and_the_clock_of_asking_stops(world: None) -> None:
    matter = closed()
    assert asked("dispatcher") == [matter.number]
    assert not rate(matter)
    entry = Entry.objects.get(move="rate")
    assert (entry.text, entry.codes["responded"], entry.codes["solved"], entry.codes["satisfied"]) == (
        "渗水还在", "yes", "yes", "fair",
    )  # fmt: skip
    assert not Clock.objects.filter(matter=matter, code="revisit", stopped_at=None).exists()
    assert asked("dispatcher") == []
    assert [each.matter_id for each in ratings(viewer("dispatcher", AFTER), since=later())] == [matter.id]
    assert again(matter).state == "closed"
    with refused("rate-again"):
        rate(matter, UNSOLVED, at=later(days=2))


def test_whoever_closed_it_does_not_ask(world: None) -> None:
    matter = closed()
    closer = Entry.objects.get(matter=matter, move="close").staff_id
    row = to_ask(viewer("dispatcher", AFTER), at=AFTER).get()
    assert (row.closer, row.missed) == (closer, 0)
    Entry.objects.filter(matter=matter, move="close").update(staff_id=viewer("dispatcher").staff_id)
    for act in (lambda: rate(matter), lambda: miss(matter)):
        with refused("rate-own"):
            act()
    assert kinds_of(matter.id)[-1] == "matter.closed"


def miss(matter: Matter, at: datetime = AFTER) -> None:
    actions.miss(matter_id=matter.id, way=RatingWay.VISIT, by=viewer("dispatcher", at), at=at)


def test_who_cannot_be_reached_three_times_is_left_in_peace(world: None) -> None:
    matter = closed()
    for n in range(3):
        assert [row.missed for row in to_ask(viewer("dispatcher", AFTER), at=AFTER)] == [n]
        miss(matter, later(days=1, hours=n))
    assert asked("dispatcher") == []
    rate(matter, at=later(days=2))  # who calls back is heard
    assert Event.objects.filter(kind="teller.missed").count() == 3


def test_not_solved_is_done_again_by_other_hands_twice_and_then_decided(world: None) -> None:
    matter = closed()
    closer = Entry.objects.get(matter=matter, move="close").staff_id
    assert rate(matter, UNSOLVED)
    task = share(matter)
    row = again(matter)
    assert (row.state, row.reopened, task.state) == ("offered", 1, "offered")
    assert task.barred == closer
    assert kinds_of(matter.id)[-2:] == ["matter.rated", "matter.reopened"]
    assert Event.objects.get(kind="matter.rated").attributes["again"] == "yes"
    Matter.objects.filter(id=matter.id).update(state="closed", closed_at=later(days=3), reopened=2)
    assert not rate(matter, UNSOLVED, at=later(days=4))
    assert (again(matter).state, Event.objects.filter(kind="matter.rated").count()) == ("closed", 2)


def test_the_teller_rates_by_the_slip_in_time_and_once(world: None) -> None:
    matter = closed()
    by = system_viewer(at=AFTER)
    assert by is not None
    assert can_rate(matter.id, at=AFTER)
    assert not can_rate(matter.id, at=later(days=40))
    with refused("rate-late"):
        actions.rate_as_teller(matter_id=matter.id, answers=CONTENT, text="", by=by, at=later(days=40))
    actions.rate_as_teller(matter_id=matter.id, answers=CONTENT, text="", by=by, at=AFTER)
    assert Entry.objects.get(move="rate").codes["asked_by"] == "slip"
    assert not can_rate(matter.id, at=AFTER)
    with refused("rate-again"):
        actions.rate_as_teller(matter_id=matter.id, answers=CONTENT, text="", by=by, at=AFTER)
    open_one = closed(outside_ref="open")
    Matter.objects.filter(id=open_one.id).update(state="working", closed_at=None)
    with refused("matter-working"):
        actions.rate_as_teller(matter_id=open_one.id, answers=CONTENT, text="", by=by, at=AFTER)


def test_asked_by_two_at_once_is_one_rating(committed_world: None) -> None:
    matter = closed()
    by = system_viewer(at=AFTER)
    assert by is not None
    slip = lambda: actions.rate_as_teller(matter_id=matter.id, answers=UNSOLVED, text="", by=by, at=AFTER)  # noqa: E731
    phone = viewer("dispatcher", AFTER)
    call = lambda: actions.rate(  # noqa: E731
        matter_id=matter.id, way=RatingWay.PHONE, answers=CONTENT, text="", by=phone, at=AFTER
    )
    found = codes(at_once(slip, call))
    assert found in (["done", "rate-again"], ["done", "matter-unsigned"], ["done", "matter-offered"])
    assert Event.objects.filter(kind="matter.rated").count() == 1


def test_others_see_nothing_of_it(world: None) -> None:
    matter = closed()
    rate(matter)
    assert asked("desk.south") == []
    assert list(ratings(viewer("desk.south", AFTER), since=later())) == []
    with pytest.raises(Problem):
        rate(matter, login="desk.south")
