"""Outcomes of cases: asked at the closing, never compulsory, whole numbers only; figures follow what was recorded last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.rules.fields import missing_at, read_fields
from fengqiao.matters.terms import MatterState
from fengqiao.measure.queries import Period, figure
from fengqiao.measure.rules import Question
from fengqiao.rulebook.queries import pack_on
from tests.world import NOW, make_matter, viewer

HOUR = timedelta(hours=1)
OUTCOMES = ("losses_recovered", "people_caught", "items_seized")


def taken_up(what: str = "电动车") -> Matter:
    """A report of a theft that the northern station has signed."""
    matter = make_matter(title=f"{what}被盗", text=f"我家的{what}被偷了。", kind="police_report")
    actions.accept(matter_id=matter.id, by=viewer("desk.north"), at=NOW)
    return matter


def close(matter: Matter, *, hours: int = 1, result: str = "settled", **fields: str) -> None:
    given = {"found_class": "other", **fields}
    actions.close(
        matter_id=matter.id, result=result, text="找回发还。", fields=given, uploads=[], by=viewer("desk.north"),
        at=NOW + hours * HOUR,
    )  # fmt: skip


def figures() -> list[object]:
    """Return losses recovered, people caught, items seized and the reports with somebody caught, of the day."""
    measures, day = pack_on(NOW).pack.measures, Period(NOW.date(), NOW.date())
    codes = ("outcome.losses", "outcome.caught", "outcome.seized", "outcome.caught.reports")
    return [figure(Question(measures[code], day), measures).value for code in codes]


def test_outcomes_are_asked_at_the_closing_and_nowhere_compulsory(world: None) -> None:
    kinds = pack_on(NOW).pack.kinds
    for code in ("emergency", "police_report"):
        asked = {each.code: each for each in kinds[code].fields}
        assert all(
            asked[each].optional and asked[each].counted and asked[each].needed_at == "close" for each in OUTCOMES
        )
        assert {each.code for each in missing_at(kinds[code], {}, "close")} == {"found_class"}
        assert not set(OUTCOMES) & read_fields(kinds[code], {}, stage="close").problems.keys()
    assert not set(OUTCOMES) & {each.code for each in kinds["dispute"].fields}


def test_figures_add_up_what_closings_recorded(world: None) -> None:
    found, without, repeated = taken_up("电动车"), taken_up("水泵"), taken_up("腊肉")
    close(found, losses_recovered="2,600", people_caught="2", items_seized="1")
    close(without)
    close(repeated, result="repeated", people_caught="2")
    carried = Event.objects.get(subject_id=without.id, kind=EventKind.MATTER_CLOSED.value).measures
    assert not set(OUTCOMES) & carried.keys()
    assert figures() == [2600, 2, 1, 1]


def test_a_wrong_number_is_refused_and_a_reopened_matter_counts_by_its_last_closing(world: None) -> None:
    matter = taken_up()
    for wrong, code in (("-1", "field-count"), ("2.5", "field-count"), ("两人", "field-number")):
        with pytest.raises(Problem) as refused:
            close(matter, people_caught=wrong)
        assert refused.value.code == code
    matter.refresh_from_db()
    assert (matter.state, figures()) == (MatterState.WORKING.value, [0, 0, 0, 0])
    close(matter, losses_recovered="26000", people_caught="1")
    dispatcher, seen = viewer("dispatcher"), NOW + 2 * HOUR
    actions.reopen(matter_id=matter.id, reason="new_facts", text="多写了一个零", by=dispatcher, at=seen)
    assert figures() == [0, 0, 0, 0]
    actions.accept(matter_id=matter.id, by=viewer("desk.north"), at=NOW + 3 * HOUR)
    close(matter, hours=4, losses_recovered="2600", people_caught="1")
    assert figures() == [2600, 1, 0, 1]
