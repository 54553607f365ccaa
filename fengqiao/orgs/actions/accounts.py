"""What happens to accounts: opened, passwords changed and reset, switched off, unlocked; log-ins noted and ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.proposing import propose
from fengqiao.orgs.actions.writing import account_held, end_log_ins, tell, temporary_password
from fengqiao.orgs.models import Account, LogIn
from fengqiao.orgs.queries import PersonCard, Viewer, administered_units, everywhere, holds_one_of, reaches_beyond
from fengqiao.orgs.terms import Proposed


def needs_second(card: PersonCard, by: Viewer, weighty: frozenset[str], at: datetime) -> bool:
    """Say whether an account may be taken over with its password only by two: it opens more than the administrator gives."""
    staff_id = card.staff.id
    return holds_one_of(staff_id, weighty, at=at) or reaches_beyond(staff_id, administered_units(by), at=at)


@transaction.atomic
def reset_password(*, staff_id: UUID, weighty: frozenset[str], by: Viewer, at: datetime) -> str | None:
    """Give somebody a temporary password, returned once; None where a second person must confirm it first.

    Ends all their log-ins; the next one asks for a password of their own.
    """
    card = account_held(by, staff_id, at)
    if needs_second(card, by, weighty, at):
        propose(what=Proposed.RESET_PASSWORD, staff_id=staff_id, unit_id=card.home, by=by, at=at)
        return None
    return give_temporary(staff_id, unit_id=card.home, actor=by.staff_id, at=at)


def give_temporary(staff_id: UUID, *, unit_id: UUID, actor: UUID, at: datetime) -> str:
    """Set a temporary password and return it. Part of the caller's action."""
    account = Account.objects.select_for_update().get(staff_id=staff_id)
    fresh = temporary_password()
    account.set_password(fresh)
    account.must_change = True
    account.save(update_fields=["password", "must_change"])
    end_log_ins(account.id)
    tell(EventKind.PASSWORD_RESET, staff_id=actor, subject_id=staff_id, unit_id=unit_id, at=at)
    return fresh


@transaction.atomic
def reset_factor(*, staff_id: UUID, weighty: frozenset[str], by: Viewer, at: datetime) -> bool:
    """Take somebody's second factor away (telephone lost); False where a second person must confirm it first."""
    card = account_held(by, staff_id, at)
    if not Authenticator.objects.filter(user_id=card.staff.account.id).exists():
        raise Problem("factor-none", "这个账号没有开启两步验证。")
    if needs_second(card, by, weighty, at):
        propose(what=Proposed.RESET_FACTOR, staff_id=staff_id, unit_id=card.home, by=by, at=at)
        return False
    take_factor(staff_id, unit_id=card.home, actor=by.staff_id, at=at)
    return True


def take_factor(staff_id: UUID, *, unit_id: UUID, actor: UUID, at: datetime) -> None:
    """Remove a second factor with its recovery codes. Part of the caller's action."""
    account = Account.objects.get(staff_id=staff_id)
    Authenticator.objects.filter(user_id=account.id).delete()
    end_log_ins(account.id)
    tell(EventKind.FACTOR_RESET, staff_id=actor, subject_id=staff_id, unit_id=unit_id, at=at)


@transaction.atomic
def set_password(
    *, username: str, password: str, must_change: bool = False, by: Viewer | None = None, at: datetime | None = None
) -> None:
    """Set an account's password by command, ending its log-ins; refuses an unknown log-in name.

    Without `by` it is handed out with the account (setting up, the demo, a story), which is no reset to be told.
    """
    account = _named(username)
    account.set_password(password)
    account.must_change = must_change
    account.save(update_fields=["password", "must_change"])
    end_log_ins(account.id)
    if by is not None and at is not None:
        tell(EventKind.PASSWORD_RESET, staff_id=by.staff_id, subject_id=account.staff_id, at=at)


@transaction.atomic
def drop_factor(*, username: str, by: Viewer, at: datetime) -> None:
    """Take a second factor away by command, where nobody else can confirm it; refuses an account without one."""
    account = _named(username)
    if not Authenticator.objects.filter(user_id=account.id).exists():
        raise Problem("factor-none", "这个账号没有开启两步验证。")
    Authenticator.objects.filter(user_id=account.id).delete()
    end_log_ins(account.id)
    tell(EventKind.FACTOR_RESET, staff_id=by.staff_id, subject_id=account.staff_id, at=at)


def _named(username: str) -> Account:
    account = Account.objects.select_for_update().filter(username__iexact=username).first()
    if account is None:
        raise Problem("account-unknown", "没有名为“{value}”的账号。", value=username)
    return account


@transaction.atomic
def switch_account(*, staff_id: UUID, on: bool, by: Viewer, at: datetime) -> None:
    """Switch somebody's account off, which ends all their log-ins at once, or on again."""
    card = account_held(by, staff_id, at)
    account = Account.objects.select_for_update().get(id=card.staff.account.id)
    if account.is_active == on:
        raise Problem("account-as-is", "这个账号已经是这样了。")
    account.is_active = on
    account.save(update_fields=["is_active"])
    if not on:
        end_log_ins(account.id)
    kind = EventKind.ACCOUNT_SWITCHED_ON if on else EventKind.ACCOUNT_SWITCHED_OFF
    tell(kind, staff_id=by.staff_id, subject_id=staff_id, unit_id=card.home, at=at, attributes=by.marks)


@transaction.atomic
def note_unlocked(*, staff_id: UUID, by: Viewer, at: datetime) -> str:
    """Record that an administrator lets a locked account try again; returns its log-in name."""
    card = account_held(by, staff_id, at)
    tell(
        EventKind.ACCOUNT_UNLOCKED,
        staff_id=by.staff_id,
        subject_id=staff_id,
        unit_id=card.home,
        at=at,
        attributes=by.marks,
    )
    return str(card.staff.account.username)


@transaction.atomic
def change_password(*, account_id: UUID, password: str, at: datetime) -> str:
    """Set the password that its owner chose, ending the log-ins elsewhere; returns the new hash."""
    account = Account.objects.select_for_update().get(id=account_id)
    account.set_password(password)
    account.must_change = False
    account.save(update_fields=["password", "must_change"])
    tell(EventKind.PASSWORD_CHANGED, staff_id=account.staff_id, subject_id=account.staff_id, at=at)
    return account.password


@transaction.atomic
def end_elsewhere(*, account_id: UUID, keep: str, at: datetime, mark: UUID | None = None) -> int:
    """End one log-in of an account (by its mark), or all but the one kept; returns how many it were."""
    account = Account.objects.get(id=account_id)
    rows = LogIn.objects.filter(account_id=account_id).exclude(session_key=keep)
    if mark is not None:
        rows = rows.filter(mark=mark)
    count = rows.delete()[0]
    if not count and mark is not None:
        raise Problem("log-in-gone", "这个登录已经结束了。")
    if count:
        tell(
            EventKind.LOG_INS_ENDED,
            staff_id=account.staff_id,
            subject_id=account.staff_id,
            at=at,
            measures={"count": count},
        )
    return count


@transaction.atomic
def note_account(*, kind: EventKind, account_id: UUID, at: datetime, **codes: str) -> None:
    """Record what somebody did with their own account, or what was tried with it; codes only."""
    account = Account.objects.get(id=account_id)
    tell(kind, staff_id=account.staff_id, subject_id=account.staff_id, at=at, attributes=codes)


@transaction.atomic
def note_nobody(*, kind: EventKind, at: datetime, **codes: str) -> None:
    """Record what was tried at the door with no account in particular; nothing before an installation is set up."""
    if found := everywhere():
        tell(kind, staff_id=found[1], subject_id=found[1], unit_id=found[0], at=at, attributes=codes)
