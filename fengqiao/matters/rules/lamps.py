"""The lamp of a matter: what its next clock says now."""

from __future__ import annotations

from datetime import datetime

from fengqiao.matters.terms import Lamp, MatterState


def lamp(state: MatterState, due_at: datetime | None, soon_at: datetime | None, now: datetime) -> Lamp:
    """Return DONE for a closed matter, WAIT without a running clock, else LATE, SOON or OK; a due moment itself is kept."""
    if state is MatterState.CLOSED:
        return Lamp.DONE
    if due_at is None or soon_at is None:
        return Lamp.WAIT
    if now > due_at:
        return Lamp.LATE
    return Lamp.SOON if now >= soon_at else Lamp.OK
