"""Reading meetings, scoped to the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from fengqiao.meetings.models import Meeting, Suggestion
from fengqiao.meetings.terms import MeetingState, SuggestionAnswer
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

ADOPTED = (SuggestionAnswer.ADOPTED.value, SuggestionAnswer.PARTLY.value)


def reached(viewer: Viewer) -> set[UUID]:
    """Return the units that somebody acts for: their own, and those below it."""
    return {viewer.unit_id, *viewer.seen_units}


def visible_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Return the meetings of units reached, of their teams, of areas reached, and those where a unit reached has to reply."""
    if not any(viewer.may(right) for right in (Right.TAKE_IN, Right.HANDLE, Right.INSPECT, Right.SUPERVISE)):
        return Meeting.objects.none()
    units = reached(viewer)
    asked = Exists(Suggestion.objects.filter(meeting=OuterRef("pk"), owner__in=units))
    reach = Q(unit__in=units) | Q(team__in=units) | Q(asked)
    if viewer.seen_areas:
        reach |= Q(area__in=viewer.seen_areas)
    return Meeting.objects.filter(reach)


def meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Return the meetings that a viewer sees, the latest first, with how many suggestions and how many answers and adoptions."""
    rows = visible_meetings(viewer).annotate(
        raised=Count("suggestions"),
        answered=Count("suggestions", filter=~Q(suggestions__answer="")),
        adopted=Count("suggestions", filter=Q(suggestions__answer__in=ADOPTED)),
    )
    return rows.select_related("unit", "team", "area").defer("area__shape").order_by("-day", "-id")


def meeting_for(viewer: Viewer, meeting_id: UUID) -> Meeting | None:
    """Return a meeting if the viewer may see it."""
    return visible_meetings(viewer).filter(id=meeting_id).select_related("unit", "team", "area").first()


def leads(viewer: Viewer, row: Meeting) -> bool:
    """Say whether somebody leads a meeting: its unit's people with the right."""
    return viewer.may(Right.INSPECT) and row.unit_id in reached(viewer)


def replies(viewer: Viewer, row: Suggestion) -> bool:
    """Say whether somebody answers a suggestion: people of the unit asked."""
    return (viewer.may(Right.HANDLE) or viewer.may(Right.INSPECT)) and row.owner_id in reached(viewer)


def same_round(row: Meeting) -> QuerySet[Meeting]:
    """Return the meetings of the same unit and team: what is carried over goes from one to the next."""
    return Meeting.objects.filter(unit=row.unit_id, team=row.team_id)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting deals with: what was answered since the last one, what still waits, and what is raised at it."""

    answered: Sequence[Suggestion]
    waiting: Sequence[Suggestion]
    raised: Sequence[Suggestion]


def agenda(row: Meeting) -> Agenda:
    """Return the agenda of a meeting; of one that was held, as it was then."""
    before = Suggestion.objects.filter(
        meeting__in=same_round(row).filter(Q(day__lt=row.day) | Q(day=row.day, id__lt=row.id)).values("id")
    ).select_related("owner", "meeting")
    held = row.state == MeetingState.HELD.value
    answered = before.filter(told_at=row) if held else before.filter(told_at__isnull=True).exclude(answer="")
    waiting = before.filter(Q(answer="") | Q(told_at__day__gt=row.day) | Q(told_at__isnull=True, replied_on__gt=row.day)) if held else before.filter(answer="")  # fmt: skip
    raised = row.suggestions.select_related("owner").order_by("place")
    order = ("meeting__day", "place")
    return Agenda(list(answered.order_by(*order)), list(waiting.order_by(*order)), list(raised))


def suggestions(viewer: Viewer, only: str, *, today: date) -> QuerySet[Suggestion]:
    """Return the suggestions of the meetings that a viewer sees, one count of `tallies` of them: those that wait by their day, else the newest."""
    rows = Suggestion.objects.filter(meeting__in=visible_meetings(viewer).values("id")).select_related(
        "owner", "meeting"
    )
    rows = rows.select_related("meeting__team", "meeting__area").defer("meeting__area__shape")
    if only in {"waiting", "late"}:
        rows = rows.filter(answer="", **({"due__lt": today} if only == "late" else {}))
        return rows.order_by("due", "meeting__day", "place")
    if only == "answered":
        rows = rows.exclude(answer="")
    elif only == "adopted":
        rows = rows.filter(answer__in=ADOPTED)
    return rows.order_by("-meeting__day", "place")


def tallies(viewer: Viewer, *, today: date) -> dict[str, int]:
    """Return the counts of suggestions that a viewer sees in one query: raised, answered, adopted, waiting, late."""
    rows = Suggestion.objects.filter(meeting__in=visible_meetings(viewer).values("id"))
    return rows.aggregate(
        raised=Count("id"),
        answered=Count("id", filter=~Q(answer="")),
        adopted=Count("id", filter=Q(answer__in=ADOPTED)),
        waiting=Count("id", filter=Q(answer="")),
        late=Count("id", filter=Q(answer="", due__lt=today)),
    )


def meetings_over(*, day: date, most: int) -> list[UUID]:
    """Return the meetings held before a day whose words are to go, none of whose suggestions still waits."""
    waits = Exists(Suggestion.objects.filter(meeting=OuterRef("pk"), answer=""))
    rows = Meeting.objects.filter(~waits, day__lt=day, state=MeetingState.HELD.value, erased_at__isnull=True)
    return list(rows.order_by("day").values_list("id", flat=True)[:most])
