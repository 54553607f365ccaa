"""The hand-over sheet: opened for a shift, written on, signed by the one who hands over and the one who takes over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.command.actions.shifts import tell_station
from fengqiao.command.models import Duty, Handover, HandoverNote
from fengqiao.command.queries.dispatches import Room
from fengqiao.command.queries.handing import handover_for, next_of, sheet_at
from fengqiao.command.queries.shifts import pattern_of
from fengqiao.command.queries.stations import commands
from fengqiao.command.rules import handing as rules
from fengqiao.command.terms import HandoverState
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys, seal_words

NOTE = 500


@transaction.atomic
def open_sheet(*, station_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Open the sheet of the shift that runs, or return the one that is open; refuses where no shift runs."""
    if station_id not in by.seen_units:
        raise Problem("station-unknown", "没有这个派出所，或者您无权查看。")
    if not (commands(by, station_id) or Duty.objects.filter(station=station_id, staff=by.staff_id, begins_at__lte=at, ends_at__gt=at).exists()):  # fmt: skip
        raise Problem("handover-duty", "由当班的人或者指挥室开交接班单。")
    pattern = pattern_of(station_id, pack_on(at).pack.station)
    watch = rules.running(pattern, at, timezone.get_current_timezone()) if pattern else None
    if pattern is None or watch is None:
        raise Problem("handover-none", "这会儿没有班次，不用交接。")
    values = {
        "pattern": pattern.code,
        "begins_at": watch.begins,
        "ends_at": watch.ends,
        "state": HandoverState.OPEN.value,
    }
    row, made = Handover.objects.get_or_create(
        station_id=station_id, day=watch.day, shift=watch.shift.code, defaults=values
    )
    if made:
        make_missing_keys([row.id], at=at)
    return row.id


def _hold(handover_id: UUID, by: Viewer, wanted: HandoverState) -> Handover:
    if handover_for(by, handover_id) is None or not (by.may(Right.HANDLE) or by.may(Right.SUPERVISE)):
        raise Problem("handover-unknown", "没有这张交接班单，或者您无权查看。")
    row = Handover.objects.select_for_update().get(id=handover_id)
    if row.erased_at is not None:
        raise Problem("handover-erased", "这张交接班单的保存期限已满，文字已经销毁。")
    if row.state != wanted.value:
        raise Problem("handover-signed", "这张交接班单刚被签过，页面已更新，请看过最新情况再操作。")
    return row


def _of_shift(row: Handover, by: Viewer) -> bool:
    """Say whether somebody is on duty in the shift of a sheet, or decides in the station."""
    planned = Duty.objects.filter(station=row.station_id, day=row.day, shift=row.shift, staff=by.staff_id)
    return commands(by, row.station_id) or planned.exists()


@transaction.atomic
def note(*, handover_id: UUID, text: str, by: Viewer, at: datetime) -> None:
    """Write down what the next shift has to know; the words are sealed. Only while the sheet is open, and by its shift."""
    words = fitted(text, NOTE)
    row = _hold(handover_id, by, HandoverState.OPEN)
    if not _of_shift(row, by):
        raise Problem("handover-duty", "由当班的人或者指挥室开交接班单。")
    if not words:
        raise Problem("handover-words", "请写要交代的事。")
    made = HandoverNote(handover=row, made_by_id=by.staff_id, made_at=at)
    made.sealed = seal_words(owner_id=row.id, row_id=made.id, words=words, at=at)
    made.save(force_insert=True)
    tell_station(EventKind.HANDOVER_NOTED, row.station_id, row.id, by, at, {"shift": row.shift})


@transaction.atomic
def give(*, handover_id: UUID, gear: Mapping[str, int], by: Viewer, at: datetime) -> None:
    """Sign as the one who hands over: what is open is kept as it stands at this moment, and stays so."""
    row = _hold(handover_id, by, HandoverState.OPEN)
    if not _of_shift(row, by):
        raise Problem("handover-duty", "由当班的人或者指挥室开交接班单。")
    units, pack = directory(at=at), pack_on(at).pack
    refusal = rules.why_not_gear(gear, pack.station.gear)
    if refusal:
        raise refusal
    room = Room(units.units[row.station_id], units, pack, at=at)
    after = next_of(row, pack.station.patterns.get(row.pattern))
    sheet = sheet_at(by, room, row, at=at, until=after.ends if after else row.ends_at)
    row.snapshot, row.gear = sheet.as_json(), dict(gear)
    row.given_by_id, row.given_at, row.state = by.staff_id, at, HandoverState.GIVEN.value
    row.save(update_fields=["snapshot", "gear", "given_by", "given_at", "state"])
    numbers = {
        "open": sheet.open, "late": len(sheet.late), "due": len(sheet.due), "came": len(sheet.came), "closed": len(sheet.closed),
    }  # fmt: skip
    tell_station(EventKind.HANDOVER_GIVEN, row.station_id, row.id, by, at, {"shift": row.shift}, numbers)


@transaction.atomic
def take_over(*, handover_id: UUID, by: Viewer, at: datetime) -> None:
    """Sign as the one who takes over; somebody other than who handed over, of the next shift or deciding in the station."""
    row = _hold(handover_id, by, HandoverState.GIVEN)
    if row.given_by_id == by.staff_id or row.given_at is None:
        raise Problem("handover-same", "交班和接班不能是同一个人。")
    after = next_of(row, pack_on(at).pack.station.patterns.get(row.pattern))
    planned = after is not None and Duty.objects.filter(
        station=row.station_id, day=after.day, shift=after.shift.code, staff=by.staff_id
    ).exists()  # fmt: skip
    if not (planned or commands(by, row.station_id)):
        raise Problem("handover-next", "由下一班的人或者指挥室接班。")
    row.taken_by_id, row.taken_at, row.state = by.staff_id, at, HandoverState.TAKEN.value
    row.save(update_fields=["taken_by", "taken_at", "state"])
    seconds = max(int((at - row.given_at).total_seconds()), 0)
    tell_station(EventKind.HANDOVER_TAKEN, row.station_id, row.id, by, at, {"shift": row.shift}, {"seconds": seconds})


@transaction.atomic
def note_handover_print(*, handover_id: UUID, by: Viewer, at: datetime) -> None:
    """Record that a sheet was printed."""
    row = handover_for(by, handover_id)
    if row is None:
        raise Problem("handover-unknown", "没有这张交接班单，或者您无权查看。")
    tell_station(EventKind.HANDOVER_PRINTED, row.station_id, row.id, by, at, {"shift": row.shift})


@transaction.atomic
def erase_handovers(*, handover_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of sheets (the caller says whose term is over); codes, ids and numbers stay."""
    due = due_for_destruction(Handover.objects.filter(id__in=set(handover_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    destroy(ids, at=at)
    HandoverNote.objects.filter(handover__in=ids).update(sealed=b"")
    Handover.objects.filter(id__in=ids).update(erased_at=at)
    for row in due:
        tell_station(EventKind.HANDOVER_ERASED, row.station_id, row.id, by, at, {"shift": row.shift})
    return len(due)
