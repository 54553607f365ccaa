"""An appraisal of injuries (伤情鉴定) lets the term of a police mediation rest until it is back."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, owe, settle, tell
from fengqiao.disputes.models import Appraisal, Dispute, DisputeDue, Session
from fengqiao.disputes.rules.terms_of import due_after, due_without
from fengqiao.disputes.terms import DisputeState, DueKind, DueResult, Mediation, SessionState
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import CALENDAR
from fengqiao.orgs.queries import Viewer

POLICE = (DueKind.FIRST.value, DueKind.SECOND.value)


@transaction.atomic
def send_appraisal(*, dispute_id: UUID, day: date, by: Viewer, at: datetime, seen_version: int | None = None) -> UUID:
    """Note that an injury went to be appraised on a day: the term of the session that runs rests from then on, unless it was
    missed before that day. Returns its id.

    Refuses people's mediation, one that is out already, and a day before the dispute was taken in or to come.
    """
    held = hold(dispute_id, by, DisputeState.OPEN, seen_version=seen_version)
    row = held.dispute
    if row.mediation != Mediation.POLICE.value:
        raise Problem("appraisal-people", "只有治安调解因伤情鉴定停算期限。")
    if Appraisal.objects.filter(dispute=row, back_on__isnull=True).exists():
        raise Problem("appraisal-out", "已经送去鉴定，还没有出结果。")
    if not timezone.localdate(row.consented_at) <= day <= timezone.localdate(at):
        raise Problem("appraisal-day", "送鉴定的日期要在受理以后、今天以前（含今天）。")
    made = Appraisal.objects.create(
        dispute=row,
        matter_id=row.matter_id,
        due=_rest(row, day, by, at),
        out_on=day,
        staff_id=by.staff_id,
        round=row.round,
    )
    settle(row)
    tell(held, EventKind.DISPUTE_APPRAISED, by, at, attributes={"step": "out"}, measures={"days": 0})
    return made.id


@transaction.atomic
def end_appraisal(
    *, dispute_id: UUID, day: date, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Note that the appraisal is back on a day, and what it says; the term that rested runs again.

    That of the first session begins anew; that of the second goes on without the days that appraisals took.
    """
    held = hold(dispute_id, by, seen_version=seen_version)
    row, words = held.dispute, fitted(text, TEXT)
    found = Appraisal.objects.select_for_update(of=("self",)).filter(dispute=row, back_on__isnull=True).first()
    if found is None:
        raise Problem("appraisal-none", "没有送出去的伤情鉴定。")
    if not found.out_on <= day <= timezone.localdate(at):
        raise Problem("appraisal-back", "出结果的日期要在送鉴定以后、今天以前（含今天）。")
    if not words:
        raise Problem("appraisal-text", "请写明鉴定的结果。")
    found.back_on, found.text = day, words
    found.save(update_fields=["back_on", "text"])
    if row.state == DisputeState.OPEN.value and found.round == row.round:
        _run_again(held, found)
    settle(row)
    measures = {"days": (day - found.out_on).days}
    tell(held, EventKind.DISPUTE_APPRAISED, by, at, attributes={"step": "back"}, measures=measures)


def rest_while_out(row: Dispute, *, by: Viewer, at: datetime) -> None:
    """Let a term that begins while an appraisal is out rest at once; part of the caller's action."""
    found = Appraisal.objects.select_for_update(of=("self",)).filter(dispute=row, back_on__isnull=True).first()
    if found is None:
        return
    found.round, found.due = row.round, _rest(row, found.out_on, by, at)
    found.save(update_fields=["round", "due"])


def _rest(row: Dispute, day: date, by: Viewer, at: datetime) -> DisputeDue | None:
    """Let the term that runs rest from a day; one that was missed before that day goes on as missed."""
    running = DisputeDue.objects.select_for_update().filter(
        dispute=row, kind__in=POLICE, done_at__isnull=True, round=row.round
    )
    due = running.first()
    if due is None or timezone.localdate(due.due_at) < day:
        return None
    due.done_at, due.result, due.staff_id = at, DueResult.RESTED.value, by.staff_id
    due.save(update_fields=["done_at", "result", "staff_id"])
    return due


def _run_again(held: HeldDispute, found: Appraisal) -> None:
    """Owe anew what rested, unless the session that it waited for was held meanwhile."""
    row, due = held.dispute, found.due
    if due is None or found.back_on is None:
        return
    sessions = list(
        Session.objects.filter(dispute=row, round=row.round, state=SessionState.HELD.value).order_by("starts_at")
    )
    kind = DueKind(due.kind)
    if len(sessions) > (kind is DueKind.SECOND):
        return
    calendar, zone = held.pack.calendars[CALENDAR], timezone.get_default_timezone()
    if kind is DueKind.FIRST:
        moment, source = due_after(held.pack, kind, _midnight(found.back_on), calendar, zone)
    else:
        since = sessions[0].starts_at if sessions else row.consented_at
        rested = Appraisal.objects.filter(dispute=row, round=row.round, due__isnull=False, back_on__isnull=False)
        days = [(_midnight(each.out_on), _midnight(each.back_on)) for each in rested if each.back_on]
        moment, source = due_without(held.pack, kind, since, days, calendar, zone)
    owe(row, kind, moment, source=source)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
