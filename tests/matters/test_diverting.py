"""Passing a matter on: consent, the first receiver answers until the next has signed, what flows out and back."""

from __future__ import annotations

import pytest

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.rules.diverting import flow_of
from fengqiao.matters.terms import TaskRole
from tests.matters.helping import again, called, end, later, offered, refused, share, working
from tests.world import unit, viewer

pytestmark = pytest.mark.usefixtures("world")


def transfer(matter: Matter, **over: object) -> None:
    values = {
        "unit_id": unit("dept.housing"),
        "consent": "yes",
        "text": "",
        "by": viewer("desk.north"),
        "at": later(hours=1),
    }
    actions.transfer(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


def sign(matter: Matter, login: str = "handler.housing") -> None:
    actions.accept(matter_id=matter.id, by=viewer(login), at=later(hours=2))


def test_the_first_receiver_answers_until_the_next_has_signed() -> None:
    matter = called(signed=False)
    transfer(matter)
    after = again(matter)
    assert (after.state, after.unit.code, after.accepted_at) == ("working", "station.north", later(hours=1))
    assert (share(matter).unit.code, share(matter, TaskRole.NEXT).unit.code) == ("station.north", "dept.housing")
    sign(matter)
    after = again(matter)
    assert (after.state, after.unit.code, after.flow) == ("working", "dept.housing", "out")
    assert (share(matter).unit.code, share(matter).state) == ("dept.housing", "working")
    assert share(matter, TaskRole.COPY).unit.code == "station.north", "it still sees what becomes of it"
    event = Event.objects.filter(kind="task.accepted").latest("seq")
    assert (event.attributes["role"], event.attributes["flow"], event.unit_id) == ("lead", "out", unit("dept.housing"))


def test_what_is_handed_back_by_a_clause_stays_with_the_first_receiver_and_counts() -> None:
    matter = called()
    transfer(matter)
    give = {"reason": "not_our_duty", "text": "不是", "by": viewer("handler.housing"), "at": later(hours=2)}
    actions.give_back(matter_id=matter.id, **give)  # type: ignore[arg-type]
    after = again(matter)
    assert (after.state, after.unit.code, after.returned) == ("working", "station.north", 1)
    assert share(matter, TaskRole.NEXT).state == "returned"
    transfer(matter, unit_id=unit("dept.urban"), at=later(hours=3))
    Matter.objects.filter(id=matter.id).update(returned=2)
    actions.give_back(matter_id=matter.id, **{**give, "by": viewer("handler.urban"), "at": later(hours=4)})  # type: ignore[arg-type]
    after = again(matter)
    assert (after.state, after.unit.code, after.ruling) == ("triage", "centre", "asked")


def test_it_is_not_closed_while_the_other_unit_has_not_answered() -> None:
    matter = called()
    transfer(matter)
    with refused("close-open-tasks"):
        end(matter, by=viewer("desk.north"), result="settled", fields={"found_class": "other"})


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"consent": ""}, "consent-unknown"),
        ({"consent": "no", "text": "不愿意"}, "consent-refused"),
        ({"consent": "unreachable"}, "consent-words"),
        ({"consent": "duty", "text": " "}, "consent-words"),
        ({"unit_id": None}, "unit-unknown"),
    ],
)
def test_a_transfer_that_cannot_be(over: dict[str, object], code: str) -> None:
    matter = called()
    with refused(code):
        transfer(matter, **over)


def test_it_is_not_passed_on_to_itself_or_twice() -> None:
    matter = called()
    with refused("unit-same"):
        transfer(matter, unit_id=unit("station.north"))
    transfer(matter)
    with refused("transfer-waits"):
        transfer(matter, unit_id=unit("dept.urban"))


def test_a_department_hands_back_and_does_not_pass_on() -> None:
    matter = working()
    with refused("transfer-hands-back"):
        transfer(matter, by=viewer("handler.urban"))


@pytest.mark.parametrize(
    ("was", "by_police", "to", "flow"),
    [
        ("", True, "partner", "out"),
        ("", True, "governance", "out"),
        ("", True, "police", ""),
        ("", False, "partner", ""),
        ("out", True, "partner", ""),
        ("out", True, "police", "back"),
        ("back", True, "partner", "out"),
        ("back", True, "police", ""),
    ],
)
def test_what_left_the_police_flows_back_and_nothing_else(was: str, by_police: bool, to: str, flow: str) -> None:
    assert flow_of(was, by_police=by_police, to_line=to) == flow


def test_what_the_police_sent_out_and_gets_again_has_flowed_back() -> None:
    matter = offered(by="desk.north")
    assert again(matter).flow == "out"
    actions.give_back(
        matter_id=matter.id, reason="police_first", text="", by=viewer("handler.urban"), at=later(hours=1)
    )
    actions.route(
        matter_id=matter.id,
        unit_id=unit("station.north"),
        reason="涉嫌违法",
        by=viewer("dispatcher"),
        at=later(hours=2),
    )
    assert again(matter).flow == "back"
    assert Event.objects.get(kind="matter.routed").attributes["flow"] == "back"
