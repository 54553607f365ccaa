"""After the end of an errand: three answers apart, by slip, by telephone, at a visit, by others than who ended it; not solved is run again by somebody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from fengqiao.errands import actions
from fengqiao.errands.models import Errand, ErrandItem, ErrandLine, ErrandRating
from fengqiao.errands.queries import can_rate_errand, errand_ratings, errands_to_ask, ratings_of, today_of, waiting_for
from fengqiao.ledger.models import Event
from fengqiao.matters.rules.rating import Answers
from fengqiao.matters.terms import RatingAnswer, RatingWay
from fengqiao.measure.queries import figure
from fengqiao.measure.rules import Period, Question
from fengqiao.orgs.models import Unit
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.errands.helping import PHONE, RUNNER, authorised, brought, ended, errand, item
from tests.errands.test_asking import told_to
from tests.matters.helping import at_once, codes, refused
from tests.world import NOW, viewer

DONE_AT = NOW + timedelta(days=12)
AFTER = DONE_AT + timedelta(days=1)
CONTENT = Answers(RatingAnswer.YES, RatingAnswer.YES, RatingAnswer.FAIR)
UNSOLVED = Answers(RatingAnswer.YES, RatingAnswer.NO, RatingAnswer.NO)
ASKED = {"way": "phone", "responded": "yes", "solved": "no", "satisfied": "no", "text": "证明开错了名字"}


def over(kinds: tuple[str, ...] = ("certificate",), days: int = 12) -> Errand:
    """An errand that the assistant ended, all of it done."""
    row = errand(kinds=list(kinds))
    authorised(row, kinds)
    for kind in kinds:
        brought(item(row, kind), days=days)
    return Errand.objects.get(id=row.id)


def rate(
    row: Errand, answers: Answers = CONTENT, login: str = "desk.north", at: object = AFTER, **more: object
) -> bool:
    by = viewer(login)
    return actions.rate(errand_id=row.id, way=RatingWay.VISIT, answers=answers, text="", by=by, at=at, **more)  # type: ignore[arg-type]


def counted(code: str) -> int:
    measures = pack_on(NOW).pack.measures
    found = figure(Question(measures[code], Period(date(2026, 9, 1), date(2026, 12, 31))), measures)
    return int(found.number or 0)


@pytest.mark.django_db
def test_three_answers_apart_once_by_others_than_who_ended_it(world: None) -> None:
    row, chief = over(), viewer("desk.north")
    waits = errands_to_ask(chief, at=AFTER).get()
    assert (waits.id, waits.own, waits.missed) == (row.id, False, 0)
    with refused("rate-own"):
        rate(row, login=RUNNER)
    for login, why in (("desk.south", "errand-unknown"), ("handler.urban", "errand-unknown")):
        with refused(why):
            rate(row, login=login)
    actions.miss(errand_id=row.id, way=RatingWay.PHONE, by=chief, at=AFTER)
    assert errands_to_ask(chief, at=AFTER).get().missed == 1
    assert not rate(row)
    (given,) = errand_ratings(chief, since=NOW, answer={"satisfied": "fair"})
    assert (given.way, given.responded, given.solved, given.satisfied) == ("visit", "yes", "yes", "fair")
    assert not errand_ratings(chief, since=NOW, answer={"satisfied": "no"}).exists()
    assert not errands_to_ask(chief, at=AFTER).exists()
    with refused("rate-again"):
        rate(row, UNSOLVED)
    assert [Event.objects.filter(kind=f"errand.{each}").count() for each in ("missed", "rated", "reopened")] == [
        1,
        1,
        0,
    ]
    assert (counted("errands.rated"), counted("errands.rated.satisfied"), counted("errands.served")) == (1, 1, 1)
    late = over()
    with refused("rate-late"):
        rate(late, at=DONE_AT + timedelta(days=31))


@pytest.mark.django_db
def test_who_cannot_be_reached_is_left_in_peace_after_three_times(world: None) -> None:
    row, chief = over(), viewer("desk.north")
    for _n in range(3):
        actions.miss(errand_id=row.id, way=RatingWay.VISIT, by=chief, at=AFTER)
    assert not errands_to_ask(chief, at=AFTER).exists()
    assert not rate(row)  # who calls back is heard


@pytest.mark.django_db
def test_not_solved_is_run_again_by_somebody_else(world: None) -> None:
    row, chief, runner = over(("certificate", "survivor")), viewer("desk.north"), viewer(RUNNER)
    assert rate(row, UNSOLVED, login="chief.north", item_ids=[item(row, "certificate")])
    row.refresh_from_db()
    assert (row.runner_id, row.barred, row.ended_at, row.reopened) == (None, runner.staff_id, None, 1)
    states = dict(ErrandItem.objects.filter(errand=row).values_list("kind", "state"))
    assert states == {"certificate": "open", "survivor": "done"}
    assert told_to("errand_again") == ["desk.north"]
    assert [each.id for each in today_of(chief, day=NOW.date(), at=AFTER, ahead=timedelta(days=3)).waiting] == [row.id]
    assert (waiting_for(chief, day=NOW.date(), at=AFTER), waiting_for(runner, day=NOW.date(), at=AFTER)) == (1, 0)
    assert counted("errands.served") == 0  # not until it is over again
    for deed in (
        lambda: actions.take_up(errand_id=row.id, by=runner, at=AFTER),
        lambda: actions.decline(errand_id=row.id, ending="self", text="", told="", by=runner, at=AFTER),
    ):
        with refused("errand-barred"):
            deed()
    actions.take_up(errand_id=row.id, by=chief, at=AFTER)
    with refused("errand-runner"):
        actions.pass_on(errand_id=row.id, staff_id=runner.staff_id, by=chief, at=AFTER)
    with refused("errand-unauthorised"):  # the authorisation was given to whoever ran it before
        actions.go_on(item_id=item(row, "certificate"), step="submit", text="", told="", by=chief, at=AFTER)
    actions.authorise(
        errand_id=row.id, giver="self", kinds=["certificate"], until=date(2026, 12, 31), signed=True, by=chief, at=AFTER
    )
    again = AFTER + timedelta(days=2)
    for step in ("submit", "deliver"):
        actions.go_on(item_id=item(row, "certificate"), step=step, text="", told="phone", by=chief, at=again)
    actions.end_item(
        item_id=item(row, "certificate"), state="done", ending="", text="", told="visit", by=chief, at=again
    )
    assert (counted("errands.served"), counted("errands.items_done"), counted("errands.again"), counted("errands.taken")) == (
        1, 2, 1, 1,
    )  # fmt: skip
    assert Event.objects.filter(kind="errand.item_again").count() == 1
    row.refresh_from_db()
    assert ratings_of(row) == []  # this ending has not been asked after
    with refused("rate-own"):
        rate(row, login="desk.north", at=again)
    assert can_rate_errand(row.id, at=again)


@pytest.mark.django_db
def test_twice_and_then_no_more_by_itself_and_above_where_nobody_else_is(world: None) -> None:
    row = over()
    Errand.objects.filter(id=row.id).update(reopened=2)
    assert not rate(row, UNSOLVED)
    team = Unit.objects.get(code="station.north.team")
    alone = over()
    Errand.objects.filter(id=alone.id).update(unit=team)
    ErrandLine.objects.filter(errand=alone, step="done").update(staff_id=viewer("officer.north").staff_id)
    assert rate(alone, UNSOLVED)
    assert Errand.objects.get(id=alone.id).unit.code == "station.north"


@pytest.mark.django_db
def test_the_family_answers_by_the_slip_and_by_the_number(world: None, log_in: LogIn) -> None:
    row, family = over(("certificate", "survivor"), days=0), Client()
    made = log_in("desk.north").post(f"/errands/{row.id}/slip/")
    address = made.headers["Location"].removesuffix("slip/")
    assert all(each in family.get(address).content.decode() for each in ("有没有人联系过", "哪几项没有解决"))
    assert family.post(f"{address}rate/", {"responded": "yes"}).status_code == 422
    assert Client().post("/e/nothing/rate/", ASKED).status_code == 404
    survivor = {**ASKED, "unsolved": [str(item(row))], "text": "钱还没有到 13912345678"}
    page = family.post(f"{address}rate/", survivor, follow=True).content.decode()
    assert ("已经重新交办" in page, "换人重办" in page, "有没有人联系过" in page) == (True, True, False)
    given = ErrandRating.objects.get()
    assert (given.way, given.again, given.text) == ("slip", True, survivor["text"])
    assert ErrandItem.objects.get(errand=row, kind="certificate").state == "done"
    other = over(days=0)
    found = family.post("/portal/track/", {"number": other.number, "ending": PHONE[-4:]}, follow=True)
    assert "办得怎么样" in found.content.decode()
    assert family.post("/portal/track/rate/", {**ASKED, "solved": "yes"}).status_code == 302
    assert ErrandRating.objects.get(errand=other).solved == "yes"
    assert "办得怎么样" not in family.get("/portal/track/found/").content.decode()


@pytest.mark.django_db
def test_asked_by_telephone_on_its_page_from_the_list(world: None, log_in: LogIn) -> None:
    row, desk = over(days=0), log_in("desk.north")
    assert f"/errands/{row.id}/#rating" in desk.get("/ratings/errands/").content.decode()
    assert "您办结的" in log_in(RUNNER).get(f"/errands/{row.id}/").content.decode()
    page = f"/errands/{row.id}/"
    assert PHONE in desk.post(f"{page}look/", {"purpose": "contact"}).content.decode()  # who rings needs the number
    assert desk.post(f"{page}miss/", {"way": "phone"}).status_code == 302
    assert "没有问到" in desk.get(page).content.decode()
    for form in ({**ASKED, "solved": ""}, {**ASKED, "way": "slip"}, {**ASKED, "way": "x" * 9000}):
        wrong = desk.post(f"{page}rate/", form)
        assert (wrong.status_code, ASKED["text"] in wrong.content.decode()) == (422, True)
    assert "由别人来办" in desk.post(f"{page}rate/", ASKED, follow=True).content.decode()
    runner = log_in(RUNNER).get(page).content.decode()
    assert ("换人重办" in runner, "由别人接" in runner, f"{page}take/" in runner) == (True, True, False)
    assert "接下来" in desk.get(page).content.decode()
    assert ASKED["text"] in desk.get("/ratings/errands/").content.decode()
    assert "0 / 1" in log_in("chief.north").get("/ratings/sums/?since=2026-01-01&until=2026-12-31").content.decode()
    assert desk.post("/ratings/given/export/").status_code == 200


def test_two_who_ask_at_once_are_one_answer(committed_world: None) -> None:
    row = over()
    by = system_viewer(at=AFTER)
    assert by is not None
    slip = lambda: actions.rate_as_resident(errand_id=row.id, answers=UNSOLVED, text="", by=by, at=AFTER)  # noqa: E731
    assert codes(at_once(slip, lambda: rate(row))) in (["done", "rate-again"], ["done", "rate-sealed"])
    assert Event.objects.filter(kind="errand.rated").count() == 1


@pytest.mark.django_db
def test_what_was_said_goes_with_the_errand(world: None) -> None:
    row = over()
    by = system_viewer(at=AFTER)
    assert by is not None
    actions.rate(errand_id=row.id, way=RatingWay.PHONE, answers=CONTENT, text="很好", by=viewer("desk.north"), at=AFTER)
    assert actions.erase_errands(errand_ids=[row.id], by=by, at=AFTER + timedelta(days=900)) == 1
    assert ErrandRating.objects.get().text == ""
    assert not can_rate_errand(row.id, at=AFTER)


@pytest.mark.django_db
def test_given_up_is_asked_after_too(world: None) -> None:
    row = errand(kinds=["survivor"])
    ended(item(row), "given_up", "self")
    assert errands_to_ask(viewer("desk.north"), at=AFTER).get().id == row.id


@pytest.mark.django_db
def test_the_list_asks_as_many_questions_however_long(world: None, log_in: LogIn, django_assert_max_num_queries: Any) -> None:  # fmt: skip
    desk = log_in("desk.north")
    for n in range(5):
        row = over(days=0)
        if n % 2:
            actions.rate(
                errand_id=row.id, way=RatingWay.PHONE, answers=CONTENT, text="", by=viewer("desk.north"), at=NOW
            )
    desk.get("/ratings/errands/")
    with django_assert_max_num_queries(16):
        assert desk.get("/ratings/errands/").status_code == 200
