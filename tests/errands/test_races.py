"""Two at once: a request sent twice is one, a paper is handed over once, the last two items end the errand once."""

from __future__ import annotations

from fengqiao.errands import actions
from fengqiao.errands.models import Errand, PaperMove
from fengqiao.ledger.models import Event
from tests.errands.helping import RUNNER, ended, errand, item, wanted
from tests.matters.helping import at_once, codes
from tests.world import NOW, viewer


def test_two_at_once(committed_world: None) -> None:
    by, one = viewer(RUNNER), wanted(kinds=["survivor", "old_age"])
    send = lambda: actions.take(wanted=one, by=by, at=NOW) and None  # noqa: E731
    assert codes(at_once(send, send)) == ["done", "done"]
    row = Errand.objects.get()
    paper = actions.take_paper(item_id=item(row), kind="form", signed=True, by=by, at=NOW)
    give = lambda to: lambda: actions.hand_over(paper_id=paper, to=to, signed=True, by=by, at=NOW)  # noqa: E731
    assert codes(at_once(give("resident"), give("resident"))) == ["done", "paper-gone"]
    assert PaperMove.objects.count() == 2
    end = lambda kind: lambda: ended(item(row, kind), "given_up", "self")  # noqa: E731
    assert codes(at_once(end("survivor"), end("old_age"))) == ["done", "done"]
    row.refresh_from_db()
    assert row.ended_at is not None
    last = [event.attributes["last"] for event in Event.objects.filter(kind="errand.item_ended")]
    assert sorted(last) == ["no", "yes"]
    assert errand(kinds=["other"]).ended_at is None
