"""Giving a matter another kind (改种类): what it is held to from then on, with no time lost that has run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.model import Kind
from fengqiao.kit.clocks import deadline, events_from_json
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.amending import in_reach
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    hold,
    keep_clock,
    settle,
    start_clock,
    stop_clocks,
    tell_ledger,
)
from fengqiao.matters.models import Clock
from fengqiao.matters.queries import CALENDAR, what_ends_first
from fengqiao.matters.rules.clocks import newer_rule
from fengqiao.matters.rules.reclassing import Rewound, fields_kept, rewound, why_not_reclass
from fengqiao.matters.terms import MatterState, Move
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right


@transaction.atomic
def reclass(
    *, matter_id: UUID, kind: str, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Give a matter another kind of its edition, with a reason in words; it stays where it is, with whoever has it.

    Running clocks go by the new kind's terms, counted from their start; fields that mean nothing there are taken out and
    stand in the timeline. Those may who work on it or route it. Refuses sealed kinds and a kind that it has already.
    """
    right = Right.HANDLE if by.may(Right.HANDLE) else Right.ROUTE
    held = hold(matter_id, by, right, Move.RECLASS, seen_version)
    matter, old = held.matter, held.kind
    if matter.id not in in_reach([matter], by):
        raise Problem("no-task", "这件事项现在不由您的单位办理。")
    refusal = why_not_reclass(held.pack, old, kind, text) or what_ends_first(matter_id, old.code)
    if refusal:
        raise refusal
    new = held.pack.kind_for(kind, timezone.localdate(matter.received_at))
    fields, gone = fields_kept(new, matter.fields)
    done = _rewind(held, new, at)
    taken_out = [[f"field.{code}", str(matter.fields[code]), ""] for code in gone]
    codes = {"was": old.code, "kind": new.code, **({"changes": taken_out} if taken_out else {})}
    enter(held, Move.RECLASS, by, at, text=text, codes=codes)
    step = matter.step if new.step(matter.step) else ""
    settle(held, Move.RECLASS, kind=new.code, fields=fields, step=step, urgent=new.urgent)
    tell_ledger(
        replace(held, kind=new),
        EventKind.MATTER_RECLASSED,
        by,
        at,
        attributes={"was": old.code, "urgent": "yes" if new.urgent else "no"},
        measures={"clocks": len(done.changed) + len(done.stopped) + len(done.started)},
    )


def _rewind(held: Held, new: Kind, at: datetime) -> Rewound:
    """Let the clocks go by another kind; each remembers the kind that it began with."""
    clocks = Clock.objects.filter(matter=held.matter)
    clocks.filter(kind="").update(kind=held.kind.code)
    running = list(clocks.filter(stopped_at__isnull=True))
    done = rewound(new, {clock.code for clock in running}, MatterState(held.matter.state))
    calendar, zone = held.pack.calendars[CALENDAR], timezone.get_default_timezone()
    if done.stopped:
        stop_clocks(held, at, *done.stopped)
    for clock in (each for each in running if each.code in done.changed):
        events, limit = events_from_json(clock.events), held.limit(clock)
        change = newer_rule(clock.code, deadline(limit, events, calendar, zone), new, max(at, events[-1].at))
        if change is None:
            continue
        try:
            after = deadline(limit, [*events, change], calendar, zone)
        except Problem:  # an extension was granted in the old unit, and stays
            continue
        keep_clock(clock, [*events, change], after, at)
    for code in done.started:
        start_clock(replace(held, kind=new), code, at)
    return done
