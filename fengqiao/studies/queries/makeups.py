"""Make-ups: one's own, those of the people whose sessions one organises, and what is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fengqiao.duties.queries import may_organise, reached
from fengqiao.orgs.queries import Viewer
from fengqiao.studies.models import MakeUp, Nudge, Thing, Use
from fengqiao.studies.terms import MakeUpState, MakeUpWay, ThingKind
from fengqiao.vault.queries import open_words_of


def _visible(viewer: Viewer) -> QuerySet[MakeUp]:
    own = Q(staff=viewer.staff_id)
    rows = MakeUp.objects.filter(own | Q(activity__unit__in=reached(viewer)) if may_organise(viewer) else own)
    return rows.select_related("staff", "activity", "activity__unit", "instead")


def make_up_for(viewer: Viewer, make_up_id: UUID) -> MakeUp | None:
    """Return a make-up if the viewer may see it: their own, and those of sessions of units reached."""
    return _visible(viewer).filter(id=make_up_id).first()


def may_settle(viewer: Viewer, row: MakeUp) -> bool:
    """Say whether somebody says that own study makes up: an organiser of the session's unit, never for themselves."""
    return may_organise(viewer) and row.activity.unit_id in reached(viewer) and row.staff_id != viewer.staff_id


def make_ups(viewer: Viewer, *, state: str = "") -> QuerySet[MakeUp]:
    """Return the make-ups of sessions of units reached: what waits for a word first, then what is owed by its day."""
    rows = _visible(viewer).filter(activity__unit__in=reached(viewer))
    rows = rows.filter(state=state) if state else rows
    return rows.order_by(F("settled_at").asc(nulls_first=True), "-state", "due", "staff__number", "id")


def make_ups_of(viewer: Viewer, staff_id: UUID, *, most: int = 200) -> list[MakeUp]:
    """Return somebody's make-ups that the viewer may see, what is owed first (one query)."""
    rows = _visible(viewer).filter(staff=staff_id)
    return list(rows.order_by(F("settled_at").asc(nulls_first=True), "due", "id")[:most])


def words_of_make_ups(rows: Collection[MakeUp]) -> dict[UUID, str]:
    """Return what was said of own study, by make-up."""
    return open_words_of({row.id: (row.id, row.sealed) for row in rows})


def made_up_minutes(staff_ids: Collection[UUID], year: int) -> dict[UUID, dict[str, int]]:
    """Return by person the minutes by form of own study that was approved as made up, in a year (one query)."""
    found: dict[UUID, dict[str, int]] = {}
    rows = MakeUp.objects.filter(
        staff__in=set(staff_ids), state=MakeUpState.DONE.value, way=MakeUpWay.OWN.value, day__year=year
    )
    for staff, form, minutes in rows.values_list("staff", "form", "minutes"):
        own = found.setdefault(staff, {})
        own[form] = own.get(form, 0) + minutes
    return found


def due_soon(today: date, days: int, most: int) -> list[UUID]:
    """Return what is owed within some days, or overdue, and of which nobody was reminded."""
    rows = MakeUp.objects.filter(state=MakeUpState.OWED.value, reminded=False, due__lte=today + timedelta(days=days))
    return list(rows.order_by("due", "id").values_list("id", flat=True)[:most])


def told_already(year: int, moment: str) -> set[UUID]:
    """Return who was reminded of the hours of a year at a moment."""
    return set(Nudge.objects.filter(year=year, moment=moment).values_list("staff", flat=True))


def lecturers_over(before: date, most: int) -> list[UUID]:
    """Return outside lecturers whose name is to go: taken on before a day, and used in nothing since."""
    since = Use.objects.filter(thing=OuterRef("pk"), activity__starts__date__gte=before)
    rows = Thing.objects.filter(
        kind=ThingKind.LECTURER.value, staff__isnull=True, erased_at__isnull=True, made_at__date__lt=before
    )
    return list(rows.exclude(Exists(since)).order_by("made_at", "id").values_list("id", flat=True)[:most])


def notes_over(before: date, most: int) -> list[UUID]:
    """Return make-ups whose words are to go."""
    rows = MakeUp.objects.filter(due__lt=before, erased_at__isnull=True)
    return list(rows.order_by("due", "id").values_list("id", flat=True)[:most])
