"""The events of a clock as JSON, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from fengqiao.kit.clocks.limits import STEP_OF, Changed, Event, Extended, Paused, Resumed, Started, Stopped
from fengqiao.kit.problems import Problem

_EVENT_OF = {kind.value: event for event, kind in STEP_OF.items()}
_FIELDS: Mapping[type[Event], Mapping[str, type]] = {
    Started: {},
    Paused: {"reason": str},
    Resumed: {},
    Extended: {"amount": int, "approver": str, "reason": str},
    Changed: {"amount": int, "unit": str, "source": str, "day_ends": str},
    Stopped: {},
}


def events_to_json(events: Iterable[Event]) -> list[dict[str, object]]:
    """Return the events as JSON objects: `event` (its code), `at` (ISO 8601 in UTC) and the event's own fields."""
    return [
        {"event": STEP_OF[type(event)].value, **asdict(event), "at": event.at.astimezone(UTC).isoformat()}
        for event in events
    ]


def events_from_json(data: object) -> tuple[Event, ...]:
    """Return the events of a JSON list as `events_to_json` writes it; refuses (Problem) anything else."""
    if not isinstance(data, list):
        raise Problem("clock_json", "时限事件须为列表")
    return tuple(_event(entry, row) for row, entry in enumerate(data, start=1))


def _event(entry: object, row: int) -> Event:
    """One event of a JSON list."""
    kind = entry.get("event") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(kind, str) or kind not in _EVENT_OF:
        raise Problem("clock_json_event", "第{row}个时限事件不认识：{event}", row=row, event=kind)
    made = _EVENT_OF[kind]
    fields = _FIELDS[made]
    if entry.keys() != {"event", "at", *fields} or any(type(entry[key]) is not fields[key] for key in fields):
        raise Problem("clock_json_fields", "第{row}个时限事件的内容不全或类型不对", row=row)
    try:
        at = datetime.fromisoformat(entry["at"])
    except (TypeError, ValueError):
        raise Problem("clock_json_time", "第{row}个时限事件的时间写法不对：{at}", row=row, at=entry["at"]) from None
    return made(at, **{key: entry[key] for key in fields})
