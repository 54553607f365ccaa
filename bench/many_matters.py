"""Many matters, quickly: rows written straight into the tables, spread over units, areas, kinds and states as in a county.

Not for anything but measuring: no rule is asked, no event recorded. Nine in ten are closed; of the open ones a fifth are late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

BATCH, DAYS, POOL = 2000, 730, 3000
KINDS = {
    "complaint": 40, "help": 14, "police_report": 20, "dispute": 8, "police_service": 6, "consultation": 6,
    "suggestion": 5, "emergency": 1,
}  # fmt: skip
DOORS = {"phone": 45, "portal": 25, "counter": 15, "import": 10, "post": 5}


@dataclass
class _Rows:
    matters: list[Any]
    reports: list[Any]
    tasks: list[Any]


def fill(count: int, *, seed: int, now: datetime) -> None:
    """Write `count` matters, received over the two years before `now`, oldest first."""
    from django.db import transaction

    from fengqiao.matters import models

    for rows in _batches(count, Random(seed), now):
        with transaction.atomic():
            models.Matter.objects.bulk_create(rows.matters, batch_size=BATCH)
            models.Report.objects.bulk_create(rows.reports, batch_size=BATCH)
            models.Task.objects.bulk_create(rows.tasks, batch_size=BATCH)
            _after(rows)


def _after(rows: _Rows) -> None:
    """What the product keeps beside a matter besides these rows."""


def _batches(count: int, rng: Random, now: datetime) -> Iterator[_Rows]:
    from fengqiao.orgs.queries import directory
    from fengqiao.rulebook.queries import pack_on
    from fengqiao.site.demo.county import read_county
    from fengqiao.site.demo.texts import TellingMaker

    desk, pack = directory(at=now), pack_on(now)
    pool = TellingMaker(seed := rng.randrange(10**6), read_county()).make(POOL)
    areas = {place.code: place.id for place in desk.places.values()}
    top = next(place.id for place in desk.places.values() if len(place.above) == 1)
    kinds = [code for code in KINDS if code in pack.pack.kinds]
    assert kinds, seed
    staff = _staff_by_unit()
    weights = [KINDS[code] for code in kinds]
    doors, door_weights = list(DOORS), list(DOORS.values())
    per_day, day, serial = max(count // DAYS, 1), None, 0
    rows = _Rows([], [], [])
    for n in range(count):
        at = now - timedelta(days=DAYS) + timedelta(days=DAYS) * ((n + rng.random()) / count)
        if at.date() != day:
            day, serial = at.date(), 0
        serial += 1
        told = pool[rng.randrange(POOL)]
        area_id = areas.get(told.area or "")
        kind = rng.choices(kinds, weights)[0]
        function = "police" if kind in ("police_report", "emergency", "police_service") else told.function
        unit = desk.unit_for(function, area_id or top) or desk.unit_for("centre", area_id or top)
        assert unit is not None
        _one(rows, rng, n, at, now, serial, told, area_id, kind, unit.id, rng.choices(doors, door_weights)[0], desk, pack, staff)  # fmt: skip
        if len(rows.matters) == BATCH:
            yield rows
            rows = _Rows([], [], [])
    assert per_day
    if rows.matters:
        yield rows


def _staff_by_unit() -> dict[Any, list[Any]]:
    from fengqiao.orgs.models import Post

    found: dict[Any, list[Any]] = {}
    for unit_id, staff_id in Post.objects.values_list("unit_id", "staff_id"):
        found.setdefault(unit_id, []).append(staff_id)
    return found


def _state(rng: Random, age: timedelta) -> str:
    if rng.random() < (0.985 if age.days > 60 else 0.3 if age.days < 4 else 0.85):
        return "closed"
    return rng.choices(("triage", "offered", "working"), (1, 3, 8))[0]


def _one(
    rows: _Rows, rng: Random, n: int, at: datetime, now: datetime, serial: int, told: Any, area_id: Any, kind: str,
    unit_id: Any, door: str, desk: Any, pack: Any, staff: Any,
) -> None:  # fmt: skip
    from fengqiao.kit.identifiers import matter_number, new_id
    from fengqiao.matters.models import Matter, Report, Task

    state = _state(rng, now - at)
    centre = desk.unit_for("centre", area_id)
    if state == "triage":
        unit_id = centre.id
    closed_at = min(at + timedelta(hours=rng.randrange(2, 200)), now) if state == "closed" else None
    due = None if state == "closed" else at + timedelta(hours=rng.randrange(24, 24 * 30)) if (now - at).days > 60 else now + timedelta(hours=rng.randrange(-40, 160))  # fmt: skip
    matter = Matter(
        id=new_id(), number=matter_number("FX", at.date(), serial), kind=kind, edition_id=pack.edition_id,
        title=told.title or told.text[:40], state=state, urgent=kind == "emergency" or rng.random() < 0.01,
        unit_id=unit_id, area_id=area_id, place=told.place[:120], topic=told.topic, door=door, received_at=at,
        accepted_at=at if state in ("working", "closed") else None, closed_at=closed_at,
        result="answered" if closed_at else "", due_at=due, soon_at=due and due - timedelta(hours=12),
        urged=state != "closed" and rng.random() < 0.03, returned=rng.choices((0, 1, 2), (90, 8, 2))[0],
    )  # fmt: skip
    rows.matters.append(matter)
    rows.reports.append(
        Report(
            id=new_id(), matter=matter, door=door, title=matter.title, text=told.text, told_at=at, received_at=at,
            source="bench", outside_ref=str(n), digest="", taken_by=new_id(), taken_unit_id=centre.id,
        )
    )  # fmt: skip
    if state != "triage":
        stage = {"offered": "offered", "working": "working", "closed": "done"}[state]
        people = staff.get(unit_id)
        assignee = rng.choice(people) if people and stage != "offered" and rng.random() < 0.5 else None
        rows.tasks.append(Task(id=new_id(), matter=matter, role="lead", unit_id=unit_id, state=stage, assignee_id=assignee, opened_at=at, ended_at=closed_at))  # fmt: skip
    if rng.random() < 0.12 and centre.id != unit_id:
        rows.tasks.append(Task(id=new_id(), matter=matter, role="copy", unit_id=centre.id, state="noted", opened_at=at))
    if rng.random() < 0.08 and state in ("working", "closed"):
        other = rng.choice([card for card in desk.receivers() if card.id not in (unit_id, centre.id)])
        stage = "working" if state == "working" else "done"
        rows.tasks.append(Task(id=new_id(), matter=matter, role="helper", unit_id=other.id, state=stage, opened_at=at, ended_at=closed_at))  # fmt: skip
