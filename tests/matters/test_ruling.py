"""Handing back by a clause, and who rules when it goes to and fro: a term, a decision that binds."""

from __future__ import annotations

import pytest

from fengqiao.catalogue.model import ReasonUse
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter
from fengqiao.matters.queries import QueueFilter, queue
from fengqiao.matters.terms import Tab
from fengqiao.rulebook.queries import pack_on
from tests.matters.helping import again, bounced, later, offered, refused, share
from tests.world import NOW, unit, viewer


def rule(matter: Matter, **over: object) -> None:
    values = {
        "unit_id": unit("dept.urban"),
        "reason": "街面上的归综合执法",
        "by": viewer("dispatcher"),
        "at": later(hours=5),
    }
    actions.rule(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


@pytest.mark.usefixtures("world")
def test_every_reason_to_hand_back_is_a_clause_with_its_source() -> None:
    reasons = pack_on(NOW).pack.reasons[ReasonUse.RETURN]
    assert [each.clause for each in reasons] == [f"第{number}条" for number in "一二三四五六七"]
    assert all(each.source for each in reasons)


@pytest.mark.usefixtures("world")
def test_words_without_a_clause_are_refused() -> None:
    matter = offered()
    with refused("reason-unknown"):
        actions.give_back(
            matter_id=matter.id, reason="", text="不归我们管", by=viewer("handler.urban"), at=later(hours=1)
        )


@pytest.mark.usefixtures("world")
def test_the_third_return_goes_to_the_centre_of_the_county_with_a_term() -> None:
    matter = bounced()
    assert (matter.state, matter.unit.code, matter.returned, matter.ruling) == ("triage", "centre", 3, "asked")
    clock = Clock.objects.get(code="arbitrate")
    assert (clock.started_at, clock.stopped_at) == (later(minutes=50), None)
    assert matter.due_at == clock.due_at, "one working day"
    assert Entry.objects.filter(move="return").latest("at").codes["to_arbiter"] == "yes"
    assert Event.objects.filter(kind="task.returned").latest("seq").attributes["to_arbiter"] == "yes"
    assert matter in queue(viewer("dispatcher"), QueueFilter(tab=Tab.TODO), now=later(hours=3))


@pytest.mark.usefixtures("world")
def test_what_waits_for_a_ruling_is_not_routed() -> None:
    matter = bounced()
    with refused("rule-first"):
        actions.route(
            matter_id=matter.id, unit_id=unit("dept.market"), reason="再试", by=viewer("dispatcher"), at=later(hours=3)
        )


@pytest.mark.usefixtures("world")
def test_a_ruling_binds_the_unit_that_it_names() -> None:
    matter = bounced()
    rule(matter)
    after = again(matter)
    assert (after.state, after.unit.code, after.ruling, share(after).state) == (
        "offered",
        "dept.urban",
        "given",
        "offered",
    )
    clock = Clock.objects.get(code="arbitrate")
    assert clock.stopped_at == later(hours=5)
    event = Event.objects.get(kind="matter.ruled")
    assert (event.attributes["function"], event.attributes["in_time"], event.measures) == (
        "urban",
        "yes",
        {"returned": 3},
    )
    with refused("ruled"):
        actions.give_back(
            matter_id=matter.id, reason="not_our_duty", text="还是不归", by=viewer("handler.urban"), at=later(hours=6)
        )
    with refused("rule-binds"):
        actions.route(
            matter_id=matter.id,
            unit_id=unit("dept.market"),
            reason="改",
            by=viewer("dispatcher.north"),
            at=later(hours=6),
        )


@pytest.mark.usefixtures("world")
def test_who_ruled_may_rule_otherwise_later() -> None:
    matter = bounced()
    rule(matter)
    actions.route(
        matter_id=matter.id,
        unit_id=unit("dept.market"),
        reason="查明另有主管",
        by=viewer("dispatcher"),
        at=later(hours=6),
    )
    assert again(matter).unit.code == "dept.market"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"reason": " "}, "rule-reason"),
        ({"unit_id": None}, "unit-unknown"),
        ({"by": "dispatcher.north"}, "rule-elsewhere"),
        ({"by": "handler.urban"}, "denied"),
    ],
)
def test_a_ruling_that_cannot_be(over: dict[str, object], code: str) -> None:
    matter = bounced()
    given = {key: viewer(str(value)) if key == "by" else value for key, value in over.items()}
    with refused(code):
        rule(matter, **given)


@pytest.mark.usefixtures("world")
def test_nobody_rules_unasked() -> None:
    matter = offered()
    actions.give_back(
        matter_id=matter.id, reason="not_our_area", text="", by=viewer("handler.urban"), at=later(hours=1)
    )
    with refused("rule-unasked"):
        rule(matter)
