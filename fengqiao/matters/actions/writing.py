"""What every action shares: the row under its lock, the timeline, the clocks, the event."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from fengqiao.catalogue.model import Kind, Pack
from fengqiao.kit.clocks import Deadline, Event, Limit, Started, Stopped, deadline, events_from_json, events_to_json
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.indexing import index_again
from fengqiao.matters.models import Clock, Entry, Matter, Task
from fengqiao.matters.queries import CALENDAR, own_first, visible
from fengqiao.matters.rules.clocks import OF_LEAD, began_with, in_front, next_look
from fengqiao.matters.rules.moves import TRANSITIONS, why_not_move
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskRole
from fengqiao.orgs.queries import Directory, UnitCard, Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.actions import FileLimits

if TYPE_CHECKING:
    from decimal import Decimal

LONGEST_LINE = 5000  # characters of a line of a timeline
# What would settle whose the matter is beside a conference that is on.
SETTLED_FIRST = frozenset({Move.ROUTE, Move.TRANSFER, Move.HAND_ON, Move.RETURN, Move.CHECK, Move.CLOSE, Move.MERGE})


@dataclass(frozen=True, slots=True)
class Held:
    """A matter under its lock, with the pack that it began with."""

    matter: Matter
    pack: Pack
    kind: Kind

    def limit(self, clock: Clock) -> Limit:
        """Return the limit that one of its clocks began with."""
        return began_with(self.pack, self.kind, timezone.localdate(self.matter.received_at), clock.code, clock.kind)


def hold(matter_id: UUID, by: Viewer, right: Right, move: Move, seen_version: int | None) -> Held:
    """Lock a matter for a move; refuses strangers, missing rights, impossible moves, and pages that are out of date."""
    if not visible(by).filter(id=matter_id).exists():
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    matter = Matter.objects.select_for_update().get(id=matter_id)
    if not by.may(right):
        raise denied()
    if seen_version is not None and seen_version != matter.version:
        raise Problem("matter-changed", "这件事项刚被别人处理过，页面已更新，请看过最新情况再操作。")
    if matter.merged_into_id is not None:
        raise Problem("matter-merged", "这件事项已并入另一件，请在那件事项里办理或恢复。")
    if matter.conferring and move in SETTLED_FIRST:
        raise Problem("confer-first", "这件事项正在会商，请先作出会商结论。")
    refusal = why_not_move(MatterState(matter.state), move)
    if refusal:
        raise refusal
    return held_as_begun(matter)


def held_as_begun(matter: Matter) -> Held:
    """Return a matter that is locked already with the pack and the kind that it began with."""
    pack = pack_of(matter.edition_id).pack
    return Held(matter, pack, pack.kind_for(matter.kind, timezone.localdate(matter.received_at)))


def receiver(units: Directory, unit_id: UUID, *, centres: bool = False) -> UnitCard:
    """Return the unit that was chosen to do a matter; refuses one that does none (`centres`: those of a level do)."""
    target = units.units.get(unit_id)
    if target is None or not (target.function or (centres and target.level)):
        raise Problem("unit-unknown", "请选择承办单位。")
    return target


def task_for(
    held: Held, by: Viewer, *, states: tuple[str, ...], lead_only: bool = False, lead_first: bool = False
) -> Task:
    """Return the open task on which somebody acts: of a unit that they reach, or given to them.

    Where they reach several, that of their own unit comes before one below it (`lead_first`: the lead's before all).
    """
    tasks = [
        task
        for task in Task.objects.filter(matter=held.matter, state__in=OPEN_TASKS).select_related("unit")
        if (task.unit_id in by.seen_units or task.assignee_id == by.staff_id) and task.role != TaskRole.CONFER.value
    ]
    if lead_only:
        tasks = [task for task in tasks if task.role == TaskRole.LEAD.value]
    if not tasks:
        raise Problem("no-task", "这件事项现在不由您的单位办理。")
    fitting = [task for task in tasks if task.state in states]
    if not fitting:
        unsigned = tasks[0].state == "offered"
        message = "请先签收。" if unsigned else "已经签收过了。"
        raise Problem("task-unsigned" if unsigned else "task-signed", message)
    found = min(fitting, key=lambda task: own_first(task, by, lead_first=lead_first))
    if found.barred == by.staff_id:
        raise Problem("other-hands", "这件事项由您办结后要求重办，须由本单位其他人办理。")
    return found


def file_limits(pack: Pack, at: datetime) -> FileLimits:
    """Return the limits of files in a pack at a moment."""
    day = timezone.localdate(at)
    return FileLimits(
        int(pack.value_on("file.max_bytes", day).number),
        int(pack.value_on("file.max_pixels", day).number),
        int(pack.value_on("file.max_files", day).number),
        frozenset(pack.value_on("file.media_types", day).texts),
    )


def enter(
    held: Held,
    move: Move,
    by: Viewer,
    at: datetime,
    *,
    task: Task | None = None,
    text: str = "",
    codes: Mapping[str, object] | None = None,
) -> Entry:
    """Write one line of the timeline; refuses a text that is too long."""
    return Entry.objects.create(
        matter=held.matter,
        task_id=task.id if task else None,
        move=move.value,
        at=at,
        staff_id=by.staff_id,
        unit_id=by.unit_id,
        text=fitted(text, LONGEST_LINE),
        codes={**(codes or {}), **by.marks},
    )


def new_clock(matter: Matter, kind: Kind, pack: Pack, code: str, at: datetime, task_id: UUID | None) -> Clock | None:
    """Return a clock of a kind that starts now (not saved), or None where the kind has none of that code."""
    limit = kind.clocks.get(code)
    if limit is None:
        return None
    events = [Started(at)]
    found = deadline(limit, events, pack.calendars[CALENDAR], timezone.get_default_timezone())
    assert found.due_at is not None  # noqa: S101  # a clock that has started has dates
    assert found.soon_at is not None  # noqa: S101
    return Clock(
        matter=matter,
        task_id=task_id,
        next_at=next_look(found, 0),
        code=code,
        events=events_to_json(events),
        started_at=at,
        due_at=found.due_at,
        soon_at=found.soon_at,
        provisional=found.provisional,
    )


def start_clock(held: Held, code: str, at: datetime, task: Task | None = None) -> None:
    """Start a clock of the matter."""
    clock = new_clock(held.matter, held.kind, held.pack, code, at, task.id if task else None)
    if clock is not None:
        clock.save(force_insert=True)


def start_with_lead(held: Held, at: datetime) -> None:
    """Start what the lead's signature starts, once in each course of a matter: a new lead goes on with what runs."""
    codes = [code for code in OF_LEAD if code in held.kind.clocks]
    if codes:
        rows = Clock.objects.filter(matter=held.matter, code__in=[*codes, "finish"])
        began = list(rows.values_list("code", "started_at"))
        course = max((moment for code, moment in began if code == "finish"), default=None)
        there = {code for code, moment in began if course is not None and moment >= course}
        for code in codes:
            if code not in there:
                start_clock(held, code, at)


def tell_led(held: Held, by: Viewer, at: datetime) -> None:
    """Let what other rooms keep of a matter follow its lead, who has signed (settings.ON_LEAD). Part of an action, at its end."""
    for path in settings.ON_LEAD:
        import_string(path)(matter_id=held.matter.id, unit_id=held.matter.unit_id, by=by, at=at)


def in_time(held: Held, at: datetime, code: str, of: UUID | None) -> dict[str, str]:
    """Return for the ledger whether a running clock is kept at a moment; nothing where none runs."""
    clock = Clock.objects.filter(matter=held.matter, code=code, task_id=of, stopped_at__isnull=True).first()
    if clock is None:
        return {}
    kept: bool | None = at <= clock.due_at
    if clock.paused_at is not None:  # its date is that of the pause's beginning: the pause itself does not count
        events = events_from_json(clock.events)
        stopped = [*events, Stopped(max(at, events[-1].at))]
        kept = deadline(held.limit(clock), stopped, held.pack.calendars[CALENDAR], timezone.get_default_timezone()).kept
    return {"in_time": "yes" if kept else "no"}


def keep_clock(clock: Clock, events: Sequence[Event], found: Deadline, at: datetime, *, again: bool = True) -> None:
    """Keep a clock with what happened to it; `again`: it runs by other dates, so what was said of the old ones is over."""
    assert found.due_at is not None  # noqa: S101  # a clock that has started has dates
    assert found.soon_at is not None  # noqa: S101
    if again:
        clock.warned = sum(moment <= at for _, moment in found.warnings)
    clock.events = events_to_json(events)
    clock.due_at, clock.soon_at, clock.provisional = found.due_at, found.soon_at, found.provisional
    clock.paused_at, clock.next_at = found.paused_at, next_look(found, clock.warned)
    clock.save()


def stop_clocks(held: Held, at: datetime, *codes: str, of: Collection[UUID | None] = ()) -> dict[str, int]:
    """Stop the running clocks of the matter (of some codes; of some tasks, None standing for no task).

    Returns by code how many seconds each had run on the wall.
    """
    ran = {}
    rows = Clock.objects.filter(matter=held.matter, stopped_at__isnull=True)
    if codes:
        rows = rows.filter(code__in=codes)
    for clock in rows:
        if of and clock.task_id not in of:
            continue
        events = events_from_json(clock.events)
        # Two machines' times may differ a little: a clock never stops before its last event.
        stopped = max(at, events[-1].at)
        clock.events = events_to_json([*events, Stopped(stopped)])
        clock.stopped_at = stopped
        clock.save(update_fields=["events", "stopped_at"])
        ran[clock.code] = int((stopped - events[0].at).total_seconds())
    return ran


def settle(held: Held, move: Move | None, **changes: object) -> None:
    """Put the matter into the state that a move leads to (None: it stays), with its next date; an action's last write.

    A helper's signing has a date of its own: it is the matter's next date only where there is no other.
    """
    matter = held.matter
    state = TRANSITIONS[MatterState(matter.state), move] if move else MatterState(matter.state)
    matter.state = state.value
    for name, value in changes.items():
        setattr(matter, name, value)
    going = Clock.objects.filter(matter=matter, stopped_at__isnull=True, paused_at__isnull=True)
    running = list(going.order_by("due_at"))
    of_tasks = [each.task_id for each in running if each.task_id]  # most run for the matter itself: nothing to ask
    helpers = Task.objects.filter(id__in=of_tasks, role=TaskRole.HELPER.value)
    helping = set(helpers.values_list("id", flat=True)) if of_tasks else set()
    next_clock = in_front(state, [(each.code, each.task_id, each.due_at, each) for each in running], helping)
    matter.due_at = next_clock.due_at if next_clock else None
    matter.soon_at = next_clock.soon_at if next_clock else None
    matter.version += 1
    matter.save()
    if {"title", "place"} & changes.keys():
        index_again(matter)


def tell_ledger(
    held: Held,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int | Decimal] | None = None,
    unit_id: UUID | None = None,
) -> None:
    """Record the one event of an action; `unit_id` is the unit that it counts for, the matter's unless told."""
    matter = held.matter
    record_deed(
        kind, by, at, unit_id=unit_id or matter.unit_id, subject_id=matter.id, area_id=matter.area_id,
        own={"kind": matter.kind}, attributes=attributes, measures=measures,
    )  # fmt: skip
