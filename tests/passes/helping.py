"""What the tests of passes share: a department that works by e-mail, its links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fengqiao.matters.models import Matter, Task
from fengqiao.orgs import actions as orgs
from fengqiao.passes import actions
from fengqiao.passes.terms import Deed
from tests.matters.helping import offered, share
from tests.world import NOW, unit, viewer

MAIL = "urban@county.example"


def by_mail(code: str = "dept.urban", **over: Any) -> None:
    """Let a department work by e-mail, as the county's centre says."""
    values = {"by_link": True, "mail": MAIL, "phone": "0571-8700000", "hours": "工作日 9:00–17:00"}
    orgs.set_contact(**{"unit_id": unit(code), "by": viewer("dispatcher"), "at": NOW, **values, **over})


def given(**over: Any) -> tuple[Matter, Task]:
    """A complaint offered to the department that works by e-mail, and its task."""
    by_mail()
    matter = offered(**over)
    return matter, share(matter)


def link(task: Task, at: datetime = NOW, by: str = "dispatcher") -> str:
    return actions.make_link(task_id=task.id, by=viewer(by, at), at=at)


def opened(task: Task, at: datetime = NOW) -> str:
    """Return the key of a session in which the task is open."""
    key = actions.open_link(token=link(task, at), at=at)
    assert key
    return key


def act(key: str, deed: Deed, at: datetime = NOW, **words: Any) -> None:
    actions.act_by_link(key=key, deed=deed, given={"text": "", **words}, at=at)
