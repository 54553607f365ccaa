"""Why a check-in is doubtful: facts in, reasons out. A doubt refuses nothing; it asks a person to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from fengqiao.duties.terms import ActivityState, CheckWay, Doubt

EARTH = 6_371_000  # mean radius in metres
MILLION = 1_000_000
Point = tuple[int, int]  # latitude, longitude in millionths of a degree


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is still taken as sound: seconds of a clock, km/h between two positions, metres of accuracy."""

    skew: int = 300
    speed: int = 200
    accuracy: int = 500


@dataclass(frozen=True, slots=True)
class Target:
    """The activity that a check-in names."""

    state: ActivityState
    starts: datetime
    ends: datetime
    early: int
    late: int
    metres: int
    point: Point | None
    unled: bool = False  # somebody has to lead it, and nobody on the list may


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server knows of a check-in: its moment by the device's clock put right by `skew` seconds, and about its sender."""

    way: CheckWay
    at: datetime
    skew: int
    ahead: bool  # the device says that it was made after it was sent
    signed: bool
    leads: bool
    own: bool
    code_fits: bool
    point: Point | None
    accuracy: int | None
    before: tuple[Point, datetime] | None
    in_order: bool
    carried: bool = False
    told: bool = True  # of what a volunteer may not do, where that has to be said


def metres(one: Point, other: Point) -> int:
    """Return the distance of two points over the ground (haversine), in whole metres."""
    lat, lat2 = radians(one[0] / MILLION), radians(other[0] / MILLION)
    dlat, dlon = lat2 - lat, radians((other[1] - one[1]) / MILLION)
    half = sin(dlat / 2) ** 2 + cos(lat) * cos(lat2) * sin(dlon / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(half))))


def doubts(target: Target | None, seen: Seen, bounds: Bounds) -> list[Doubt]:
    """Return every reason to look at a check-in, in the order of the terms; none: it counts by itself."""
    found = {
        Doubt.UNKNOWN: target is None,
        Doubt.CLOCK: seen.ahead or abs(seen.skew) > bounds.skew,
        Doubt.ORDER: not seen.in_order,
        Doubt.JUMP: _jumps(seen, bounds),
        Doubt.NOT_LEAD: not seen.own and not seen.leads,
        Doubt.CARRIED: seen.carried,
    }
    if target is not None:
        soon = target.starts - timedelta(minutes=target.early)
        late = target.starts + timedelta(minutes=target.late)
        found |= {
            Doubt.OVER: target.state in (ActivityState.CANCELLED, ActivityState.DONE, ActivityState.MISSED),
            Doubt.UNSIGNED: not seen.signed,
            Doubt.TIME: not soon <= seen.at <= late,
            Doubt.WRONG_CODE: seen.way is CheckWay.CODE and not seen.code_fits,
            Doubt.UNTOLD: seen.own and not seen.told,
            Doubt.UNLED: target.unled,
        }
        if seen.way is CheckWay.PLACE:
            found |= _placed(target, seen, bounds)
    return [each for each in Doubt if found.get(each)]


def doubts_of_photo(target: Target | None, seen: Seen, bounds: Bounds) -> list[Doubt]:
    """Return every reason to look twice at where and when a photo was taken; it belongs to its activity all the same.

    How far it is from the activity's place is no reason: a patrol walks.
    """
    found = {
        Doubt.UNKNOWN: target is None,
        Doubt.CLOCK: seen.ahead or abs(seen.skew) > bounds.skew,
        Doubt.ORDER: not seen.in_order,
        Doubt.JUMP: _jumps(seen, bounds),
        Doubt.CARRIED: seen.carried,
        Doubt.NOWHERE: seen.point is None,
        Doubt.ROUGH: seen.point is not None and (seen.accuracy is None or seen.accuracy > bounds.accuracy),
    }
    if target is not None:
        soon, late = target.starts - timedelta(minutes=target.early), target.ends + timedelta(minutes=target.late)
        found |= {
            Doubt.OVER: target.state is ActivityState.CANCELLED,
            Doubt.UNSIGNED: not seen.signed and not seen.leads,
            Doubt.TIME: not soon <= seen.at <= late,
        }
    return [each for each in Doubt if found.get(each)]


def doubts_of_visit(*, skew: int, ahead: bool, in_order: bool, bounds: Bounds) -> list[Doubt]:
    """Return every reason to look twice at when a visit was written down."""
    found = {Doubt.CLOCK: ahead or abs(skew) > bounds.skew, Doubt.ORDER: not in_order}
    return [each for each in Doubt if found.get(each)]


def _placed(target: Target, seen: Seen, bounds: Bounds) -> dict[Doubt, bool]:
    """By place: the phone knew where it was, well enough, and that is near (its own accuracy allowed for)."""
    if seen.point is None:
        return {Doubt.NOWHERE: True}
    rough = seen.accuracy is None or seen.accuracy > bounds.accuracy
    off = target.point is not None and target.metres > 0
    far = off and metres(seen.point, target.point or (0, 0)) > target.metres + min(seen.accuracy or 0, bounds.accuracy)
    return {Doubt.ROUGH: rough, Doubt.PLACE: far}


def _jumps(seen: Seen, bounds: Bounds) -> bool:
    """Two positions of one person that nobody travels between in the time."""
    if seen.point is None or seen.before is None:
        return False
    point, at = seen.before
    way = metres(seen.point, point) - 2 * bounds.accuracy
    hours = max(abs((seen.at - at).total_seconds()), 1) / 3600
    return way > 0 and way / 1000 / hours > bounds.speed
