"""Filling in what a kind asks about its activities; texts and what is personal lie sealed, and go with their term."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.actions.writing import hold, kinds_at, leading, save, tell
from fengqiao.duties.models import Activity, Particulars
from fengqiao.duties.queries import leads, proofs_of, said_of
from fengqiao.duties.rules.particulars import Value, in_clear, lacking, missing, read, why_not_proven
from fengqiao.duties.terms import ActivityState, AskedAt
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys, seal_words


def keep(row: Activity, kind: DutyKind | None, said: Mapping[str, str], by: Viewer, at: datetime) -> bool:
    """Keep what was typed about an activity beside what is there; says whether anything changed. Refuses as `read` does.

    Part of the caller's action, which holds the activity.
    """
    fields = {each.code: each for each in kind.fields} if kind else {}
    typed = read(list(fields.values()), said)
    found = said_of([row.id]).get(row.id)
    old = dict(found.values) if found else {}
    values: dict[str, Value] = {code: value for code, value in {**old, **typed}.items() if value is not None}
    if values == old:
        return False
    if found and found.erased:
        raise Problem("field-erased", "保存期限已满，这次的内容已经销毁。")
    clear = {code: value for code, value in values.items() if code in fields and in_clear(fields[code])}
    words = {code: value for code, value in values.items() if code not in clear}
    own, _made = Particulars.objects.get_or_create(activity=row, defaults={"said_by": by.staff_id, "said_at": at})
    make_missing_keys([own.id], at=at)
    own.given, own.said_by, own.said_at = clear, by.staff_id, at
    own.sealed = seal_words(owner_id=own.id, row_id=own.id, words=json.dumps(words), at=at) if words else b""
    own.save()
    return True


@transaction.atomic
def fill_in(
    *, activity_id: UUID, said: Mapping[str, str], by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Fill in what the kind asks about an activity that is not over; what is empty is taken out.

    Refuses those who do not lead it, one that is over, an older state, what `read` refuses, and no change.
    """
    row = hold(activity_id, by, seen_version)
    if not leads(by, row, leading(row, at)):
        raise denied()
    if row.state != ActivityState.PLANNED.value:
        raise Problem("duty-over", "这次活动已经结束或者取消。")
    if not keep(row, kinds_at(at).get(row.kind), said, by, at):
        raise Problem("field-none", "没有改动。")
    save(row)
    tell(EventKind.DUTY_FILLED, row, by, at, measures={"fields": len(said)})


def finish(
    row: Activity, kind: DutyKind | None, said: Mapping[str, str], by: Viewer, at: datetime, *, lack: bool
) -> str:
    """Keep what is asked at the end of an activity that was held; returns whether all that proves it is there, as a code.

    Refuses what has to be filled in and is not, and (unless `lack`: it ends all the same) what has to be there and is not.
    """  # fmt: skip
    if kind is None:
        return ""
    keep(row, kind, said, by, at)
    found = said_of([row.id]).get(row.id)
    refusal = missing(kind.fields, found.values if found else {}, set(AskedAt))
    left = lacking(kind.proofs, proofs_of([row.id])[row.id]) if kind.proofs else {}
    refusal = refusal or (None if lack else why_not_proven(left))
    if refusal:
        raise refusal
    return ("no" if left else "yes") if kind.proofs else ""


@transaction.atomic
def erase_particulars(*, particulars_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of what was filled in (the caller says whose term is over); numbers and choices stay. Returns of how many."""
    rows = Particulars.objects.select_related("activity").filter(id__in=set(particulars_ids), erased_at__isnull=True)
    due = due_for_destruction(rows)
    ids = [row.id for row in due]
    if not ids:
        return 0
    destroy(ids, at=at)
    Particulars.objects.filter(id__in=ids).update(sealed=b"", erased_at=at)
    for row in due:
        tell(EventKind.DUTY_FORGOTTEN, row.activity, by, at, measures={"subjects": 1})
    return len(due)
