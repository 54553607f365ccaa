"""Handing one's place at an activity to somebody else: what stands in the way, before it is asked and when it is answered (ADR 176)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fengqiao.duties.rules.seats import When, why_not_signed
from fengqiao.duties.terms import ActivityState, Doubt, OfferState, Outcome, Reply
from fengqiao.kit.problems import Problem

LONGEST = timedelta(days=31)  # what comes later than this after it was written is dated by the server


@dataclass(frozen=True, slots=True)
class Standing:
    """How the giver stands to an activity, and who else is on its list: those in, those who wait, in their order."""

    state: ActivityState
    when: When
    sent: bool  # a guard task that has been started: who stands there changes by its organisers alone
    outcome: Outcome | None  # None: the giver has no place
    leads: bool
    taken: frozenset[UUID]
    waiting: frozenset[UUID]


def why_not_handed(standing: Standing, giver: UUID, receiver: UUID, at: datetime) -> Problem | None:
    """Return why a place cannot go from one to the other at a moment, or None."""
    refusal = why_not_signed(standing.state, standing.when, at)
    if refusal:
        return refusal
    outcome, taken, waiting = standing.outcome, standing.taken, standing.waiting
    stops = (
        (outcome is None, Problem("hand-none", "名单里没有交出的人，不用转交。")),
        (outcome is Outcome.CAME, Problem("hand-came", "交出的人已经签到，不能再转交。")),
        (outcome is not Outcome.OPEN, Problem("hand-excused", "交出的人已经请假，由组织的人补人。")),
        (standing.leads, Problem("hand-lead", "带队的分工不能自己转交，请组织的人改派。")),
        (standing.sent, Problem("hand-sent", "安保已经上岗，换人由组织的人办。")),
        (receiver == giver or receiver in taken, Problem("hand-there", "对方已经在名单里。")),
        (
            bool(waiting) and receiver not in waiting,
            Problem("hand-queue", "有人在候补：交给候补的人，或者退出由候补自动补上。"),
        ),
    )
    return next((problem for stopped, problem in stops if stopped), None)


def why_not_answered(state: OfferState | None, reply: Reply, *, giver: bool, receiver: bool) -> Problem | None:
    """Return why somebody cannot answer an offer so, or None: who was asked takes or declines, who asked takes it back."""
    if state is None or not (giver if reply is Reply.WITHDRAW else receiver):
        return Problem("hand-unknown", "没有这次转交，或者不是请您接手。")
    if state is not OfferState.OPEN:
        return Problem("hand-gone", "这次转交已经有了结果。")
    return None


def moment_of(placed_at: datetime, at: datetime) -> datetime:
    """Return the moment that counts for what a phone wrote: its own, put right, unless that lies ahead or too far back."""
    return placed_at if at - LONGEST <= placed_at <= at else at


def doubt_of(problem: Problem) -> Doubt:
    """Return the doubt under which a message is kept that could no longer be done."""
    return {
        "duty-over": Doubt.OVER,
        "duty-past": Doubt.OVER,
        "hand-came": Doubt.CAME,
        "hand-none": Doubt.HANDED,
        "hand-gone": Doubt.HANDED,
        "hand-unknown": Doubt.HANDED,
    }.get(problem.code, Doubt.UNHANDED)
