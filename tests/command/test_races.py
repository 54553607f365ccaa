"""Two at once: the matter is held, so that one wins and the other is told."""

from __future__ import annotations

from fengqiao.command import actions
from fengqiao.command.models import Dispatch
from fengqiao.command.queries import dispatches_of
from tests.command.helping import came, dispatched, later, part, two_teams
from tests.matters.helping import at_once, codes
from tests.world import viewer

AT = later(minutes=3)


def test_two_dispatchers_at_once_dispatch_once(committed_world: None) -> None:
    two_teams()
    task = came()
    both = [
        lambda login=login, to=to: dispatched(task, to, login, AT, reason="就这样派") and None
        for login, to in (("room.north", "community"), ("desk.north", "case"))
    ]
    assert codes(at_once(*both)) == ["dispatch-changed", "done"]
    assert Dispatch.objects.filter(task=task, state="held").count() == 1


def test_taking_and_dispatching_anew_at_once_leave_one_part(committed_world: None) -> None:
    two_teams()
    task = came()
    first = dispatched(task, at=AT)
    made = actions.offer(dispatch_id=first.id, part_id=part("case"), reason="转案", by=viewer("room.north", AT), at=AT)
    take = lambda: actions.take(dispatch_id=made, by=viewer("case.north", AT), at=AT)  # noqa: E731
    anew = lambda: dispatched(task, "command", at=AT, seen=first.id, reason="收回") and None  # noqa: E731
    found = codes(at_once(take, anew))
    held = dispatches_of(task.id)
    assert held.offered is None
    assert held.held is not None
    assert (found, held.held.part_id) in (
        (["dispatch-changed", "done"], part("case")), (["done", "offer-answered"], part("command")),
    )  # fmt: skip
