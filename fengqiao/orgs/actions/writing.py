"""What the actions of this room share: one event about somebody, the scope of who administers, temporary passwords."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.models import LogIn, Staff
from fengqiao.orgs.queries import PersonCard, Viewer, administered_units, everywhere, home_of, person_for
from fengqiao.orgs.terms import Right

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


def tell(
    kind: EventKind,
    *,
    staff_id: UUID,
    subject_id: UUID,
    at: datetime,
    unit_id: UUID | None = None,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record one event about people; without a unit it counts for the one to which the subject belongs."""
    home = unit_id or home_of(subject_id, at=at)
    if home is None and (found := everywhere()):
        home = found[0]
    if home is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    record(
        [
            NewEvent(
                kind=kind,
                happened_at=at,
                recorded_at=at,
                unit_id=home,
                staff_id=staff_id,
                subject_id=subject_id,
                attributes=attributes or {},
                measures=measures or {},
            )
        ]
    )


def scope_of(by: Viewer) -> frozenset[UUID]:
    """Return the units that somebody administers; refuses those who administer none."""
    if not by.may(Right.ADMINISTER):
        raise denied()
    return administered_units(by)


def person_held(by: Viewer, staff_id: UUID, at: datetime) -> PersonCard:
    """Lock a staff member for what an administrator does with them; refuses strangers."""
    scope_of(by)
    Staff.objects.select_for_update().filter(id=staff_id).first()
    card = person_for(by, staff_id, at=at)
    if card is None:
        raise Problem("person-unknown", "没有这个人，或者不归您管理。")
    return card


def account_held(by: Viewer, staff_id: UUID, at: datetime) -> PersonCard:
    """Lock somebody whose account an administrator touches: not their own, and of a unit that they administer."""
    card = person_held(by, staff_id, at)
    if card.own:
        raise Problem("own-account", "自己的账号和岗位由别的管理员或上级办理。")
    if not card.in_home:
        raise Problem("home-elsewhere", "这个人的账号由其所在单位的管理员管理。")
    if not hasattr(card.staff, "account"):
        raise Problem("account-none", "这个人没有账号。")
    return card


def temporary_password() -> str:
    """Return a password to be told once: twelve letters and digits in threes of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def end_log_ins(account_id: UUID, *, but: str = "") -> int:
    """End where an account is logged in (`but` keeps one session); returns how many it were."""
    rows = LogIn.objects.filter(account_id=account_id).exclude(session_key=but)
    return rows.delete()[0]
