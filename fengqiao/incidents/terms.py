"""Terms of joint incidents."""

from __future__ import annotations

from enum import StrEnum


class JointState(StrEnum):
    """Where a joint incident stands."""

    RUNNING = "running"
    ENDED = "ended"


class JointStep(StrEnum):
    """How far a party is: 通知, 签收, 出发, 到场, 撤收; each at a moment of its own."""

    TOLD = "told"
    SIGNED = "signed"
    LEFT = "left"
    ARRIVED = "arrived"
    DONE = "done"


class JointMove(StrEnum):
    """What happens in a joint incident; each is a line of its timeline."""

    OPEN = "open"
    CALL = "call"
    STEP = "step"
    STAND_DOWN = "stand_down"
    LEAD = "lead"
    REPORT = "report"
    POSITION = "position"
    END = "end"


STEPS = tuple(JointStep)
