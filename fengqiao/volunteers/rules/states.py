"""Where an enrolment goes from where; what of it can still be done."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fengqiao.kit.problems import Problem
from fengqiao.volunteers.terms import Step, VolunteerState

_S = VolunteerState
TRANSITIONS: Mapping[tuple[VolunteerState, Step], VolunteerState] = MappingProxyType(
    {
        (_S.APPLIED, Step.CHECK): _S.CHECKED,
        (_S.APPLIED, Step.REFUSE): _S.REFUSED,
        (_S.APPLIED, Step.LEAVE): _S.LEFT,
        (_S.CHECKED, Step.ENROL): _S.ENROLLED,
        (_S.CHECKED, Step.REFUSE): _S.REFUSED,
        (_S.CHECKED, Step.LEAVE): _S.LEFT,
        (_S.ENROLLED, Step.SUSPEND): _S.SUSPENDED,
        (_S.ENROLLED, Step.LEAVE): _S.LEFT,
        (_S.SUSPENDED, Step.RESUME): _S.ENROLLED,
        (_S.SUSPENDED, Step.LEAVE): _S.LEFT,
    }
)
FALSE_HOURS = "false_hours"  # the reason that lasts for a term
OVER = frozenset({_S.REFUSED, _S.LEFT})


def after(state: VolunteerState, step: Step) -> VolunteerState:
    """Return the state after a step; refuses a step that the state does not allow."""
    found = TRANSITIONS.get((state, step))
    if found is None:
        raise Problem("volunteer-step", "现在的状态不能这样办，请看过最新情况再操作。")
    return found


def steps_from(state: VolunteerState) -> list[Step]:
    """Return what can be done with an enrolment now."""
    return [step for (at, step) in TRANSITIONS if at is state]
