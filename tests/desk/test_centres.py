"""The page of governance centres: who sees which, the numbers, a constant number of queries, Excel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.desk.levels.views import _nodes, heads
from fengqiao.matters import actions
from fengqiao.matters.terms import MatterState, Move
from fengqiao.orgs.queries import directory
from tests.desk.conftest import LogIn
from tests.desk.test_handing_back import table_of
from tests.matters.helping import later, triage
from tests.matters.levelled import at_the_centre, more_centres, send
from tests.world import NOW, viewer


@pytest.fixture
def journeys(world: None) -> None:
    """One matter waits above, one went to the village, one was refused by the neighbour."""
    more_centres()
    first, second, third = (at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON) for _ in range(3))
    send(first, "centre", "dispatcher.north", later(hours=1))
    send(second, "village", "dispatcher.north", later(hours=1))
    actions.accept(matter_id=second.id, by=viewer("at.village"), at=later(hours=2))
    send(third, "next", "dispatcher.north", later(hours=1))
    refused = {"reason": "not_our_area", "text": "", "by": viewer("at.next"), "at": later(hours=2)}
    actions.give_back(matter_id=third.id, **refused)  # type: ignore[arg-type]


def numbers(login: str) -> dict[str, tuple[object, ...] | None]:
    """What somebody is shown of each centre: open, came by way, sent by way, refused; None: only its name."""
    now = NOW + timedelta(hours=3)
    found = {}
    for node in _nodes(viewer(login), directory(at=now), 30, now):
        at = node.at
        found[node.card.code] = (at.open, at.came, at.sent, at.refused) if at else None
    return found


def test_each_level_sees_its_own_and_what_is_below(journeys: None) -> None:
    north = (2, {}, {"up": 1, "down": 1, "across": 1}, 0)
    village = (1, {"down": 1}, {}, 0)
    assert numbers("dispatcher.north") == {"centre": None, "centre.north": north, "village": village}
    assert numbers("at.village") == {"centre": None, "centre.north": None, "village": village}
    assert numbers("at.next") == {"centre": None, "next": (0, {"across": 1}, {}, 1)}
    assert numbers("dispatcher") == {
        "centre": (0, {"up": 1}, {}, 0), "centre.north": north, "village": village,
        "next": (0, {"across": 1}, {}, 1), "far": (0, {}, {}, 0),
    }  # fmt: skip
    assert numbers("chief.north") == {}


def test_more_centres_and_matters_ask_no_more_queries(world: None, log_in: LogIn) -> None:
    client = log_in("dispatcher")

    def asked() -> int:
        client.get("/centres/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/centres/").status_code == 200
        return len(seen)

    few = asked()
    more_centres()
    for _ in range(3):
        send(at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON), "next", "dispatcher.north", later(hours=1))
    assert asked() == few


def test_the_table_goes_out_as_excel(journeys: None, log_in: LogIn) -> None:
    answer = log_in("dispatcher").post("/centres/export/?days=7")
    table = table_of(answer.content)
    assert len(table[0]) == len(heads()) + 3
    assert sorted(row[1] for row in table[1:]) == ["县级", "村级", "镇级", "镇级", "镇级"]
