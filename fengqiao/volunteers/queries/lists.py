"""Lists of volunteers and of their hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from fengqiao.duties.queries import Served, served
from fengqiao.orgs.queries import Viewer, staff_in
from fengqiao.vault.queries import all_matching, masked_in
from fengqiao.volunteers.models import Hours, Volunteer
from fengqiao.volunteers.queries.gate import FAMILIES, visible
from fengqiao.volunteers.terms import HoursState, VolunteerState

CONFIRMED = Q(hours__state=HoursState.CONFIRMED.value)
WAITS = timedelta(days=366)  # how far back activities are looked at whose hours nobody confirmed


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which volunteers are asked for. `lacking`: those who may not patrol today for want of training or insurance, or in `ahead` days."""

    state: str = ""
    team_id: UUID | None = None
    word: str = ""
    lacking: bool = False
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures above the list."""

    enrolled: int
    waiting: int
    lacking: int
    minutes: int


def _lacking(day: date) -> Q:
    insured = Q(insured_from__lte=day, insured_until__gte=day)
    return Q(state=VolunteerState.ENROLLED.value) & (Q(trained__isnull=True) | ~insured | Q(insured_until__isnull=True))


def ending_in(day: date) -> dict[UUID, int]:
    """Return by unit how many enrolled volunteers lack training or insurance on a day (one query)."""
    rows = Volunteer.objects.filter(_lacking(day)).values("unit").annotate(n=Count("id")).order_by()
    return {each["unit"]: each["n"] for each in rows}


def with_minutes(rows: QuerySet[Volunteer], month: date) -> QuerySet[Volunteer]:
    """Return volunteers with their confirmed minutes, in all and since the first day of a month."""
    return rows.annotate(
        minutes=Coalesce(Sum("hours__minutes", filter=CONFIRMED), 0) + F("carried"),
        recent=Coalesce(Sum("hours__minutes", filter=CONFIRMED & Q(hours__day__gte=month)), 0),
        times=Count("hours", filter=CONFIRMED),
    )


def volunteers(viewer: Viewer, wanted: Wanted, *, day: date) -> QuerySet[Volunteer]:
    """Return the volunteers that a viewer sees: without a state asked for those who are or want to be one, by number."""
    rows = visible(viewer)
    if wanted.lacking:
        rows = rows.filter(_lacking(day + timedelta(days=wanted.ahead)))
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    else:
        rows = rows.exclude(state__in=[VolunteerState.LEFT.value, VolunteerState.REFUSED.value])
    if wanted.team_id:
        rows = rows.filter(team=wanted.team_id)
    if wanted.word:
        rows = rows.filter(Q(number__iexact=wanted.word) | Q(staff__name__icontains=wanted.word))
    found = with_minutes(rows, day.replace(day=1)).select_related("team", "staff", "area").defer("area__shape")
    return found.order_by("number", "made_at", "id")


def sums(viewer: Viewer, *, day: date) -> Sums:
    """Return the figures above the list (two queries)."""
    begun = [VolunteerState.APPLIED.value, VolunteerState.CHECKED.value]
    rows = visible(viewer)
    found = rows.aggregate(
        enrolled=Count("id", filter=Q(state=VolunteerState.ENROLLED.value)),
        waiting=Count("id", filter=Q(state__in=begun)),
        lacking=Count("id", filter=_lacking(day)),
    )
    hours = Hours.objects.filter(
        volunteer__in=rows.values("id"), state=HoursState.CONFIRMED.value, day__gte=day.replace(day=1)
    )
    minutes = hours.aggregate(n=Sum("minutes"))["n"] or 0
    return Sums(found["enrolled"], found["waiting"], found["lacking"], minutes)


def names(rows: list[Volunteer]) -> Mapping[UUID, str]:
    """Return how volunteers are called on pages: by name once enrolled, before that as far as it is shown."""
    shown = masked_in([row.id for row in rows if row.staff is None])
    return {row.id: row.staff.name if row.staff else shown.get(row.id, {}).get("volunteer_name", "–") for row in rows}


def hours_of(row: Volunteer) -> QuerySet[Hours]:
    """Return the hours of a volunteer, the latest first."""
    return Hours.objects.filter(volunteer=row).order_by("-day", "-id")


def minutes_of(row: Volunteer) -> int:
    """Return the confirmed minutes of a volunteer, with those taken over."""
    found = Hours.objects.filter(volunteer=row, state=HoursState.CONFIRMED.value).aggregate(n=Sum("minutes"))["n"]
    return row.carried + (found or 0)


def proven(activity_id: UUID) -> list[Served]:
    """Return who came to an activity that was held and counts as service."""
    return served(activity_ids=[activity_id], families=FAMILIES)


def unconfirmed(viewer: Viewer, *, at: datetime) -> list[Served]:
    """Return what volunteers that somebody sees came to and nobody confirmed yet, the latest first (three queries)."""
    people = dict(visible(viewer).filter(state__in=["enrolled", "suspended"]).values_list("staff_id", "id"))
    found = served(staff_ids=people.keys(), families=FAMILIES, since=at - WAITS)
    done = set(Hours.objects.filter(volunteer__in=people.values()).values_list("volunteer_id", "activity_id"))
    joined = dict(visible(viewer).values_list("staff_id", "enrolled_on"))
    return [
        each
        for each in found
        if (people[each.staff_id], each.activity_id) not in done
        and (joined[each.staff_id] or date.max) <= timezone.localdate(each.starts)
    ]


def unregistered(team_id: UUID, *, at: datetime) -> dict[UUID, str]:
    """Return the names by id of those in a team whom nobody registered as volunteers."""
    people = dict(staff_in(team_id, at=at))
    known = set(Volunteer.objects.filter(staff__in=people).values_list("staff_id", flat=True))
    return {who: name for who, name in people.items() if who not in known}


def known_phones(phones: Iterable[str]) -> set[str]:
    """Return those telephones that somebody who is or wants to be a volunteer has, by the blind index (three queries)."""
    over = [VolunteerState.LEFT.value, VolunteerState.REFUSED.value]
    found = all_matching(phones)
    wanted = {each for ids in found.values() for each in ids}
    here = set(Volunteer.objects.filter(id__in=wanted).exclude(state__in=over).values_list("id", flat=True))
    return {phone for phone, ids in found.items() if ids & here}
