"""What is not solved is done again by somebody other than whoever closed it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Entry, Matter, Task
from fengqiao.matters.queries import dossier
from tests.matters.helping import again, called, closed, later, refused, share
from tests.world import unit, viewer

AGAIN = later(days=2)


def reopen(matter: Matter, reason: str = "not_solved") -> None:
    actions.reopen(matter_id=matter.id, reason=reason, text="没有解决", by=viewer("dispatcher", AGAIN), at=AGAIN)


def solved_by(login: str) -> Matter:
    """A call that somebody of the station closed."""
    matter = called()
    by, at = viewer(login), later(hours=2)
    kind = dossier(by, matter.id)
    assert kind
    result = next(each for each in kind.kind.results if not each.counts_as_done)
    actions.close(matter_id=matter.id, result=result.code, text="已处理", fields={}, uploads=[], by=by, at=at)
    return again(matter)


def test_the_unit_does_it_again_but_not_whoever_closed_it(world: None) -> None:
    matter = solved_by("desk.north")
    closer = viewer("desk.north", AGAIN)
    reopen(matter)
    task = share(matter)
    assert (task.unit_id, task.barred, again(matter).unit_id) == (unit("station.north"), closer.staff_id, task.unit_id)
    with refused("other-hands"):
        actions.accept(matter_id=matter.id, by=closer, at=AGAIN)
    case = dossier(closer, matter.id)
    assert case
    assert case.task_of(closer) is None
    actions.accept(matter_id=matter.id, by=viewer("chief.north", AGAIN), at=AGAIN)
    for move in (
        lambda: actions.progress(matter_id=matter.id, text="再看", uploads=[], step="", by=closer, at=AGAIN),
        lambda: actions.close(
            matter_id=matter.id, result="withdrawn", text="好了", fields={}, uploads=[], by=closer, at=AGAIN
        ),
        lambda: actions.give_back(matter_id=matter.id, reason="not_our_duty", text="不是", by=closer, at=AGAIN),
    ):
        with refused("other-hands"):
            move()
    with refused("other-hands-assign"):
        actions.assign(matter_id=matter.id, staff_id=closer.staff_id, by=viewer("chief.north", AGAIN), at=AGAIN)
    entry = Entry.objects.get(move="reopen")
    assert entry.codes == {"reason": "not_solved", "not_by": str(closer.staff_id)}
    event = Event.objects.get(kind="matter.reopened")
    assert event.attributes["other_hands"] == "yes"


def test_where_the_unit_has_nobody_else_the_centre_takes_it(world: None) -> None:
    matter = closed()
    reopen(matter)
    row = again(matter)
    assert (row.unit_id, row.state) == (unit("centre.north"), "offered")
    assert share(matter).unit_id == unit("centre.north")
    event = Event.objects.get(kind="matter.reopened")
    assert event.unit_id == unit("dept.urban")  # whose closing did not hold
    actions.route(
        matter_id=matter.id,
        unit_id=unit("dept.housing"),
        reason="由住建接着办",
        by=viewer("dispatcher", AGAIN),
        at=AGAIN,
    )
    assert Task.objects.get(matter=matter, state="offered", role="lead").barred is None


def test_a_copy_that_the_centre_holds_becomes_its_share(world: None) -> None:
    matter = closed()
    Task.objects.create(
        matter=matter, role="copy", state="noted", unit_id=unit("centre.north"), opened_at=later(hours=1)
    )
    reopen(matter)
    shares = Task.objects.filter(matter=matter, unit_id=unit("centre.north")).order_by("opened_at")
    assert [(each.role, each.state) for each in shares] == [("copy", "withdrawn"), ("lead", "offered")]


def test_what_is_reopened_for_new_facts_may_be_done_by_the_same(world: None) -> None:
    matter = solved_by("desk.north")
    reopen(matter, "new_facts")
    assert share(matter).barred is None
    actions.accept(matter_id=matter.id, by=viewer("desk.north", AGAIN), at=AGAIN + timedelta(minutes=1))


@pytest.mark.parametrize(("reason", "barred"), [("not_solved", True), ("result_untrue", True), ("check_failed", False)])
def test_which_reasons_ask_for_other_hands_is_the_packs_to_say(world: None, reason: str, barred: bool) -> None:
    matter = solved_by("desk.north")
    reopen(matter, reason)
    assert (share(matter).barred is not None) is barred
