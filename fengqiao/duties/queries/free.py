"""Who can come when: what they said themselves, shifts and activities that are known already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string

from fengqiao.duties.models import Absence, Activity, Seat
from fengqiao.duties.rules.absences import Away, falls_in
from fengqiao.duties.terms import ActivityState, AwayPart, Outcome, SeatState, Taken
from fengqiao.orgs.queries import Viewer

Span = tuple[datetime, datetime]
MOST = 100


def absences_of(viewer: Viewer, *, today: date) -> list[Absence]:
    """Return when somebody said that they themselves cannot come, what is over left out."""
    return list(Absence.objects.filter(staff=viewer.staff_id, last__gte=today).order_by("first", "last", "id")[:MOST])


def absences_over(*, before: date, most: int) -> list[UUID]:
    """Return the absences that ended before a day."""
    return list(Absence.objects.filter(last__lt=before).order_by("last", "id").values_list("id", flat=True)[:most])


def shifts_of(people: Collection[UUID], since: datetime, until: datetime) -> Mapping[UUID, list[Span]]:
    """Return the shifts of people around a time (settings.WHO_IS_ON_SHIFT)."""
    found: Mapping[UUID, list[Span]] = import_string(settings.WHO_IS_ON_SHIFT)(people, since, until)
    return found


def taken_at(people: Collection[UUID], spans: Mapping[date, Span], *, but: UUID | None = None) -> dict[tuple[UUID, date], Taken]:  # fmt: skip
    """Return who cannot come in which of some spans, and why: needed elsewhere, on a shift, or they said so (three queries).

    `but`: an activity that does not count. Spans are with a zone, at most a day long, by the day under which they are asked for.
    """
    if not spans or not people:
        return {}
    wanted, since, until = set(people), min(a for a, _b in spans.values()), max(b for _a, b in spans.values())
    held: dict[UUID, list[Span]] = {}
    seats = Seat.objects.filter(
        staff__in=wanted, state=SeatState.IN.value, activity__state=ActivityState.PLANNED.value, activity__starts__lt=until, activity__ends__gt=since,
    ).exclude(activity=but)  # fmt: skip
    for who, starts, ends in seats.values_list("staff_id", "activity__starts", "activity__ends"):
        held.setdefault(who, []).append((starts, ends))
    shifts, away = shifts_of(wanted, since, until), _away(wanted, since, until)
    found: dict[tuple[UUID, date], Taken] = {}
    for day, span in spans.items():
        local = [timezone.localtime(each).replace(tzinfo=None) for each in span]
        for who in wanted:
            if any(falls_in(each, local[0], local[1]) for each in away.get(who, ())):
                found[who, day] = Taken.AWAY
            if any(_meets(each, span) for each in shifts.get(who, ())):
                found[who, day] = Taken.SHIFT
            if any(_meets(each, span) for each in held.get(who, ())):
                found[who, day] = Taken.ELSEWHERE
    return found


def away_at(people: Collection[UUID], span: Span) -> set[UUID]:
    """Return who of some people said that they cannot come then (one query)."""
    local = [timezone.localtime(each).replace(tzinfo=None) for each in span]
    found = _away(people, *span) if people else {}
    return {who for who, said in found.items() if any(falls_in(each, local[0], local[1]) for each in said)}


def soon(*, at: datetime, hours: int, most: int) -> list[UUID]:
    """Return the activities within some hours at which somebody has a place and was not reminded of it."""
    seats = Seat.objects.filter(activity=OuterRef("pk"), state=SeatState.IN.value, outcome=Outcome.OPEN.value, reminded=False)  # fmt: skip
    rows = Activity.objects.filter(Exists(seats), state=ActivityState.PLANNED.value, starts__gt=at)
    rows = rows.filter(starts__lte=at + timedelta(hours=hours)).order_by("starts", "id")
    return list(rows.values_list("id", flat=True)[:most])


def _meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _away(people: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, list[Away]]:
    """What people said, with the evening before, which reaches into the first day."""
    first, last = timezone.localdate(since), timezone.localdate(until)
    rows = Absence.objects.filter(staff__in=people, first__lte=last, last__gte=date.fromordinal(first.toordinal() - 1))
    found: dict[UUID, list[Away]] = {}
    for who, begins, ends, part in rows.values_list("staff_id", "first", "last", "part"):
        found.setdefault(who, []).append(Away(begins, ends, AwayPart(part)))
    return found
