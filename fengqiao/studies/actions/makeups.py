"""Make-ups: owed when a session was missed, made up at another or by own study that somebody else approves; reminders; words that go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.queries import missed_by, people_at
from fengqiao.duties.terms import ActivityState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import needed
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as send_news
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer, holders_of
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.studies.actions.things import count_uses
from fengqiao.studies.models import MakeUp, Nudge, Thing
from fengqiao.studies.queries import make_up_for, may_settle
from fengqiao.studies.rules.course import NOTE, is_soon, why_not_handed
from fengqiao.studies.terms import MakeUpState, MakeUpWay
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys, seal_words

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity


def _kind(code: str, at: datetime) -> DutyKind | None:
    return pack_on(at).pack.duties.kinds.get(code)


def _tell(kind: EventKind, row: MakeUp, by: Viewer, at: datetime, **extra: object) -> None:
    measures = extra.pop("measures", None)
    attributes = {name: str(code) for name, code in extra.items()}
    record_deed(
        kind, by, at, unit_id=row.activity.unit_id, subject_id=row.id, own={"duty": row.activity.kind}, attributes=attributes,
        measures=measures if isinstance(measures, dict) else None,
    )  # fmt: skip


def _news(kind: NoticeKind, about: UUID, staff: Collection[UUID]) -> News:
    return News(kind, About(about, "", "", page=(Page.STUDY, about)), staff=frozenset(staff))


def after_activity(row: Activity, *, by: Viewer, at: datetime) -> None:
    """See to what follows from the end of an activity: uses count, who missed it owes a make-up, who made up owes it no more."""
    if row.state != ActivityState.DONE.value:
        return
    count_uses(row, by=by, at=at)
    kind = _kind(row.kind, at)
    if kind is None or not kind.makeup_days:
        return
    if row.form in {form.code for form in kind.making_up}:
        _made_up_there(row, by, at)
        return
    due = timezone.localdate(row.starts) + timedelta(days=kind.makeup_days)
    for seat, who in missed_by(row.id):
        owed = MakeUp.objects.create(
            id=new_id(), seat_id=seat, activity_id=row.id, staff_id=who, due=due, state=MakeUpState.OWED.value
        )
        _tell(EventKind.STUDY_OWED, owed, by, at)
        send_news([_news(NoticeKind.STUDY_OWED, who, [who])], by=by, at=at)


def _made_up_there(row: Activity, by: Viewer, at: datetime) -> None:
    """Each who came has made up for the session of the kind that they missed longest ago."""
    for who in people_at(row.id):
        owed = MakeUp.objects.select_for_update(of=("self",)).filter(
            staff=who, activity__kind=row.kind, activity__starts__lt=row.starts, state__in=[MakeUpState.OWED.value, MakeUpState.HANDED.value]
        )  # fmt: skip
        found = owed.select_related("activity").order_by("activity__starts", "id").first()
        if found is not None:
            found.way, found.instead_id, found.form, found.day = (
                MakeUpWay.ACTIVITY.value,
                row.id,
                row.form,
                timezone.localdate(row.starts),
            )
            found.minutes = int((row.ends - row.starts).total_seconds() // 60)
            _done(found, by, at)


def _done(row: MakeUp, by: Viewer, at: datetime) -> None:
    row.state, row.settled_by, row.settled_at = MakeUpState.DONE.value, by.staff_id, at
    row.version += 1
    row.save()
    in_time = "yes" if row.day is None or row.day <= row.due else "no"
    _tell(EventKind.STUDY_MADE_UP, row, by, at, made_up=row.way, in_time=in_time, measures={"minutes": row.minutes})


def _hold(make_up_id: UUID, by: Viewer) -> MakeUp:
    if make_up_for(by, make_up_id) is None:
        raise Problem("makeup-unknown", "没有这次补学，或者您无权查看。")
    return MakeUp.objects.select_for_update(of=("self",)).select_related("activity").get(id=make_up_id)


@transaction.atomic
def hand_in(*, make_up_id: UUID, form: str, day: date, minutes: int, text: str, by: Viewer, at: datetime) -> None:
    """Say by which approved form one made up for a session, when, how long and what; somebody else approves it. Refuses what the rule does."""
    row = _hold(make_up_id, by)
    if row.staff_id != by.staff_id:
        raise denied()
    kind = _kind(row.activity.kind, at)
    if kind is None or form not in {each.code for each in kind.making_up}:
        raise Problem("makeup-form", "请选怎么补的。")
    asked = int((row.activity.ends - row.activity.starts).total_seconds() // 60)
    missed = timezone.localdate(row.activity.starts)
    refusal = why_not_handed(MakeUpState(row.state), missed, day, timezone.localdate(at), minutes, asked)
    if refusal:
        raise refusal
    words = needed(text, NOTE, Problem("makeup-words", "请写学了什么、有什么收获。"))
    make_missing_keys([row.id], at=at)
    row.sealed = seal_words(owner_id=row.id, row_id=row.id, words=words, at=at)
    row.state, row.way, row.form, row.day, row.minutes = (
        MakeUpState.HANDED.value,
        MakeUpWay.OWN.value,
        form,
        day,
        minutes,
    )
    row.version += 1
    row.save()
    _tell(EventKind.STUDY_HANDED, row, by, at)
    secretaries = holders_of(Role.SECRETARY, [row.activity.unit_id], at=at) | {row.activity.made_by}
    send_news([_news(NoticeKind.STUDY_HANDED, row.staff_id, secretaries)], by=by, at=at)


@transaction.atomic
def settle(*, make_up_id: UUID, approved: bool, by: Viewer, at: datetime) -> None:
    """Approve what somebody handed in, which closes it, or give it back; refuses those who do not organise, and for oneself."""
    row = _hold(make_up_id, by)
    if not may_settle(by, row):
        raise denied()
    if row.state != MakeUpState.HANDED.value:
        raise Problem("makeup-settled", "这次补学没有等着认定。")
    if approved:
        _done(row, by, at)
        return
    row.state, row.way, row.form, row.day, row.minutes, row.reminded = MakeUpState.OWED.value, "", "", None, 0, False
    row.version += 1
    row.save()
    _tell(EventKind.STUDY_BACK, row, by, at)
    send_news([_news(NoticeKind.STUDY_OWED, row.staff_id, [row.staff_id])], by=by, at=at)


@transaction.atomic
def remind(*, make_up_id: UUID, by: Viewer, at: datetime) -> bool:
    """Remind somebody of a make-up that is due soon or overdue; once. Says whether they were."""
    row = MakeUp.objects.select_for_update(of=("self",)).select_related("activity").get(id=make_up_id)
    today = timezone.localdate(at)
    days = limit_on("study.makeup_soon", at)
    if row.state != MakeUpState.OWED.value or row.reminded or not is_soon(row.due, today, days):
        return False
    row.reminded = True
    row.save(update_fields=["reminded"])
    send_news([_news(NoticeKind.STUDY_SOON, row.staff_id, [row.staff_id])], by=by, at=at)
    return True


@transaction.atomic
def nudge(*, staff_id: UUID, year: int, moment: str, by: Viewer, at: datetime) -> bool:
    """Remind somebody that hours of a year are missing, at a moment of the pack; once. Says whether they were."""
    _row, made = Nudge.objects.get_or_create(staff_id=staff_id, year=year, moment=moment, defaults={"at": at})
    if made:
        record_deed(EventKind.STUDY_REMINDED, by, at, unit_id=by.unit_id, subject_id=staff_id, own={"moment": moment})
        send_news([_news(NoticeKind.STUDY_HOURS, staff_id, [staff_id])], by=by, at=at)
    return made


@transaction.atomic
def erase(*, thing_ids: Collection[UUID], make_up_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy names of outside lecturers and words of make-ups (the caller says whose term is over); numbers stay."""
    things = due_for_destruction(Thing.objects.filter(id__in=set(thing_ids), erased_at__isnull=True))
    rows = due_for_destruction(MakeUp.objects.filter(id__in=set(make_up_ids), erased_at__isnull=True))
    ids = [each.pk for each in (*things, *rows)]
    if not ids:
        return 0
    destroy(ids, at=at)
    Thing.objects.filter(id__in=ids).update(sealed=b"", erased_at=at)
    MakeUp.objects.filter(id__in=ids).update(sealed=b"", erased_at=at)
    numbers = {"erased": len(ids)}
    record_deed(EventKind.STUDY_ERASED, by, at, unit_id=by.unit_id, subject_id=by.unit_id, measures=numbers)
    return len(ids)
