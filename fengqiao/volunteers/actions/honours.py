"""Certificates, stars that are given after a public notice, and what is said before a patrol."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.queries import activity_for, may_organise, reached
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.volunteers.actions.writing import hold, tell
from fengqiao.volunteers.models import Certificate, StarNotice, Told, Volunteer
from fengqiao.volunteers.queries import limit, minutes_of, notice_for, risen
from fengqiao.volunteers.rules.notices import last_day
from fengqiao.volunteers.terms import VolunteerState

CALENDAR = "china"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def issue_certificate(*, volunteer_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Issue a certificate of a volunteer's confirmed hours up to today; refuses where there are none, or who is not enrolled."""
    row = hold(volunteer_id, by)
    minutes = minutes_of(row)
    if row.state not in (VolunteerState.ENROLLED.value, VolunteerState.SUSPENDED.value):
        raise Problem("volunteer-step", "现在的状态不能这样办，请看过最新情况再操作。")
    if minutes <= 0 or row.enrolled_on is None:
        raise Problem("certificate-none", "还没有确认的时长，出不了证明。")
    turn = Certificate.objects.filter(volunteer=row).count() + 1
    made = Certificate.objects.create(
        volunteer=row, number=f"{row.number}-{turn:02}", token="".join(secrets.choice(ALPHABET) for _n in range(16)), minutes=minutes,
        carried=row.carried, since=row.enrolled_on, until=timezone.localdate(at), unit_id=by.unit_id, issued_by=by.staff_id, issued_at=at,
    )  # fmt: skip
    tell(EventKind.VOLUNTEER_CERTIFIED, row, by, at, measures={"minutes": minutes})
    return made.id


@transaction.atomic
def open_notice(*, by: Viewer, at: datetime) -> UUID:
    """Show in public who of one's unit reaches a new star; refuses while another notice runs, and where nobody does."""
    if not may_organise(by):
        raise denied()
    if StarNotice.objects.select_for_update().filter(unit=by.unit_id, closed_on__isnull=True).exists():
        raise Problem("notice-runs", "还有一次公示没有结束。")
    found = risen(by.unit_id, at=at)
    if not found:
        raise Problem("notice-nobody", "没有人达到新的星级，不用公示。")
    first, calendar = timezone.localdate(at), pack_on(at).pack.calendars[CALENDAR]
    last = last_day(first, limit("notice_days", at).number, calendar.is_working)
    lines = [{"volunteer": str(row.id), "stars": stars, "minutes": minutes} for row, stars, minutes in found]
    made = StarNotice.objects.create(unit_id=by.unit_id, first=first, last=last, lines=lines, made_by=by.staff_id)
    record_deed(
        EventKind.VOLUNTEER_NOTICE, by, at, unit_id=by.unit_id, subject_id=made.id, measures={"people": len(lines)}
    )
    return made.id


def _hold_notice(notice_id: UUID, by: Viewer) -> StarNotice:
    if notice_for(by, notice_id) is None:
        raise Problem("notice-unknown", "没有这次公示，或者您无权查看。")
    row = StarNotice.objects.select_for_update().get(id=notice_id)
    if row.unit_id not in reached(by):
        raise denied()
    if row.closed_on is not None:
        raise Problem("notice-closed", "这次公示已经结束。")
    return row


@transaction.atomic
def drop_line(*, notice_id: UUID, volunteer_id: UUID, by: Viewer, at: datetime) -> None:
    """Take somebody off a notice, after an objection that was found right."""
    row = _hold_notice(notice_id, by)
    rest = [line for line in row.lines if line["volunteer"] != str(volunteer_id)]
    if len(rest) == len(row.lines):
        raise Problem("choose-one", "请先从列表里选一项。")
    row.lines, row.version = rest, row.version + 1
    row.save(update_fields=["lines", "version"])
    attributes = {"dropped": str(volunteer_id)}
    record_deed(EventKind.VOLUNTEER_NOTICE, by, at, unit_id=row.unit_id, subject_id=row.id, attributes=attributes, measures={"people": len(rest)})  # fmt: skip


@transaction.atomic
def close_notice(*, notice_id: UUID, by: Viewer, at: datetime) -> int:
    """Give the stars of a notice whose days are over; returns to how many. Whoever left meanwhile gets none."""
    row = _hold_notice(notice_id, by)
    today = timezone.localdate(at)
    if today <= row.last:
        raise Problem("notice-early", "公示要满 {day} 当天才能认定。", day=row.last)
    stars = {UUID(line["volunteer"]): int(line["stars"]) for line in row.lines}
    people = list(
        Volunteer.objects.select_for_update().filter(id__in=stars, state=VolunteerState.ENROLLED.value).order_by("id")
    )
    for each in people:
        each.stars, each.version = max(each.stars, stars[each.id]), each.version + 1
    Volunteer.objects.bulk_update(people, ["stars", "version"], batch_size=200)
    row.closed_on, row.version = today, row.version + 1
    row.save(update_fields=["closed_on", "version"])
    record_deed(
        EventKind.VOLUNTEER_STARRED, by, at, unit_id=row.unit_id, subject_id=row.id, measures={"people": len(people)}
    )
    return len(people)


@transaction.atomic
def note_told(*, activity_id: UUID, by: Viewer, at: datetime) -> None:
    """Write down that somebody tapped, before an activity, on what a volunteer may not do; once, however often it comes."""
    if activity_for(by, activity_id) is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    _row, fresh = Told.objects.get_or_create(activity_id=activity_id, staff_id=by.staff_id, defaults={"at": at})
    if fresh:
        record_deed(EventKind.VOLUNTEER_TOLD, by, at, unit_id=by.unit_id, subject_id=activity_id)
