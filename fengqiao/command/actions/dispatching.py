"""Dispatch: a share given to a part of the station, offered by one part to another, taken or turned down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from fengqiao.command.actions.writing import SHORT, tell
from fengqiao.command.models import Dispatch
from fengqiao.command.queries.dispatches import Room, dispatch_for, in_part
from fengqiao.command.queries.stations import commands
from fengqiao.command.rules.dispatching import Suggestion, why_not_reason
from fengqiao.command.terms import DispatchState
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Held, give_own, hold_own, tell_parts
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, directory, staff_in
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.matters.models import Task

HELD, OFFERED = DispatchState.HELD.value, DispatchState.OFFERED.value


@transaction.atomic
def dispatch(
    *,
    task_id: UUID,
    part_id: UUID,
    staff_id: UUID | None,
    reason: str,
    by: Viewer,
    at: datetime,
    seen: UUID | None = None,
    on_duty: Collection[UUID] = (),
) -> UUID:
    """Give a station's share to one of its parts, and to somebody there; signs for it where that is still to be done.

    `seen`: who held it when the form was shown; refuses where somebody dispatched it in between. What goes to another
    part than the table says needs words. Returns the dispatch.
    """
    words = fitted(reason, SHORT)
    held, task = hold_own(task_id, by=by, at=at, sign=False)
    if not commands(by, task.unit_id):
        raise denied()
    units = directory(at=at)
    part = _part(units, task.unit_id, part_id)
    rows = list(Dispatch.objects.select_for_update(of=("self",)).filter(task=task, state__in=(HELD, OFFERED)))
    current = next((row for row in rows if row.state == HELD), None)
    if (current.id if current else None) != seen:
        raise Problem("dispatch-changed", "这件事项刚由别人派出，页面已更新，请看过最新情况再操作。")
    if current is not None and (current.part_id, current.staff_id) == (part.id, staff_id):
        raise Problem("dispatch-same", "已经派给他们了。")
    if staff_id is not None and staff_id not in {each for each, _name in staff_in(part.id, at=at)}:
        raise Problem("dispatch-person", "只能派给这个队在岗的人员。")
    published = pack_on(at)
    station = units.units[task.unit_id]
    room = Room(station, units, published.pack, at=at, on_duty=on_duty)
    found, who = room.suggest(held.matter, task.role)
    refusal = why_not_reason(None if current else found, part.part, words)
    if refusal:
        raise refusal
    if current is not None and not words:
        raise Problem("dispatch-again", "改派要写明理由。")
    held, task = hold_own(task_id, by=by, at=at, sign=True)
    give_own(held, task, staff_id, by=by, at=at)
    for row in rows:
        row.state, row.ended_at = DispatchState.WITHDRAWN.value, at
        row.save(update_fields=["state", "ended_at"])
    return _keep(held, task, part, staff_id, words, current, found, who, published.edition_id, by=by, at=at)


def _keep(
    held: Held,
    task: Task,
    part: UnitCard,
    staff_id: UUID | None,
    words: str,
    current: Dispatch | None,
    found: Suggestion | None,
    who: UUID | None,
    edition_id: UUID,
    *,
    by: Viewer,
    at: datetime,
) -> UUID:
    """Write a dispatch with why, tell the part where nobody in particular was named, and record it."""
    decision = found.decision if found else None
    followed = found is not None and found.part == part.part
    made = Dispatch.objects.create(
        matter=held.matter,
        task=task,
        station_id=task.unit_id,
        part_id=part.id,
        staff_id=staff_id,
        state=HELD,
        edition_id=edition_id,
        table_version=decision.version if decision else "",
        row=decision.row.id if decision else "",
        decision={**decision.as_record(), "who": str(who) if who else ""} if decision else {},
        followed=followed,
        reason=words,
        made_by=by.staff_id,
        made_at=at,
        taken_by=by.staff_id,
        taken_at=at,
        before=current,
    )
    if staff_id is None:
        tell_parts(held, {part.id}, by=by, at=at)
    attributes = {
        "part": part.part,
        "followed": "yes" if followed else "no",
        "again": "yes" if current else "no",
        "role": task.role,
        "urgent": "yes" if held.matter.urgent else "no",
        **({"row": decision.row.id} if decision else {}),
    }
    waited = {} if current else {"seconds": max(int((at - task.opened_at).total_seconds()), 0)}
    tell(held.matter, EventKind.DISPATCHED, task.unit_id, by, at, attributes=attributes, measures=waited)
    return made.id


def _part(units: Directory, station_id: UUID, part_id: UUID) -> UnitCard:
    part = next((card for card in units.parts_of(station_id) if card.id == part_id), None)
    if part is None:
        raise Problem("dispatch-part", "请选择本所的队或室。")
    return part


@transaction.atomic
def offer(*, dispatch_id: UUID, part_id: UUID, reason: str, by: Viewer, at: datetime) -> UUID:
    """Offer what a part holds to another (移交), in words; it goes on holding it until the other takes it.

    Refuses whoever is neither of the part nor decides in the station, and a second offer beside one that waits.
    """
    words = fitted(reason, SHORT)
    seen = _seen(dispatch_id, by)
    held, task = hold_own(seen.task_id, by=by, at=at, sign=False)
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("part").get(id=dispatch_id)
    if row.state != HELD:
        raise Problem("offer-over", "这件事项已经不在这个队手上。")
    if not (in_part(by, row) or commands(by, row.station_id)):
        raise denied()
    part = _part(directory(at=at), row.station_id, part_id)
    if part.id == row.part_id:
        raise Problem("dispatch-same", "已经派给他们了。")
    if not words:
        raise Problem("offer-reason", "请写明为什么移交。")
    if Dispatch.objects.filter(task=task, state=OFFERED).exists():
        raise Problem("offer-waits", "已经提出移交，等对方接收。")
    made = Dispatch.objects.create(
        matter=held.matter, task=task, station_id=row.station_id, part_id=part.id, state=OFFERED,
        edition_id=row.edition_id, reason=words, made_by=by.staff_id, made_at=at, before=row,
    )  # fmt: skip
    tell_parts(held, {part.id}, by=by, at=at)
    attributes = {"part": row.part.part, "to": part.part}
    tell(held.matter, EventKind.TEAM_OFFERED, row.station_id, by, at, attributes=attributes)
    return made.id


@transaction.atomic
def take(*, dispatch_id: UUID, by: Viewer, at: datetime) -> None:
    """Take what another part offers; from then on this part holds it, and whoever takes it does it."""
    held, row = _offered(dispatch_id, by, at)
    first = Dispatch.objects.select_for_update(of=("self",)).select_related("part").get(id=_before_of(row))
    first.state, first.ended_at = DispatchState.PASSED.value, at
    first.save(update_fields=["state", "ended_at"])
    own = by.staff_id if by.staff_id in {each for each, _name in staff_in(row.part_id, at=at)} else None
    row.state, row.staff_id, row.taken_by, row.taken_at = HELD, own, by.staff_id, at
    row.save(update_fields=["state", "staff", "taken_by", "taken_at"])
    give_own(held[0], held[1], own, by=by, at=at)
    _tell_end(EventKind.TEAM_TAKEN, held[0], row, first, by, at)


@transaction.atomic
def refuse(*, dispatch_id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Turn down what another part offers, in words; it stays where it is."""
    words = fitted(reason, SHORT)
    held, row = _offered(dispatch_id, by, at)
    if not words:
        raise Problem("refuse-reason", "请写明为什么不接收。")
    row.state, row.ended_at, row.reason = DispatchState.REFUSED.value, at, f"{row.reason}\n{words}"
    row.save(update_fields=["state", "ended_at", "reason"])
    first = Dispatch.objects.select_related("part").get(id=_before_of(row))
    tell_parts(held[0], {first.part_id}, by=by, at=at)
    _tell_end(EventKind.TEAM_REFUSED, held[0], row, first, by, at)


def _seen(dispatch_id: UUID, by: Viewer) -> Dispatch:
    row = dispatch_for(by, dispatch_id)
    if row is None:
        raise Problem("dispatch-unknown", "没有这次派单，或者您无权查看。")
    return row


def _offered(dispatch_id: UUID, by: Viewer, at: datetime) -> tuple[tuple[Held, Task], Dispatch]:
    seen = _seen(dispatch_id, by)
    held = hold_own(seen.task_id, by=by, at=at, sign=False)
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("part").get(id=dispatch_id)
    if row.state != OFFERED:
        raise Problem("offer-answered", "这次移交已经答复过了。")
    if not in_part(by, row):
        raise Problem("take-other", "由接收的队来答复。")
    return held, row


def _before_of(row: Dispatch) -> UUID:
    assert row.before_id is not None  # noqa: S101  # an offer has one
    return row.before_id


def _tell_end(kind: EventKind, held: Held, row: Dispatch, first: Dispatch, by: Viewer, at: datetime) -> None:
    attributes = {"part": first.part.part, "to": row.part.part}
    measures = {"seconds": max(int((at - row.made_at).total_seconds()), 0)}
    tell(held.matter, kind, row.station_id, by, at, attributes=attributes, measures=measures)
