"""Which role may do what, and how far it sees: data, not conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fengqiao.orgs.terms import Right, Role


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do. `by_subtree`: sees the rows of its unit's subtree; `by_area`: also those of its areas."""

    may: frozenset[Right]
    by_subtree: bool = True
    by_area: bool = False


def _rights(*may: Right, by_subtree: bool = True, by_area: bool = False) -> Rights:
    return Rights(frozenset({*may, Right.READ_RULES}), by_subtree, by_area)


RIGHTS: Mapping[Role, Rights] = MappingProxyType(
    {
        Role.DUTY_DESK: _rights(
            Right.TAKE_IN,
            Right.IMPORT,
            Right.ROUTE,
            Right.HANDLE,
            Right.ASSIGN,
            Right.REOPEN,
            Right.ASK_AFTER,
            Right.EXPORT,
            Right.OVERVIEW,
            Right.UNMASK,
            Right.INSPECT,
            Right.ORGANISE,
        ),
        Role.CHIEF: _rights(
            Right.TAKE_IN,
            Right.IMPORT,
            Right.ROUTE,
            Right.HANDLE,
            Right.ASSIGN,
            Right.REOPEN,
            Right.ASK_AFTER,
            Right.EXPORT,
            Right.OVERVIEW,
            Right.SUPERVISE,
            Right.UNMASK,
            Right.DEPUTE,
            Right.AUDIT,
            Right.INSPECT,
            Right.ORGANISE,
        ),
        Role.OFFICER: _rights(
            Right.TAKE_IN, Right.HANDLE, Right.ASK_AFTER, Right.UNMASK, Right.INSPECT, Right.ORGANISE
        ),
        Role.HANDLER: _rights(Right.HANDLE, Right.ASSIGN, Right.EXPORT, Right.UNMASK, Right.INSPECT, Right.ORGANISE),
        Role.DISPATCHER: _rights(
            Right.TAKE_IN,
            Right.IMPORT,
            Right.ROUTE,
            Right.HANDLE,
            Right.ASSIGN,
            Right.REOPEN,
            Right.ASK_AFTER,
            Right.EXPORT,
            Right.OVERVIEW,
            Right.UNMASK,
            Right.PUBLISH,
            Right.INSPECT,
            Right.ORGANISE,
            by_area=True,
        ),
        Role.ASSISTANT: _rights(Right.TAKE_IN, Right.HANDLE, Right.ASK_AFTER, Right.UNMASK_OWN),
        Role.GRID_WORKER: _rights(Right.TAKE_IN, Right.HANDLE, Right.UNMASK_OWN),
        Role.SUPERVISOR: _rights(
            Right.SUPERVISE,
            Right.ROUTE,
            Right.REOPEN,
            Right.ASK_AFTER,
            Right.EXPORT,
            Right.OVERVIEW,
            Right.PUBLISH,
            Right.AUDIT,
            Right.INSPECT,
            Right.ORGANISE,
            by_area=True,
        ),
        Role.SECRETARY: _rights(Right.ORGANISE, Right.UNMASK_OWN, by_subtree=False),
        Role.VOLUNTEER: _rights(Right.TAKE_IN, by_subtree=False),
        Role.MEMBER: _rights(by_subtree=False),
        Role.ADMINISTRATOR: _rights(Right.PUBLISH, Right.ADMINISTER, Right.DEPUTE, by_subtree=False),
    }
)
