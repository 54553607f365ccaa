"""Planning activities, one or a series."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.actions.hosting import tell_hosts
from fengqiao.duties.actions.particulars import keep
from fengqiao.duties.actions.writing import kinds_at, tell
from fengqiao.duties.models import Activity, Series
from fengqiao.duties.queries import may_organise, point_before
from fengqiao.duties.rules.particulars import missing, read
from fengqiao.duties.rules.recurring import Recurrence, occurrences, why_not_recurring
from fengqiao.duties.rules.seats import When, why_not_planned, why_not_subject
from fengqiao.duties.rules.turns import turns
from fengqiao.duties.terms import ActivityState, AskedAt
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Directory, Viewer, directory, venue_named
from fengqiao.rulebook.queries import pack_on

CALENDAR = "china"
MOST_HOSTS, LAT, LON = 60, 90_000_000, 180_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewActivity:
    """An activity about to be planned; `places` None: as its kind says. `point`: latitude, longitude in millionths; `said`: what its kind asks."""

    kind: str
    form: str = ""
    starts: datetime
    ends: datetime
    team_id: UUID | None = None
    area_id: UUID | None = None
    venue_id: UUID | None = None
    places: int | None = None
    point: tuple[int, int] | None = None
    subject: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


def checked(new: NewActivity, units: Directory, at: datetime) -> DutyKind:
    """Return the kind of a new activity; refuses one that cannot be."""
    kind = kinds_at(at).get(new.kind)
    if kind is None:
        raise Problem("duty-kind", "请选择勤务种类。")
    if new.form and new.form not in {form.code for form in kind.forms}:
        raise Problem("duty-form", "请选择形式。")
    if new.team_id is not None and new.team_id not in units.units:
        raise Problem("duty-team", "没有这个单位或队伍。")
    if new.area_id is not None and new.area_id not in units.places:
        raise Problem("duty-area", "没有这个辖区。")
    if new.point is not None and not (abs(new.point[0]) <= LAT and abs(new.point[1]) <= LON):
        raise Problem("duty-point", "经纬度看不懂，请写成 28.12345, 120.12345。")
    refusal = why_not_planned(When(new.starts, new.ends), _places(new, kind), kind.least, at)
    refusal = refusal or why_not_subject(cleaned(new.subject))
    if refusal:
        raise refusal
    return kind


def _places(new: NewActivity, kind: DutyKind) -> int:
    return kind.places if new.places is None else new.places


def placed(new: NewActivity, by: Viewer) -> NewActivity:
    """Return a new activity with the point that the unit said of that venue or area the last time, where it says none."""
    if new.point is not None:
        return new
    return replace(new, point=point_before(by.unit_id, area_id=new.area_id, venue_id=new.venue_id))


def make(
    new: NewActivity, kind: DutyKind, by: Viewer, *, series: Series | None = None, day: date | None = None, host: UUID | None = None
) -> Activity:  # fmt: skip
    """Return the row of a new activity, not saved yet; where only a venue was said, it lies in the venue's area."""
    venue = venue_named(new.venue_id) if new.venue_id else None
    if new.venue_id and venue is None:
        raise Problem("duty-venue", "没有这个场所。")
    return Activity(
        unit_id=by.unit_id, team_id=new.team_id, host_id=host, area_id=new.area_id or (venue.area_id if venue else None),
        venue_id=new.venue_id, series=series, planned_for=day, kind=kind.code, family=kind.family.value, form=new.form,
        state=ActivityState.PLANNED.value, starts=new.starts, ends=new.ends, places=_places(new, kind), least=kind.least,
        point=list(new.point or ()), subject=cleaned(new.subject), secret=secrets.token_hex(20), made_by=by.staff_id,
    )  # fmt: skip


def _refuse_missing(new: NewActivity, kind: DutyKind) -> None:
    """Refuse where something that has to be said while planning is not."""
    typed = {code: value for code, value in read(kind.fields, new.said).items() if value is not None}
    if refusal := missing(kind.fields, typed, {AskedAt.PLAN}):
        raise refusal


@transaction.atomic
def plan(*, new: NewActivity, by: Viewer, at: datetime) -> UUID:
    """Plan an activity of one's unit; refuses those who may not, and what its kind, times or places forbid."""
    if not may_organise(by):
        raise denied()
    kind = checked(new, directory(at=at), at)
    _refuse_missing(new, kind)
    row = make(placed(new, by), kind, by)
    row.save()
    keep(row, kind, new.said, by, at)
    tell(EventKind.DUTY_PLANNED, row, by, at, measures={"places": row.places})
    return row.id


@transaction.atomic
def plan_series(
    *, new: NewActivity, rule: Recurrence, hosts: Sequence[UUID], by: Viewer, at: datetime
) -> tuple[UUID, UUID]:
    """Plan an activity that comes again, with hosts in turn; `new` gives the time of day and all else.

    Returns the first activity and the series. Refuses what `plan` refuses, a rule that cannot be followed, and hosts that are no units.
    """
    if not may_organise(by):
        raise denied()
    units = directory(at=at)
    refusal = why_not_recurring(rule)
    if refusal:
        raise refusal
    if len(hosts) > MOST_HOSTS or any(host not in units.units for host in hosts):
        raise Problem("duty-hosts", "轮流主办的单位里有认不出的。")
    calendar = pack_on(at).pack.calendars[CALENDAR]
    found = occurrences(rule, calendar.is_working)
    if not found:
        raise Problem("series-empty", "按这个规则一次也排不上。")
    row = Series.objects.create(
        unit_id=by.unit_id, kind=new.kind, freq=rule.freq.value, on=rule.on, moved=rule.moved.value, first=rule.first,
        last=rule.last, hosts=[str(host) for host in hosts], made_by=by.staff_id, made_at=at,
    )  # fmt: skip
    new = placed(new, by)
    whose = turns([list(dict.fromkeys(hosts))] * len(found)) if hosts else []
    rows = []
    for place, each in enumerate(found):
        one = _on(new, each.day)
        kind = checked(one, units, at)
        _refuse_missing(one, kind)
        rows.append(make(one, kind, by, series=row, day=each.planned, host=whose[place] if whose else None))
    Activity.objects.bulk_create(rows)
    for made in rows if new.said else ():
        keep(made, kinds_at(at).get(made.kind), new.said, by, at)
    tell(EventKind.DUTY_SERIES, rows[0], by, at, measures={"activities": len(rows), "hosts": len(hosts)}, attributes={"series": str(row.id)})  # fmt: skip
    tell_hosts(rows, by, at)
    return rows[0].id, row.id


def _on(new: NewActivity, day: date) -> NewActivity:
    """The same activity on another day, at the same time by the place's own clock."""
    start = timezone.localtime(new.starts)
    starts = timezone.make_aware(datetime.combine(day, start.time()))
    length: timedelta = new.ends - new.starts
    return replace(new, starts=starts, ends=starts + length)
