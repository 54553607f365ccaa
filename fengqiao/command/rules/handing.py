"""The hand-over sheet by rule: which shift hands over, to which; what of the open matters goes on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from fengqiao.catalogue.station import ShiftPattern
from fengqiao.command.rules.shifts import Watch, watches
from fengqiao.kit.problems import Problem

WAITING, OFFERED = "waiting", "offered"
MOST_GEAR = 9999


def running(pattern: ShiftPattern, at: datetime, zone: tzinfo) -> Watch | None:
    """Return the shift that runs at a moment; None in a gap between two."""
    day = at.astimezone(zone).date()
    near = [watch for n in (-1, 0) for watch in watches(pattern, day + timedelta(days=n), zone)]
    return next((watch for watch in near if watch.begins <= at < watch.ends), None)


def following(pattern: ShiftPattern, watch: Watch, zone: tzinfo) -> Watch:
    """Return the shift that takes over from another."""
    near = [each for n in (0, 1, 2) for each in watches(pattern, watch.day + timedelta(days=n), zone)]
    return min((each for each in near if each.begins >= watch.ends), key=lambda each: each.begins)


@dataclass(frozen=True, slots=True)
class Open:
    """An open matter of the station: who has it (a bin), its date, whether that is past."""

    matter_id: UUID
    bin: str
    due_at: datetime | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a shift hands over: open matters by bin, those late, those due in the next shift, what came and was closed."""

    bins: Mapping[str, Sequence[UUID]] = field(default_factory=dict)
    late: Sequence[UUID] = ()
    due: Sequence[UUID] = ()
    came: Sequence[UUID] = ()
    closed: Sequence[UUID] = ()
    duty: Mapping[str, Sequence[UUID]] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """How many matters are handed over."""
        return sum(len(ids) for ids in self.bins.values())

    def as_json(self) -> dict[str, object]:
        """Return the sheet as it is kept: codes and ids."""
        return {
            "bins": {code: [str(each) for each in ids] for code, ids in self.bins.items()},
            "duty": {code: [str(each) for each in ids] for code, ids in self.duty.items()},
            **{name: [str(each) for each in getattr(self, name)] for name in ("late", "due", "came", "closed")},
        }


def sheet_from(kept: Mapping[str, Any]) -> Sheet:
    """Return the sheet that was kept."""
    bins, duty = ({code: _ids(each) for code, each in kept.get(name, {}).items()} for name in ("bins", "duty"))
    late, due, came, closed = (_ids(kept.get(name, ())) for name in ("late", "due", "came", "closed"))
    return Sheet(bins, late, due, came, closed, duty)


def _ids(some: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in some)


def sheet_of(
    rows: Sequence[Open],
    came: Sequence[UUID],
    closed: Sequence[UUID],
    duty: Mapping[str, Sequence[UUID]],
    *,
    at: datetime,
    until: datetime,
) -> Sheet:
    """Return what is handed over at a moment to a shift that lasts until another."""
    bins: dict[str, list[UUID]] = {}
    for row in rows:
        bins.setdefault(row.bin, []).append(row.matter_id)
    dated = sorted((row for row in rows if row.due_at), key=lambda row: (row.due_at, str(row.matter_id)))
    late = [row.matter_id for row in dated if row.due_at and row.due_at <= at]
    due = [row.matter_id for row in dated if row.due_at and at < row.due_at <= until]
    return Sheet(bins, late, due, came, closed, duty)


def why_not_gear(gear: Mapping[str, int], known: Mapping[str, object]) -> Problem | None:
    """Return why numbers of equipment cannot be kept, or None."""
    if not all(code in known and 0 <= count <= MOST_GEAR for code, count in gear.items()):
        return Problem("handover-gear", "装备的数量要填整数。")
    return None
