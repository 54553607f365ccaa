"""An errand that is run again: by others than who ended what is not solved; what was solved stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fengqiao.errands import actions
from fengqiao.errands.models import Errand, ErrandLine
from fengqiao.errands.queries import errand_sheet, errands_to_ask, looks_at, slow, slow_stretches
from fengqiao.errands.terms import Stretch
from fengqiao.orgs.queries import Viewer
from fengqiao.passes.actions import make_errand_slip
from tests.desk.conftest import LogIn
from tests.errands.helping import RUNNER, UNTIL, item
from tests.errands.test_asked_after import AFTER, UNSOLVED, counted, over, rate
from tests.matters.helping import refused
from tests.world import NOW, viewer

BOTH = ("certificate", "survivor")
CHIEF, DESK = "chief.north", "desk.north"


def reopened(kinds: tuple[str, ...] = BOTH, unsolved: str = "certificate", *, taken_up: bool = True) -> Errand:
    """An errand of which one item was not solved, run again by the desk."""
    row = over(kinds)
    assert rate(row, UNSOLVED, login=CHIEF, item_ids=[item(row, unsolved)])
    if taken_up:
        actions.take_up(errand_id=row.id, by=viewer(DESK), at=AFTER)
    return Errand.objects.get(id=row.id)


def authorise(row: Errand, by: Viewer, kind: str = "certificate") -> None:
    actions.authorise(errand_id=row.id, giver="self", kinds=[kind], until=UNTIL, signed=True, by=by, at=AFTER)


@pytest.mark.django_db
def test_who_ended_it_does_nothing_with_it_while_it_is_run_again(world: None, log_in: LogIn) -> None:
    row, runner = reopened(), viewer(RUNNER)
    one = {"item_id": item(row, "certificate"), "by": runner, "at": AFTER}
    deeds: tuple[Callable[[], object], ...] = (
        lambda: actions.go_on(step="submit", text="", told="", **one),
        lambda: actions.make_visit(**one),
        lambda: actions.take_paper(kind="id_card", signed=True, uploads=[], **one),
        lambda: authorise(row, runner),
        lambda: actions.end_item(state="given_up", ending="self", text="", told="", **one),
        lambda: actions.tell_resident(errand_id=row.id, how="phone", by=runner, at=AFTER),
    )
    for deed in deeds:
        with refused("errand-barred"):
            deed()
    assert not looks_at(row, runner, at=AFTER).open_
    sheets = [errand_sheet(each, row.id, at=AFTER) for each in (runner, viewer(DESK))]
    assert [each.acts for each in sheets if each] == [False, True]
    page = f"/errands/{row.id}/"
    assert [f"{page}authorise/" in log_in(login).get(page).content.decode() for login in (RUNNER, DESK)] == [
        False,
        True,
    ]
    actions.end_item(
        item_id=one["item_id"], state="given_up", ending="self", text="", told="phone", by=viewer(DESK), at=AFTER
    )
    actions.tell_resident(
        errand_id=row.id, how="phone", by=runner, at=AFTER
    )  # it is over: who told them is written down


@pytest.mark.django_db
def test_barred_is_who_ended_what_is_not_solved_and_none_of_those_who_ended_some_asks(world: None) -> None:
    row = over(BOTH)
    desk, runner = viewer(DESK), viewer(RUNNER)
    ErrandLine.objects.filter(item=item(row), step="done").update(staff_id=desk.staff_id)  # the last item ended
    assert (errands_to_ask(desk, at=AFTER).get().own, errands_to_ask(runner, at=AFTER).get().own) == (True, True)
    assert not errands_to_ask(viewer(CHIEF), at=AFTER).get().own
    for login in (DESK, RUNNER):
        with refused("rate-own"):
            rate(row, login=login)
    assert rate(row, UNSOLVED, login=CHIEF, item_ids=[item(row, "certificate")])
    assert Errand.objects.get(id=row.id).barred == runner.staff_id
    actions.take_up(errand_id=row.id, by=desk, at=AFTER)


@pytest.mark.django_db
def test_what_was_solved_does_not_wait_with_the_rest(world: None, log_in: LogIn) -> None:
    row = reopened(taken_up=False)
    page = log_in(DESK).get(f"/errands/{row.id}/").content.decode()
    solved = page.split(f'id="i-{item(row)}"')[1].split("</section>")[0]
    waits = page.split(f'id="i-{item(row, "certificate")}"')[1].split("</section>")[0]
    assert ("待接" in solved, "待接" in waits) == (False, True)
    token = make_errand_slip(errand_id=row.id, by=viewer(DESK), at=AFTER)
    assert Client().get(f"/e/{token}/").content.decode().count("待接") == 1


@pytest.mark.django_db
def test_what_was_solved_took_as_long_as_it_did(world: None) -> None:
    row, desk = reopened(), viewer(DESK)
    found = {each.key: each for each in slow(desk, since=NOW.date(), at=AFTER)}
    assert (found["survivor"].median, found["survivor"].done, found["certificate"].open) == (12, 1, 1)
    stretched = {each.key: each.days for each in slow_stretches(desk, since=NOW.date())}
    assert stretched["survivor"][Stretch.HANDED_OVER] == (1, 12, 12)
    authorise(row, desk)
    again = AFTER + timedelta(days=3)
    for step in ("submit", "deliver"):
        actions.go_on(item_id=item(row, "certificate"), step=step, text="", told="", by=desk, at=again)
    actions.end_item(
        item_id=item(row, "certificate"), state="done", ending="", text="", told="visit", by=desk, at=again
    )
    found = {each.key: each for each in slow(desk, since=NOW.date(), at=again)}
    assert (found["certificate"].median, found["survivor"].median) == (3, 12), "since it was taken up again"


@pytest.mark.django_db
def test_a_visit_before_it_was_opened_again_is_none(world: None) -> None:
    row, desk = reopened(("id_card",), "id_card"), viewer(DESK)
    authorise(row, desk, "id_card")
    one = item(row, "id_card")
    go = {"item_id": one, "text": "", "told": "", "by": desk, "at": AFTER}
    actions.go_on(step="visit", **go)
    sheet = errand_sheet(desk, row.id, at=AFTER)
    assert sheet
    assert sheet.items[0].why
    with refused("errand-visit"):
        actions.go_on(step=sheet.items[0].next, **go)
    actions.make_visit(item_id=one, by=desk, at=AFTER)
    actions.go_on(step=sheet.items[0].next, **go)


@pytest.mark.django_db
def test_one_that_is_declined_when_it_is_run_again_is_served_by_what_was_done(world: None) -> None:
    some, none = reopened(taken_up=False), reopened(("certificate",), taken_up=False)
    assert counted("errands.served") == 0
    for row in (some, none):
        actions.decline(errand_id=row.id, ending="self", text="", told="", by=viewer(DESK), at=AFTER)
    assert counted("errands.served") == 1
