"""Sixteen matters in every state, played once for a file of tests: some late, some urged, one to and fro, one sealed."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import Door
from tests.matters.helping import CLUE, FIGHT, STOLEN, again, closed, helped, offered, triage, working
from tests.world import NOW, area, unit, viewer

Many = dict[str, Matter]


def ago(**length: float) -> datetime:
    """Return a moment before NOW."""
    return NOW - timedelta(**length)


def play() -> Many:
    """Play them; returns the matters by name, as they stand at NOW."""
    found = {
        "fresh": offered(),
        "old": offered(at=ago(days=30), told_at=ago(days=30), area_id=area("TC0201")),
        "nowhere": offered(at=ago(days=2), told_at=ago(days=2), area_id=None),
        "vague": triage(at=ago(days=2), told_at=ago(days=2)),
        "vague_south": triage(at=ago(hours=3), told_at=ago(hours=3), area_id=area("TC0202")),
        "working": working(at=ago(days=1), told_at=ago(days=1), place="菜场东门"),
        "late": working(at=ago(days=40), told_at=ago(days=40), area_id=area("TC0102")),
        "urged": working(at=ago(hours=5), told_at=ago(hours=5)),
        "helped": helped(at=ago(days=4), told_at=ago(days=4)),
        "closed": closed(at=ago(days=5), told_at=ago(days=5)),
        "closed_old": closed(at=ago(days=50), told_at=ago(days=50), area_id=area("TC0201")),
        "theft": offered(by="desk.north", door=Door.COUNTER, at=ago(hours=2), told_at=ago(hours=2), **STOLEN),
        "fight": offered(at=ago(minutes=2), told_at=ago(minutes=2), **FIGHT),
        "clue": offered(by="desk.north", at=ago(hours=1), told_at=ago(hours=1), **CLUE),
        "returned": working(at=ago(days=6), told_at=ago(days=6)),
        "reopened": closed(at=ago(days=9), told_at=ago(days=9)),
    }
    actions.urge(matter_id=found["urged"].id, text="请本周办完", by=viewer("supervisor"), at=ago(hours=3))
    dispatcher, housing = viewer("dispatcher"), viewer("handler.housing")
    back = {"reason": "not_our_area", "text": ""}
    actions.give_back(matter_id=found["returned"].id, by=viewer("handler.urban"), at=ago(days=5), **back)
    actions.route(
        matter_id=found["returned"].id, unit_id=unit("dept.housing"), reason="试试", by=dispatcher, at=ago(days=4)
    )
    actions.give_back(matter_id=found["returned"].id, by=housing, at=ago(days=3), **back)
    actions.reopen(matter_id=found["reopened"].id, reason="new_facts", text="没解决", by=dispatcher, at=ago(days=1))
    actions.accept(matter_id=found["theft"].id, by=viewer("desk.north"), at=ago(hours=1))
    officer = viewer("officer.north")
    actions.assign(matter_id=found["theft"].id, staff_id=officer.staff_id, by=viewer("desk.north"), at=ago(hours=1))
    return {name: again(matter) for name, matter in found.items()}
