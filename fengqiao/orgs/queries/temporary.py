"""Who holds or held a post in a unit with a term, and where they are at home."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.orgs.models import Post, Staff
from fengqiao.orgs.queries.posts import not_ended
from fengqiao.orgs.terms import Role


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a post in a unit, from when until when."""

    staff_id: UUID
    name: str
    role: Role
    starts: datetime
    ends: datetime | None


def posts_ever_in(unit_id: UUID) -> list[Holder]:
    """Return who holds or held a post in a unit, in the order in which they began (one query)."""
    rows = Post.objects.filter(unit=unit_id).order_by("starts", "staff__number")
    columns = ("staff_id", "staff__name", "role", "starts", "ends")
    return [
        Holder(staff, name, Role(role), starts, ends) for staff, name, role, starts, ends in rows.values_list(*columns)
    ]


def units_held(staff_id: UUID) -> QuerySet[Any, Any]:
    """Return the ids of the units in which somebody holds or held a post, as a query to put into another."""
    rows: QuerySet[Any, Any] = Post.objects.filter(staff=staff_id).values("unit")
    return rows


def homes_of(staff_ids: Collection[UUID], *, but: UUID, at: datetime) -> dict[UUID, str]:
    """Return the name of the unit in which people hold their first post, one unit left out (one query)."""
    held = Post.objects.filter(not_ended(at), staff__in=set(staff_ids), starts__lte=at)
    rows = held.exclude(unit=but).order_by("-starts", "-id")
    return dict(rows.values_list("staff_id", "unit__name"))


def staff_numbered(numbers: Collection[str], *, at: datetime, coming: bool = False) -> dict[str, UUID]:
    """Return the ids of people by their numbers, of those who hold a post now, or (`coming`) later."""
    held = Post.objects.filter(not_ended(at))
    held = held if coming else held.filter(starts__lte=at)
    return dict(Staff.objects.filter(number__in=set(numbers), id__in=held.values("staff")).values_list("number", "id"))
