"""Who takes the demo's tellings in, at which door, and where each would go; and when each comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from fengqiao.kit.clocks import ClockUnit
from fengqiao.matters import actions
from fengqiao.matters.terms import Door, MatterState
from fengqiao.orgs.queries import UnitCard, Viewer, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.texts import Telling

AT_DESKS = (Role.DUTY_DESK, Role.DISPATCHER)
QUICK = frozenset({ClockUnit.MINUTE, ClockUnit.HOUR})  # clocks that do not wait for the morning
LIVE = timedelta(minutes=35)  # how long ago the emergency began that is still being handled
JUST_NOW = timedelta(minutes=15)
SOURCE = "demo"


@dataclass(frozen=True, slots=True)
class Coming:
    """When a telling comes in; `left`: nobody has got to it yet."""

    at: datetime
    telling: Telling
    left: bool = False


def reference(telling: Telling) -> str:
    """Return what names a telling of the demo for ever."""
    return f"{SOURCE}-{telling.key}"


# How calls are classed whose situation says nothing of it.
CALLS = {
    "dispute": "dispute.other",
    "inquiry": "inquiry",
    "police_service": "inquiry",
    "police_report": "public_order.other",
}


class Seats:
    """Who sits where: somebody of a unit in one of some roles, not always the same person."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._found: dict[tuple[UUID, tuple[Role, ...], int, str], Viewer | None] = {}

    def one(self, unit_id: UUID | None, roles: tuple[Role, ...], at: datetime) -> Viewer | None:
        """Somebody in one of the roles, or None."""
        if unit_id is None:
            return None
        key = (unit_id, roles, self._rng.randrange(4), f"{at:%Y-%m}")  # people change, though not within a month here
        if key not in self._found:
            self._found[key] = viewer_in(unit_id, roles, at=at, turn=key[2])
        return self._found[key]

    def other(self, unit_id: UUID | None, roles: tuple[Role, ...], at: datetime, *, than: UUID | None) -> Viewer | None:
        """Somebody in one of the roles who is not a certain person, or None."""
        found = self.one(unit_id, roles, at)
        if unit_id is None or found is None or found.staff_id != than:
            return found
        seats = (viewer_in(unit_id, roles, at=at, turn=turn) for turn in range(4))
        return next((seat for seat in seats if seat and seat.staff_id != than), None)


class Doors:
    """The doors of the county, with what each needs to take a telling in."""

    def __init__(self, desk: actions.Desk, seats: Seats) -> None:
        self._desk, self._seats = desk, seats
        self._areas = {place.code: place.id for place in desk.directory.places.values()}

    def area(self, telling: Telling) -> UUID | None:
        """The area that a telling names."""
        return self._areas.get(telling.area or "")

    def told(self, telling: Telling, at: datetime) -> actions.Telling:
        """The telling as the door hands it in; what only the handling finds out is not among its fields."""
        kind = self._desk.published.pack.kinds.get(telling.kind or "")
        asked = {each.code for each in kind.fields if each.needed_at in {None, "intake"}} if kind else set()
        fields = {code: value for code, value in telling.fields if code in asked}
        if telling.door == Door.PHONE.value:  # the police answer: a call is classed as it is told
            fields["call_class"] = dict(telling.fields).get("call_class") or CALLS.get(telling.true_kind, "linkage")
        return actions.Telling(
            door=Door(telling.door),
            text=telling.text,
            title=telling.title,
            source=SOURCE,
            outside_ref=reference(telling),
            told_at=at - timedelta(minutes=1 + telling.key % 8),
            kind=kind.code if kind else "",
            area_id=self.area(telling),
            place=telling.place,
            fields=fields,
            personal={"teller_name": telling.teller, "teller_phone": telling.phone},
        )

    def taker(self, telling: Telling, at: datetime) -> Viewer | None:
        """Who takes it in; None where no person does (an import, the public pages)."""
        area = self.area(telling)
        units = self._desk.directory
        match Door(telling.door):
            case Door.POST:
                return self._near("hut.", area, (Role.ASSISTANT,), at)
            case Door.VOLUNTEER:
                return self._near("volunteers.", area, (Role.VOLUNTEER,), at)
            case Door.COUNTER | Door.PHONE:
                office_hours = timezone.localtime(at).weekday() < 5 and telling.door == Door.COUNTER.value
                police = telling.function == "police" or not office_hours
                unit = units.unit_for("police" if police else "centre", area)
                return self._seats.one(unit.id if unit else None, AT_DESKS, at)
        return None

    def _near(self, prefix: str, area: UUID | None, roles: tuple[Role, ...], at: datetime) -> Viewer | None:
        """Somebody of the unit of that sort that covers the area most closely, else of any that has somebody."""
        units = self._desk.directory
        above = units.places[area].above if area else ()

        def distance(card: UnitCard) -> tuple[int, str]:
            return next((step for step, place in enumerate(above) if place in card.covers), len(above)), card.code

        found = sorted((card for card in units.units.values() if card.code.startswith(prefix)), key=distance)
        seats = (self._seats.one(card.id, roles, at) for card in found)
        return next((seat for seat in seats if seat), None)

    def schedule(self, tellings: Sequence[Telling], now: datetime) -> list[Coming]:
        """When each telling comes in, in order of time.

        Whatever the hour, the newest of some sorts came within the last day and nobody has got to them; one emergency
        is being handled.
        """
        times = _times(tellings, now)
        newest = sorted(tellings, key=lambda telling: (times[telling.key], telling.key), reverse=True)
        told_of = {telling.echo_of for telling in tellings}
        single = [telling for telling in newest if telling.echo_of is None and telling.key not in told_of]
        waiting, unsigned, live = self._chosen(single, now, len(tellings))
        left = {telling.key for telling in (*waiting, *unsigned)}
        for telling in (*waiting, *unsigned):
            times[telling.key] = _moment(replace(telling, days_back=0), now)
        if live:
            times[live.key] = now - LIVE
        coming = [Coming(times[telling.key], telling, telling.key in left) for telling in tellings]
        return sorted(coming, key=lambda each: (each.at, each.telling.key))

    def past(self, tellings: Sequence[Telling], now: datetime) -> list[Coming]:
        """When each telling of the past came, in the order given; all of them have been got to."""
        times = _times(tellings, now)
        return [Coming(times[telling.key], telling) for telling in tellings]

    def _chosen(
        self, newest: Sequence[Telling], now: datetime, count: int
    ) -> tuple[list[Telling], list[Telling], Telling | None]:
        waiting: list[Telling] = []
        unsigned: list[Telling] = []
        told = [self.told(telling, now) for telling in newest]
        for telling, each, prediction in zip(newest, told, self._desk.predict(told), strict=True):
            proposal = actions.propose(self._desk, each, prediction)
            accept = self._desk.published.pack.kinds[proposal.routed.kind].clocks["accept"]
            if accept.unit in QUICK:
                continue
            if proposal.state is MatterState.TRIAGE and len(waiting) < max(2, count // 80):
                waiting.append(telling)
            elif proposal.state is MatterState.OFFERED and len(unsigned) < max(3, count // 50):
                unsigned.append(telling)
        live = next((telling for telling in newest if telling.urgent and telling.kind), None)
        return waiting, unsigned, live


def _times(tellings: Sequence[Telling], now: datetime) -> dict[int, datetime]:
    """When each telling comes; nobody tells of a thing again before it was told."""
    times = {telling.key: _moment(telling, now) for telling in tellings}
    for telling in tellings:
        if telling.echo_of is not None and times[telling.key] <= times[telling.echo_of]:
            after = times[telling.echo_of] + timedelta(minutes=20 + telling.key % 90)
            times[telling.key] = min(after, now - JUST_NOW)
    return times


def _moment(telling: Telling, now: datetime) -> datetime:
    day = timezone.localtime(now) - timedelta(days=telling.days_back)
    at = day.replace(hour=telling.hour, minute=telling.minute, second=0, microsecond=0)
    return at if at < now - JUST_NOW else at - timedelta(days=1)
