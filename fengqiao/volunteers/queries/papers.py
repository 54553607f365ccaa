"""Documents that say hours of before, and applications whose term is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.duties.queries import may_organise, reached
from fengqiao.orgs.queries import Viewer
from fengqiao.volunteers.models import CarriedPaper, Volunteer
from fengqiao.volunteers.terms import PaperState, VolunteerState


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A document that waits: its row, the people in it as they are called, minutes in all, and whether the viewer may sign."""

    row: CarriedPaper
    people: list[str]
    minutes: int
    mine: bool


def may_sign(viewer: Viewer) -> bool:
    """Say whether somebody signs documents of the units that they reach."""
    return may_organise(viewer)


def papers(viewer: Viewer) -> QuerySet[CarriedPaper]:
    """Return the documents of units that an organiser reaches."""
    return (
        CarriedPaper.objects.filter(unit__in=reached(viewer)) if may_organise(viewer) else CarriedPaper.objects.none()
    )


def paper_for(viewer: Viewer, paper_id: UUID) -> CarriedPaper | None:
    """Return a document if the viewer may see it."""
    return papers(viewer).filter(id=paper_id).first()


def papers_waiting(viewer: Viewer) -> list[PaperLine]:
    """Return the documents that wait to be signed, the oldest first (two queries)."""
    rows = list(papers(viewer).filter(state=PaperState.WAITS.value).order_by("asked_at", "id")[:50])
    wanted = {UUID(line["volunteer"]) for row in rows for line in row.lines}
    people = {each.id: each for each in Volunteer.objects.filter(id__in=wanted).select_related("staff")}
    found = []
    for row in rows:
        there = [people[who] for line in row.lines if (who := UUID(line["volunteer"])) in people]
        mine = row.asked_by == viewer.staff_id or any(each.staff_id == viewer.staff_id for each in there)
        names = [each.staff.name if each.staff else each.number for each in there]
        found.append(PaperLine(row, names, sum(int(line["minutes"]) for line in row.lines), mine))
    return found


def papers_to_sign(viewer: Viewer) -> int:
    """Return how many documents wait that somebody else handed in (one query)."""
    return papers(viewer).filter(state=PaperState.WAITS.value).exclude(asked_by=viewer.staff_id).count()


def papers_of(row: Volunteer) -> list[CarriedPaper]:
    """Return the documents in which hours of a volunteer stand, those that were refused left out."""
    found = CarriedPaper.objects.filter(unit=row.unit_id).exclude(state=PaperState.REFUSED.value).order_by("asked_at")
    return [each for each in found if any(line["volunteer"] == str(row.id) for line in each.lines)]


def unanswered(*, before: datetime, most: int) -> list[UUID]:
    """Return applications made before a moment that nobody answered."""
    begun = [VolunteerState.APPLIED.value, VolunteerState.CHECKED.value]
    rows = Volunteer.objects.filter(state__in=begun, made_at__lt=before).order_by("made_at")
    return list(rows.values_list("id", flat=True)[:most])
