"""Minutes and resolutions: written by who leads, resolved with a quorum, signed by another; nothing changes after that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from fengqiao.duties.actions.joining import people_of
from fengqiao.duties.actions.leaves import know_reason
from fengqiao.duties.actions.telling import inform, on_list
from fengqiao.duties.actions.writing import hold, hold_begun, kinds_at, tell
from fengqiao.duties.models import Activity, Minutes, Resolution, Seat
from fengqiao.duties.queries import attendance_of, organises, reads_minutes
from fengqiao.duties.rules.quorum import Votes, adopted, why_not_resolved
from fengqiao.duties.rules.tasks import why_not_task
from fengqiao.duties.terms import NOT_THERE, ActivityState, SeatState
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys, seal_words

TEXT, RESOLVED = 8000, 1000


@transaction.atomic
def note_reason(*, activity_id: UUID, staff_id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Write down why somebody who is on leave or was absent did not come, by whoever leads, until the minutes are signed.

    Refuses who came or has no place, no reason of the pack, and what `write_minutes` refuses.
    """
    row, _minutes = _open(activity_id, by, at)
    if not reason:
        raise Problem("leave-reason", "请选没有到会的原因。")
    know_reason(reason, at)
    seats = Seat.objects.filter(activity=row, staff=staff_id, state=SeatState.IN.value, outcome__in=NOT_THERE)
    if not seats.update(reason=reason):
        raise Problem("reason-nobody", "请选请假或者缺席的人。")
    tell(EventKind.DUTY_EXCUSED, row, by, at, measures={"people": 1})


def _open(activity_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> tuple[Activity, Minutes]:
    """The activity and its minutes under a lock, begun where there are none.

    Refuses who does not lead, signed ones, and whoever saw an older state of the minutes.
    """
    row = hold_begun(activity_id, by, at)
    begun = {"written_by": by.staff_id, "written_at": at}
    minutes, made = Minutes.objects.select_for_update().get_or_create(activity=row, defaults=begun)
    if made:
        make_missing_keys([minutes.id], at=at)
    if minutes.erased_at is not None:
        raise Problem("minutes-erased", "这份记录的保存期限已满，文字已经销毁。")
    if minutes.signed_at is not None:
        raise Problem("minutes-signed", "记录已经审签，不能再改。")
    if seen_version is not None and seen_version != minutes.version:
        raise Problem("duty-changed", "这次活动刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row, minutes


@transaction.atomic
def write_minutes(*, activity_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Write the minutes of an activity, or write them anew; the words lie sealed. Refuses nothing written, and an older state."""
    row, minutes = _open(activity_id, by, at, seen_version)
    words = fitted(text, TEXT)
    if not words:
        raise Problem("minutes-words", "请写会议记录。")
    minutes.sealed = seal_words(owner_id=minutes.id, row_id=minutes.id, words=words, at=at)
    minutes.written_by, minutes.written_at, minutes.version = by.staff_id, at, minutes.version + 1
    minutes.save()
    tell(EventKind.MINUTES_WRITTEN, row, by, at)


@transaction.atomic
def resolve(
    *,
    activity_id: UUID,
    text: str,
    votes: Votes,
    staff_id: UUID | None = None,
    by_day: date | None = None,
    by: Viewer,
    at: datetime,
) -> Resolution:
    """Write down a resolution with its votes, under the next number of the unit's year; who does it by when is told.

    Refuses without a quorum by the kind's rule in force, votes that do not fit who is there, what `write_minutes` refuses, and a task
    without a person or day, for a stranger, before the meeting, or of what was not adopted.
    """  # fmt: skip
    row, minutes = _open(activity_id, by, at)
    words = fitted(text, RESOLVED)
    if not words:
        raise Problem("resolution-words", "请写决议的内容。")
    kind, there = kinds_at(at).get(row.kind), attendance_of(row, at=at)
    rule = kind.quorum if kind else None
    refusal = why_not_resolved(rule, there, votes) or why_not_task(
        staff_id is not None, by_day, timezone.localdate(row.starts), adopted=adopted(rule, there, votes)
    )
    if refusal:
        raise refusal
    if staff_id is not None and staff_id not in people_of(row, at) | on_list(row):
        raise Problem("task-stranger", "任务只能交给单位里或者名单里的人。")
    year = timezone.localtime(row.starts).year
    last = Resolution.objects.filter(unit=row.unit_id, year=year).aggregate(last=Max("number"))["last"] or 0
    made = Resolution(
        minutes=minutes, unit_id=row.unit_id, year=year, number=last + 1, yes=votes.yes, no=votes.no, abstained=votes.abstained,
        due=there.due, came=there.came, adopted=adopted(rule, there, votes), staff_id=staff_id, by_day=by_day, made_by=by.staff_id, made_at=at,
    )  # fmt: skip
    made.sealed = seal_words(owner_id=minutes.id, row_id=made.id, words=words, at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # another meeting of the unit took the number at this very moment
        raise Problem("resolution-again", "同一时间另有一份决议编了这个号，请再保存一次。") from None
    numbers = {"votes_for": votes.yes, "votes_against": votes.no, "abstained": votes.abstained, "due_people": there.due, "people": there.came}  # fmt: skip
    tell(
        EventKind.RESOLUTION_MADE, row, by, at, measures=numbers, attributes={"passed": "yes" if made.adopted else "no"}
    )
    if staff_id is not None:
        inform(NoticeKind.TASK_SET, row, {staff_id}, by, at)
    return made


@transaction.atomic
def sign_minutes(*, activity_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Sign the minutes as read and right: an organiser or lead other than who wrote them, once the activity has ended."""
    row, minutes = _open(activity_id, by, at, seen_version)
    if row.state == ActivityState.PLANNED.value:
        raise Problem("minutes-early", "活动结束以后再审签。")
    if not minutes.sealed:
        raise Problem("minutes-words", "请写会议记录。")
    if minutes.written_by == by.staff_id:
        raise Problem("minutes-own", "自己写的记录由别人审签。")
    minutes.signed_by, minutes.signed_at, minutes.version = by.staff_id, at, minutes.version + 1
    minutes.save(update_fields=["signed_by", "signed_at", "version"])
    tell(EventKind.MINUTES_SIGNED, row, by, at)


@transaction.atomic
def note_minutes_print(*, activity_id: UUID, form: str, by: Viewer, at: datetime) -> None:
    """Record that minutes left as paper; refuses those who may not read them."""
    row = hold(activity_id, by)
    if not (organises(by, row) or reads_minutes(by, row)):
        raise denied()
    tell(EventKind.MINUTES_PRINTED, row, by, at, attributes={"as": form})


@transaction.atomic
def erase_minutes(*, minutes_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of minutes and resolutions (the caller says whose term is over); numbers and votes stay."""
    due = due_for_destruction(
        Minutes.objects.select_related("activity").filter(id__in=set(minutes_ids), erased_at__isnull=True)
    )
    ids = [row.id for row in due]
    if not ids:
        return 0
    destroy(ids, at=at)
    Minutes.objects.filter(id__in=ids).update(sealed=b"", erased_at=at)
    Resolution.objects.filter(minutes__in=ids).update(sealed=b"")
    Activity.objects.filter(id__in=[row.activity_id for row in due]).update(subject="")
    for row in due:
        tell(EventKind.MINUTES_ERASED, row.activity, by, at)
    return len(due)
