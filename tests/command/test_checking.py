"""Checks after closing: a share is drawn, the closer never checks, what is not in order goes to other hands; once only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.command import actions
from fengqiao.command.models import Check
from fengqiao.command.queries import check_by_part, to_check, to_check_of
from fengqiao.command.rules import checks as rules
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter
from fengqiao.rulebook.queries import pack_on
from tests.command.helping import SAID, again, came, dispatched, later, staff, two_teams
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, unit, viewer

CLOSED, AT = later(days=1), later(days=2)


def closed(login: str = "officer.north") -> Matter:
    """A dispute that the community team closed."""
    task = came()
    dispatched(task, at=later(minutes=3), staff_id=staff(login))
    matters.close(
        matter_id=task.matter_id,
        by=viewer(login),
        at=CLOSED,
        result="reconciled",
        text="双方和解",
        fields={"dispute_type": "neighbours", "parties_count": "2"},
        uploads=[],
    )
    return again(task.matter)  # type: ignore[no-any-return]


def check(matter: Matter, login: str = "room.north", **over: Any) -> UUID:
    values = {"outcome": "in_order", "missing": [], "text": "", **over}
    return actions.check(matter_id=matter.id, by=viewer(login), at=AT, **values)


def test_a_share_is_drawn_the_same_at_every_look() -> None:
    ids = [UUID(int=n * 7919) for n in range(2000)]
    part = [each for each in ids if rules.drawn(each, 0.3)]
    assert 540 < len(part) < 660
    assert set(part) <= {each for each in ids if rules.drawn(each, 0.5)}
    assert (any(rules.drawn(each, 0) for each in ids), all(rules.drawn(each, 1) for each in ids)) == (False, True)

    def why(outcome: str = "in_order", missing: tuple[str, ...] = (), text: str = "", *, own: bool = False) -> Any:
        return rules.why_not_check(outcome, missing, text, known={"told"}, own=own)

    found = [
        why(),
        why(own=True),
        why("x"),
        why(missing=("y",)),
        why(missing=("told",)),
        why("not_in_order"),
        why("not_in_order", ("told",), "差"),
    ]
    assert [each.code if each else None for each in found] == [
        None, "check-own", "check-outcome", "check-outcome", "check-points", "check-words", None
    ]  # fmt: skip


def test_what_was_closed_is_checked_and_goes_to_other_hands(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    two_teams()
    assert (rules.share_on(pack_on(AT).pack, AT.date()), rules.days_on(pack_on(AT).pack, AT.date())) == (0.3, 5)
    good, bad = closed(), closed()
    monkeypatch.setattr("fengqiao.command.queries.checks.drawn", lambda each, _share: each == good.id)
    (one,) = to_check(viewer("room.north"), unit("station.north"), at=AT)
    assert (one.matter, one.part, one.closer, one.due_at) == (good, "community", staff("officer.north"), CLOSED + timedelta(days=5))  # fmt: skip
    assert (one.late(AT), one.late(later(days=7))) == (False, True)
    assert to_check_of(viewer("desk.south"), good.id, at=AT) is None
    for login, over, code in (
        ("officer.north", {}, "check-unknown"), ("desk.south", {}, "check-unknown"), ("room.north", {"outcome": "x"}, "check-outcome"),
        ("room.north", {"missing": ["told"]}, "check-points"), ("room.north", {"outcome": "not_in_order"}, "check-words"),
        ("room.north", {"closed_at": NOW}, "check-done"), ("room.north", {"text": "长" * 501}, "text-long"),
    ):  # fmt: skip
        with refused(code):
            check(good, login, **over)
    told = events_of(lambda: check(good))
    assert [(e.kind, e.unit_id, e.attributes, e.measures) for e in told] == [
        ("check.done", unit("station.north"), {"kind": "dispute", "part": "community", "outcome": "in_order", "in_time": "yes"}, {"hours": 24, "points": 0})
    ]  # fmt: skip
    with refused("check-unknown"):
        check(good)
    told = events_of(lambda: check(bad, outcome="not_in_order", missing=["told", "record"], text=SAID))
    assert [e.kind for e in told] == ["check.done", "matter.reopened"]
    assert (told[0].measures["points"], told[1].attributes) == (2, {**told[1].attributes, "reason": "check_failed", "other_hands": "yes"})  # fmt: skip
    lead = again(bad).tasks.get(role="lead", state="offered")
    assert lead.barred == staff("officer.north")
    assert SAID not in str(list(Event.objects.values_list("attributes", flat=True)))
    assert [(each.part, each.checked, each.in_order) for each in check_by_part(unit("station.north"), NOW)] == [("community", 2, 1)]  # fmt: skip
    actions.forget([bad.id])
    assert Check.objects.get(matter=bad).text == ""


def test_two_check_at_once_one_is_told(committed_world: None) -> None:
    two_teams()
    matter = closed()
    do = lambda login, outcome: lambda: check(matter, login, outcome=outcome, text="差") and None  # noqa: E731
    found = codes(at_once(do("room.north", "in_order"), do("desk.north", "in_order")))
    assert found in (["check-done", "done"], ["check-unknown", "done"])
    assert Check.objects.count() == 1
