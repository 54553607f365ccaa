"""Personal fields of tellers: kept under the matter's key, found by exact value, shown for a stated purpose."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault import keys, rules
from fengqiao.vault.actions.keyring import index_key, keys_for, new_data_keys
from fengqiao.vault.models import BlindIndex, PersonalRecord
from fengqiao.vault.queries import data_keys, groups_in, in_group, without_key
from fengqiao.vault.terms import PersonalGroup

TO_MATTER, TO_REPORT = 1, 2


@dataclass(frozen=True, slots=True)
class Teller:
    """The personal fields of one telling, by code of the kind's field."""

    report_id: UUID
    matter_id: UUID
    fields: Mapping[str, str] = field(default_factory=dict)


def keep_personal(tellers: Sequence[Teller], *, at: datetime, new_matters: Collection[UUID] = ()) -> None:
    """Encrypt and keep the personal fields of tellings, empty ones left out. Part of the caller's action.

    Each of `new_matters` gets its data key: its words lie under it in backups, also where nobody left a name.
    """
    known = new_data_keys(new_matters, at)
    filled = []
    for teller in tellers:
        fields = {code: value.strip() for code, value in teller.fields.items() if value and value.strip()}
        if fields:
            filled.append((teller, fields))
    if filled:
        known |= keys_for({teller.matter_id for teller, _ in filled} - known.keys(), at)
        _write(filled, known, at)


def drop_personal(report_ids: Collection[UUID]) -> None:
    """Take away the personal fields of some tellings, with what finds them. Part of the caller's action."""
    PersonalRecord.objects.filter(report_id__in=set(report_ids)).delete()
    BlindIndex.objects.filter(report_id__in=set(report_ids)).delete()


def change_personal(*, teller: Teller, drop: Collection[str], at: datetime) -> None:
    """Keep fields of one telling in place of those of the codes in `drop`; what else is known of it stays. Part of the caller's action."""
    row = PersonalRecord.objects.select_for_update().filter(report_id=teller.report_id).first()
    known = opened(row, data_keys({row.matter_id})[row.matter_id]) if row else {}
    stays = {code: value for code, value in known.items() if code not in drop}
    drop_personal([teller.report_id])
    keep_personal([Teller(teller.report_id, teller.matter_id, {**stays, **teller.fields})], at=at)


def _write(filled: Sequence[tuple[Teller, dict[str, str]]], known: Mapping[UUID, bytes], at: datetime) -> None:
    index = index_key(at)
    rows, entries = [], []
    for teller, fields in filled:
        rows.append(
            PersonalRecord(
                report_id=teller.report_id,
                matter_id=teller.matter_id,
                sealed=_sealed(known[teller.matter_id], teller.matter_id, teller.report_id, fields),
                masked=rules.masked(fields),
                bound=TO_REPORT,
            )
        )
        entries += index_entries(index, teller.matter_id, teller.report_id, fields)
    PersonalRecord.objects.bulk_create(rows, batch_size=500)
    BlindIndex.objects.bulk_create(entries, batch_size=500)


def index_entries(index: bytes, matter_id: UUID, report_id: UUID, fields: Mapping[str, str]) -> list[BlindIndex]:
    """Return the rows of the blind index for one telling's fields (not saved)."""
    found = {}
    for code, value in fields.items():
        kind = rules.kind_of(code)
        form = rules.normal(kind, value)
        if form:
            found[kind, form] = keys.digest(index, kind.value, form)
    return [
        BlindIndex(matter_id=matter_id, report_id=report_id, digest=digest, kind=kind.value)
        for (kind, _form), digest in found.items()
    ]


def _sealed(key: bytes, matter_id: UUID, report_id: UUID, fields: Mapping[str, str]) -> bytes:
    text = json.dumps(dict(fields), ensure_ascii=False).encode()
    return keys.seal(key, matter_id.bytes + report_id.bytes, text)


def opened(row: PersonalRecord, key: bytes) -> dict[str, str]:
    """Return the fields in a record in clear."""
    bound = row.matter_id.bytes + (row.report_id.bytes if row.bound == TO_REPORT else b"")
    return cast("dict[str, str]", json.loads(keys.unseal(key, bound, bytes(row.sealed))))


def move_tellers(*, report_ids: Iterable[UUID], to_matter: UUID, at: datetime) -> None:
    """Seal the personal fields of tellings anew under the key of the matter they now belong to (joining and parting).

    Part of the caller's action.
    """
    rows = list(PersonalRecord.objects.filter(report_id__in=set(report_ids)).exclude(matter_id=to_matter))
    if not rows:
        return
    old = data_keys({row.matter_id for row in rows})
    new = keys_for({to_matter}, at)[to_matter]
    for row in rows:
        fields = opened(row, old[row.matter_id])
        row.matter_id, row.bound = to_matter, TO_REPORT
        row.sealed = _sealed(new, to_matter, row.report_id, fields)
    PersonalRecord.objects.bulk_update(rows, ["matter_id", "sealed", "bound"], batch_size=200)
    BlindIndex.objects.filter(report_id__in=[row.report_id for row in rows]).update(matter_id=to_matter)


@transaction.atomic
def bind_first_records(*, limit: int, at: datetime) -> int:
    """Bind records of the first edition to their telling and index them, so many at a time; returns how many it was."""
    rows = list(PersonalRecord.objects.filter(bound=TO_MATTER).select_for_update().order_by("report_id")[:limit])
    if not rows:
        return 0
    known, index = data_keys({row.matter_id for row in rows}), index_key(at)
    entries = []
    for row in rows:
        fields = opened(row, known[row.matter_id])
        row.sealed, row.bound = _sealed(known[row.matter_id], row.matter_id, row.report_id, fields), TO_REPORT
        entries += index_entries(index, row.matter_id, row.report_id, fields)
    PersonalRecord.objects.bulk_update(rows, ["sealed", "bound"], batch_size=100)
    BlindIndex.objects.filter(report_id__in=[row.report_id for row in rows]).delete()
    BlindIndex.objects.bulk_create(entries, batch_size=500)
    return len(rows)


@transaction.atomic
def make_missing_keys(matter_ids: Collection[UUID], *, at: datetime) -> int:
    """Make data keys for matters of the first edition that have none; returns how many."""
    return len(new_data_keys(without_key(matter_ids), at))


@transaction.atomic
def unmask(
    *,
    report_id: UUID,
    groups: Collection[PersonalGroup],
    purpose: str,
    open_task: bool,
    by: Viewer,
    at: datetime,
    own: bool = False,
) -> dict[str, str]:
    """Return personal fields of one telling in clear, recording who looked at which, for which purpose (a reason's code).

    Refuses without the right, or where the viewer's unit has no open task in the matter. `own`: the work is in the
    viewer's own hands, for which the narrower right is enough.
    """
    may = by.may(Right.UNMASK) or (own and by.may(Right.UNMASK_OWN))
    if not may or not open_task:
        raise Problem("unmask-denied", "只有正在办理此事项的人员可以查看联系方式。")
    row = PersonalRecord.objects.filter(report_id=report_id).first()
    asked = [group for group in groups_in(row.masked) if group in groups] if row else []
    if row is None or not asked:
        raise Problem("personal-none", "这件事项没有留下联系方式。")
    clear = opened(row, data_keys({row.matter_id})[row.matter_id])
    record_deed(
        EventKind.PERSONAL_UNMASKED,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.matter_id,
        attributes={"purpose": purpose, "groups": ".".join(group.value for group in asked), "report": str(report_id)},
    )
    return in_group(clear, asked)
