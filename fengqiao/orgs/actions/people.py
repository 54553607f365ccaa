"""What an administrator does with staff: adds them with an account, begins and ends their posts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.proposing import propose
from fengqiao.orgs.actions.structure import end_post
from fengqiao.orgs.actions.writing import person_held, scope_of, tell, temporary_password
from fengqiao.orgs.models import Account, Post, Staff, Unit
from fengqiao.orgs.queries import Viewer, administered_units
from fengqiao.orgs.terms import Proposed, Role

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}\Z")
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPost:
    """A post that an administrator wants to begin."""

    unit_id: UUID
    role: Role
    starts: datetime
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """Who was added: the password to be told once (empty without an account), and whether the post waits for a second."""

    staff_id: UUID
    password: str
    proposed: bool


@transaction.atomic
def add_person(
    *, number: str, name: str, login: str, post: WantedPost, weighty: frozenset[str], by: Viewer, at: datetime
) -> Added:
    """Add a staff member with their first post and (with a log-in name) an account whose password must be changed."""
    number, name, login = number.strip(), cleaned(name), login.strip().lower()
    _refuse_names(number, name, login)
    if post.unit_id not in scope_of(by):
        raise Problem("unit-beyond", "只能在自己管理的单位里安排岗位。")
    staff = Staff.objects.create(number=number, name=name)
    password = ""
    if login:
        password = temporary_password()
        account = Account(username=login, staff=staff, must_change=True)
        account.set_password(password)
        account.save()
    begun = _begin(staff.id, post, weighty, by, at)
    attributes = {"account": "yes" if login else "no", **by.marks}
    tell(
        EventKind.ACCOUNT_OPENED,
        staff_id=by.staff_id,
        subject_id=staff.id,
        unit_id=post.unit_id,
        at=at,
        attributes=attributes,
    )
    return Added(staff.id, password, not begun)


def _refuse_names(number: str, name: str, login: str) -> None:
    if not NUMBER.match(number):
        raise Problem("number-unfit", "工号用字母、数字、点、横线，最多 24 个字符。")
    if not name or len(name) > 40:
        raise Problem("name-unfit", "请写姓名，最多 40 个字。")
    if login and not LOGIN.match(login):
        raise Problem("login-unfit", "登录名用小写字母、数字、点、横线，3 到 60 个字符。")
    if Staff.objects.filter(number__iexact=number).exists():
        raise Problem("number-taken", "工号“{value}”已经有人用了。", value=number)
    if login and Account.objects.filter(username__iexact=login).exists():
        raise Problem("login-taken", "登录名“{value}”已经有人用了。", value=login)


def hold_people(staff_ids: Collection[UUID]) -> None:
    """Lock some people, so that nobody is planned for two things at one time. Part of the caller's action."""
    rows = Staff.objects.select_for_update(no_key=True).filter(id__in=set(staff_ids)).order_by("id")
    list(rows.values_list("id", flat=True))


@transaction.atomic
def begin_post(*, staff_id: UUID, post: WantedPost, weighty: frozenset[str], by: Viewer, at: datetime) -> bool:
    """Begin a post of somebody, now or later; False where a second person must confirm it first.

    That is so for posts that carry weight (`weighty`, from the pack) and for every post of the administrator's own.
    """
    if post.unit_id not in scope_of(by):
        raise Problem("unit-beyond", "只能在自己管理的单位里安排岗位。")
    if not Staff.objects.select_for_update().filter(id=staff_id).exists():
        raise Problem("person-unknown", "没有这个人，或者不归您管理。")
    person_held(by, staff_id, at)
    return _begin(staff_id, post, weighty, by, at)


def _begin(staff_id: UUID, post: WantedPost, weighty: frozenset[str], by: Viewer, at: datetime) -> bool:
    if post.ends is not None and post.ends <= max(post.starts, at):
        raise Problem("post-reversed", "截止时间要晚于开始时间，也要晚于现在。")
    _refuse_same(staff_id, post)
    if post.role.value in weighty or staff_id == by.staff_id:
        propose(
            what=Proposed.BEGIN_POST,
            staff_id=staff_id,
            unit_id=post.unit_id,
            role=post.role,
            starts=post.starts,
            ends=post.ends,
            by=by,
            at=at,
        )
        return False
    open_post(
        staff_id=staff_id,
        unit_id=post.unit_id,
        role=post.role,
        starts=max(post.starts, at),
        ends=post.ends,
        actor=by.staff_id,
        at=at,
    )
    return True


def _refuse_same(staff_id: UUID, post: WantedPost) -> None:
    same = Post.objects.filter(staff_id=staff_id, unit_id=post.unit_id, role=post.role.value)
    if any(
        (row.ends is None or row.ends > post.starts) and (post.ends is None or row.starts < post.ends) for row in same
    ):
        raise Problem("post-there", "这个人在这段时间里已经有同样的岗位。")


def open_post(
    *, staff_id: UUID, unit_id: UUID, role: Role, starts: datetime, ends: datetime | None, actor: UUID, at: datetime
) -> UUID:
    """Write a post with its event. Part of the caller's action."""
    _refuse_same(staff_id, WantedPost(unit_id=unit_id, role=role, starts=starts, ends=ends))
    unit = Unit.objects.get(id=unit_id)
    if unit.active_to is not None and unit.active_to <= starts.date():
        raise Problem("unit-over", "这个单位已经撤销。")
    row = Post.objects.create(staff_id=staff_id, unit=unit, role=role.value, starts=starts, ends=ends)
    attributes = {"role": role.value, "staff": str(staff_id)}
    tell(EventKind.POST_BEGAN, staff_id=actor, subject_id=row.id, unit_id=unit_id, at=at, attributes=attributes)
    return row.id


@transaction.atomic
def stop_post(*, post_id: UUID, by: Viewer, at: datetime) -> None:
    """End a post of a unit that one administers, now; one that has not begun is taken back. Not one's own."""
    row = Post.objects.select_for_update().filter(id=post_id).first()
    if row is None or row.unit_id not in administered_units(by):
        raise Problem("post-unknown", "没有这个岗位，或者不归您管理。")
    if row.staff_id == by.staff_id:
        raise Problem("own-account", "自己的账号和岗位由别的管理员或上级办理。")
    if row.starts >= at and not row.deputies.exists():
        attributes = {"role": row.role, "staff": str(row.staff_id), "unbegun": "yes", **by.marks}
        row.delete()
        tell(
            EventKind.POST_ENDED,
            staff_id=by.staff_id,
            subject_id=post_id,
            unit_id=row.unit_id,
            at=at,
            attributes=attributes,
        )
        return
    end_post(post_id=post_id, by=by.staff_id, at=at)
