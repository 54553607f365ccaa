"""Reading accounts: how each stands, where somebody is logged in, to which unit what they do with it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet

from fengqiao.orgs.models import Account, LogIn, Post, Proposal
from fengqiao.orgs.queries.posts import not_ended
from fengqiao.orgs.queries.viewers import SYSTEM_NUMBER
from fengqiao.orgs.terms import Role


@dataclass(frozen=True, slots=True)
class AccountState:
    """How an account stands. `codes_left` counts recovery codes; `open` the browsers in which it is logged in."""

    account_id: UUID
    username: str
    active: bool
    must_change: bool
    has_password: bool
    factor: bool
    open: int


def account_state(staff_id: UUID, *, at: datetime) -> AccountState | None:
    """Return how somebody's account stands, None where they have none."""
    account = Account.objects.filter(staff_id=staff_id).first()
    if account is None:
        return None
    return AccountState(
        account.id,
        account.username,
        account.is_active,
        account.must_change,
        account.has_usable_password(),
        has_factor(account.id),
        LogIn.objects.filter(account_id=account.id, expire_date__gt=at).count(),
    )


def has_factor(account_id: UUID) -> bool:
    """Say whether an account asks for a code besides the password."""
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


def codes_left(account_id: UUID) -> int | None:
    """Return how many recovery codes are unused, None where there are none."""
    row = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        return None
    return int(settings.MFA_RECOVERY_CODE_COUNT) - int(row.data["used_mask"]).bit_count()


def roles_of(account_id: UUID, *, at: datetime) -> frozenset[Role]:
    """Return the roles in which the owner of an account may act at a moment, as holder or deputy."""
    in_force = not_ended(at)
    own = Post.objects.filter(in_force, staff__account=account_id, starts__lte=at)
    standing = Post.objects.filter(
        in_force, deputies__staff__account=account_id, deputies__starts__lte=at, deputies__ends__gt=at, starts__lte=at
    )
    return frozenset(Role(role) for rows in (own, standing) for role in rows.values_list("role", flat=True))


def log_ins_of(account_id: UUID, *, at: datetime) -> list[LogIn]:
    """Return where an account is logged in, last seen first."""
    rows = LogIn.objects.filter(account_id=account_id, expire_date__gt=at, seen_at__isnull=False)
    return list(rows.order_by("-seen_at", "mark"))


def account_named(username: str) -> tuple[UUID, UUID] | None:
    """Return (account, staff) of a log-in name in any case."""
    return Account.objects.filter(username__iexact=username).values_list("id", "staff_id").first()


def home_of(staff_id: UUID, *, at: datetime) -> UUID | None:
    """Return the unit to which somebody belongs: of their first post now or to come, else the last one they had.

    Somebody for whom a post has only been proposed belongs where it is.
    """
    posts = Post.objects.filter(staff_id=staff_id)
    now = posts.filter(not_ended(at)).order_by("starts", "id").first()
    found = now or posts.order_by("-ends", "id").first()
    if found is not None:
        return found.unit_id
    return Proposal.objects.filter(staff_id=staff_id).order_by("-proposed_at").values_list("unit_id", flat=True).first()


def everywhere() -> tuple[UUID, UUID] | None:
    """Return (unit, staff) of the installation itself: what belongs to nobody is counted there."""
    post = Post.objects.filter(staff__number=SYSTEM_NUMBER).order_by("starts").first()
    return (post.unit_id, post.staff_id) if post else None


def accounts_listed() -> list[tuple[str, str, str, str]]:
    """Return (log-in, name, unit, role) of every account."""
    rows = Post.objects.filter(staff__account__isnull=False).select_related("staff__account", "unit").order_by("starts")
    seen: dict[str, tuple[str, str, str, str]] = {}
    for row in rows:
        name = row.staff.account.username
        seen.setdefault(name, (name, row.staff.name, row.unit.name, row.role))
    return list(seen.values())


def accounts_without_password() -> list[str]:
    """Return the log-in names for which no password has been set yet."""
    return list(
        Account.objects.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).values_list("username", flat=True)
    )


def reaches_beyond(staff_id: UUID, units: frozenset[UUID], *, at: datetime) -> bool:
    """Say whether somebody holds, will hold, or deputises in a post outside of the units given."""
    return any(rows.exclude(unit_id__in=units).exists() for rows in _posts_of(staff_id, at))


def holds_one_of(staff_id: UUID, roles: frozenset[str], *, at: datetime) -> bool:
    """Say whether somebody holds, will hold, or deputises in a post with one of the roles."""
    return any(rows.filter(role__in=roles).exists() for rows in _posts_of(staff_id, at))


def _posts_of(staff_id: UUID, at: datetime) -> tuple[QuerySet[Post], QuerySet[Post]]:
    """The posts that somebody holds or will hold, and those in which they deputise or will."""
    in_force = not_ended(at)
    own = Post.objects.filter(in_force, staff_id=staff_id)
    standing = Post.objects.filter(in_force, deputies__staff_id=staff_id, deputies__ends__gt=at)
    return own, standing
