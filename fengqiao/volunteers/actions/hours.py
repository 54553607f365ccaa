"""Hours: proven by having come, confirmed by somebody else, struck where they were false."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.queries import activity_for, leads
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.volunteers.actions.writing import hold, save, tell
from fengqiao.volunteers.models import Hours, Volunteer
from fengqiao.volunteers.queries import manages, proven
from fengqiao.volunteers.rules.states import FALSE_HOURS
from fengqiao.volunteers.terms import HoursState, VolunteerState


@transaction.atomic
def confirm_hours(*, activity_id: UUID, by: Viewer, at: datetime) -> int:
    """Confirm the hours of the volunteers who came to an activity that was held; returns of how many.

    Whoever did not check in gets none. Nobody confirms their own: those of a leader wait for another. Refuses who neither
    leads nor organises it, and where there is nothing to confirm.
    """
    row = activity_for(by, activity_id)
    if row is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    kind = pack_on(at).pack.duties.kinds.get(row.kind)
    leading = frozenset(role.code for role in kind.roles if role.leads) if kind else frozenset()
    if not leads(by, row, leading):
        raise denied()
    came = {each.staff_id: each for each in proven(activity_id) if each.staff_id != by.staff_id}
    states = [VolunteerState.ENROLLED.value, VolunteerState.SUSPENDED.value]
    # Locked before looking what is there already: of two who confirm the same hours, one waits for the other.
    people = list(Volunteer.objects.select_for_update().filter(staff__in=came, state__in=states).order_by("id"))
    there = set(Hours.objects.filter(activity_id=activity_id).values_list("volunteer_id", flat=True))
    day = timezone.localdate(row.starts)
    fresh = [each for each in people if each.id not in there and (each.enrolled_on or day) <= day]
    if not fresh:
        raise Problem("hours-none", "没有要确认的时长：要有签到，活动要开展了，自己的由别人确认。")
    minutes = came[next(iter(came))].minutes
    Hours.objects.bulk_create(
        Hours(
            volunteer=each, activity_id=activity_id, day=day, minutes=minutes, state=HoursState.CONFIRMED.value,
            confirmed_by=by.staff_id, confirmed_at=at,
        )
        for each in fresh
    )  # fmt: skip
    numbers = {"people": len(fresh), "minutes": minutes * len(fresh)}
    own = {"duty": row.kind, "family": row.family, **({"duty_form": row.form} if row.form else {})}
    record_deed(
        EventKind.VOLUNTEER_HOURS, by, at, unit_id=fresh[0].unit_id, subject_id=activity_id, area_id=row.area_id, own=own,
        measures=numbers,
    )  # fmt: skip
    return len(fresh)


@transaction.atomic
def strike_hours(*, hours_id: UUID, false: bool = False, by: Viewer, at: datetime) -> None:
    """Strike hours that turned out wrong: they count no more, and cannot be confirmed again.

    `false`: they were claimed on purpose, so that the volunteer is suspended for the pack's term (`volunteers.false_hours_months`),
    whoever is suspended already as well: the term begins anew.
    """
    found = Hours.objects.filter(id=hours_id).select_related("volunteer").first()
    if found is None:
        raise Problem("hours-unknown", "没有这笔时长，或者您无权查看。")
    row = hold(found.volunteer_id, by)
    if not manages(by, row):
        raise denied()
    own = Hours.objects.select_for_update().get(id=hours_id)
    if own.state != HoursState.CONFIRMED.value:
        raise Problem("hours-struck", "这笔时长已经撤销。")
    own.state = HoursState.STRUCK.value
    own.save(update_fields=["state"])
    tell(EventKind.VOLUNTEER_STRUCK, row, by, at, measures={"minutes": own.minutes})
    if false and row.state in {VolunteerState.ENROLLED.value, VolunteerState.SUSPENDED.value}:
        row.state, row.reason = VolunteerState.SUSPENDED.value, FALSE_HOURS
        save(row)
        tell(EventKind.VOLUNTEER_SUSPENDED, row, by, at, attributes={"why": FALSE_HOURS})
