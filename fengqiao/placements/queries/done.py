"""What those placed did: their own entries, and the activities of planned work to which they came."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.duties.queries import Served, served
from fengqiao.duties.terms import Family
from fengqiao.placements.models import Placement, PlacementEntry
from fengqiao.placements.rules.course import Done


def done_of_each(rows: Collection[Placement], pack: Pack) -> dict[UUID, Done]:
    """Return what was done in each placement by id (two queries, however many they are)."""
    return {key: done for key, (done, _came) in _each(rows, pack).items()}


def _each(rows: Collection[Placement], pack: Pack) -> dict[UUID, tuple[Done, list[Served]]]:
    entries: dict[UUID, list[tuple[str, int, int]]] = {}
    for placement, deed, times, minutes in PlacementEntry.objects.filter(placement__in=[row.id for row in rows]).values_list(
        "placement", "deed", "times", "minutes"
    ):  # fmt: skip
        entries.setdefault(placement, []).append((deed, times, minutes))
    came = _served(rows)
    return {row.id: (_done(entries.get(row.id, []), came[row.id], pack), came[row.id]) for row in rows}


def done_of(row: Placement, pack: Pack) -> tuple[Done, list[Served]]:
    """Return what was done in a placement, and the activities to which they came, the latest first."""
    return _each([row], pack)[row.id]


def _served(rows: Collection[Placement]) -> Mapping[UUID, list[Served]]:
    if not rows:
        return {}
    begins = {row.id: _moment(row, first=True) for row in rows}
    until = {row.id: _moment(row, first=False) for row in rows}
    every = served(staff_ids={row.staff_id for row in rows}, families=set(Family), since=min(begins.values()))
    by_person: dict[UUID, list[Served]] = {}
    for each in every:
        by_person.setdefault(each.staff_id, []).append(each)
    return {
        row.id: [each for each in by_person.get(row.staff_id, ()) if begins[row.id] <= each.starts < until[row.id]]
        for row in rows
    }


def _moment(row: Placement, *, first: bool) -> datetime:
    day = row.first if first else row.last + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))


def _done(entries: list[tuple[str, int, int]], came: list[Served], pack: Pack) -> Done:
    times: dict[str, int] = {}
    minutes, deeds, kinds = 0, pack.placements.deeds, pack.duties.kinds
    for deed, count, length in entries:
        times[deed] = times.get(deed, 0) + count
        minutes += length if deed in deeds and deeds[deed].study else 0
    minutes += sum(each.minutes for each in came if each.kind in kinds and kinds[each.kind].hours)
    return Done(len(entries), times, minutes, len(came))
