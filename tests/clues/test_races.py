"""Two recipients take one clue up at once: one of them has it."""

from __future__ import annotations

from fengqiao.clues import actions
from fengqiao.clues.models import Clue
from fengqiao.ledger.models import Event
from tests.clues.helping import handed_in, station
from tests.matters.helping import at_once, codes
from tests.world import NOW, viewer


def test_a_clue_is_taken_up_once(committed_world: None) -> None:
    station()
    _code, clue = handed_in(files=False)
    take = lambda login: lambda: actions.take(clue_id=clue.id, by=viewer(login), at=NOW)  # noqa: E731
    results = codes(at_once(take("officer.north"), take("desk.north")))
    assert results.count("done") == 1
    assert len(set(results)) == 2
    assert Event.objects.filter(kind="clue.taken").count() == 1
    assert Clue.objects.get(id=clue.id).holder_id in {viewer("officer.north").staff_id, viewer("desk.north").staff_id}
