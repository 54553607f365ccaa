"""What comes after an agreement: payments, visits, the joint confirmation; terms made longer; reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.disputes.actions.agreeing import DAY_ENDS
from fengqiao.disputes.actions.writing import TEXT, HeldDispute, hold, owe, settle, tell
from fengqiao.disputes.models import Dispute, DisputeDue, Extension
from fengqiao.disputes.queries.mediators import A_DAY, is_late
from fengqiao.disputes.rules.looks import answered
from fengqiao.disputes.rules.terms_of import due_after
from fengqiao.disputes.terms import DisputeState, DueKind, DueResult
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import CALENDAR
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as notify
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of

AFTER = (DueKind.PERFORM, DueKind.FOLLOW_UP, DueKind.CONFIRM)
BY_HAND, MOVED_ALONG = "另行安排", "履行期限延后，回访随着延后。"
MOST_LONGER, MOST_VISITS, FARTHEST = 365, 12, timedelta(days=1830)


@transaction.atomic
def settle_due(
    *,
    dispute_id: UUID,
    due_id: UUID,
    result: DueResult,
    text: str,
    way: str = "",
    found: Mapping[str, str] | None = None,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Write down that a payment was made, a visit paid, a confirmation given; or that what was agreed was not done.

    `found`: what a visit found, the codes of answers by that of the question; none need be given.
    The last payment ends the dispute as performed. One not made needs the way that the parties were told of, and ends it.
    """
    held = hold(dispute_id, by, seen_version=seen_version)
    row, words = held.dispute, fitted(text, TEXT)
    due = DisputeDue.objects.filter(dispute=row, id=due_id, done_at__isnull=True).first()
    if due is None or DueKind(due.kind) not in AFTER:
        raise Problem("due-unknown", "这一项已经办过，或者没有这一项。")
    kind = DueKind(due.kind)
    if kind is DueKind.FOLLOW_UP and not words:
        raise Problem("due-visit", "请写明回访的情况：履行没有、满意没有、还有没有隐患。")
    if kind is DueKind.CONFIRM and result is DueResult.DONE and at > due.due_at:
        raise Problem("due-confirm-late", "协议生效三十日内双方共同申请才受理，已经过期。")
    due.found = answered(found or {}, held.pack.disputes.looks) if kind is DueKind.FOLLOW_UP else {}
    due.done_at, due.result, due.text, due.staff_id = at, result.value, words, by.staff_id
    due.save()
    if kind is DueKind.PERFORM:
        _performed(held, result, way, at)
    settle(row)
    kept = "yes" if at <= due.due_at else "no"
    attributes = {"due": kind.value, "result": result.value, "in_time": kept}
    measures = {"fen": due.amount if result is DueResult.DONE else 0}
    tell(held, EventKind.DISPUTE_SETTLED, by, at, attributes=attributes, measures=measures)


def _performed(held: HeldDispute, result: DueResult, way: str, at: datetime) -> None:
    row = held.dispute
    if result is DueResult.FAILED:
        if way not in held.pack.disputes.ways:
            raise Problem("dispute-way", "请选择告知当事人的下一步途径。")
        row.state, row.way, row.ended_at = DisputeState.FAILED.value, way, at
    elif not DisputeDue.objects.filter(dispute=row, kind=DueKind.PERFORM.value, done_at__isnull=True).exists():
        row.state, row.ended_at = DisputeState.PERFORMED.value, at


@transaction.atomic
def extend(
    *,
    dispute_id: UUID,
    due_id: UUID,
    days: int,
    consented: bool,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Make a payment's or a grade's day later, with the reason, which both parties have to agree to; terms by law are not made longer.

    The visit that hangs on the last payment moves with it.
    """
    held, words = (
        hold(dispute_id, by, DisputeState.OPEN, DisputeState.AGREED, seen_version=seen_version),
        fitted(text, TEXT),
    )
    row = held.dispute
    due = DisputeDue.objects.filter(dispute=row, id=due_id, done_at__isnull=True).first()
    if due is None or due.kind not in {DueKind.PERFORM.value, DueKind.GRADE.value, DueKind.FOLLOW_UP.value}:
        raise Problem("due-fixed", "这个期限不能延长。")
    if not 1 <= days <= MOST_LONGER:
        raise Problem("due-days", "延长的天数要在 1 到 {most} 之间。", most=MOST_LONGER)
    if not consented:
        raise Problem("due-consent", "延期要双方同意，请确认。")
    if not words:
        raise Problem("due-text", "请写明为什么延期。")
    last = _last_part(row)
    _later(held, due, due.due_at + timedelta(days=days), words, by, at)
    if due.kind == DueKind.PERFORM.value and last is not None:
        _visit_with(held, last, by, at)
    settle(row)
    tell(held, EventKind.DISPUTE_EXTENDED, by, at, measures={"days": days})


def _later(held: HeldDispute, due: DisputeDue, to: datetime, words: str, by: Viewer, at: datetime) -> None:
    """Make something due later, and keep from when to when and why."""
    row = held.dispute
    Extension.objects.create(
        dispute=row, matter_id=row.matter_id, kind=due.kind, from_at=due.due_at, to_at=to, text=words, at=at,
        staff_id=by.staff_id, round=row.round,
    )  # fmt: skip
    due.due_at, due.reminded_at = to, None
    due.save(update_fields=["due_at", "reminded_at"])


def _last_part(row: Dispute) -> datetime | None:
    parts = DisputeDue.objects.filter(dispute=row, kind=DueKind.PERFORM.value, round=row.round)
    return max(parts.values_list("due_at", flat=True), default=None)


def _visit_with(held: HeldDispute, last: datetime, by: Viewer, at: datetime) -> None:
    """Let the visit after the last part follow where that is later now; one put down by hand for a day stays there."""
    row, calendar, zone = held.dispute, held.pack.calendars[CALENDAR], timezone.get_default_timezone()
    now = _last_part(row)
    if now is None or now <= last:
        return
    visits = DisputeDue.objects.filter(
        dispute=row, kind=DueKind.FOLLOW_UP.value, done_at__isnull=True, round=row.round
    ).exclude(source=BY_HAND)  # fmt: skip
    moment, _source = due_after(held.pack, DueKind.FOLLOW_UP, now, calendar, zone)
    for visit in visits:
        if visit.due_at < moment:
            _later(held, visit, moment, MOVED_ALONG, by, at)


@transaction.atomic
def add_visit(*, dispute_id: UUID, day: date, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Put another visit down for a day, once there is an agreement; refuses a day that has one, and one too many."""
    held = hold(dispute_id, by, DisputeState.AGREED, DisputeState.PERFORMED, seen_version=seen_version)
    row, today = held.dispute, timezone.localdate(at)
    if row.agreed_at is None:
        raise Problem("visit-agreement", "还没有达成协议，不用安排回访。")
    if not today < day <= today + FARTHEST:
        raise Problem("visit-day", "回访的日期要在今天以后、{most} 天以内。", most=FARTHEST.days)
    moment = timezone.make_aware(datetime.combine(day, DAY_ENDS))
    waiting = DisputeDue.objects.filter(dispute=row, kind=DueKind.FOLLOW_UP.value, done_at__isnull=True)
    days = [timezone.localdate(due) for due in waiting.values_list("due_at", flat=True)]
    if day in days:
        raise Problem("visit-there", "这一天已经有一次回访。")
    if len(days) >= MOST_VISITS:
        raise Problem("visit-many", "已经安排了 {most} 次回访，先办几次再安排。", most=MOST_VISITS)
    owe(row, DueKind.FOLLOW_UP, moment, source=BY_HAND)
    settle(row)
    tell(held, EventKind.DISPUTE_REVISIT, by, at, measures={"days": (day - today).days})


@transaction.atomic
def look_at_due(*, due_id: UUID, by: Viewer, at: datetime) -> bool:
    """Remind the unit and the mediator of what is due soon, and of what is late, once each; let a confirmation's window close.

    Returns whether it did anything.
    """
    due = DisputeDue.objects.select_for_update().filter(id=due_id, done_at__isnull=True).first()
    if due is None:
        return False
    row = Dispute.objects.select_related("matter", "mediator").get(id=due.dispute_id)
    if due.kind == DueKind.CONFIRM.value and due.due_at <= at:
        due.done_at, due.result = at, DueResult.LAPSED.value
        due.save(update_fields=["done_at", "result"])
        return True
    late = is_late(due, row.state, at)
    if due.reminded_at is not None and not (late and due.reminded_at < due.due_at + A_DAY):
        return False
    days = known(pack_of(row.edition_id).pack, "dispute.remind", timezone.localdate(at)).number
    if due.due_at - timedelta(days=days) > at:
        return False
    due.reminded_at = at
    due.save(update_fields=["reminded_at"])
    about = About(row.matter_id, row.matter.number, row.matter.kind, row.matter.area_id, due=due.due_at)
    staff = frozenset({row.mediator.staff_id}) if row.mediator else frozenset()
    kind = NoticeKind.DISPUTE_LATE if late else NoticeKind.DISPUTE_DUE
    notify([News(kind, about, units=frozenset({row.unit_id}), staff=staff)], by=by, at=at)
    return True
