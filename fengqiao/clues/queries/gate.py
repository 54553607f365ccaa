"""The gate: the clues of the units that somebody is named recipient of; counts for those in charge. No role opens more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from fengqiao.clues.models import Clue, Holder
from fengqiao.clues.terms import ClueState, Duty
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right


def current_holders(at: datetime) -> QuerySet[Holder]:
    """Return who is named now: a recipient only as long as a post in the unit lasts, a custodian as long as any does."""
    lasting = Q(staff__posts__ends__isnull=True) | Q(staff__posts__ends__gt=at)
    there = Q(duty=Duty.CUSTODIAN.value) | Q(staff__posts__unit__path__startswith=F("unit__path"))
    rows = Holder.objects.filter(lasting, there, staff__posts__starts__lte=at, until__isnull=True)
    return rows.distinct()


def held_units(viewer: Viewer, duty: Duty, *, at: datetime) -> set[UUID]:
    """Return the units for which somebody is named."""
    rows = current_holders(at).filter(staff=viewer.staff_id, duty=duty.value)
    return set(rows.values_list("unit", flat=True))


def named_somewhere(viewer: Viewer, *, at: datetime) -> bool:
    """Say whether somebody is named for any duty."""
    return current_holders(at).filter(staff=viewer.staff_id).exists()


def manages(viewer: Viewer, unit_id: UUID) -> bool:
    """Say whether somebody names the recipients and custodians of a unit: who is in charge of it, never an administrator."""
    return viewer.may(Right.AUDIT) and unit_id in viewer.seen_units


def managed_unit(viewer: Viewer, *, at: datetime) -> UUID | None:
    """Return the unit whose keys somebody looks after or holds: their own, else one for which they are named."""
    if manages(viewer, viewer.unit_id):
        return viewer.unit_id
    row = current_holders(at).filter(staff=viewer.staff_id).order_by("duty", "since").first()
    return row.unit_id if row else None


def visible_clues(viewer: Viewer, *, at: datetime) -> QuerySet[Clue]:
    """Return the clues of the units whose recipient somebody is; what they say needs a key besides."""
    units = held_units(viewer, Duty.RECIPIENT, at=at)
    return Clue.objects.filter(unit__in=units) if units else Clue.objects.none()


def clue_for(viewer: Viewer, clue_id: UUID, *, at: datetime) -> Clue | None:
    """Return a clue if somebody is its recipient."""
    return visible_clues(viewer, at=at).filter(id=clue_id).select_related("unit", "area", "matter").first()


def clues_of(viewer: Viewer, *, states: Collection[str] = (), kind: str = "", at: datetime) -> QuerySet[Clue]:
    """Return the clues for a list: those with something new first, then the latest day."""
    rows = visible_clues(viewer, at=at)
    if states:
        rows = rows.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.annotate(written=Count("letters")).select_related("unit", "area").defer("area__shape")
    return rows.order_by("-waiting", "-received_on", "id")


@dataclass(frozen=True, slots=True)
class ClueFlow:
    """How many clues of a kind stand where: by state, and by what a check found; people and groups dealt with in them."""

    kind: str
    state: ClueState
    result: str
    clues: int
    people: int
    groups: int


def flow(unit_ids: Collection[UUID], year: int) -> list[ClueFlow]:
    """Return where the clues of a year went, in counts: neither informant nor place nor day can be told from them (one query)."""
    rows = Clue.objects.filter(unit__in=unit_ids, received_on__year=year).values("kind", "state", "result")
    found = rows.annotate(clues=Count("id"), dealt=Sum("people"), broken=Sum("groups")).order_by(
        "kind", "state", "result"
    )
    return [
        ClueFlow(
            row["kind"], ClueState(row["state"]), row["result"], row["clues"], row["dealt"] or 0, row["broken"] or 0
        )
        for row in found
    ]


def tallies(unit_ids: Collection[UUID]) -> dict[str, int]:
    """Return the counts of units' clues in one query: by state, with something new, people and groups dealt with."""
    rows = Clue.objects.filter(unit__in=unit_ids)
    by_state = {each.value: Count("id", filter=Q(state=each.value)) for each in ClueState}
    found = rows.aggregate(
        total=Count("id"), waiting=Count("id", filter=Q(waiting=True)), people=Sum("people"), groups=Sum("groups"), **by_state
    )  # fmt: skip
    return {name: number or 0 for name, number in found.items()}
