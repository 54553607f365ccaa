"""Taking a request in with its items, the authorisation to act for somebody, and seeing who it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fengqiao.catalogue.errand import ErrandKind
from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.errands.actions.writing import TEXT, hold, save, tell
from fengqiao.errands.models import Authorisation, Errand, ErrandItem, ErrandLine, ErrandSeries
from fengqiao.errands.queries import errand_for, looks_at
from fengqiao.errands.rules.course import due_after, soon_after
from fengqiao.errands.terms import ErrandWay, Giver, ItemState
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, directory, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Teller, keep_personal, unmask
from fengqiao.vault.terms import PersonalGroup

CALENDAR, LETTERS = "china", "DB"
MOST_ITEMS, LONGEST = 12, 366
# Who asked by these ways was there when it was taken in.
TOLD_BY = {
    ErrandWay.POST: "visit", ErrandWay.ROAD: "visit", ErrandWay.PHONE: "phone", ErrandWay.FAMILY: "family",
}  # fmt: skip
FIELDS = ("person_name", "teller_phone", "person_id_number", "person_address", "family_name", "family_phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewErrand:
    """A request: items by kind, for whom (`FIELDS`), and the id of the button pressed, by which twice is once."""

    press: UUID
    way: str
    kinds: Sequence[str]
    personal: Mapping[str, str] = field(default_factory=dict)
    area_id: UUID | None = None
    text: str = ""


def may_take(by: Viewer) -> bool:
    """Say whether somebody may take requests in: they will run them, so they must be able to handle."""
    return by.may(Right.TAKE_IN) and by.may(Right.HANDLE)


@transaction.atomic
def take(*, wanted: NewErrand, by: Viewer, at: datetime) -> UUID:
    """Take a request in; whoever takes it runs it, their unit keeps it. Sent twice it is one. Returns its id."""
    if not may_take(by):
        raise denied()
    there = Errand.objects.filter(id=wanted.press, runner=by.staff_id).first()
    if there is not None:
        return there.id
    if wanted.way not in set(ErrandWay):
        raise Problem("errand-way", "请选择是怎么来的。")
    kinds, personal = checked(wanted, at)
    published = pack_on(at)
    try:
        with transaction.atomic():
            row = Errand.objects.create(
                id=wanted.press, number=next_number(at), edition_id=published.edition_id, unit_id=by.unit_id, area_id=wanted.area_id,
                way=wanted.way, text=fitted(wanted.text, TEXT), runner_id=by.staff_id, taken_at=at,
            )  # fmt: skip
    except IntegrityError:  # the other press was quicker
        there = Errand.objects.filter(id=wanted.press, runner=by.staff_id).first()
        if there is None:
            raise Problem("errand-unknown", "没有这件代办，或者您无权查看。") from None
        return there.id
    keep_personal([Teller(row.id, row.id, personal)], at=at, new_matters=[row.id])
    told = TOLD_BY.get(ErrandWay(wanted.way), "")
    for item in add_items(row, kinds, published.pack, at):
        ErrandLine.objects.create(
            item=item, errand=row, step=item.step, at=at, staff_id=by.staff_id, told=told, told_at=at if told else None
        )
    tell(EventKind.ERRAND_TAKEN, row, by, at, measures={"items": len(kinds)})
    return row.id


def checked(wanted: NewErrand, at: datetime) -> tuple[list[str], dict[str, str]]:
    """Return the items of a request, each once, and whom it is for; refuses what the pack does not know, nobody, no such place."""
    known, kinds = pack_on(at).pack.errands.kinds, list(dict.fromkeys(wanted.kinds))
    if not kinds or len(kinds) > MOST_ITEMS or not set(kinds) <= set(known):
        raise Problem("errand-kinds", "请选要办的事，最多 {limit} 项。", limit=MOST_ITEMS)
    personal = {code: fitted(wanted.personal.get(code, ""), 120) for code in FIELDS}
    if not personal["person_name"]:
        raise Problem("errand-person", "请写是给谁办。")
    if wanted.area_id is not None and wanted.area_id not in directory(at=at).places:
        raise Problem("area-unknown", "请从列表里选所在村社。")
    return kinds, personal


def term_of(kind: ErrandKind, pack: Pack, at: datetime) -> dict[str, datetime]:
    """Return when an item that begins now is due, and when its runner is to be reminded of that."""
    due = due_after(kind, at, pack.calendars[CALENDAR], timezone.get_default_timezone())
    share = known(pack, "errands.remind_share", timezone.localdate(at)).number
    return {"due_at": due, "soon_at": soon_after(at, due, share)}


def add_items(row: Errand, kinds: Sequence[str], pack: Pack, at: datetime) -> list[ErrandItem]:
    """Write the items of a request down, each at its first step. Part of the caller's action."""
    made = [
        ErrandItem(
            errand=row, place=place, kind=code, step=pack.errands.kinds[code].steps[0], state=ItemState.OPEN.value,
            **term_of(pack.errands.kinds[code], pack, at),
        )
        for place, code in enumerate(kinds, 1)
    ]  # fmt: skip
    return ErrandItem.objects.bulk_create(made)


def next_number(at: datetime) -> str:
    """Return the next number of the day: DB20261126-001. Part of the caller's action."""
    prefix = f"{LETTERS}{timezone.localdate(at):%Y%m%d}"
    ErrandSeries.objects.bulk_create([ErrandSeries(prefix=prefix)], ignore_conflicts=True)
    series = ErrandSeries.objects.select_for_update().get(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{series.last:03d}"


@transaction.atomic
def authorise(
    *, errand_id: UUID, giver: str, kinds: Collection[str], until: date, signed: bool, by: Viewer, at: datetime
) -> None:
    """Keep a signed authorisation: who gave it, for which items, until when. Refuses what is not signed, or not an item of it."""
    row, today = hold(errand_id, by), timezone.localdate(at)
    if giver not in set(Giver):
        raise Problem("authorisation-giver", "请选择是谁授权。")
    if not kinds or not set(kinds) <= set(row.items.values_list("kind", flat=True)):
        raise Problem("authorisation-items", "请选授权办哪几项。")
    if not today <= until <= today + timedelta(days=LONGEST):
        raise Problem("authorisation-until", "授权期限从今天起，最长一年。")
    if not signed:
        raise Problem("unsigned", "还没有签字，不能记下。")
    Authorisation.objects.create(
        errand=row, giver=giver, kinds=sorted(kinds), until=until, signed_at=at, staff_id=by.staff_id
    )
    save(row)
    tell(EventKind.ERRAND_AUTHORISED, row, by, at, attributes={"giver": giver}, measures={"items": len(set(kinds))})


@transaction.atomic
def pass_on(*, errand_id: UUID, staff_id: UUID, by: Viewer, at: datetime) -> None:
    """Let somebody else of the unit run an errand. Authorisations end: they were given to whoever ran it; papers stay where they are.

    Refuses an errand that is over, and somebody who is not of the unit that keeps it, or who ended it when it was not solved.
    """
    row = hold(errand_id, by)
    if row.ended_at is not None:
        raise Problem("errand-over", "这件代办已经办完。")
    if staff_id in {row.runner_id, row.barred} or staff_id not in {
        each for each, _name in staff_in(row.unit_id, at=at)
    }:
        raise Problem("errand-runner", "请选本单位的另一个人。")
    row.runner_id = staff_id
    row.authorisations.filter(ended_at__isnull=True).update(ended_at=at)
    save(row)
    tell(EventKind.ERRAND_PASSED, row, by, at)


@transaction.atomic
def look(*, errand_id: UUID, purpose: str, by: Viewer, at: datetime) -> Mapping[str, str]:
    """Return whom an errand is for in clear, for a purpose that is recorded, while it is open, and to those who ask after its end.

    Whoever runs it, or of its unit asks after it, needs no more than the right to see what is in their own hands; others need that to unmask.
    """
    row = errand_for(by, errand_id)
    if row is None:
        raise Problem("errand-unknown", "没有这件代办，或者您无权查看。")
    if pack_on(at).pack.reason(ReasonUse.UNMASK, purpose) is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    looks = looks_at(row, by, at=at)
    return unmask(
        report_id=row.id,
        groups=list(PersonalGroup),
        purpose=purpose,
        open_task=looks.open_,
        by=by,
        at=at,
        own=looks.own,
    )
