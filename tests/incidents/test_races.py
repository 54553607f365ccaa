"""Two at once: the matter and then the incident are held, so that one wins and the other is told."""

from __future__ import annotations

from uuid import uuid4

from fengqiao.incidents import actions
from fengqiao.incidents.actions import Called
from fengqiao.incidents.models import Incident, JointLine
from fengqiao.incidents.terms import JointStep
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Task
from tests.incidents.helping import again, end, incident, later, party, stand_down, step
from tests.matters.helping import FIGHT, at_once, codes
from tests.world import make_matter, unit, viewer


def test_two_arrivals_pressed_at_once_are_one(committed_world: None) -> None:
    row = incident()
    press = [
        lambda login=login: step(row, "dept.urban", "arrived", login, later(minutes=4)) and None
        for login in ("handler.urban", "desk.north")
    ]
    assert codes(at_once(*press)) == ["done", "joint-step-there"]
    assert kinds_of(row.matter_id).count("joint.stepped") == 1


def test_one_press_sent_twice_at_once_is_one_and_nobody_is_refused(committed_world: None) -> None:
    row, press = incident(), uuid4()
    send = lambda: step(row, "dept.urban", "arrived", "handler.urban", later(minutes=4), press=press)  # noqa: E731
    assert sorted(map(str, at_once(send, send))) == ["False", "True"]
    assert JointLine.objects.filter(id=press).count() == 1


def test_standing_down_and_arriving_at_once_leave_one_story(committed_world: None) -> None:
    row = incident(parties=("dept.urban",))
    arrive = lambda: step(row, "dept.urban", "arrived", "handler.urban", later(minutes=4)) and None  # noqa: E731
    found = codes(at_once(arrive, lambda: stand_down(row, ("dept.urban",), later(minutes=4)) and None))
    after = party(row, "dept.urban")
    assert after.stood_down_at is not None
    assert after.task.state == "withdrawn"
    assert found in (["done", "done"], ["done", "joint-stood-down"], ["done", "joint-unknown"])
    assert (after.arrived_at is not None) == (found == ["done", "done"])


def test_it_does_not_end_while_somebody_is_called_out(committed_world: None) -> None:
    row, by, at = incident(parties=()), viewer("desk.north"), later(minutes=5)
    call = lambda: actions.call_out(incident_id=row.id, calls=[Called(unit("dept.urban"))], by=by, at=at)  # noqa: E731
    found = codes(at_once(call, lambda: end(row, at)))
    open_tasks = Task.objects.filter(matter_id=row.matter_id, role="helper", state="offered").count()
    state = again(row).state
    assert (found, state, open_tasks) in ((["done", "joint-open"], "running", 1), (["done", "joint-over"], "ended", 0))


def test_its_matter_is_not_closed_while_somebody_is_called_out(committed_world: None) -> None:
    row, by, at = incident(parties=()), viewer("desk.north"), later(minutes=5)
    call = lambda: actions.call_out(incident_id=row.id, calls=[Called(unit("dept.urban"))], by=by, at=at)  # noqa: E731
    close = lambda: matters.close(  # noqa: E731
        matter_id=row.matter_id, result="rescued", text="好", fields={"found_class": "help"}, uploads=[], by=by, at=at
    )
    found = codes(at_once(call, close))
    assert found in (["close-open-tasks", "done"], ["done", "matter-closed"])


def test_two_who_open_at_once_open_one(committed_world: None) -> None:
    matter = make_matter(by="desk.north", **{**FIGHT, "kind": "emergency"})
    begin = lambda login: lambda: actions.open_incident(  # noqa: E731
        matter_id=matter.id, plan="water", calls=[], drill=False, by=viewer(login), at=later(minutes=2)
    ) and None  # fmt: skip
    found = codes(at_once(begin("desk.north"), begin("chief.north")))
    assert found in (["done", "joint-running"], ["done", "task-signed"])
    assert Incident.objects.filter(matter=matter).count() == 1


def test_a_party_that_is_done_cannot_be_stood_down_at_once(committed_world: None) -> None:
    row = incident(parties=("dept.urban",))
    step(row, "dept.urban", "arrived", "handler.urban", later(minutes=4))
    by, chosen = viewer("handler.urban"), party(row, "dept.urban")
    finish = lambda: actions.step(  # noqa: E731
        incident_id=row.id, party_id=chosen.id, step=JointStep.DONE, by=by, at=later(minutes=6)
    ) and None  # fmt: skip
    found = codes(at_once(finish, lambda: stand_down(row, ("dept.urban",), later(minutes=6)) and None))
    after = party(row, "dept.urban")
    assert (after.done_at is None) != (after.stood_down_at is None)
    assert found in (["done", "joint-done"], ["done", "joint-stood-down"], ["done", "joint-unknown"])
