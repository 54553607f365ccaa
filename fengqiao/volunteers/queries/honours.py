"""Certificates and notices of stars; what of them anybody may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from fengqiao.duties.queries import may_organise, reached
from fengqiao.orgs.queries import Viewer
from fengqiao.volunteers.models import Certificate, StarNotice, Told, Volunteer
from fengqiao.volunteers.queries.gate import thresholds
from fengqiao.volunteers.queries.lists import with_minutes
from fengqiao.volunteers.rules.stars import standing
from fengqiao.volunteers.terms import VolunteerState


@dataclass(frozen=True, slots=True)
class StarLine:
    """One line of a notice: `name` is the number where the person does not want more to be said."""

    volunteer_id: UUID
    number: str
    name: str
    stars: int
    minutes: int


def certificates_of(row: Volunteer) -> list[Certificate]:
    """Return the certificates of a volunteer, the latest first."""
    return list(Certificate.objects.filter(volunteer=row).order_by("-issued_at"))


def certificate_of(row: Volunteer, certificate_id: UUID) -> Certificate | None:
    """Return a certificate of a volunteer."""
    return Certificate.objects.filter(volunteer=row, id=certificate_id).select_related("unit").first()


def certificate_behind(token: str) -> Certificate | None:
    """Return the certificate that a code opens, for anybody who has it."""
    return Certificate.objects.filter(token=token).select_related("unit", "volunteer__staff").first()


def public_name(row: Volunteer) -> str:
    """Return the name that may be said in public: only of who is enrolled and allowed it; else nothing."""
    allowed = row.shown and row.state in (VolunteerState.ENROLLED.value, VolunteerState.SUSPENDED.value)
    return row.staff.name if allowed and row.staff else ""


def risen(unit_id: UUID, *, at: datetime) -> list[tuple[Volunteer, int, int]]:
    """Return (volunteer, stars, minutes) of a unit's enrolled volunteers who reach more stars than were given to them."""
    steps, today = thresholds(at), timezone.localdate(at)
    rows = Volunteer.objects.filter(unit=unit_id, state=VolunteerState.ENROLLED.value).select_related("staff")
    found = [(row, standing(row.minutes, steps).stars, row.minutes) for row in with_minutes(rows, today)]  # type: ignore[attr-defined]
    return sorted((each for each in found if each[1] > each[0].stars), key=lambda each: (-each[2], each[0].number))


def notices(viewer: Viewer) -> QuerySet[StarNotice]:
    """Return the notices of units that an organiser reaches, the latest first."""
    if not may_organise(viewer):
        return StarNotice.objects.none()
    return StarNotice.objects.filter(unit__in=reached(viewer)).select_related("unit").order_by("-first", "-id")


def notice_for(viewer: Viewer, notice_id: UUID) -> StarNotice | None:
    """Return a notice if the viewer may see to it."""
    return notices(viewer).filter(id=notice_id).first()


def notices_shown(day: date) -> list[StarNotice]:
    """Return the notices that anybody sees on a day."""
    rows = StarNotice.objects.filter(first__lte=day, closed_on__isnull=True).select_related("unit")
    return list(rows.order_by("-first", "id")[:50])


def lines_of_notices(rows: Sequence[StarNotice]) -> dict[UUID, list[StarLine]]:
    """Return the lines of notices, the most hours first (one query)."""
    wanted = {UUID(line["volunteer"]) for row in rows for line in row.lines}
    people = {each.id: each for each in Volunteer.objects.filter(id__in=wanted).select_related("staff")}
    found = {}
    for row in rows:
        lines = [(people[UUID(line["volunteer"])], line) for line in row.lines if UUID(line["volunteer"]) in people]
        found[row.id] = [
            StarLine(who.id, who.number, public_name(who) or who.number, line["stars"], line["minutes"])
            for who, line in lines
        ]
    return found


def told_of(staff_id: UUID, activity_ids: Collection[UUID]) -> set[UUID]:
    """Return the activities before which somebody tapped on what a volunteer may not do (one query)."""
    rows = Told.objects.filter(staff_id=staff_id, activity_id__in=set(activity_ids))
    return set(rows.values_list("activity_id", flat=True))
