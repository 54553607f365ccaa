"""Units confer about whose a matter is: who is asked, what each says, how it ends, and that nobody drops it meanwhile."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest
from django.utils import timezone

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Matter, Task
from fengqiao.matters.queries import dossier, matter_for
from fengqiao.matters.rules.conferring import opinions, takers, why_not_confer
from fengqiao.matters.terms import TaskRole
from fengqiao.measure.queries import figure
from fengqiao.measure.rules import Period, Question, Scope
from fengqiao.rulebook.queries import pack_on
from tests.matters.helping import (
    CLUE,
    FIGHT,
    again,
    anywhere,
    at_once,
    bounced,
    called,
    codes,
    later,
    offered,
    refused,
    share,
    triage,
    working,
)
from tests.world import unit, viewer

URBAN, HOUSING, STATION = "dept.urban", "dept.housing", "station.north"


def confer(matter: Matter, *asked: str, by: str = "desk.north", at: datetime | None = None, **over: object) -> None:
    values: dict[str, object] = {"units": [unit(code) for code in asked], "caller": "joined", "text": "归谁管？"}
    actions.confer(matter_id=matter.id, **{**values, **over}, by=viewer(by), at=at or later(hours=1))  # type: ignore[arg-type]


def opine(matter: Matter, login: str, view: str, reason: str = "", text: str = "看过了", **over: object) -> None:
    actions.opine(matter_id=matter.id, view=view, reason=reason, text=text, by=viewer(login), at=later(hours=2), **over)  # type: ignore[arg-type]


def agree(matter: Matter, code: str, by: str = "desk.north") -> None:
    actions.agree(matter_id=matter.id, unit_id=unit(code), text="商定", by=viewer(by), at=later(hours=3))


def talked(**over: object) -> Matter:
    """A call about which the station asked two departments; one says it is theirs, the other that it is not."""
    matter = called(**over)
    confer(matter, URBAN, HOUSING)
    opine(matter, "handler.urban", "ours")
    opine(matter, "handler.housing", "theirs", "not_our_duty")
    return matter


def test_until_it_ends_the_first_receiver_has_it_and_those_asked_see_it(world: None) -> None:
    matter = called()
    assert matter_for(viewer("handler.urban"), matter.id) is None
    confer(matter, URBAN)
    row = again(matter)
    assert (row.conferring, row.state, row.unit.code) == (True, "working", STATION)
    assert matter_for(viewer("handler.urban"), matter.id)
    case = dossier(viewer("handler.urban"), matter.id)
    assert case
    assert case.task_of(viewer("handler.urban")) is None
    for move in (
        lambda: actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=2)),
        lambda: actions.progress(
            matter_id=matter.id, text="x", uploads=[], step="", by=viewer("handler.urban"), at=later(hours=2)
        ),
    ):
        with refused("no-task"):
            move()
    clock = Clock.objects.get(matter=matter, code="confer")
    assert clock.stopped_at is None
    event = Event.objects.get(kind="matter.conferred")
    assert (event.attributes, event.measures) == ({"kind": "police_report", "caller": "joined"}, {"units": 1})


def test_what_is_agreed_goes_to_who_said_it_is_theirs_and_the_others_are_out_of_it(world: None) -> None:
    matter = talked()
    assert Event.objects.filter(kind="task.opinion").count() == 2
    agree(matter, URBAN)
    row = again(matter)
    assert (row.conferring, row.state, row.unit.code, row.flow) == (False, "offered", URBAN, "out")
    assert share(matter, TaskRole.COPY).unit.code == STATION
    assert matter_for(viewer("handler.housing"), matter.id) is None
    assert not Task.objects.filter(matter=matter, role="confer").exists()
    assert Clock.objects.get(matter=matter, code="confer").stopped_at == later(hours=3)
    event = Event.objects.filter(kind="matter.routed").latest("seq")
    assert (event.attributes["agreed"], event.attributes["function"], event.attributes["flow"]) == (
        "yes",
        "urban",
        "out",
    )
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=later(hours=4))


def test_what_is_not_agreed_stays_with_the_first_receiver_who_has_signed_for_it(world: None) -> None:
    matter = called(signed=False)
    confer(matter, URBAN)
    opine(matter, "handler.urban", "theirs", "not_our_duty")
    with refused("agree-nobody"):
        agree(matter, URBAN)
    actions.keep_it(matter_id=matter.id, text="先办", by=viewer("desk.north"), at=later(hours=3))
    row = again(matter)
    assert (row.conferring, row.state, row.unit.code, row.accepted_at) == (False, "working", STATION, later(hours=3))
    assert Event.objects.get(kind="matter.kept").unit_id == unit(STATION)


def test_before_it_has_a_unit_the_centre_confers_and_the_first_receiver_gets_what_is_not_agreed(world: None) -> None:
    matter = triage(by="desk.north")
    confer(matter, URBAN, HOUSING, by="dispatcher")
    opine(matter, "handler.urban", "theirs", "not_our_duty")
    actions.keep_it(matter_id=matter.id, text="首接先办", by=viewer("dispatcher"), at=later(hours=3))
    row = again(matter)
    assert (row.conferring, row.state, row.unit.code) == (False, "offered", STATION)
    actions.accept(matter_id=matter.id, by=viewer("desk.north"), at=later(hours=4))


def test_a_ruling_may_be_asked_for(world: None) -> None:
    matter = talked()
    actions.refer(matter_id=matter.id, text="", by=viewer("desk.north"), at=later(hours=3))
    row = again(matter)
    assert (row.conferring, row.state, row.unit.code, row.ruling) == (False, "triage", "centre", "asked")
    actions.rule(
        matter_id=matter.id, unit_id=unit(HOUSING), reason="住建主管", by=viewer("dispatcher"), at=later(hours=4)
    )
    assert again(matter).unit.code == HOUSING


def test_what_a_unit_said_on_the_telephone_may_be_written_down_with_who_said_it(world: None) -> None:
    matter = called()
    confer(matter, URBAN)
    with refused("opine-who"):
        opine(matter, "desk.north", "ours", text=" ", unit_id=unit(URBAN))
    with refused("confer-uninvited"):
        opine(matter, "desk.north", "ours", text="说归他们", unit_id=unit(HOUSING))
    opine(matter, "desk.north", "ours", text="值班科长在电话里说归他们", unit_id=unit(URBAN))
    agree(matter, URBAN)
    assert again(matter).unit.code == URBAN


def test_a_unit_may_change_its_mind(world: None) -> None:
    matter = talked()
    opine(matter, "handler.urban", "shared", text="摊位归我们，车归交警")
    opine(matter, "handler.housing", "ours")
    agree(matter, HOUSING)
    assert again(matter).unit.code == HOUSING


def test_what_cannot_be_is_refused_in_words(world: None) -> None:
    matter = called()
    for over, code in (
        ({"units": []}, "confer-nobody"),
        (
            {"units": [unit(f"dept.{each}") for each in ("urban", "housing", "market", "land", "labour", "health")]},
            "confer-many",
        ),
        ({"units": [unit(STATION)]}, "unit-same"),
        ({"units": [unit("party")]}, "unit-unknown"),
        ({"caller": "asleep"}, "confer-caller"),
    ):
        with refused(code):
            confer(matter, URBAN, **over)
    with refused("confer-none"):
        agree(matter, URBAN)
    with refused("matter-unknown"):
        opine(matter, "handler.urban", "ours")
    confer(matter, URBAN)
    with refused("confer-twice"):
        confer(matter, HOUSING)
    with refused("view-unknown"):
        opine(matter, "handler.urban", "maybe")
    with refused("reason-unknown"):
        opine(matter, "handler.urban", "theirs")
    with refused("view-text"):
        opine(matter, "handler.urban", "shared", text=" ")
    for move in ("route", "transfer", "give_back", "close"):
        with refused("confer-first"):
            _settle(matter, move)
    fight, clue, ruled, work = offered(**{"by": "desk.north", **FIGHT}), offered(**CLUE), bounced(), working()
    with refused("confer-urgent"):
        confer(fight, URBAN)
    with refused("matter-unknown"):  # who is not named in a sealed matter does not even see it
        confer(clue, URBAN)
    with refused("confer-ruled"):
        confer(ruled, URBAN, by="dispatcher")
    with refused("confer-departments"):
        confer(work, HOUSING, by="handler.urban")


def _settle(matter: Matter, move: str) -> None:
    by, at = anywhere("desk.north"), later(hours=2)
    if move == "route":
        actions.route(matter_id=matter.id, unit_id=unit(URBAN), reason="x", by=by, at=at)
    elif move == "transfer":
        actions.transfer(matter_id=matter.id, unit_id=unit(URBAN), consent="yes", text="", by=by, at=at)
    elif move == "give_back":
        actions.give_back(matter_id=matter.id, reason="not_our_duty", text="x", by=by, at=at)
    else:
        actions.close(matter_id=matter.id, result="withdrawn", text="x", fields={}, uploads=[], by=by, at=at)


def test_a_unit_that_had_a_copy_is_asked_instead(world: None) -> None:
    matter = called()
    actions.add_party(
        matter_id=matter.id,
        unit_id=unit(URBAN),
        role=TaskRole.COPY,
        wanted="",
        by=viewer("desk.north"),
        at=later(hours=1),
    )
    confer(matter, URBAN)
    opine(matter, "handler.urban", "ours")
    agree(matter, URBAN)
    assert share(matter).unit.code == URBAN


@pytest.mark.parametrize(
    ("views", "left"),
    [
        ([("a", "ours"), ("b", "theirs")], ("a",)),
        ([("a", "ours"), ("a", "theirs")], ()),
        ([("a", "theirs"), ("a", "shared"), ("b", "ours")], ("a", "b")),
        ([], ()),
    ],
)
def test_the_last_word_counts(views: list[tuple[str, str]], left: tuple[str, ...]) -> None:
    assert takers(views) == left


@pytest.mark.django_db(transaction=True)
def test_of_two_ends_one_stands(committed_world: None) -> None:
    matter = talked()
    by, at = viewer("desk.north"), later(hours=3)
    found = at_once(
        lambda: actions.agree(matter_id=matter.id, unit_id=unit(URBAN), text="", by=by, at=at),
        lambda: actions.keep_it(matter_id=matter.id, text="", by=by, at=at),
        lambda: actions.refer(matter_id=matter.id, text="", by=by, at=at),
    )
    done = codes(found)
    assert done.count("done") == 1, done
    row = again(matter)
    assert not row.conferring
    assert Task.objects.filter(matter=matter, role="lead", state__in=["offered", "working"]).count() == (
        row.state != "triage"
    )


@pytest.mark.django_db(transaction=True)
def test_an_invitation_and_a_transfer_do_not_both_happen(committed_world: None) -> None:
    matter = called()
    by, at = viewer("desk.north"), later(hours=1)
    found = at_once(
        lambda: actions.confer(matter_id=matter.id, units=[unit(URBAN)], caller="joined", text="", by=by, at=at),
        lambda: actions.transfer(matter_id=matter.id, unit_id=unit(HOUSING), consent="yes", text="", by=by, at=at),
    )
    assert codes(found) in (["confer-first", "done"], ["done", "transfer-waits"])


def test_danger_and_what_is_sealed_do_not_wait_for_a_talk() -> None:
    free = {"urgent": False, "sealed": False, "ruled": False, "waits": False, "asked": 1, "caller": "joined"}
    assert why_not_confer(**free) is None  # type: ignore[arg-type]
    for name, code in (("urgent", "confer-urgent"), ("sealed", "confer-sealed"), ("waits", "transfer-waits")):
        refusal = why_not_confer(**{**free, name: True})  # type: ignore[arg-type]
        assert refusal
        assert refusal.code == code


def test_how_often_units_confer_and_agree_is_counted(world: None) -> None:
    agree(talked(place="一处"), URBAN)
    kept = talked(place="另一处")
    actions.keep_it(matter_id=kept.id, text="", by=viewer("desk.north"), at=later(hours=3))
    measures = pack_on(later(hours=4)).pack.measures
    period = Period(timezone.localdate(later()), timezone.localdate(later(hours=4)))
    assert figure(Question(measures["conferred.agreed.share"], period, Scope()), measures).value == Fraction(1, 2)


def test_a_second_conference_forgets_what_the_first_said() -> None:
    lines = [("confer", {}), ("opine", {"of": "a", "view": "ours"}), ("keep", {}), ("confer", {})]
    assert opinions(lines) == []
    assert opinions([*lines, ("opine", {"of": "b", "view": "theirs"})]) == [("b", "theirs")]
