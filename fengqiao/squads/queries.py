"""Every read of temporary units, scoped to the viewer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.duties.queries import may_organise, reached
from fengqiao.orgs.queries import Holder, Viewer, posts_ever_in, units_held
from fengqiao.rulebook.queries import limit_on
from fengqiao.squads.models import Squad
from fengqiao.squads.terms import SquadState
from fengqiao.vault.queries import open_words, open_words_of


def visible(viewer: Viewer) -> QuerySet[Squad]:
    """Return the temporary units below units that somebody reaches, and those in which they hold or held a post."""
    own = units_held(viewer.staff_id)
    return Squad.objects.filter(Q(parent__in=reached(viewer)) | Q(unit__in=own)).select_related("unit", "parent")


def squad_for(viewer: Viewer, squad_id: UUID) -> Squad | None:
    """Return a temporary unit if the viewer may see it."""
    return visible(viewer).filter(id=squad_id).first()


def squads(viewer: Viewer, *, state: str = "") -> QuerySet[Squad]:
    """Return the temporary units that somebody sees: those that run first, by the end of their term."""
    rows = visible(viewer)
    rows = rows.filter(state=state) if state else rows
    return rows.order_by("-state", "last", "id")


def manages(viewer: Viewer, row: Squad) -> bool:
    """Say whether somebody changes and dissolves it: organisers of the unit that founded it, and whoever leads it in that post."""
    return may_organise(viewer) and bool({row.parent_id, row.unit_id} & reached(viewer))


def members(row: Squad) -> list[Holder]:
    """Return who holds or held a post in it."""
    return posts_ever_in(row.unit_id)


def limit(code: str, at: datetime) -> int:
    """Return a number that holds for temporary units."""
    return limit_on(f"squads.{code}", at)


def purposes(rows: Collection[Squad]) -> dict[UUID, str]:
    """Return what temporary units are for, by row; "" where the words are gone (one query however many rows)."""
    return open_words_of({row.id: (row.id, row.purpose) for row in rows})


def report_of(row: Squad) -> str:
    """Return how a temporary unit ended; "" before that, and where the words are gone."""
    return open_words(row.id, {row.id: row.report})[row.id]


def words_over(*, before: date, most: int) -> list[UUID]:
    """Return those that ended before a day and whose words are to go."""
    rows = Squad.objects.filter(last__lt=before, erased_at__isnull=True).order_by("last", "id")
    return list(rows.values_list("id", flat=True)[:most])


def ending(today: date, days: int, most: int) -> list[UUID]:
    """Return those that run, whose term ends within some days and of which nobody was reminded."""
    rows = Squad.objects.filter(
        state=SquadState.RUNS.value, reminded=False, last__gte=today, last__lte=today + timedelta(days=days)
    )
    return list(rows.order_by("last", "id").values_list("id", flat=True)[:most])


def past(today: date, most: int) -> list[UUID]:
    """Return those whose term is over and that nobody closed."""
    rows = Squad.objects.filter(state=SquadState.RUNS.value, last__lt=today)
    return list(rows.order_by("last", "id").values_list("id", flat=True)[:most])
