"""Numbers without persons: the closing carries them, amending and reopening put them right, and figures open to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.catalogue.reading import compiled_files
from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import MatterState
from fengqiao.measure.queries import Period, figure
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import Viewer, system_viewer
from fengqiao.rulebook.actions import publish_pack
from fengqiao.rulebook.queries import pack_on
from tests.world import NOW, PACKS, make_matter, viewer

HOUR = timedelta(hours=1)
FULL = {
    "epidemic_calls": "2", "people_checked": "1,204", "vehicles_checked": "310", "endorsements": "0",
    "self_service": "7", "people_helped": "15",
}  # fmt: skip


@pytest.fixture
def tally(world: None) -> Matter:
    """A tally that the desk of the northern station handed in and took up."""
    by = system_viewer(at=NOW)
    assert by is not None
    publish_pack(texts=compiled_files(PACKS / "hailing"), valid_from=NOW, by=by, at=NOW)
    matter = make_matter(title="清点", text="一班的合计。", kind="shift_tally")
    actions.accept(matter_id=matter.id, by=desk(), at=NOW)
    return matter


def desk() -> Viewer:
    return viewer("desk.north")


def close(matter: Matter, *, result: str = "tallied", hours: int = 1, **over: str) -> None:
    fields = {**FULL, **over}
    actions.close(
        matter_id=matter.id, result=result, text="写明", fields=fields, uploads=[], by=desk(), at=NOW + hours * HOUR
    )


def carried(matter: Matter) -> list[dict[str, int]]:
    """Return the numbers of each closing without its minutes and files."""
    rows = Event.objects.filter(subject_id=matter.id, kind=EventKind.MATTER_CLOSED.value).order_by("seq")
    return [{k: v for k, v in row.measures.items() if k not in {"minutes", "files"}} for row in rows]


def people() -> object:
    measures = pack_on(NOW).pack.measures
    return figure(Question(measures["hl.people"], Period(NOW.date(), NOW.date())), measures).value


def test_a_closing_carries_the_counted_numbers_of_its_kind(tally: Matter) -> None:
    close(tally)
    assert carried(tally) == [{code: int(text.replace(",", "")) for code, text in FULL.items()}]
    assert people() == 1204


@pytest.mark.parametrize(("wrong", "code"), [("-1", "field-count"), ("3.5", "field-count"), ("很多", "field-number")])
def test_what_is_no_whole_number_is_refused_and_nothing_changes(tally: Matter, wrong: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        close(tally, people_checked=wrong)
    assert refused.value.code == code
    tally.refresh_from_db()
    assert (tally.state, carried(tally)) == (MatterState.WORKING.value, [])


def test_a_tally_is_not_closed_with_a_number_missing(tally: Matter) -> None:
    with pytest.raises(Problem) as refused:
        close(tally, endorsements="")
    assert "港澳签注" in str(refused.value)
    assert carried(tally) == []


def test_a_repeat_carries_its_numbers_and_does_not_count(tally: Matter) -> None:
    close(tally, result="repeated")
    assert carried(tally)[0]["people_checked"] == 1204
    assert people() == 0


def test_reopening_takes_the_number_back_until_it_is_closed_with_the_right_one(tally: Matter) -> None:
    close(tally)
    reopened = viewer("dispatcher")
    actions.reopen(matter_id=tally.id, reason="new_facts", text="多写了一个零", by=reopened, at=NOW + 2 * HOUR)
    assert people() == 0
    actions.accept(matter_id=tally.id, by=desk(), at=NOW + 3 * HOUR)
    close(tally, hours=4, people_checked="120")
    assert [each["people_checked"] for each in carried(tally)] == [1204, 120]
    assert people() == 120


def test_the_outcome_of_a_case_is_numbers_alone_and_is_put_right_by_reopening(world: None) -> None:
    matter = make_matter(title="电瓶被盗", text="登记战果", kind="case_outcome")
    actions.accept(matter_id=matter.id, by=desk(), at=NOW)
    outcome = {
        "case_size": "small",
        "cases_solved": "6",
        "recovered_yuan": "4,200",
        "caught": "2",
        "items_seized": "11",
    }
    actions.close(matter_id=matter.id, result="recorded", text="", fields=outcome, uploads=[], by=desk(), at=NOW + HOUR)
    numbers = {"cases_solved": 6, "recovered_yuan": 4200, "caught": 2, "items_seized": 11}
    assert carried(matter) == [numbers]
    assert outcomes() == [6, 4200, 2, 11]
    actions.reopen(
        matter_id=matter.id, reason="new_facts", text="追回数写多了", by=viewer("dispatcher"), at=NOW + 2 * HOUR
    )
    assert outcomes() == [0, 0, 0, 0], "until it is closed again"


def outcomes() -> list[object]:
    measures = pack_on(NOW).pack.measures
    codes = ("cases.solved", "cases.recovered", "cases.caught", "cases.seized")
    return [figure(Question(measures[code], Period(NOW.date(), NOW.date())), measures).value for code in codes]
