"""Every write of help sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fengqiao.helps.models import HelpSession
from fengqiao.helps.rules.recording import why_not_record
from fengqiao.helps.terms import Helped, HelpOutcome
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Desk, Telling, receive
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Viewer, venue_named
from fengqiao.orgs.terms import Right

SOURCE = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session as it was told; `press` is the id of the button pressed, by which twice is once."""

    press: UUID
    venue_id: UUID
    kind: str
    helped: str
    minutes: int
    passed: bool = False
    text: str = ""


def may_help(viewer: Viewer) -> bool:
    """Say whether somebody records help: those who take tellings in, as one may come of it."""
    return viewer.may(Right.TAKE_IN)


@transaction.atomic
def record_help(*, told: NewSession, desk: Desk, by: Viewer, at: datetime) -> HelpSession:
    """Write a session down; sent twice it is one. Passed on it becomes a matter of its words, taken in at the station."""
    if not may_help(by):
        raise denied()
    there = HelpSession.objects.filter(id=told.press, helper=by.staff_id).first()
    if there is not None:
        return there
    venue, words = venue_named(told.venue_id), cleaned(told.text)
    kinds = desk.published.pack.helps.kinds
    refusal = why_not_record(told.kind, kinds, told.minutes, passed=told.passed, text=words)
    if refusal:
        raise refusal
    if venue is None or not desk.published.pack.helps.is_station(venue.kind):
        raise Problem("help-venue", "请选在哪个站点。")
    if told.helped not in set(Helped):
        raise Problem("help-whom", "请点帮的是谁。")
    outcome = HelpOutcome.PASSED if told.passed else HelpOutcome.SOLVED
    row = HelpSession(
        id=told.press, unit_id=by.unit_id, helper_id=by.staff_id, venue_id=venue.id, at=at, kind=told.kind,
        helped=told.helped, minutes=told.minutes, outcome=outcome.value,
    )  # fmt: skip
    if told.passed:
        row.matter_id = _passed_on(row, venue.area_id, venue.name, words, desk, by, at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Problem("help-known", "这次帮办已经记过。") from None
    record_deed(
        EventKind.HELP_GIVEN,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.id,
        area_id=venue.area_id,
        attributes={"help": told.kind, "helped": told.helped, "outcome": outcome.value},
        measures={"minutes": told.minutes},
    )
    return row


def _passed_on(row: HelpSession, area_id: UUID, place: str, words: str, desk: Desk, by: Viewer, at: datetime) -> UUID:
    telling = Telling(
        door=Door.POST,
        text=words,
        told_at=at,
        source=SOURCE,
        outside_ref=str(row.id),
        area_id=area_id,
        place=place[:120],
    )
    (received,) = receive(telling_list=[telling], desk=desk, by=by, at=at)
    if received.matter_id is None:
        raise received.problems[0][1] if received.problems else Problem("help-known", "这次帮办已经记过。")
    return received.matter_id
