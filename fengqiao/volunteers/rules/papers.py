"""Who may sign a document's hours of before."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.volunteers.terms import PaperState


def why_not_signed(state: PaperState, asked_by: UUID, people: Collection[UUID | None], by: UUID) -> Problem | None:
    """Return why somebody does not sign a document, or None: it was answered, they handed it in, or stand in it themselves."""
    if state is not PaperState.WAITS:
        return Problem("paper-answered", "这份文件已经核签或退回。")
    if by == asked_by or by in people:
        return Problem("paper-own", "谁交的、谁的时长，都要由别人核签。")
    return None
