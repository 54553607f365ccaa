"""Reading staff by the units in which they hold a post: whom a task can be given to, who signs, who is in charge."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery

from fengqiao.orgs.models import Post, Staff, Unit
from fengqiao.orgs.policy import RIGHTS
from fengqiao.orgs.queries.posts import not_ended
from fengqiao.orgs.queries.viewers import IN_CHARGE, SYSTEM_NUMBER, UnitCard, Viewer, directory
from fengqiao.orgs.terms import Line, Right, Role


def staff_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return names by staff id."""
    return dict(Staff.objects.filter(id__in=set(ids)).values_list("id", "name"))


def staff_in(unit_id: UUID, *, at: datetime) -> list[tuple[UUID, str]]:
    """Return (id, name) of those who hold a post in the unit or below it: to whom a task can be given."""
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None:
        return []
    rows = (
        Staff.objects.filter(
            Q(posts__ends__isnull=True) | Q(posts__ends__gt=at),
            posts__starts__lte=at,
            posts__unit__path__startswith=unit.path,
        )
        .exclude(number=SYSTEM_NUMBER)
        .order_by("number")
        .distinct()
    )
    return [(row.id, row.name) for row in rows]


def holders_of(role: Role, unit_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return those who hold a role in one of some units."""
    posts = Post.objects.filter(not_ended(at), starts__lte=at, unit__in=set(unit_ids), role=role.value)
    return set(posts.exclude(staff__number=SYSTEM_NUMBER).values_list("staff_id", flat=True))


def in_line(line: Line, staff_ids: Collection[UUID], *, at: datetime, role: Role | None = None) -> set[UUID]:
    """Return those of some people who hold a post (of a role) in a unit of a line, whichever unit that is."""
    posts = Post.objects.filter(not_ended(at), starts__lte=at, staff__in=set(staff_ids), unit__line=line.value)
    posts = posts.filter(role=role.value) if role else posts
    return set(posts.values_list("staff_id", flat=True))


def staff_in_each(unit_ids: Collection[UUID], *, at: datetime) -> set[tuple[UUID, UUID]]:
    """Return (unit, staff) of those who hold a post in one of some units or below it (two queries)."""
    paths = dict(Unit.objects.filter(id__in=set(unit_ids)).values_list("path", "id"))
    if not paths:
        return set()
    below = reduce(or_, (Q(unit__path__startswith=path) for path in paths))
    posts = Post.objects.filter(below, not_ended(at), starts__lte=at)
    steps = Unit.steplen
    found: set[tuple[UUID, UUID]] = set()
    for path, staff_id in posts.exclude(staff__number=SYSTEM_NUMBER).values_list("unit__path", "staff_id"):
        above = (path[:end] for end in range(steps, len(path) + 1, steps))
        found |= {(paths[each], staff_id) for each in above if each in paths}
    return found


def closest_with(role: Role, area_id: UUID, *, at: datetime) -> UnitCard | None:
    """Return the unit where somebody holds such a post that covers a place most closely; None where no such unit covers it."""
    units = directory(at=at)
    in_force = not_ended(at)
    held = set(Post.objects.filter(in_force, role=role.value, starts__lte=at).values_list("unit", flat=True))
    staffed = [card for card in units.units.values() if card.id in held]
    for step in units.places[area_id].above if area_id in units.places else ():
        covering = [card for card in staffed if step in card.covers]
        if covering:
            return max(covering, key=lambda card: (card.depth, card.code))
    return None


def with_parts(unit_id: UUID) -> QuerySet[Any, Any]:
    """Return the ids of a unit and of its parts, as a query to put into another."""
    own = Unit.objects.filter(id=unit_id).values("path")
    path, depth = Subquery(own), Subquery(own.values("depth"))
    below = Unit.objects.alias(own=path, deep=depth).filter(
        Q(id=unit_id) | Q(path__startswith=F("own"), depth=F("deep") + 1, part__gt="")
    )
    rows: QuerySet[Any, Any] = below.values("id")
    return rows


def signers_of(unit_id: UUID, *, at: datetime) -> set[UUID]:
    """Return those who hold a post in the unit itself, or in a part of it, that lets them sign for what comes to it."""
    roles = [role.value for role, rights in RIGHTS.items() if Right.HANDLE in rights.may]
    now = not_ended(at)
    return set(
        Post.objects.filter(now, starts__lte=at, unit__in=with_parts(unit_id), role__in=roles)
        .exclude(staff__number=SYSTEM_NUMBER)
        .values_list("staff_id", flat=True)
    )


def staff_seen(viewer: Viewer, *, at: datetime) -> list[tuple[str, str, str]]:
    """Return (name, unit, code of the unit) of those who hold a post in the units that somebody reaches."""
    posts = Post.objects.filter(not_ended(at), starts__lte=at, unit__in=viewer.seen_units).exclude(
        staff__number=SYSTEM_NUMBER
    )
    return list(posts.order_by("staff__number", "starts").values_list("staff__name", "unit__name", "unit__code"))


def staff_seen_ids(viewer: Viewer, *, at: datetime) -> list[tuple[UUID, str]]:
    """Return (id, name) of those who hold a post in the units that somebody reaches, each once."""
    posts = Post.objects.filter(not_ended(at), starts__lte=at, unit__in={viewer.unit_id, *viewer.seen_units}).exclude(
        staff__number=SYSTEM_NUMBER
    )
    return list(dict.fromkeys(posts.order_by("staff__number").values_list("staff_id", "staff__name")))


def in_charge_of(unit_id: UUID, *, at: datetime) -> list[UUID]:
    """Return the staff who answer for a unit: its chiefs, or where it has none its desk, dispatchers or handlers."""
    posts = Post.objects.filter(not_ended(at), unit_id=unit_id, starts__lte=at)
    rows = list(posts.exclude(staff__number=SYSTEM_NUMBER).order_by("starts", "id").values_list("role", "staff_id"))
    held = next((role for role in IN_CHARGE if any(role == each for each, _ in rows)), None)
    return [staff_id for role, staff_id in rows if role == held]


def is_of(staff_id: UUID, units: QuerySet[Any, Any] | Collection[UUID], *, at: datetime) -> bool:
    """Say whether somebody holds a post in one of some units itself (one query)."""
    return Post.objects.filter(not_ended(at), staff=staff_id, starts__lte=at, unit__in=units).exists()


def staff_by_unit(unit_ids: Collection[UUID], *, at: datetime) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return by unit (id, name) of those who hold a post in it itself (one query)."""
    found: dict[UUID, dict[UUID, str]] = {unit_id: {} for unit_id in unit_ids}
    posts = Post.objects.filter(not_ended(at), starts__lte=at, unit__in=set(unit_ids))
    rows = posts.exclude(staff__number=SYSTEM_NUMBER).order_by("staff__number")
    for unit_id, staff_id, name in rows.values_list("unit_id", "staff_id", "staff__name"):
        found[unit_id][staff_id] = name
    return {unit_id: list(people.items()) for unit_id, people in found.items()}
