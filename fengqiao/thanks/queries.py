"""Reading thanks, scoped to the viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.thanks.models import Thanks
from fengqiao.thanks.terms import ThanksKind
from fengqiao.vault.queries import tellers_of

READERS = (Right.TAKE_IN, Right.HANDLE, Right.INSPECT, Right.SUPERVISE)
COUNTS = Q(wrong="")


def reached(viewer: Viewer) -> set[UUID]:
    """Return the units that somebody acts for: their own, and those below it."""
    return {viewer.unit_id, *viewer.seen_units}


def visible_thanks(viewer: Viewer) -> QuerySet[Thanks]:
    """Return what was given to units that a viewer reaches, and to the viewer."""
    if not any(viewer.may(right) for right in READERS):
        return Thanks.objects.none()
    return Thanks.objects.filter(Q(unit__in=reached(viewer)) | Q(staff=viewer.staff_id))


def thanks_of(viewer: Viewer, year: int, kind: str = "") -> QuerySet[Thanks]:
    """Return the list of a year, the latest first."""
    rows = visible_thanks(viewer).filter(day__year=year)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.select_related("unit", "staff").order_by("-day", "-id")


def thanks_for(viewer: Viewer, thanks_id: UUID) -> Thanks | None:
    """Return one if the viewer may see it: the only way by which a page gets one, or its picture."""
    return visible_thanks(viewer).filter(id=thanks_id).select_related("unit", "staff").first()


def registers(viewer: Viewer) -> bool:
    """Say whether somebody registers thanks: whoever takes in what residents bring."""
    return viewer.may(Right.TAKE_IN)


def retracts(viewer: Viewer, row: Thanks) -> bool:
    """Say whether somebody takes one back: who registered it, or who looks after the unit."""
    mine = row.made_by == viewer.staff_id
    return row.unit_id in reached(viewer) and (mine or viewer.may(Right.INSPECT) or viewer.may(Right.SUPERVISE))


def giver_of(row: Thanks) -> Mapping[str, str]:
    """Return from whom it is, masked."""
    return tellers_of(row.id).get(row.id, {})


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many letters and banners a unit got in a year; those taken back are counted apart."""

    unit_id: UUID
    letters: int
    banners: int
    wrong: int


def counts(viewer: Viewer, year: int) -> list[UnitCount]:
    """Return the figures of a year by unit, the most first (one query)."""
    rows = visible_thanks(viewer).filter(day__year=year).values("unit")
    found = rows.annotate(
        letters=Count("id", filter=COUNTS & Q(kind=ThanksKind.LETTER.value)),
        banners=Count("id", filter=COUNTS & Q(kind=ThanksKind.BANNER.value)),
        back=Count("id", filter=~COUNTS),
    )
    lines = [UnitCount(row["unit"], row["letters"], row["banners"], row["back"]) for row in found]
    return sorted(lines, key=lambda each: (-each.letters - each.banners, str(each.unit_id)))


def thanks_over(*, before: date, most: int) -> list[UUID]:
    """Return what was given before a day and whose words are to go."""
    rows = Thanks.objects.filter(day__lt=before, erased_at__isnull=True)
    return list(rows.order_by("day").values_list("id", flat=True)[:most])
