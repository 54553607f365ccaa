"""Asking after the end (办后评议): three answers apart; what is not solved is done again by other hands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.reopening import closer_of, open_again
from fengqiao.matters.actions.writing import Held, enter, held_as_begun, hold, settle, stop_clocks, tell_ledger
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import rated_since
from fengqiao.matters.rules.moves import why_not_move
from fengqiao.matters.rules.rating import Answers, RateFacts, opens_again, why_not_rate
from fengqiao.matters.terms import MatterState, Move, RatingWay
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on

UNSOLVED = "not_solved"


@transaction.atomic
def rate(
    *,
    matter_id: UUID,
    way: RatingWay,
    answers: Answers,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> bool:
    """Write down what the teller answered when asked by somebody other than the closer; say whether it is done again."""
    held = hold(matter_id, by, Right.ASK_AFTER, Move.RATE, seen_version)
    _refuse(held, by, at)
    return _rated(held, way, answers, text, by, at)


@transaction.atomic
def rate_as_teller(*, matter_id: UUID, answers: Answers, text: str, by: Viewer, at: datetime) -> bool:
    """Write down what the teller answered by the slip; `by` stands for the installation, the slip is the proof.

    Says whether the matter is done again.
    """
    matter = Matter.objects.select_for_update().get(id=matter_id)
    refusal = why_not_move(MatterState(matter.state), Move.RATE)
    if refusal:
        raise refusal
    held = held_as_begun(matter)
    _refuse(held, None, at)
    return _rated(held, RatingWay.SLIP, answers, text, by, at)


@transaction.atomic
def miss(*, matter_id: UUID, way: RatingWay, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Write down that the teller could not be reached, or would not say; after so many times nobody asks any more."""
    held = hold(matter_id, by, Right.ASK_AFTER, Move.MISS, seen_version)
    _refuse(held, by, at)
    enter(held, Move.MISS, by, at, codes={"asked_by": way.value})
    settle(held, Move.MISS)
    tell_ledger(held, EventKind.TELLER_MISSED, by, at, attributes={"asked_by": way.value})


def _refuse(held: Held, by: Viewer | None, at: datetime) -> None:
    matter = held.matter
    facts = RateFacts(
        closed_at=None if matter.merged_into_id else matter.closed_at,
        sealed=matter.sealed,
        own=by is not None and closer_of(matter) == by.staff_id,
        rated=rated_since(matter.id, matter.closed_at),
        days=limit_on("rating.days", at),
    )
    refusal = why_not_rate(facts, at)
    if refusal:
        raise refusal


def _rated(held: Held, way: RatingWay, answers: Answers, text: str, by: Viewer, at: datetime) -> bool:
    matter = held.matter
    if matter.closed_at is None:
        raise Problem("rate-sealed", "这类事项不作评议。")
    minutes = max(int((at - matter.closed_at).total_seconds() // 60), 0)
    again = opens_again(answers, matter.reopened, limit_on("rating.reopens", at))
    codes = {"asked_by": way.value, **answers.codes()}
    enter(held, Move.RATE, by, at, text=text, codes=codes)
    stop_clocks(held, at, "revisit")
    settle(held, Move.RATE)
    tell_ledger(
        held,
        EventKind.MATTER_RATED,
        by,
        at,
        attributes={**codes, "line": matter.unit.line, "again": "yes" if again else "no"},
        measures={"minutes": minutes},
    )
    if again:
        reason = next((each for each in held.pack.reasons.get(ReasonUse.REOPEN, ()) if each.other_hands), None)
        open_again(held, reason.code if reason else UNSOLVED, text, by, at, other_hands=True)
    return again
