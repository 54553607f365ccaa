"""代理: naming who acts in a post for a period, and ending it early."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.writing import tell
from fengqiao.orgs.models import Deputy, Post
from fengqiao.orgs.queries import Viewer, possible_deputies, posts_to_deputise


@transaction.atomic
def name_deputy(
    *, post_id: UUID, staff_id: UUID, starts: datetime, ends: datetime, most_days: int, by: Viewer, at: datetime
) -> UUID:
    """Let somebody act in a post from a moment (not before now) to another; they do not see sealed matters by it.

    Refuses those who may not name one, a deputy of another line, two at a time, and more than `most_days`.
    """
    starts = max(starts, at)
    post = Post.objects.select_for_update().select_related("unit").filter(id=post_id).first()
    if post is None or post_id not in {each.id for each in posts_to_deputise(by, at=at)}:
        raise Problem("deputy-denied", "只有本人、本单位所领导或管理员可以为这个岗位指定代理人；代理人不能再转代理。")
    if staff_id == by.staff_id and post.staff_id != by.staff_id:
        raise Problem("deputy-self", "不能指定自己代理别人的岗位，请由本人或上级指定。")
    if staff_id not in {each.id for each in possible_deputies(post, at=at)}:
        raise Problem("deputy-unfit", "代理人要是同一系统里现有岗位、有账号的其他人。")
    if ends <= starts:
        raise Problem("period-reversed", "截止时间要晚于开始时间，也要晚于现在。")
    if ends > starts + timedelta(days=most_days):
        raise Problem("deputy-long", "一次代理最长 {limit} 天。时间更长的，请安排岗位。", limit=most_days)
    if post.starts > starts or (post.ends is not None and post.ends < ends):
        raise Problem("deputy-beyond", "代理的时间要在岗位的起止时间之内。")
    if Deputy.objects.filter(post=post, starts__lt=ends, ends__gt=starts).exists():
        raise Problem("deputy-there", "这段时间里这个岗位已经有代理人。")
    row = Deputy.objects.create(post=post, staff_id=staff_id, starts=starts, ends=ends, named_by=by.staff_id)
    days = max((ends - starts).days, 1)
    attributes = {"role": post.role, "holder": str(post.staff_id), **by.marks}
    tell(
        EventKind.DEPUTY_NAMED,
        staff_id=by.staff_id,
        subject_id=staff_id,
        unit_id=post.unit_id,
        at=at,
        attributes=attributes,
        measures={"days": days},
    )
    return row.id


@transaction.atomic
def end_deputy(*, deputy_id: UUID, by: Viewer, at: datetime) -> None:
    """End a deputy's time now, by whoever may name one, or by the deputy; one that has not begun is taken back."""
    row = Deputy.objects.select_for_update().select_related("post").filter(id=deputy_id).first()
    if row is None:
        raise Problem("deputy-unknown", "没有这项代理，或者不归您管理。")
    if row.staff_id != by.staff_id and row.post_id not in {each.id for each in posts_to_deputise(by, at=at)}:
        raise Problem("deputy-unknown", "没有这项代理，或者不归您管理。")
    if row.ends <= at:
        raise Problem("deputy-over", "这项代理已经结束。")
    if row.starts >= at:
        row.delete()
    else:
        row.ends = at
        row.save(update_fields=["ends"])
    attributes = {"role": row.post.role, "holder": str(row.post.staff_id), **by.marks}
    tell(
        EventKind.DEPUTY_ENDED,
        staff_id=by.staff_id,
        subject_id=row.staff_id,
        unit_id=row.post.unit_id,
        at=at,
        attributes=attributes,
    )
