"""Units with a term, and the posts in them beside somebody's own. Parts of other rooms' actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.people import open_post
from fengqiao.orgs.models import Post, Unit
from fengqiao.orgs.terms import Role


def _after(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def found_unit(*, code: str, name: str, parent_id: UUID, first: date, last: date) -> UUID:
    """Make a unit below another, of its line, that is there from a day to a day; nothing is routed to it. Refuses a code that is taken."""
    if Unit.objects.filter(code=code).exists():
        raise Problem("code-taken", "代码“{value}”已经用过了。请换一个代码。", value=code)
    parent = Unit.objects.get(id=parent_id)
    row = Unit(code=code, name=name, line=parent.line, active_from=first, active_to=last + timedelta(days=1))
    made: UUID = Unit.objects.add_child(parent, instance=row).id
    return made


def end_unit(*, unit_id: UUID, last: date) -> None:
    """Let a unit's last day be another one; its row and all that hangs on it stay."""
    Unit.objects.filter(id=unit_id).update(active_to=last + timedelta(days=1))


def give_posts(*, unit_id: UUID, roles: Mapping[UUID, Role], last: date, by_id: UUID, at: datetime) -> int:
    """Give people (by id) a post in a unit until its last day, beside their own; returns to how many. Whoever has one there keeps it."""
    there = set(
        Post.objects.filter(unit=unit_id, staff__in=list(roles), ends__gt=at).values_list("staff_id", flat=True)
    )
    posts = [
        Post(staff_id=staff, unit_id=unit_id, role=role.value, starts=at, ends=_after(last))
        for staff, role in roles.items()
        if staff not in there
    ]
    Post.objects.bulk_create(posts)
    record(_event(EventKind.POST_BEGAN, each, by_id, at) for each in posts)
    return len(posts)


def move_posts(*, unit_id: UUID, last: date, at: datetime) -> None:
    """Let the posts held in a unit end with another last day."""
    Post.objects.filter(unit=unit_id, ends__gt=at).update(ends=_after(last))


def end_posts(*, unit_id: UUID, staff_id: UUID | None = None, by_id: UUID, at: datetime) -> int:
    """End the posts held in a unit, or somebody's; returns how many. One that has just begun ends a moment later."""
    rows = Post.objects.filter(unit=unit_id, ends__gt=at)
    rows = rows.filter(staff=staff_id) if staff_id else rows
    posts = list(rows)
    rows.filter(starts__gte=at).update(ends=F("starts") + timedelta(microseconds=1))
    rows.filter(starts__lt=at).update(ends=at)
    record(_event(EventKind.POST_ENDED, each, by_id, at) for each in posts)
    return len(posts)


def pass_lead(*, unit_id: UUID, staff_id: UUID, lead: Role, member: Role, at: datetime) -> None:
    """Give the lead of a unit to somebody who has a post there; whoever led is a member."""
    held = Post.objects.filter(unit=unit_id, ends__gt=at)
    held.filter(role=lead.value).update(role=member.value)
    held.filter(staff=staff_id).update(role=lead.value)


def open_term(*, unit_id: UUID, staff_id: UUID, role: Role, first: date, last: date, by_id: UUID, at: datetime) -> UUID:
    """Give somebody a post in a unit from a day (now, where that is behind) until the end of another; refuses the same post twice."""
    starts = max(at, timezone.make_aware(datetime.combine(first, time.min)))
    return open_post(
        staff_id=staff_id, unit_id=unit_id, role=role, starts=starts, ends=_after(last), actor=by_id, at=at
    )


def move_term(*, post_id: UUID, last: date, at: datetime) -> None:
    """Let a post end with another last day; one that is over already stays so."""
    Post.objects.filter(id=post_id, ends__gt=at).update(ends=_after(last))


def end_term(*, post_id: UUID, by_id: UUID, at: datetime) -> None:
    """End a post before its last day; one that has not begun is taken back. One that is over stays so."""
    post = Post.objects.select_for_update().filter(id=post_id, ends__gt=at).first()
    if post is None:
        return
    event = _event(EventKind.POST_ENDED, post, by_id, at)
    if post.starts >= at and not post.deputies.exists():
        post.delete()
    else:
        post.ends = at if post.starts < at else post.starts + timedelta(microseconds=1)
        post.save(update_fields=["ends"])
    record([event])


def _event(kind: EventKind, post: Post, by_id: UUID, at: datetime) -> NewEvent:
    return NewEvent(
        kind=kind, happened_at=at, recorded_at=at, unit_id=post.unit_id, staff_id=by_id, subject_id=post.id,
        attributes={"role": post.role, "staff": str(post.staff_id)},
    )  # fmt: skip
