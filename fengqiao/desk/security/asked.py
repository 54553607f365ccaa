"""What the pack asks of accounts: how long a log-in may rest, who needs a second factor or a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import has_factor, roles_of
from fengqiao.rulebook.queries import pack_on


@dataclass(frozen=True, slots=True)
class Asked:
    """The dated values about accounts."""

    idle: timedelta
    factor_roles: frozenset[str]
    weighty: frozenset[str]
    deputy_days: int


def asked_on(at: datetime) -> Asked:
    """Return what is asked at a moment; refuses where no pack says so."""
    pack, day = pack_on(at).pack, timezone.localdate(at)
    return Asked(
        timedelta(minutes=int(pack.value_on("account.idle_minutes", day).number)),
        frozenset(pack.value_on("account.second_factor_roles", day).texts),
        frozenset(pack.value_on("account.two_person_roles", day).texts),
        int(pack.value_on("deputy.max_days", day).number),
    )


def idle_on(at: datetime) -> timedelta:
    """Return how long a log-in may rest; without a pack (or with one of an earlier edition) the setting's hour."""
    try:
        return asked_on(at).idle
    except Problem:
        return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def factor_asked(account_id: UUID, at: datetime) -> bool:
    """Say whether a post in which somebody may act asks for a second factor."""
    try:
        wanted = asked_on(at).factor_roles
    except Problem:
        return False
    return bool(wanted) and any(role.value in wanted for role in roles_of(account_id, at=at))


def wants_factor(account_id: UUID | None, at: datetime) -> bool:
    """Say whether an account must set a second factor up before anything else."""
    return account_id is not None and factor_asked(account_id, at) and not has_factor(account_id)
