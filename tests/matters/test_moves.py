"""The transition table: what can be done in which state, why not, and that the actions follow it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fengqiao.catalogue.named import Named
from fengqiao.matters.rules.moves import TRANSITIONS, CloseFacts, why_not_close, why_not_leave, why_not_move
from fengqiao.matters.terms import MatterState, Move
from tests.matters.helping import DID, actor, again, anywhere, later, ready, refused

BEGINNINGS = {MatterState.TRIAGE, MatterState.OFFERED}
WHY = {
    MatterState.TRIAGE: "matter-triage",
    MatterState.OFFERED: "matter-unsigned",
    MatterState.WORKING: "matter-working",
    MatterState.CLOSED: "matter-closed",
}
BY_ITSELF = {Move.RECEIVE, Move.REMIND}  # no move of somebody on a matter that is there
PAIRS = [(state, move) for state in MatterState for move in Move if move not in BY_ITSELF]


def test_every_state_is_reached_from_the_beginning() -> None:
    reached = set(BEGINNINGS)
    while new := {after for (state, _), after in TRANSITIONS.items() if state in reached} - reached:
        reached |= new
    assert reached == set(MatterState)


def test_every_state_can_be_left() -> None:
    assert {state for (state, _), after in TRANSITIONS.items() if after is not state} == set(MatterState)


def test_every_move_but_receiving_is_in_the_table() -> None:
    assert {move for _, move in TRANSITIONS} == set(Move) - BY_ITSELF


def test_a_closed_matter_can_only_be_reopened_or_answered() -> None:
    assert {move for state, move in TRANSITIONS if state is MatterState.CLOSED} == {
        Move.REOPEN, Move.REPLY, Move.RATE, Move.MISS,
    }  # fmt: skip


def test_a_matter_is_closed_only_by_those_who_signed_for_it() -> None:
    closing = [(s, m) for (s, m), after in TRANSITIONS.items() if after is MatterState.CLOSED is not s]
    assert [s for s, move in closing if move is not Move.MERGE] == [MatterState.WORKING]


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_why_not_move_says_for_each_state_what_to_do_first(state: MatterState, move: Move) -> None:
    refusal = why_not_move(state, move)
    assert (refusal is None) == ((state, move) in TRANSITIONS)
    assert refusal is None or refusal.code == WHY[state]


@pytest.mark.parametrize(("state", "move"), PAIRS)
def test_each_action_leads_where_the_table_says_or_changes_nothing(world: None, state: MatterState, move: Move) -> None:
    matter = ready(state, move)
    assert matter.state == state
    by = anywhere(actor(state, move))
    if (state, move) in TRANSITIONS:
        DID[move].do(matter, by, later(hours=3))
        after = again(matter)
        assert (after.state, after.version) == (TRANSITIONS[state, move], matter.version + 1)
    else:
        with refused(WHY[state]):
            DID[move].do(matter, by, later(hours=3))


def test_a_stage_is_left_when_nothing_that_it_needs_is_missing() -> None:
    assert why_not_leave(()) is None
    refusal = why_not_leave((Named("verified", "核查结论", ""), Named("amount", "金额", "")))
    assert refusal is not None
    assert (refusal.code, str(refusal)) == ("step-fields", "进入下一环节前请填写：核查结论、金额。")


FREE = CloseFacts(
    open_helpers=(), missing=(), result_known=True, text_needed=True, has_text=True, evidence_needed=True,
    has_evidence=True,
)  # fmt: skip
HOUSING = (Named("dept.housing", "住建局", ""),)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"open_helpers": HOUSING}, "close-open-tasks"),
        ({"result_known": False}, "close-result"),
        ({"missing": (Named("verified", "核查结论", ""),)}, "close-fields"),
        ({"has_text": False}, "close-text"),
        ({"has_evidence": False}, "close-evidence"),
        ({"has_text": False, "text_needed": False}, None),
        ({"has_evidence": False, "evidence_needed": False}, None),
        ({"open_helpers": HOUSING, "result_known": False, "has_text": False}, "close-open-tasks"),
        ({"result_known": False, "has_text": False, "has_evidence": False}, "close-result"),
    ],
)
def test_closing_needs_everything_and_is_told_the_first_thing_missing(
    changed: dict[str, object], code: str | None
) -> None:
    refusal = why_not_close(replace(FREE, **changed))  # type: ignore[arg-type]
    assert (refusal.code if refusal else None) == code


def test_a_refusal_over_open_helpers_names_them() -> None:
    assert "住建局" in str(why_not_close(replace(FREE, open_helpers=HOUSING)))
