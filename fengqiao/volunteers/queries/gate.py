"""The one gate to volunteers, and the values of the pack that hold for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from fengqiao.catalogue.known import Known, known
from fengqiao.duties.queries import may_organise, reached
from fengqiao.kit.feel.arithmetic import months_later
from fengqiao.ledger.queries import events_about
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.volunteers.models import Volunteer
from fengqiao.volunteers.rules.fitness import Ages, Fitness
from fengqiao.volunteers.rules.states import FALSE_HOURS
from fengqiao.volunteers.terms import VolunteerState

MONTH = 31  # days
FAMILIES = ("patrol", "guard", "visit", "talk", "drill", "contest")  # what counts as service; study and meetings do not


def visible(viewer: Viewer) -> QuerySet[Volunteer]:
    """Return the volunteers of units and teams that an organiser reaches, and oneself."""
    own = Q(staff=viewer.staff_id)
    if not may_organise(viewer):
        return Volunteer.objects.filter(own)
    units = reached(viewer)
    return Volunteer.objects.filter(own | Q(unit__in=units) | Q(team__in=units))


def volunteer_for(viewer: Viewer, volunteer_id: UUID) -> Volunteer | None:
    """Return a volunteer if the viewer may see them."""
    rows = visible(viewer).filter(id=volunteer_id).select_related("unit", "team", "area", "staff")
    return rows.defer("area__shape").first()


def oneself(viewer: Viewer) -> Volunteer | None:
    """Return how somebody stands to volunteering themselves."""
    return Volunteer.objects.filter(staff=viewer.staff_id).select_related("team", "staff").first()


def manages(viewer: Viewer, row: Volunteer) -> bool:
    """Say whether somebody checks, enrols and looks after a volunteer: an organiser who reaches the unit, never oneself."""
    return may_organise(viewer) and row.unit_id in reached(viewer) and row.staff_id != viewer.staff_id


def limit(code: str, at: datetime) -> Known:
    """Return a value that holds for volunteers, with its source."""
    return known(pack_on(at).pack, f"volunteers.{code}", timezone.localdate(at))


def thresholds(at: datetime) -> list[int]:
    """Return the hours for each star, from the lowest."""
    value = limit("stars", at).value
    return [int(each) for each in (value if isinstance(value, tuple) else (value,)) if str(each).isdecimal()]


def ages(at: datetime) -> Ages:
    """Return the ages between which somebody patrols."""
    return Ages(limit("age_least", at).number, limit("age_most", at).number)


def answer_within(at: datetime) -> int:
    """Return after how many days an application that nobody answered ends."""
    return MONTH * limit_on("retention.applications", at)


def barred_until(row: Volunteer, *, at: datetime) -> date | None:
    """Return the day before which a volunteer suspended for false hours cannot come back; None where nothing stands in the way (one query)."""
    if row.reason != FALSE_HOURS:
        return None
    since = events_about(row.id, EventKind.VOLUNTEER_SUSPENDED, 1)
    if not since:
        return None
    until: date = months_later(timezone.localdate(since[0].at), limit("false_hours_months", at).number)
    return until if timezone.localdate(at) < until else None


def fitness_of(row: Volunteer) -> Fitness:
    """Return what is known of a volunteer's fitness."""
    state = VolunteerState(row.state)
    return Fitness(state, row.born, row.trained, row.insured_from, row.insured_until, frozenset(row.slots))


def fitness(staff_ids: Collection[UUID]) -> dict[UUID, Fitness]:
    """Return what is known of those among some people who are volunteers (one query)."""
    rows = Volunteer.objects.filter(staff__in=set(staff_ids))
    return {row.staff_id: fitness_of(row) for row in rows if row.staff_id}
