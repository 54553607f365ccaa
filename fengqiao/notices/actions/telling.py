"""Writing notices down: one row for each recipient and way, in the transaction of the deed that causes them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.channels import channels
from fengqiao.notices.models import Notice, NoticeTaste
from fengqiao.notices.queries import plan_at
from fengqiao.notices.rules import Plan, first_try
from fengqiao.notices.terms import Address, NoticeKind, NoticeState, Page, Way
from fengqiao.orgs.actions import hold_people
from fengqiao.orgs.queries import Viewer, at_desks, unit_codes
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import limit_on
from fengqiao.vault.actions import seal_until_sent
from fengqiao.vault.queries import with_phone

# What comes many at a time is told once: “87 are waiting”.
MANY = {NoticeKind.OFFERED: NoticeKind.OFFERED_MANY, NoticeKind.TRIAGE: NoticeKind.TRIAGE_MANY}
ONE_OF = {many: one for one, many in MANY.items()}
SAME_LOAD = timedelta(hours=12)  # what comes later than that is told anew, though the first was never read


@dataclass(frozen=True, slots=True)
class About:
    """What a notice may say of a matter: number and codes, no word of what was told.

    `page`: which page it opens, with the id there, where that is not the matter's. A finding stands in the place of a matter.
    """

    matter_id: UUID
    number: str
    kind: str
    area_id: UUID | None = None
    urgent: bool = False
    sealed: bool = False
    due: datetime | None = None
    page: tuple[Page, UUID] | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One thing to be told: to the desks of units (`chiefs`: and those who lead them), to staff, to tellers (by telling).

    `only`: of a sealed matter those who are named in it; nobody else hears, and nothing leaves the platform.
    """

    kind: NoticeKind
    about: About
    units: frozenset[UUID] = frozenset()
    chiefs: bool = False
    staff: frozenset[UUID] = frozenset()
    tellers: tuple[UUID, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[UUID] | None = None

    def as_codes(self) -> dict[str, str]:
        """Return what the row holds of it."""
        about = self.about
        found = {"number": about.number, "kind": about.kind}
        if about.area_id:
            found["area"] = str(about.area_id)
        if about.due:
            found["due"] = about.due.astimezone(UTC).isoformat()
        if about.page:
            found |= {"page": about.page[0].value, "at": str(about.page[1])}
        return {**found, **self.codes}


def tell(news: Sequence[News], *, by: Viewer, at: datetime) -> None:
    """Write notices down; whoever does the deed is not told of it. Part of the caller's action."""
    if not news:
        return
    plan = plan_at(at)
    staff = _staff_of(news, by, at)
    tastes = _tastes({each for some in staff for each in some})
    rows: list[Notice] = []
    many: dict[tuple[UUID, NoticeKind], list[News]] = {}
    for each, some in zip(news, staff, strict=True):
        for staff_id in some:
            if each.kind in MANY and not each.about.urgent:
                many.setdefault((staff_id, each.kind), []).append(each)
            else:
                rows += _for_staff(each, staff_id, tastes, plan, at)
    for (staff_id, kind), gathered in many.items():
        if len(gathered) <= plan.one_by_one:
            for each in gathered:
                rows += _for_staff(each, staff_id, tastes, plan, at)
        else:
            rows += _as_one(staff_id, MANY[kind], len(gathered), tastes, plan, at)
    rows += _for_groups(news, plan, at)
    rows += _for_tellers(news, plan, at)
    Notice.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def tell_today(kind: NoticeKind, counts: Mapping[UUID, int], *, by: Viewer, at: datetime) -> int:
    """Tell people once a day, from the pack's hour on, how many of something there are (a kind of DAILY), by staff; returns how many were told now."""
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if not counts or timezone.localtime(at).hour < limit_on("notice.daily_hour", at):
        return 0
    hold_people(counts)
    told = Notice.objects.filter(kind=kind.value, way=Way.INBOX.value, staff_id__in=set(counts), made_at__gte=since)
    left = set(counts) - set(told.values_list("staff_id", flat=True)) - {by.staff_id}
    plan, tastes, rows = plan_at(at), _tastes(left), list[Notice]()
    for staff_id in sorted(left):
        rows.append(_plain(kind, Way.INBOX, plan, at, staff_id=staff_id, count=counts[staff_id]))
        taste = tastes.get(staff_id)
        if taste and kind.value in taste.email_kinds:
            rows.append(_plain(kind, Way.EMAIL, plan, at, staff_id=staff_id, count=counts[staff_id]))
    Notice.objects.bulk_create(rows, batch_size=500)
    return len(left)


def _staff_of(news: Sequence[News], by: Viewer, at: datetime) -> list[list[UUID]]:
    """Return for each of the news the staff who hear it, each once."""
    plain = at_desks({unit for each in news if not each.chiefs for unit in each.units}, at=at)
    led = at_desks({unit for each in news if each.chiefs for unit in each.units}, at=at, also=(Role.CHIEF,))
    found = []
    for each in news:
        desks = led if each.chiefs else plain
        some = dict.fromkeys([*each.staff, *(one for unit in sorted(each.units) for one in desks.get(unit, ()))])
        some.pop(by.staff_id, None)
        found.append([one for one in some if each.only is None or one in each.only])
    return found


def _tastes(staff_ids: Collection[UUID]) -> dict[UUID, NoticeTaste]:
    return NoticeTaste.objects.exclude(email="").in_bulk(staff_ids) if staff_ids else {}


def _for_staff(
    each: News, staff_id: UUID, tastes: Mapping[UUID, NoticeTaste], plan: Plan, at: datetime
) -> Iterable[Notice]:
    """The line in somebody's inbox, and the mail where they want one."""
    yield _row(each, Way.INBOX, plan, at, staff_id=staff_id)
    taste = tastes.get(staff_id)
    if taste and each.kind.value in taste.email_kinds and each.only is None:
        yield _row(each, Way.EMAIL, plan, at, staff_id=staff_id)


def _as_one(
    staff_id: UUID, kind: NoticeKind, count: int, tastes: Mapping[UUID, NoticeTaste], plan: Plan, at: datetime
) -> Iterable[Notice]:
    """One line for many, or more on the line that nobody has read yet."""
    unread = Notice.objects.filter(
        staff_id=staff_id, way=Way.INBOX.value, kind=kind.value, read_at__isnull=True, made_at__gt=at - SAME_LOAD
    )
    last = unread.order_by("-made_at", "-id").values_list("id", flat=True).first()
    if last and Notice.objects.filter(id=last, read_at__isnull=True).update(count=F("count") + count):
        return
    yield _plain(kind, Way.INBOX, plan, at, staff_id=staff_id, count=count)
    taste = tastes.get(staff_id)
    if taste and ONE_OF[kind].value in taste.email_kinds:
        yield _plain(kind, Way.EMAIL, plan, at, staff_id=staff_id, count=count)


def _for_groups(news: Sequence[News], plan: Plan, at: datetime) -> list[Notice]:
    """A message in the group of each unit that has a robot there."""
    found, wanted = channels(), {unit for each in news for unit in each.units if each.only is None}
    if not wanted or not found.has_groups():
        return []
    codes = unit_codes(wanted)
    reached = {unit for unit in wanted if found.problem or found.group_of(codes.get(unit, "")) is not None}
    rows, loads = [], dict[tuple[UUID, NoticeKind], list[News]]()
    for each in news:
        for unit in sorted(each.units & reached) if each.only is None else ():
            if each.kind in MANY and not each.about.urgent:
                loads.setdefault((unit, each.kind), []).append(each)
            else:
                rows.append(_row(each, Way.GROUP, plan, at, unit_id=unit))
    for (unit, kind), some in loads.items():
        if len(some) <= plan.one_by_one:
            rows += [_row(each, Way.GROUP, plan, at, unit_id=unit) for each in some]
        else:
            rows.append(_plain(MANY[kind], Way.GROUP, plan, at, unit_id=unit, count=len(some)))
    return rows


def _for_tellers(news: Sequence[News], plan: Plan, at: datetime) -> list[Notice]:
    """A message to each teller who left a number, where the pack lets this be told of this kind of matter."""
    told = [
        each
        for each in news
        if each.tellers
        and not each.about.sealed
        and each.kind.value in plan.tell
        and each.about.kind not in plan.not_told
    ]
    if not told:
        return []
    reached = with_phone(report for each in told for report in each.tellers)
    return [
        _row(each, Way.SMS, plan, at, report_id=report) for each in told for report in each.tellers if report in reached
    ]


def _row(
    each: News,
    way: Way,
    plan: Plan,
    at: datetime,
    *,
    staff_id: UUID | None = None,
    unit_id: UUID | None = None,
    report_id: UUID | None = None,
) -> Notice:
    row = _plain(each.kind, way, plan, at, urgent=each.about.urgent, staff_id=staff_id, unit_id=unit_id)
    row.report_id = report_id
    row.matter_id, row.codes = each.about.matter_id, each.as_codes()
    return row


def _plain(
    kind: NoticeKind,
    way: Way,
    plan: Plan,
    at: datetime,
    *,
    urgent: bool = False,
    count: int = 1,
    staff_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> Notice:
    """A notice not yet saved; the inbox is where it arrives by being written."""
    inbox = way is Way.INBOX
    return Notice(
        id=new_id(),
        kind=kind.value,
        way=way.value,
        count=count,
        urgent=urgent,
        made_at=at,
        state=(NoticeState.SENT if inbox else NoticeState.QUEUED).value,
        next_at=None if inbox else first_try(at, kind, way, plan, timezone.get_default_timezone(), urgent=urgent),
        ended_at=at if inbox else None,
        staff_id=staff_id,
        unit_id=unit_id,
    )


def send(
    *,
    kind: NoticeKind,
    to: Address,
    about: About,
    by: Viewer,
    at: datetime,
    link: str = "",
    codes: Mapping[str, str] = {},
) -> UUID:
    """Write down a notice to an address that the caller has; returns its id, by which its state can be asked for.

    Refuses a way that has no addresses, and an empty address. Part of the caller's action.
    """
    if to.way not in (Way.EMAIL, Way.SMS) or not to.to.strip() or len(to.to) > 200 or any(c in to.to for c in "\r\n\0"):
        raise Problem("notice-address", "收件地址不对，请核对后再发。")
    row = _row(News(kind, about, codes=codes), to.way, plan_at(at), at, unit_id=to.unit_id)
    words = json.dumps({"to": to.to.strip(), "link": link})
    row.sealed = seal_until_sent(matter_id=about.matter_id, bound=row.id, words=words, at=at)
    row.save(force_insert=True)
    return row.id


@transaction.atomic
def send_test(*, way: Way, by: Viewer, at: datetime, staff_id: UUID | None = None, unit_id: UUID | None = None) -> UUID:
    """Write down a test message: to one's own mailbox, or to the group of a unit; it goes at once, also in quiet hours."""
    if way is Way.EMAIL and staff_id and not NoticeTaste.objects.filter(staff_id=staff_id).exclude(email="").exists():
        raise Problem("notice-mailbox", "请先填写邮箱并保存，再发测试。")
    row = _plain(NoticeKind.TEST, way, plan_at(at), at, urgent=True, staff_id=staff_id, unit_id=unit_id)
    row.next_at = at
    row.save(force_insert=True)
    record_deed(EventKind.NOTICE_TESTED, by, at, unit_id=by.unit_id, subject_id=row.id, attributes={"way": way.value})
    return row.id
