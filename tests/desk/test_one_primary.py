"""A matter's page has one primary button: where a return waits, checking it comes before closing and before routing."""

from __future__ import annotations

import re

from fengqiao.matters import actions
from tests.desk.conftest import LogIn
from tests.matters.conference import handed_back
from tests.matters.helping import called, later, offered, triage, working
from tests.world import unit, viewer

FIRST = re.compile(r'btn btn-primary btn-lg w-100"[^>]*>(?:<svg.*?</svg>)?\s*([^<]+)<', re.S)


def primaries(log_in: LogIn, login: str, matter_id: object) -> list[str]:
    page = log_in(login).get(f"/matters/{matter_id}/").content.decode()
    return [word.strip() for word in FIRST.findall(page)]


def test_one_step_leads(world: None, log_in: LogIn) -> None:
    lead = called()
    passed = {
        "unit_id": unit("dept.urban"),
        "consent": "yes",
        "text": "占道",
        "by": viewer("desk.north"),
        "at": later(hours=1),
    }
    actions.transfer(matter_id=lead.id, **passed)  # type: ignore[arg-type]
    assert primaries(log_in, "desk.north", lead.id) == ["办结"]
    back = {"reason": "not_our_duty", "text": "不是", "by": viewer("handler.urban"), "at": later(hours=2)}
    actions.give_back(matter_id=lead.id, **back)  # type: ignore[arg-type]
    assert primaries(log_in, "desk.north", lead.id) == ["核查退回"]
    assert primaries(log_in, "dispatcher", handed_back(offered(), "handler.urban").id) == ["核查退回"]
    assert primaries(log_in, "dispatcher", triage().id) == ["分流"]
    assert primaries(log_in, "handler.urban", working().id) == ["办结"]
    assert primaries(log_in, "handler.urban", offered().id) == ["签收"]
