"""Who may do what to a matter: the right, the reach and a share in it; everybody else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import visible
from fengqiao.matters.terms import Door, MatterState, Move
from fengqiao.orgs.actions import end_post
from fengqiao.orgs.queries import viewer_named
from fengqiao.orgs.terms import Right
from tests.matters.helping import (
    DID,
    actor,
    again,
    closed,
    dump,
    helped,
    later,
    offered,
    ready,
    refused,
    share,
    triage,
    working,
)
from tests.world import LOGINS, NOW, area, telling, unit, viewer

S = MatterState
SUPERVISORS = {"dispatcher", "dispatcher.north", "supervisor"}
MAY: dict[tuple[MatterState, Move], set[str]] = {
    (S.TRIAGE, Move.ROUTE): SUPERVISORS,
    (S.OFFERED, Move.ROUTE): SUPERVISORS,
    (S.WORKING, Move.ROUTE): SUPERVISORS,
    (S.OFFERED, Move.ACCEPT): {"handler.urban"},
    (S.WORKING, Move.ACCEPT): {"handler.housing"},
    (S.WORKING, Move.ASSIGN): {"handler.urban"},
    (S.WORKING, Move.PROGRESS): {"handler.urban"},
    (S.OFFERED, Move.RETURN): {"handler.urban"},
    (S.WORKING, Move.ADD_PARTY): {"handler.urban"},
    (S.WORKING, Move.DONE): {"handler.housing"},
    (S.TRIAGE, Move.URGE): {"supervisor"},
    (S.WORKING, Move.URGE): {"supervisor"},
    (S.WORKING, Move.PAUSE): {"handler.urban"},
    (S.WORKING, Move.RESUME): {"handler.urban"},
    (S.WORKING, Move.ASK_LONGER): {"handler.urban"},
    (S.WORKING, Move.EXTEND): {"supervisor"},
    (S.WORKING, Move.DECLINE): {"supervisor"},
    (S.WORKING, Move.NEW_RULE): {"supervisor"},
    (S.WORKING, Move.CLOSE): {"handler.urban"},
    (S.WORKING, Move.REPLY): {"handler.urban"},
    **{(state, Move.HAND_ON): {"dispatcher", "dispatcher.north"} for state in (S.TRIAGE, S.OFFERED, S.WORKING)},
    (S.WORKING, Move.TAKE_BACK): {"dispatcher", "dispatcher.north"},
    (S.CLOSED, Move.REPLY): {"handler.urban"},
    (S.CLOSED, Move.REOPEN): SUPERVISORS,
    (S.CLOSED, Move.RATE): SUPERVISORS,
    (S.CLOSED, Move.MISS): SUPERVISORS,
}

LEAD = {(S.WORKING, Move.ACCEPT): "task-signed", (S.WORKING, Move.DONE): "lead-closes"}  # what the lead is told


class _TakeBack(Exception):
    """What was done is taken back."""


def outcome(do: Callable[[], object]) -> str:
    """Do something and take it back: "done", or the code of the refusal."""
    try:
        with transaction.atomic():
            do()
            raise _TakeBack  # noqa: TRY301  # how a transaction is told to take everything back
    except _TakeBack:
        return "done"
    except Problem as problem:
        return problem.code


@pytest.mark.parametrize(("state", "move"), MAY)
def test_a_move_is_done_by_those_who_may_and_by_nobody_else(world: None, state: MatterState, move: Move) -> None:
    matter, did = ready(state, move), DID[move]
    before, found, expected = dump(), {}, {}
    for login in LOGINS:
        by = viewer(login)
        found[login] = outcome(lambda by=by: did.do(matter, by, later(hours=3)))  # type: ignore[misc]
        if not visible(by).filter(id=matter.id).exists():
            expected[login] = "matter-unknown"
        elif not by.may(did.right):
            expected[login] = "denied"
        elif login in MAY[state, move]:
            expected[login] = "done"
        else:
            expected[login] = LEAD.get((state, move), "no-task") if login == "handler.urban" else "no-task"
    assert found == expected
    assert {login for login, code in found.items() if code == "done"} == MAY[state, move]
    assert dump() == before


@pytest.mark.parametrize("move", [move for move in DID if move in {each for _, each in MAY} - {Move.DONE}])
def test_whoever_does_it_must_hold_the_right(world: None, move: Move) -> None:
    state = next(state for state, each in MAY if each is move)
    matter, did = ready(state, move), DID[move]
    by = viewer(actor(state, move))
    with refused("denied"):
        did.do(matter, replace(by, rights=by.rights - {did.right}), later(hours=3))


def test_a_matter_that_does_not_exist_is_as_unknown_as_one_not_seen(world: None) -> None:
    with refused("matter-unknown"):
        actions.accept(matter_id=new_id(), by=viewer("handler.urban"), at=NOW)


def test_the_copy_of_the_first_taker_gives_no_share_in_handling(world: None) -> None:
    matter = offered(by="desk.south", door=Door.COUNTER)
    with refused("no-task"):
        actions.accept(matter_id=matter.id, by=viewer("desk.south"), at=NOW)


def test_a_helper_cannot_close_what_another_leads(world: None) -> None:
    matter = helped()
    with refused("no-task"):
        DID[Move.CLOSE].do(matter, viewer("handler.housing"), later(hours=3))


def test_a_helper_cannot_ask_others_in(world: None) -> None:
    matter = helped()
    with refused("no-task"):
        DID[Move.ADD_PARTY].do(matter, viewer("handler.housing"), later(hours=3))


def test_whoever_the_task_was_given_to_may_work_on_it(world: None) -> None:
    matter = offered(kind="police_report", title="电动车被盗", text="电动车被偷了，要报警。")
    desk, officer = viewer("desk.north"), viewer("officer.north")
    actions.accept(matter_id=matter.id, by=desk, at=NOW)
    with refused("matter-unknown"):
        DID[Move.PROGRESS].do(matter, officer, NOW)
    actions.assign(matter_id=matter.id, staff_id=officer.staff_id, by=desk, at=NOW)
    DID[Move.PROGRESS].do(matter, officer, NOW)
    assert share(matter).assignee_id == officer.staff_id


def test_a_department_that_lost_the_matter_can_look_and_not_act(world: None) -> None:
    matter = working()
    DID[Move.ROUTE].do(matter, viewer("dispatcher"), later(hours=1))
    with refused("matter-unsigned"):
        DID[Move.PROGRESS].do(matter, viewer("handler.urban"), later(hours=2))
    with refused("no-task"):
        DID[Move.ACCEPT].do(matter, viewer("handler.urban"), later(hours=2))


def test_an_action_of_a_post_that_has_ended_is_refused(world: None) -> None:
    matter = offered()
    handler = viewer("handler.urban")
    end_post(post_id=handler.post.id, by=viewer("admin").staff_id, at=NOW)

    assert viewer_named("handler.urban", at=NOW + timedelta(microseconds=1)) is None
    assert again(matter).state == "offered"


@pytest.mark.parametrize(
    ("login", "may"), [("desk.north", True), ("officer.north", True), ("assistant", True), ("volunteer", True),
                       ("dispatcher", True), ("handler.urban", False), ("supervisor", False), ("secretary", False),
                       ("admin", False)],
)  # fmt: skip
def test_tellings_are_taken_in_by_those_who_sit_at_a_door(world: None, login: str, may: bool) -> None:
    desk = actions.desk_at(NOW)

    def take() -> None:
        actions.receive(telling_list=[telling()], desk=desk, by=viewer(login), at=NOW)

    if may:
        take()
        assert Matter.objects.count() == 1
    else:
        with refused("denied"):
            take()


def test_a_counter_without_the_right_keeps_no_file_either(world: None) -> None:
    with refused("denied"):
        actions.receive_one(
            telling=telling(door=Door.COUNTER), uploads=[], desk=actions.desk_at(NOW), by=viewer("secretary"), at=NOW
        )


@pytest.mark.parametrize("login", ["officer.north", "assistant", "volunteer", "secretary", "admin"])
def test_lists_are_taken_out_only_by_those_who_may(world: None, login: str) -> None:
    with refused("denied"):
        actions.note_export(by=viewer(login), rows=3, at=NOW)


def test_the_page_that_is_out_of_date_changes_nothing(world: None) -> None:
    matter = working()
    for move in (Move.PROGRESS, Move.CLOSE, Move.RETURN, Move.ASSIGN, Move.ADD_PARTY):
        with refused("matter-changed"):
            _with_version(move, matter, matter.version - 1)
    _with_version(Move.PROGRESS, matter, matter.version)
    assert again(matter).version == matter.version + 1


def _with_version(move: Move, matter: Matter, seen: int) -> None:
    by, at = viewer("handler.urban"), later(hours=1)
    match move:
        case Move.PROGRESS:
            actions.progress(matter_id=matter.id, text="去看了", uploads=[], step="", by=by, at=at, seen_version=seen)
        case Move.CLOSE:
            actions.close(
                matter_id=matter.id, result="explained", text="好了", fields={}, uploads=[], by=by, at=at,
                seen_version=seen,
            )  # fmt: skip
        case Move.RETURN:
            actions.give_back(
                matter_id=matter.id, reason="not_our_area", text="", by=by, at=at, seen_version=seen
            )  # fmt: skip
        case Move.ASSIGN:
            actions.assign(matter_id=matter.id, staff_id=by.staff_id, by=by, at=at, seen_version=seen)
        case _:
            from fengqiao.matters.terms import TaskRole

            actions.add_party(
                matter_id=matter.id, unit_id=unit("dept.land"), role=TaskRole.COPY, wanted="", by=by, at=at,
                seen_version=seen,
            )  # fmt: skip


def test_nobody_without_reach_sees_a_triage_matter_of_another_town(world: None) -> None:
    matter = triage(area_id=area("TC0201"))
    assert not visible(viewer("dispatcher.north")).filter(id=matter.id).exists()
    with refused("matter-unknown"):
        DID[Move.ROUTE].do(matter, viewer("dispatcher.north"), NOW)


def test_rights_are_asked_before_the_page_is_called_out_of_date(world: None) -> None:
    matter = closed()
    with refused("denied"):
        actions.reopen(
            matter_id=matter.id, reason="new_facts", text="x", by=viewer("handler.urban"), at=NOW, seen_version=1
        )
    assert Right.REOPEN not in viewer("handler.urban").rights
