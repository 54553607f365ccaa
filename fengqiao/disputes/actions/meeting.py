"""Sessions: planned in a room that is free, called off, held with who came and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.disputes.actions.appraising import POLICE, rest_while_out
from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, owe, settle, tell, unbiased
from fengqiao.disputes.models import DisputeDue, DisputeParty, Mediator, RoomDay, Session
from fengqiao.disputes.rules.parties import THERE
from fengqiao.disputes.rules.terms_of import due_after
from fengqiao.disputes.terms import DisputeState, DueKind, DueResult, Mediation, SessionResult, SessionState
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import CALENDAR
from fengqiao.orgs.queries import Viewer, venue_named
from fengqiao.vault.actions import Teller, keep_personal

LONGEST_OTHERS = 200
LONGEST, FARTHEST = timedelta(hours=8), timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """When a session is to be, how long, and in which room (None: where the parties are)."""

    starts_at: datetime
    minutes: int = 60
    venue_id: UUID | None = None


@transaction.atomic
def plan_session(
    *, dispute_id: UUID, wanted: NewSession, by: Viewer, at: datetime, seen_version: int | None = None
) -> UUID:
    """Put a session on the calendar; refuses the past, and a room or a mediator taken at that hour. Returns its id."""
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    row, length = held.dispute, timedelta(minutes=wanted.minutes)
    if not timedelta(minutes=10) <= length <= LONGEST:
        raise Problem("session-length", "一次调解会要在 10 分钟到 8 小时之间。")
    if not at - timedelta(minutes=5) <= wanted.starts_at <= at + FARTHEST:
        raise Problem("session-when", "请选现在以后、一年以内的时间。")
    ends_at = wanted.starts_at + length
    if wanted.venue_id is not None:
        if venue_named(wanted.venue_id) is None:
            raise Problem("session-room", "请从名单里选调解室。")
        _lock_room(wanted.venue_id, wanted.starts_at, ends_at)
        if _overlapping(wanted.starts_at, ends_at).filter(venue_id=wanted.venue_id).exists():
            raise Problem("session-room-taken", "这个调解室那段时间已有安排，请换时间或换一间。")
    if row.mediator_id:
        Mediator.objects.select_for_update().filter(id=row.mediator_id).first()
    if row.mediator_id and _overlapping(wanted.starts_at, ends_at).filter(mediator_id=row.mediator_id).exists():
        raise Problem("session-mediator-taken", "调解员那段时间另有调解会，请换时间。")
    again = Session.objects.filter(dispute=row, round=row.round, state=SessionState.HELD.value).exists()
    made = Session.objects.create(
        dispute=row,
        matter_id=row.matter_id,
        round=row.round,
        state=SessionState.PLANNED.value,
        venue_id=wanted.venue_id,
        mediator_id=row.mediator_id,
        starts_at=wanted.starts_at,
        ends_at=ends_at,
        staff_id=by.staff_id,
    )
    settle(row)
    tell(held, EventKind.DISPUTE_PLANNED, by, at, attributes={"again": "yes" if again else "no"})
    return made.id


def _lock_room(venue_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Hold the room's days until the commit: who wants the same hour comes after."""
    days = {
        timezone.localdate(starts_at) - timedelta(days=1),
        timezone.localdate(starts_at),
        timezone.localdate(ends_at),
    }
    rows = [RoomDay(venue_id=venue_id, day=day) for day in sorted(days)]
    RoomDay.objects.bulk_create(rows, ignore_conflicts=True)
    list(RoomDay.objects.select_for_update().filter(venue_id=venue_id, day__in=days).order_by("day"))


def _overlapping(starts_at: datetime, ends_at: datetime):  # type: ignore[no-untyped-def]
    return Session.objects.filter(state=SessionState.PLANNED.value, starts_at__lt=ends_at, ends_at__gt=starts_at)


@transaction.atomic
def cancel_session(
    *, dispute_id: UUID, session_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Call a planned session off; its room is free again."""
    held = hold(dispute_id, by, seen_version=seen_version)
    session = _planned(held, session_id)
    session.state, session.text = SessionState.CANCELLED.value, fitted(text, TEXT)
    session.save(update_fields=["state", "text"])
    settle(held.dispute)
    tell(held, EventKind.DISPUTE_CANCELLED, by, at)


@transaction.atomic
def meet(
    *,
    dispute_id: UUID,
    session_id: UUID | None,
    came: Collection[UUID],
    result: SessionResult,
    text: str,
    others: str = "",
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Write down a session that was held (None: one that was not planned): who came, who else was there, what came of it.

    In a police mediation the first one ends its term, and “again” begins that of the second
    (from the session on); a third is refused.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    row, words = held.dispute, fitted(text, TEXT)
    unbiased(row)
    if not words:
        raise Problem("session-text", "请写明调解的经过。")
    parties = set(DisputeParty.objects.filter(dispute=row).values_list("id", flat=True))
    if not set(came) <= parties or not came:
        raise Problem("session-came", "请勾选到场的当事人。")
    again = result is SessionResult.AGAIN
    begun = Session.objects.filter(dispute=row, round=row.round, state=SessionState.HELD.value).count()
    police = row.mediation == Mediation.POLICE.value
    if police and again and begun >= 1:
        raise Problem("session-third", "治安调解最多两次，请达成协议或者终止调解、依法处理。")
    if session_id is not None:
        session = _planned(held, session_id)
        if session.starts_at > at:
            raise Problem("session-early", "还没有到约定的时间，先改约或取消再记。")
    else:
        held_by = {"round": row.round, "mediator_id": row.mediator_id}
        session = Session(dispute=row, matter_id=row.matter_id, starts_at=at, ends_at=at, **held_by)
    session.state, session.came = SessionState.HELD.value, sorted(str(each) for each in came)
    session.result, session.text, session.staff_id = result.value, words, by.staff_id
    session.save()
    if there := fitted(others, LONGEST_OTHERS):
        keep_personal([Teller(session.id, row.matter_id, {THERE: there})], at=at)
    if police:
        _police_terms(held, session.starts_at if again else None, by=by, at=at)
    settle(row)
    tell(held, EventKind.DISPUTE_MET, by, at, attributes={"result": result.value}, measures={"came": len(came)})


def _planned(held: HeldDispute, session_id: UUID) -> Session:
    found = Session.objects.filter(
        dispute=held.dispute, id=session_id, state=SessionState.PLANNED.value
    ).first()  # fmt: skip
    if found is None:
        raise Problem("session-unknown", "没有这次约好的调解会。")
    return found


def _police_terms(held: HeldDispute, again: datetime | None, *, by: Viewer, at: datetime) -> None:
    """End the term of a session that was held; `again`: when it was, where that of the second begins with it."""
    row = held.dispute
    running = DisputeDue.objects.filter(dispute=row, kind__in=POLICE, done_at__isnull=True)
    running.update(done_at=at, result=DueResult.DONE.value, staff_id=by.staff_id)
    if again is not None:
        zone = timezone.get_default_timezone()
        moment, source = due_after(held.pack, DueKind.SECOND, again, held.pack.calendars[CALENDAR], zone)
        owe(row, DueKind.SECOND, moment, source=source)
        rest_while_out(row, by=by, at=at)
