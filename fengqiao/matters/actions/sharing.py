"""Holding one share of a matter for those who were given that share and nothing else."""

from __future__ import annotations

from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.matters.models import Matter, Task
from fengqiao.matters.terms import OPEN_TASKS, TaskRole


def hold_share(*, matter_id: UUID, task_id: UUID) -> TaskRole:
    """Lock a matter and return the role of one of its shares; refuses a share that is over. Part of the caller's action.

    A unit holds one open share of a matter at most, so that what it does next is done to this one.
    """
    Matter.objects.select_for_update().filter(id=matter_id).first()
    task = Task.objects.filter(id=task_id, matter_id=matter_id, state__in=OPEN_TASKS).first()
    if task is None:
        raise Problem("link-over", "这件交办已经改派、退回或办结，不能再在这里办理。")
    return TaskRole(task.role)
