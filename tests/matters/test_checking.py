"""Checking what was handed back: by whom, by when, what comes of it; what ends the waiting unchecked; two at once."""

from __future__ import annotations

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter
from fengqiao.matters.terms import TaskRole
from tests.matters.conference import handed_back
from tests.matters.helping import again, at_once, bounced, called, codes, later, offered, refused, share
from tests.world import unit, viewer

pytestmark = pytest.mark.usefixtures("world")
WHY = "第二条说的是别的街面"


def check(matter: Matter, outcome: str = "wrong", login: str = "dispatcher", **over: object) -> None:
    values = {"outcome": outcome, "text": WHY, "by": viewer(login), "at": later(hours=1)}
    actions.check(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


def test_a_return_to_the_centre_waits_with_a_term_and_found_wrong_goes_back() -> None:
    matter = handed_back(offered(), "handler.urban")
    clock = Clock.objects.get(matter=matter, code="check")
    assert (matter.state, matter.check_of, clock.stopped_at) == ("triage", unit("dept.urban"), None)
    assert Event.objects.filter(kind="task.returned").latest("seq").attributes["to_check"] == "yes"
    for over, code in (
        ({"outcome": "maybe"}, "check-outcome"), ({"text": " "}, "check-text"), ({"login": "handler.urban"}, "denied"),
        ({"login": "desk.south"}, "matter-unknown"), ({"seen_version": 1}, "matter-changed"),
    ):  # fmt: skip
        with pytest.raises(Problem) as problem:
            check(matter, **over)  # type: ignore[arg-type]
        assert problem.value.code in {code, "matter-unknown", "no-task"}, over
    assert again(matter).version == matter.version, "what is refused changes nothing"
    check(matter)
    after, clock = again(matter), Clock.objects.get(id=clock.id)
    assert (after.state, after.unit.code, after.check_of, after.returned) == ("offered", "dept.urban", None, 1)
    assert (share(matter).state, clock.stopped_at) == ("offered", later(hours=1))
    event = Event.objects.filter(kind="task.checked").latest("seq")
    assert (event.unit_id, event.attributes["checked"], event.attributes["in_time"]) == (
        unit("dept.urban"),
        "wrong",
        "yes",
    )
    assert Entry.objects.filter(move="check").latest("at").codes["returner"] == str(unit("dept.urban"))
    routed = handed_back_and_routed()
    with refused("check-none"):
        check(routed)
    actions.give_back(
        matter_id=matter.id, reason="not_our_duty", text="不是", by=viewer("handler.urban"), at=later(hours=2)
    )
    assert again(matter).returned == 2, "handing back again after the check counts on, to the arbiter in the end"


def handed_back_and_routed() -> Matter:
    """Routed on without a check: the waiting is over, and nobody is said to have checked."""
    matter = handed_back(offered(), "handler.urban")
    before = Event.objects.filter(kind="task.checked").count()
    actions.route(
        matter_id=matter.id, unit_id=unit("dept.market"), reason="归市场", by=viewer("dispatcher"), at=later(hours=1)
    )
    assert again(matter).check_of is None
    assert not Clock.objects.filter(matter=matter, code="check", stopped_at=None).exists()
    assert Event.objects.filter(kind="task.checked").count() == before
    Matter.objects.filter(id=matter.id).update(state="triage", unit_id=unit("centre"))
    return again(matter)


def test_what_was_passed_on_is_checked_by_whoever_passed_it_on() -> None:
    matter = handed_back(called(), "desk.north")
    assert (matter.state, matter.unit.code, matter.check_of) == ("working", "station.north", unit("dept.urban"))
    check(matter, "right", "desk.north", text="")
    after = again(matter)
    assert (after.state, after.unit.code, after.check_of) == ("working", "station.north", None)
    other = handed_back(called(), "desk.north")
    check(other, "wrong", "desk.north")
    assert (again(other).unit.code, share(other, TaskRole.NEXT).unit.code) == ("station.north", "dept.urban")
    actions.accept(matter_id=other.id, by=viewer("handler.urban"), at=later(hours=2))
    assert (again(other).unit.code, again(other).flow) == ("dept.urban", "out")


def test_what_goes_for_a_ruling_is_not_checked_besides() -> None:
    matter = bounced()
    assert matter.check_of is None
    assert not Clock.objects.filter(matter=matter, code="check", stopped_at=None).exists()
    assert "to_check" not in Event.objects.filter(kind="task.returned").latest("seq").attributes


@pytest.mark.django_db(transaction=True)
def test_a_check_and_a_routing_at_once_leave_one() -> None:
    matter = handed_back(offered(), "handler.urban")
    found = at_once(
        lambda: check(matter),
        lambda: actions.route(
            matter_id=matter.id,
            unit_id=unit("dept.market"),
            reason="归市场",
            by=viewer("dispatcher"),
            at=later(hours=1),
        ),
    )
    after = again(matter)
    assert after.check_of is None
    assert codes(found) in (["check-none", "done"], ["done", "done"], ["done", "matter-unsigned"])
    assert share(matter).unit_id == after.unit_id
