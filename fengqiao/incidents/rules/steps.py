"""How a party gets from being told to being done, and what may come after what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from fengqiao.incidents.terms import STEPS, JointStep
from fengqiao.kit.problems import Problem

AHEAD = timedelta(minutes=2)  # two machines' clocks may differ a little


@dataclass(frozen=True, slots=True)
class Moments:
    """When a party took each step, and when it was stood down, if it was."""

    at: Mapping[JointStep, datetime]
    stood_down_at: datetime | None = None

    @property
    def last(self) -> JointStep:
        """The furthest step taken."""
        return max(self.at, key=STEPS.index)

    @property
    def over(self) -> bool:
        """Whether nothing more is to come from it."""
        return self.stood_down_at is not None or JointStep.DONE in self.at

    @property
    def next(self) -> JointStep | None:
        """The step that comes next, None where it is over."""
        return None if self.over else STEPS[STEPS.index(self.last) + 1]

    def seconds(self, step: JointStep, since: datetime) -> int | None:
        """Return how long after a moment a step was taken; None where it was not."""
        there = self.at.get(step)
        return None if there is None else max(int((there - since).total_seconds()), 0)


def why_not_step(moments: Moments, step: JointStep, happened: datetime, at: datetime) -> Problem | None:
    """Return why a party cannot take a step at a moment, or None. Steps may be left out, never gone back on."""
    if moments.stood_down_at is not None:
        return Problem("joint-stood-down", "这支力量已经撤回，不用再去。")
    if step in moments.at:
        return Problem("joint-step-there", "这一步已经记过了。")
    if STEPS.index(step) < STEPS.index(moments.last):
        return Problem("joint-step-passed", "后面的步骤已经记了，不能再补这一步。")
    if step is JointStep.DONE and JointStep.ARRIVED not in moments.at:
        return Problem("joint-not-arrived", "还没有到场，不能撤收；不去了由牵头单位撤回。")
    if happened > at + AHEAD or happened < moments.at[moments.last]:
        return Problem("joint-step-when", "时间要在上一步之后、现在之前。")
    return None


def why_not_stand_down(moments: Moments) -> Problem | None:
    """Return why a party cannot be stood down, or None."""
    if moments.stood_down_at is not None:
        return Problem("joint-stood-down", "这支力量已经撤回，不用再去。")
    if JointStep.DONE in moments.at:
        return Problem("joint-done", "这支力量已经撤收，不用撤回。")
    return None


def in_limit(seconds: int, minutes: int | None) -> bool | None:
    """Say whether somebody arrived within so many minutes; None where there is no limit."""
    return None if minutes is None else seconds <= minutes * 60


def middle(seconds: list[int]) -> int | None:
    """Return the median of some lengths, None of none."""
    return int(median(seconds)) if seconds else None
