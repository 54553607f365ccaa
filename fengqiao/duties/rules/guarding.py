"""Guard tasks: posts to be filled, a lesson that each one on duty has heard before they go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fengqiao.duties.terms import ActivityState
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem

MOST_POSTS, MOST_AT_ONE, LONGEST = 60, 99, 20


@dataclass(frozen=True, slots=True)
class Stand:
    """A post: how many it needs at least, and who stands there."""

    id: UUID
    name: str
    least: int
    people: tuple[UUID, ...]

    @property
    def missing(self) -> int:
        """How many are missing."""
        return max(0, self.least - len(self.people))


def stands(posts: Sequence[tuple[UUID, str, int]], placed: Mapping[UUID, UUID | None]) -> list[Stand]:
    """Return posts (id, name, least) with those who have them, by who stands where."""
    return [
        Stand(post, name, least, tuple(who for who, at in placed.items() if at == post)) for post, name, least in posts
    ]


def lacking(on_duty: Collection[UUID], heard: Collection[UUID], *, asked: bool) -> list[UUID]:
    """Return who is on duty and has heard no lesson; nobody where none is asked for."""
    return [who for who in on_duty if who not in heard] if asked else []


def why_not_named(name: str, least: int, others: Collection[str], posts: int) -> Problem | None:
    """Return why a post cannot be called so or need so many, or None."""
    if not name or len(name) > LONGEST:
        return Problem("post-name", "岗位写在哪里，1 到 {most} 个字。", most=LONGEST)
    if find_private(name):
        return Problem("post-private", "岗位只写地方，不写姓名、电话。")
    if name in others:
        return Problem("post-there", "这次安保已经有这个岗位。")
    if not 1 <= least <= MOST_AT_ONE:
        return Problem("post-least", "每个岗位至少几人，填 1 到 {most}。", most=MOST_AT_ONE)
    if posts > MOST_POSTS:
        return Problem("post-many", "一次安保最多 {most} 个岗位。", most=MOST_POSTS)
    return None


def why_not_sent(
    state: ActivityState, started: datetime | None, opens: datetime, at: datetime, *, posts: Sequence[Stand], lack: int
) -> Problem | None:  # fmt: skip
    """Return why those on duty cannot be sent to their posts at a moment, or None: every post filled, the lesson heard by each."""
    if state is not ActivityState.PLANNED:
        return Problem("duty-over", "这次活动已经结束或者取消。")
    if started is not None:
        return Problem("guard-started", "已经下令上岗。")
    if not posts:
        return Problem("guard-no-posts", "还没有设岗位，先写清楚谁站哪里。")
    short = sum(each.missing for each in posts)
    if short:
        return Problem("guard-short", "岗位还缺 {count} 人，补齐再下令上岗。", count=short)
    if lack:
        return Problem("guard-lacking", "还有 {count} 人没有上过岗前课，补课或换人再下令上岗。", count=lack)
    if at < opens:
        return Problem("guard-early", "还没有到上岗的时间。")
    return None


def opens_at(starts: datetime, early: int) -> datetime:
    """Return from when those on duty may be sent: as early as they may check in."""
    return starts - timedelta(minutes=early)
