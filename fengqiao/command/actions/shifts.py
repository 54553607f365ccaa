"""Shifts: a week filled from a pattern, one duty put or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.station import ShiftPattern, Station
from fengqiao.command.models import Duty, Roster
from fengqiao.command.queries.shifts import hands, pattern_of, turns_of
from fengqiao.command.queries.stations import commands
from fengqiao.command.rules import shifts as rules
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.rulebook.queries import pack_on

FAIR = timedelta(days=28)  # what somebody did before this counts no more
AHEAD, BACK = timedelta(days=366), timedelta(days=31)


def tell_station(
    kind: EventKind,
    station_id: UUID,
    subject_id: UUID,
    by: Viewer,
    at: datetime,
    attributes: Mapping[str, str],
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record the one event of an action about a station itself."""
    record_deed(kind, by, at, unit_id=station_id, subject_id=subject_id, attributes=attributes, measures=measures)


def hold_roster(station_id: UUID, by: Viewer) -> Roster:
    """Hold the roster of a station: whatever changes its duties stands in a row."""
    if station_id not in by.seen_units:
        raise Problem("station-unknown", "没有这个派出所，或者您无权查看。")
    Roster.objects.get_or_create(station_id=station_id)
    return Roster.objects.select_for_update().get(station=station_id)


def _decides(station_id: UUID, by: Viewer) -> None:
    if not commands(by, station_id):
        raise denied()


def _fitting(day: date, at: datetime) -> None:
    today = timezone.localdate(at)
    if not today - BACK <= day <= today + AHEAD:
        raise Problem("shift-day", "只能排近一个月到一年内的班。")


@transaction.atomic
def fill_week(*, station_id: UUID, pattern: str, day: date, by: Viewer, at: datetime) -> tuple[int, int]:
    """Fill the coming shifts of the week of a day by a pattern, where a post that is needed has nobody yet.

    Whoever was least on duty goes first. Returns how many people were put and how many posts stay without anybody. The
    station plans by that pattern from then on. Refuses a week whose coming shifts are planned by another pattern.
    """
    roster = hold_roster(station_id, by)
    _decides(station_id, by)
    _fitting(day, at)
    units, pack = directory(at=at), pack_on(at).pack
    plan = _pattern(pack.station, pattern)
    zone, days = timezone.get_current_timezone(), rules.week_of(day)
    coming = [watch for each in days for watch in rules.watches(plan, each, zone) if watch.ends > at]
    if not coming:
        raise Problem("shift-over", "这一周已经过去了。")
    there = list(Duty.objects.filter(station=station_id, day__in=days))
    if any(row.pattern != plan.code and row.begins_at > at for row in there):
        raise Problem("shift-pattern", "这一周已按另一种班制排了，请先撤下再排。")
    taken: dict[tuple[date, str, str], int] = {}
    for row in there:
        key = (row.day, row.shift, row.post)
        taken[key] = taken.get(key, 0) + 1
    people = [hand for hand, _name in hands(units.units[station_id], units, at=at)]
    turns = turns_of([hand.staff_id for hand in people], coming[0].begins - FAIR, coming[-1].ends)
    rest = rules.rest_hours(pack, timezone.localdate(at))
    placed, gaps = rules.filled(coming, list(pack.station.duties.values()), people, turns, taken, rest)
    Duty.objects.bulk_create([_duty(station_id, plan.code, each, by, at) for each in placed])
    roster.pattern = plan.code
    roster.save(update_fields=["pattern"])
    numbers = {"people": len(placed), "gaps": gaps}
    tell_station(EventKind.SHIFTS_FILLED, station_id, station_id, by, at, {"pattern": plan.code}, numbers)
    return len(placed), gaps


def _pattern(station: Station, code: str) -> ShiftPattern:
    found = station.patterns.get(code)
    if found is None:
        raise Problem("shift-unknown", "规则包里没有这个班次。")
    return found


def _duty(station_id: UUID, pattern: str, each: rules.Placing, by: Viewer, at: datetime) -> Duty:
    return Duty(
        station_id=station_id, part_id=each.hand.unit_id, staff_id=each.hand.staff_id, post=each.post, pattern=pattern,
        shift=each.watch.shift.code, day=each.watch.day, begins_at=each.watch.begins, ends_at=each.watch.ends,
        made_by=by.staff_id, made_at=at,
    )  # fmt: skip


@transaction.atomic
def put(*, station_id: UUID, day: date, shift: str, post: str, staff_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Put somebody of a station on a post of a shift; refuses one who is on duty then, has not rested, or a post that is full."""
    hold_roster(station_id, by)
    _decides(station_id, by)
    _fitting(day, at)
    units, pack = directory(at=at), pack_on(at).pack
    plan = pattern_of(station_id, pack.station)
    watch = rules.watch_of(plan, day, shift, timezone.get_current_timezone()) if plan else None
    wanted = pack.station.duties.get(post)
    if plan is None or watch is None or wanted is None:
        raise Problem("shift-unknown", "规则包里没有这个班次。")
    hand = next(
        (each for each, _name in hands(units.units[station_id], units, at=at) if each.staff_id == staff_id), None
    )
    if hand is None:
        raise Problem("shift-person", "只能排本所在岗的人员。")
    if Duty.objects.filter(station=station_id, day=day, shift=shift, post=post).count() >= wanted.most:
        raise Problem("shift-full", "这个岗位最多排 {most} 人。", most=wanted.most)
    turns = turns_of([staff_id], watch.begins, watch.ends)[staff_id]
    refusal = rules.why_not_on(watch, turns, rules.rest_hours(pack, timezone.localdate(at)))
    if refusal:
        raise refusal
    row = _duty(station_id, plan.code, rules.Placing(watch, post, hand), by, at)
    row.save(force_insert=True)
    tell_station(EventKind.SHIFT_CHANGED, station_id, row.id, by, at, {"post": post, "shift": shift, "change": "put"})
    return row.id


@transaction.atomic
def drop(*, duty_id: UUID, by: Viewer, at: datetime) -> None:
    """Take somebody off a shift; what is over stays as it was."""
    row = duty_held(duty_id, by)
    _decides(row.station_id, by)
    if row.ends_at <= at:
        raise Problem("shift-was", "已经过去的班不能改。")
    attributes = {"post": row.post, "shift": row.shift, "change": "drop"}
    row.delete()
    tell_station(EventKind.SHIFT_CHANGED, row.station_id, duty_id, by, at, attributes)


def duty_held(duty_id: UUID, by: Viewer) -> Duty:
    """Return a duty with the roster of its station held; refuses what is gone or not reached."""
    station_id = Duty.objects.filter(id=duty_id).values_list("station", flat=True).first()
    if station_id is not None and station_id in by.seen_units:
        hold_roster(station_id, by)
        row = Duty.objects.filter(id=duty_id).first()
        if row is not None:
            return row
    raise Problem("shift-gone", "这个班刚被改过，页面已更新，请看过最新情况再操作。")
