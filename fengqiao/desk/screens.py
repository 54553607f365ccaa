"""Which role begins where: the address of its first screen."""

from __future__ import annotations

from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Role

QUEUE = "queue"  # where those begin who live in the list
FIRST = {
    Role.CHIEF: "first-station",
    Role.OFFICER: "first-today",
    Role.SUPERVISOR: "first-units",
    Role.ASSISTANT: "first-tell",
    Role.GRID_WORKER: "first-tell",
    Role.VOLUNTEER: "first-tell",
    Role.SECRETARY: "first-doors",
    Role.MEMBER: "first-doors",
    Role.ADMINISTRATOR: "first-doors",
}


def first_of(viewer: Viewer) -> str:
    """Return the name of the address of a viewer's first screen."""
    return FIRST.get(viewer.post.role, QUEUE)
