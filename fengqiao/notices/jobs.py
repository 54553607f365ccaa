"""Delivery, once a minute: what is due is handed over, what was never answered is given up, receipts are fetched; old ones cleared."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.notices.actions.delivering import (
    Claimed,
    answered,
    claim_next,
    clear_old,
    letter_for,
    take_receipt,
    time_is_up,
)
from fengqiao.notices.channels import LOG, channels, sender_named
from fengqiao.notices.queries import are_due
from fengqiao.notices.terms import OUTSIDE, Answer, Letter, NoticeKind, NoticeState, Outcome, Way
from fengqiao.orgs.queries import Viewer, system_viewer

logger = logging.getLogger(__name__)

MOST, LONGEST = 300, 45.0  # notices and seconds of one round: the worker has other work
GIVES_UP = 3  # a way that is busy so often in a row rests until the next round


@dataclass(slots=True)
class Round:
    """What one round came to."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    doubtful: int = 0
    receipts: int = 0


def deliver() -> None:
    """Deliver what is due (the worker's round)."""
    by = system_viewer(at=timezone.now())
    if by is not None:
        deliver_round(by=by)


def deliver_round(*, by: Viewer) -> Round:
    """Give up what was never answered, hand over what is due, fetch receipts; returns what it came to."""
    done, began, busy = Round(), time.monotonic(), dict.fromkeys(OUTSIDE, 0)
    if are_due(timezone.now()):
        done.doubtful += time_is_up(at=timezone.now())
        for _ in range(MOST):
            resting = [way for way, times in busy.items() if times >= GIVES_UP]
            claimed = claim_next(at=timezone.now(), but=resting) if time.monotonic() - began < LONGEST else None
            if claimed is None:
                break
            answer = hand_over(claimed, by=by)
            busy[claimed.way] = 0 if answer.outcome in (Outcome.TAKEN, Outcome.REFUSED) else busy[claimed.way] + 1
            _count(done, answered(claimed, answer, at=timezone.now()))
    done.receipts = fetch_receipts()
    return done


def hand_over(claimed: Claimed, *, by: Viewer) -> Answer:
    """Hand one notice to its sender; whatever goes wrong is an answer, never an exception."""
    try:
        letter = letter_for(claimed, by=by, at=timezone.now())
    except Problem as problem:
        return Answer(Outcome.BUSY, problem=problem.code)
    except Exception as error:
        logger.error("letter: %s", type(error).__name__)  # noqa: TRY400  # its words may hold data
        return Answer(Outcome.BUSY, problem="letter-broken")
    if isinstance(letter, Answer):
        return letter
    sender = sender_named(claimed.sender)
    if sender is None:
        return Answer(Outcome.BUSY, problem="no-sender")
    try:
        return sender.send(*letter, at=timezone.now())
    except Exception as error:
        logger.error("sender %s: %s", claimed.sender, type(error).__name__)  # noqa: TRY400  # its words may hold data
        return Answer(Outcome.UNKNOWN, problem="sender-broken")


def fetch_receipts() -> int:
    """Ask each gateway what became of what it was given; returns how many receipts said something new."""
    found, new = channels(), 0
    for way in OUTSIDE:
        sender = sender_named(found.sender_name(way))
        if sender is None or found.problem:
            continue
        try:
            receipts = sender.receipts(found.given(way))
        except Exception as error:
            logger.error("receipts of %s: %s", sender.name, type(error).__name__)  # noqa: TRY400
            continue
        new += sum(take_receipt(each, way=Way(way), at=timezone.now()) is not None for each in receipts)
    return new


def _count(done: Round, state: NoticeState | None) -> None:
    done.sent += state is NoticeState.SENT
    done.again += state is NoticeState.QUEUED
    done.failed += state is NoticeState.FAILED
    done.doubtful += state is NoticeState.DOUBTFUL


def clear() -> None:
    """Clear notices whose term is over (once an hour)."""
    while clear_old(at=timezone.now()):
        pass


def try_channel(way: Way, to: str, *, at: datetime) -> tuple[str, Answer]:
    """Hand a test straight to the sender of a way; returns its name and what it said. No notice is written."""
    found = channels()
    name = found.sender_name(way)
    sender = sender_named(name)
    if found.problem or sender is None:
        return name, Answer(Outcome.BUSY, problem=found.problem or "no-sender")
    given = dict(found.given(way))
    if way is Way.GROUP and name != LOG:
        robot = found.group_of(to)
        if robot is None:
            return name, Answer(Outcome.NOBODY, problem="no-group")
        given |= robot
    letter = Letter(id=new_id(), kind=NoticeKind.TEST, to=to)
    return name, sender.send(letter, given, at=at)
