"""The end of a matter's term: personal data, files and words destroyed; codes and numbers stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.models import Correction, Entry, Matter, Report, Routing, Sign, Tagged, Task
from fengqiao.matters.rules.retention import codes_only, open_codes, term_of
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.actions import destroy, due_for_destruction, hold_back
from fengqiao.vault.queries import keeping


def is_over(matter: Matter, pack: Pack, at: datetime) -> bool:
    """Return whether the term of a matter has ended: the day after its last day has begun."""
    if matter.state != MatterState.CLOSED.value or matter.closed_at is None:
        return False
    closed_on = timezone.localdate(matter.closed_at)
    term = term_of(pack, kind=matter.kind, result=matter.result, closed_on=closed_on)
    return timezone.localdate(at) > term.last_day


@transaction.atomic
def erase(*, matter_ids: Collection[UUID], pack: Pack, by: Viewer, at: datetime) -> int:
    """Destroy what is kept of people in those of the matters whose term is over; returns how many.

    `pack` is the one in force: its dated values say how long. Matters that are open again, held, or destroyed already
    are left alone. What other rooms keep of a matter's words goes in the same transaction (settings.ON_ERASE).
    """
    rows = due_for_destruction(Matter.objects.filter(id__in=set(matter_ids)).select_related(None))
    due = [row for row in rows if is_over(row, pack, at)]
    if not due:
        return 0
    ids = [row.id for row in due]
    gone = destroy(ids, at=at)
    take_words(due)
    for path in settings.ON_ERASE:
        import_string(path)(ids)
    record(
        NewEvent(
            kind=EventKind.PERSONAL_DESTROYED,
            happened_at=at,
            recorded_at=at,
            unit_id=row.unit_id,
            area_id=row.area_id,
            staff_id=by.staff_id,
            subject_id=row.id,
            measures={"tellers": gone[row.id].tellers, "files": gone[row.id].files},
            attributes={"kind": row.kind, "result": row.result},
        )
        for row in due
    )
    return len(due)


def take_words(matters: Iterable[Matter]) -> None:
    """Leave only codes and numbers in matters and in what belongs to them. Part of the caller's action."""
    rows = list(matters)
    ids = [row.id for row in rows]
    Correction.objects.filter(matter_id__in=ids).delete()  # without its text it teaches nothing
    Sign.objects.filter(matter_id__in=ids).delete()
    Tagged.objects.filter(matter_id__in=ids).delete()
    _strip("matters.matter", rows, {row.id: _open(row) for row in rows})
    for model in (Report, Entry, Task, Routing):
        _strip(model._meta.label_lower, list(model._default_manager.filter(matter_id__in=ids)), {})


def _open(row: Matter) -> frozenset[str]:
    kind = pack_of(row.edition_id).pack.kind_for(row.kind, timezone.localdate(row.received_at))
    return open_codes(kind)


def _strip(table: str, rows: list[Any], kept: Mapping[UUID, frozenset[str]]) -> None:
    changed: dict[type[models.Model], list[Any]] = {}
    columns: set[str] = set()
    for row in rows:
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        for column, value in codes_only(table, values, kept.get(row.pk, frozenset())).items():
            setattr(row, column, value)
            columns.add(column)
            changed.setdefault(type(row), []).append(row)
    for model, found in changed.items():
        model._default_manager.bulk_update(dict.fromkeys(found), sorted(columns), batch_size=100)


@transaction.atomic
def keep_longer(*, number: str, held: bool, by: Viewer, at: datetime) -> None:
    """Keep a matter beyond its term (a suit, an inquiry), or let its term take its course again; refuses one destroyed."""
    matter = Matter.objects.select_for_update().filter(number=number.strip()).first()
    if matter is None:
        raise Problem("matter-number", "没有编号为“{number}”的事项。", number=number)
    if keeping(matter.id).destroyed_at:
        raise Problem("matter-erased", "这件事项的保存期限已满，个人信息和文字已经销毁。")
    if not hold_back(matter.id, held=held):
        return
    record(
        [
            NewEvent(
                kind=EventKind.PERSONAL_HELD if held else EventKind.PERSONAL_RELEASED,
                happened_at=at,
                recorded_at=at,
                unit_id=matter.unit_id,
                area_id=matter.area_id,
                staff_id=by.staff_id,
                subject_id=matter.id,
                attributes={"kind": matter.kind, **by.marks},
            )
        ]
    )
