"""Every write of thanks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer, staff_in
from fengqiao.rulebook.queries import pack_on
from fengqiao.thanks.models import Thanks
from fengqiao.thanks.queries import reached, registers, retracts, thanks_for
from fengqiao.thanks.terms import ThanksKind, Wrong
from fengqiao.vault.actions import Offered, Teller, destroy, due_for_destruction, keep_files, keep_personal, unmask
from fengqiao.vault.terms import PersonalGroup

FIELDS = ("person_name", "teller_phone")
TEXT, NAME, BACK = 500, 120, 366


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThanks:
    """What was given, by whom (`FIELDS`), for whom; `press` is the id of the button pressed, by which twice is once."""

    press: UUID
    kind: str
    unit_id: UUID
    day: date
    staff_id: UUID | None = None
    text: str = ""
    personal: Mapping[str, str] = field(default_factory=dict)


def _tell(kind: EventKind, row: Thanks, by: Viewer, at: datetime, *, files: int | None = None, **codes: str) -> None:
    attributes = {"thanks": row.kind, "whom": "staff" if row.staff_id else "unit", **codes}
    measures = None if files is None else {"files": files}
    record_deed(kind, by, at, unit_id=row.unit_id, subject_id=row.id, attributes=attributes, measures=measures)


@transaction.atomic
def register(*, given: NewThanks, uploads: Sequence[Offered], by: Viewer, at: datetime) -> UUID:
    """Write a letter or banner down with its picture; refuses strangers, days to come or long gone, somebody of another unit."""
    if not registers(by) or given.unit_id not in reached(by):
        raise denied()
    there = Thanks.objects.filter(id=given.press, made_by=by.staff_id).first()
    if there is not None:
        return there.id
    if given.kind not in set(ThanksKind):
        raise Problem("thanks-kind", "请选是感谢信还是锦旗。")
    today = timezone.localdate(at)
    if not today - timedelta(days=BACK) <= given.day <= today:
        raise Problem("thanks-day", "收到的日子要在今天以前、一年之内。")
    if given.staff_id is not None and given.staff_id not in {each for each, _name in staff_in(given.unit_id, at=at)}:
        raise Problem("thanks-staff", "这个人不在所选的单位。")
    personal = {code: fitted(given.personal.get(code, ""), NAME) for code in FIELDS}
    try:
        with transaction.atomic():
            row = Thanks.objects.create(
                id=given.press, kind=given.kind, unit_id=given.unit_id, staff_id=given.staff_id, day=given.day,
                text=fitted(given.text, TEXT), made_by=by.staff_id, made_at=at,
            )  # fmt: skip
    except IntegrityError:  # the other press was quicker, or it is somebody else's
        raise Problem("thanks-there", "这一件已经登记过。") from None
    keep_personal([Teller(row.id, row.id, personal)], at=at, new_matters=[row.id])
    limits = file_limits(pack_on(at).pack, at)
    keep_files(uploads=uploads, matter_id=row.id, holder_id=row.id, limits=limits, by=by, at=at)
    _tell(EventKind.THANKS_GIVEN, row, by, at, files=len(uploads))
    return row.id


def _hold(thanks_id: UUID, by: Viewer) -> Thanks:
    if thanks_for(by, thanks_id) is None:
        raise Problem("thanks-unknown", "没有这件感谢，或者您无权查看。")
    return Thanks.objects.select_for_update().get(id=thanks_id)


@transaction.atomic
def retract(*, thanks_id: UUID, wrong: str, by: Viewer, at: datetime) -> None:
    """Take one back that was wrongly registered: it stays in the list with the reason, and counts nowhere. Once."""
    row = _hold(thanks_id, by)
    if not retracts(by, row):
        raise denied()
    if row.wrong:
        raise Problem("thanks-retracted", "这一件已经撤回。")
    if wrong not in set(Wrong):
        raise Problem("thanks-wrong", "请选为什么撤回。")
    row.wrong, row.retracted_by, row.retracted_at = wrong, by.staff_id, at
    row.save(update_fields=["wrong", "retracted_by", "retracted_at"])
    _tell(EventKind.THANKS_RETRACTED, row, by, at, wrong=wrong)


@transaction.atomic
def look(*, thanks_id: UUID, purpose: str, by: Viewer, at: datetime) -> Mapping[str, str]:
    """Return from whom it is in clear, for a purpose that is recorded; who registered it needs no more than the right to their own."""
    row = thanks_for(by, thanks_id)
    if row is None:
        raise Problem("thanks-unknown", "没有这件感谢，或者您无权查看。")
    if pack_on(at).pack.reason(ReasonUse.UNMASK, purpose) is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    near, own = row.unit_id in reached(by), row.made_by == by.staff_id
    return unmask(report_id=row.id, groups=list(PersonalGroup), purpose=purpose, open_task=near, by=by, at=at, own=own)


@transaction.atomic
def erase_thanks(*, thanks_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy words, givers and pictures (the caller says whose term is over); codes and days stay."""
    due = due_for_destruction(Thanks.objects.filter(id__in=set(thanks_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    destroy(ids, at=at)
    Thanks.objects.filter(id__in=ids).update(text="", erased_at=at)
    for row in due:
        _tell(EventKind.THANKS_ERASED, row, by, at)
    return len(due)
