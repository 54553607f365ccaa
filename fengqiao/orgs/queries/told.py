"""Who is told what concerns a unit: those who work at its desk and whoever stands in for them, its chiefs, those who watch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Left, Length

from fengqiao.orgs.models import Area, Deputy, Post, Unit
from fengqiao.orgs.queries.posts import not_ended
from fengqiao.orgs.queries.viewers import SYSTEM_NUMBER, units_above
from fengqiao.orgs.terms import Role

# Those who sign and hand on for a unit; where it has none, whoever leads it; else whoever works there.
AT_DESK = (
    frozenset({Role.DUTY_DESK, Role.DISPATCHER, Role.HANDLER}),
    frozenset({Role.CHIEF}),
    frozenset({Role.OFFICER, Role.ASSISTANT, Role.GRID_WORKER, Role.VOLUNTEER}),
)


def at_desks(unit_ids: Collection[UUID], *, at: datetime, also: Collection[Role] = ()) -> dict[UUID, list[UUID]]:
    """Return by unit the staff who sign for it, those with one of the roles `also`, and their deputies (two queries).

    Whoever is on duty in a part of a station (its command room) signs for the station.
    """
    if not unit_ids:
        return {}
    in_force = not_ended(at)
    steps = Length(OuterRef("unit__path")) - Unit.steplen
    above = Unit.objects.filter(path=Left(OuterRef("unit__path"), steps)).values("id")[:1]
    duty = Q(role=Role.DUTY_DESK.value, unit__part__gt="")
    posts = Post.objects.annotate(desk=Case(When(duty, then=Subquery(above)), default=F("unit_id")))
    posts = posts.filter(in_force, Q(desk__in=set(unit_ids)) | Q(unit_id__in=set(unit_ids)), starts__lte=at)
    rows = list(
        posts.exclude(staff__number=SYSTEM_NUMBER)
        .order_by("starts", "id")
        .values_list("unit_id", "desk", "role", "staff_id", "id")
    )
    found: dict[UUID, dict[UUID, None]] = {}
    chosen: dict[UUID, set[UUID]] = {}
    for unit_id in sorted({each for row in rows for each in row[:2]} & set(unit_ids)):
        here = [(Role(role), staff_id, post_id) for *at_unit, role, staff_id, post_id in rows if unit_id in at_unit]
        desk = next((some for some in AT_DESK if any(role in some for role, _, _ in here)), frozenset())
        for role, staff_id, post_id in here:
            if role in desk or role in also:
                found.setdefault(unit_id, {})[staff_id] = None
                chosen.setdefault(post_id, set()).add(unit_id)
    for post_id, staff_id in _deputies(chosen, at):
        for unit_id in chosen[post_id]:
            found[unit_id][staff_id] = None
    return {unit_id: list(staff) for unit_id, staff in found.items()}


def _deputies(post_ids: Iterable[UUID], at: datetime) -> list[tuple[UUID, UUID]]:
    rows = Deputy.objects.filter(post_id__in=list(post_ids), starts__lte=at, ends__gt=at)
    return list(rows.values_list("post_id", "staff_id"))


def watching(unit_id: UUID, area_id: UUID | None, *, at: datetime) -> list[UUID]:
    """Return the staff who watch a unit or an area: supervisors of units above it, and of areas around it (one query)."""
    in_force = not_ended(at)
    reach = Q(unit_id__in=units_above(unit_id))
    if area_id:
        own = Area.objects.filter(id=area_id).values("path")
        around = Area.objects.alias(own=Subquery(own)).filter(own__startswith=F("path")).values("id")
        reach |= Q(unit__areas__in=around)
    posts = Post.objects.filter(in_force, reach, role=Role.SUPERVISOR.value, starts__lte=at)
    return list(posts.exclude(staff__number=SYSTEM_NUMBER).order_by().values_list("staff_id", flat=True).distinct())


def unit_codes(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the codes of units."""
    return dict(Unit.objects.filter(id__in=set(ids)).values_list("id", "code"))
