"""Which role may what, as a table: a right more or less is a decision that shows up here."""

from __future__ import annotations

import pytest

from fengqiao.orgs.policy import RIGHTS
from fengqiao.orgs.terms import Right, Role

R = Right
DESK = {
    R.TAKE_IN,
    R.IMPORT,
    R.ROUTE,
    R.HANDLE,
    R.ASSIGN,
    R.REOPEN,
    R.ASK_AFTER,
    R.EXPORT,
    R.OVERVIEW,
    R.UNMASK,
    R.INSPECT,
    R.ORGANISE,
}
MAY = {
    Role.DUTY_DESK: DESK,
    Role.CHIEF: DESK | {R.SUPERVISE, R.DEPUTE, R.AUDIT},
    Role.DISPATCHER: DESK | {R.PUBLISH},
    Role.OFFICER: {R.TAKE_IN, R.HANDLE, R.ASK_AFTER, R.UNMASK, R.INSPECT, R.ORGANISE},
    Role.HANDLER: {R.HANDLE, R.ASSIGN, R.EXPORT, R.UNMASK, R.INSPECT, R.ORGANISE},
    Role.ASSISTANT: {R.TAKE_IN, R.HANDLE, R.ASK_AFTER, R.UNMASK_OWN},
    Role.SUPERVISOR: {
        R.SUPERVISE,
        R.ROUTE,
        R.REOPEN,
        R.ASK_AFTER,
        R.EXPORT,
        R.OVERVIEW,
        R.PUBLISH,
        R.AUDIT,
        R.INSPECT,
        R.ORGANISE,
    },
    Role.GRID_WORKER: {R.TAKE_IN, R.HANDLE, R.UNMASK_OWN},
    Role.SECRETARY: {R.ORGANISE, R.UNMASK_OWN},
    Role.VOLUNTEER: {R.TAKE_IN},
    Role.MEMBER: set(),
    Role.ADMINISTRATOR: {R.PUBLISH, R.ADMINISTER, R.DEPUTE},
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_this_and_nothing_else(role: Role) -> None:
    assert RIGHTS[role].may == MAY[role] | {R.READ_RULES}


def test_every_right_is_somebodys() -> None:
    assert {right for rights in RIGHTS.values() for right in rights.may} == set(Right)


def test_those_who_supervise_do_not_handle_unless_they_lead_a_station() -> None:
    both = {role for role, rights in RIGHTS.items() if {R.SUPERVISE, R.HANDLE} <= rights.may}
    assert both == {Role.CHIEF}


def test_whole_areas_are_seen_by_those_who_answer_for_them_alone() -> None:
    assert {role for role, rights in RIGHTS.items() if rights.by_area} == {Role.DISPATCHER, Role.SUPERVISOR}
    assert {role for role, rights in RIGHTS.items() if not rights.by_subtree} == {
        Role.SECRETARY, Role.VOLUNTEER, Role.MEMBER, Role.ADMINISTRATOR,
    }  # fmt: skip


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        RIGHTS[Role.VOLUNTEER] = RIGHTS[Role.CHIEF]  # type: ignore[index]
