"""People who are taken on as volunteers, and what goes of them when they leave. Parts of the volunteers' own actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.people import LOGIN
from fengqiao.orgs.actions.writing import temporary_password
from fengqiao.orgs.models import Account, LogIn, Post, Staff
from fengqiao.orgs.terms import Role

GONE = "（已退出）"


@dataclass(frozen=True, slots=True)
class Recruit:
    """Somebody to be taken on in a team from a moment."""

    number: str
    name: str
    team_id: UUID
    starts: datetime


def take_on(people: Sequence[Recruit], *, by_id: UUID, at: datetime) -> list[UUID]:
    """Make staff of volunteers with a post in their teams, one event a post; returns their ids in order."""
    if any(not each.name or len(each.name) > 40 for each in people):
        raise Problem("name-unfit", "请写姓名，最多 40 个字。")
    rows = [Staff(id=new_id(), number=each.number, name=each.name) for each in people]
    Staff.objects.bulk_create(rows, batch_size=500)
    pairs = zip(rows, people, strict=True)
    posts = [
        Post(id=new_id(), staff=row, unit_id=each.team_id, role=Role.VOLUNTEER.value, starts=each.starts)
        for row, each in pairs
    ]
    Post.objects.bulk_create(posts, batch_size=500)
    record(
        NewEvent(
            kind=EventKind.POST_BEGAN, happened_at=post.starts, recorded_at=at, unit_id=post.unit_id, staff_id=by_id, subject_id=post.id,
            attributes={"role": post.role, "staff": str(post.staff_id)},
        )
        for post in posts
    )  # fmt: skip
    return [row.id for row in rows]


def give_account(staff_id: UUID, login: str) -> str:
    """Give a volunteer a log-in and return its temporary password, to be told once; refuses a name that is taken or unfit."""
    login = login.strip().lower()
    if not LOGIN.match(login):
        raise Problem("login-unfit", "登录名用小写字母、数字、点、横线，3 到 60 个字符。")
    if Account.objects.filter(username__iexact=login).exists():
        raise Problem("login-taken", "登录名“{value}”已经有人用了。", value=login)
    password = temporary_password()
    account = Account(username=login, staff_id=staff_id, must_change=True)
    account.set_password(password)
    account.save()
    return password


def let_go(staff_id: UUID, *, team_id: UUID, by_id: UUID, at: datetime) -> None:
    """End the volunteer's post of somebody in a team; who holds and held no other post loses their name and log-in."""
    own = Post.objects.filter(staff=staff_id, unit=team_id, role=Role.VOLUNTEER.value)
    ended = []
    for post in own.filter(ends__isnull=True):
        if post.starts >= at:
            post.delete()
            continue
        post.ends = at
        post.save(update_fields=["ends"])
        ended.append(post)
    record(
        NewEvent(
            kind=EventKind.POST_ENDED, happened_at=at, recorded_at=at, unit_id=post.unit_id, staff_id=by_id, subject_id=post.id,
            attributes={"role": post.role, "staff": str(staff_id)},
        )
        for post in ended
    )  # fmt: skip
    if Post.objects.filter(staff=staff_id).exclude(unit=team_id, role=Role.VOLUNTEER.value).exists():
        return
    Staff.objects.filter(id=staff_id).update(name=GONE)
    account = Account.objects.filter(staff=staff_id).first()
    if account is not None:
        account.username, account.is_active = f"gone-{account.id.hex}", False
        account.set_unusable_password()
        account.save(update_fields=["username", "is_active", "password"])
        LogIn.objects.filter(account_id=account.id).delete()
