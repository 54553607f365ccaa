"""A unit's own share within the unit: signed for, and given to somebody. Part of the action of a room above."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.matters.actions.handling import accept
from fengqiao.matters.actions.noticing import tell_of
from fengqiao.matters.actions.writing import Held, enter, held_as_begun, settle
from fengqiao.matters.models import Matter, Task
from fengqiao.matters.queries import visible
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskRole, TaskState
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer


def hold_own(task_id: UUID, *, by: Viewer, at: datetime, sign: bool) -> tuple[Held, Task]:
    """Lock a matter for what a unit does with its own open share; `sign`: signs for it where that is still to be done.

    Refuses strangers, shares of units that the viewer does not reach, ended and sealed ones.
    """
    row = Task.objects.filter(id=task_id).values_list("matter_id", flat=True).first()
    if row is None or not visible(by).filter(id=row).exists():
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    held = held_as_begun(Matter.objects.select_for_update().get(id=row))
    if held.matter.sealed:
        raise Problem("own-sealed", "保密事项由知情人直接办理，不在队里派单。")
    task = Task.objects.select_related("unit").get(id=task_id)
    if task.unit_id not in by.seen_units:
        raise Problem("no-task", "这件事项现在不由您的单位办理。")
    if task.state not in OPEN_TASKS or task.role == TaskRole.CONFER.value:
        raise Problem("own-over", "这件事项已经不在本单位办理。")
    if sign and task.state == TaskState.OFFERED.value:
        if task.role == TaskRole.HELPER.value and held.matter.state != MatterState.WORKING.value:
            raise Problem("lead-unsigned", "主办单位还没有签收，签收后协办才能开始。")
        accept(matter_id=row, by=by, at=at)
        held = held_as_begun(Matter.objects.select_for_update().get(id=row))
        task = Task.objects.select_related("unit").get(id=task_id)
        if task.state == TaskState.OFFERED.value:
            raise Problem("task-unsigned", "请先签收。")
    return held, task


def tell_parts(held: Held, units: set[UUID], *, by: Viewer, at: datetime) -> None:
    """Tell the people of parts of a station that something waits for them."""
    tell_of(held.matter, NoticeKind.DISPATCHED, by, at, units=units)


def give_own(held: Held, task: Task, staff_id: UUID | None, *, by: Viewer, at: datetime) -> None:
    """Give a share to somebody of the unit, or to nobody in particular; refuses whoever may not do it again."""
    if staff_id is not None and staff_id == task.barred:
        raise Problem("other-hands-assign", "这件事项由这个人办结后要求重办，请指派给其他人。")
    if task.assignee_id == staff_id:
        return
    task.assignee_id = staff_id
    task.save(update_fields=["assignee"])
    if staff_id is None:
        return
    enter(held, Move.ASSIGN, by, at, task=task, codes={"staff": str(staff_id)})
    settle(held, None)
    tell_of(held.matter, NoticeKind.ASSIGNED, by, at, staff={staff_id})
