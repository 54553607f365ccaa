"""Every write of enterprises."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.enterprises.models import Activity, Enterprise, EnterpriseSheet, Officer, Trouble
from fengqiao.enterprises.queries import enterprise_for, may_contact, visible_enterprises
from fengqiao.enterprises.rules.sheets import EnterpriseRow
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned, fitted
from fengqiao.ledger.actions import NewEvent, deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import matter_for
from fengqiao.notices.actions import About, News, tell
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.actions import add_companies
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_in, venue_named
from fengqiao.orgs.terms import Line, Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault import shelf
from fengqiao.vault.actions import Teller, drop_personal, keep_personal, unmask
from fengqiao.vault.terms import PersonalGroup

NOON = time(12)
SHEET, KEPT = "sheet", timedelta(days=7)
NAME, PHONE = "contact_name", "contact_phone"


def _event(
    row: Enterprise,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    area_id: UUID | None = None,
    happened_at: datetime | None = None,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> NewEvent:
    return deed(
        kind, by, at, unit_id=row.unit_id, subject_id=row.id, area_id=area_id or row.venue.area_id,
        happened_at=happened_at, own={"sector": row.sector}, attributes=attributes, measures=measures,
    )  # fmt: skip


def _hold(enterprise_id: UUID, by: Viewer, seen_version: int | None = None) -> Enterprise:
    """Lock an enterprise; refuses strangers, missing rights and pages that are out of date."""
    if not by.may(Right.INSPECT):
        raise denied()
    if not visible_enterprises(by).filter(id=enterprise_id).exists():
        raise Problem("enterprise-unknown", "没有这家企业，或者您无权查看。")
    row = Enterprise.objects.select_for_update().get(id=enterprise_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("enterprise-changed", "这家企业刚被别人改过，页面已更新，请看过最新情况再操作。")
    return row


def _save(row: Enterprise) -> None:
    row.version += 1
    row.save()


def _unit_for(area_id: UUID, by: Viewer, units: Directory) -> UUID:
    """The unit that looks after an enterprise: one's own where the police are at work, else the station of the place."""
    own = units.units.get(by.unit_id)
    if own is not None and own.line == Line.POLICE.value and by.seen_units and by.unit_id in by.seen_units:
        return own.id
    found = units.unit_for("police", area_id)
    return found.id if found else by.unit_id


@transaction.atomic
def add_enterprises(*, rows: Sequence[EnterpriseRow], since: date | None, by: Viewer, at: datetime) -> tuple[int, int]:
    """Register enterprises; one with a credit code that is there already is left as it is. Returns (new, known)."""
    if not by.may(Right.INSPECT):
        raise denied()
    units = directory(at=at)
    given = {row.credit: row for row in rows}
    there = set(Enterprise.objects.filter(credit__in=list(given)).values_list("credit", flat=True))
    fresh = [row for credit, row in given.items() if credit not in there]
    if not fresh:
        return 0, len(rows)
    venues = add_companies([(row.credit, row.name, row.area_id) for row in fresh])
    made = [
        Enterprise(
            id=new_id(),
            venue_id=venues[row.credit],
            credit=row.credit,
            sector=row.sector,
            people=row.people,
            unit_id=_unit_for(row.area_id, by, units),
            since=since,
            contact_at=at if row.contact_name or row.contact_phone else None,
            made_by=by.staff_id,
            made_at=at,
        )
        for row in fresh
    ]
    Enterprise.objects.bulk_create(made, batch_size=500)
    tellers = [
        Teller(each.id, each.id, {NAME: row.contact_name, PHONE: row.contact_phone})
        for each, row in zip(made, fresh, strict=True)
    ]
    keep_personal(tellers, at=at, new_matters=[each.id for each in made])
    joined = {"joined": "yes" if since else "no"}
    record(
        _event(each, EventKind.ENTERPRISE_ADDED, by, at, area_id=row.area_id, attributes=joined)
        for each, row in zip(made, fresh, strict=True)
    )
    return len(fresh), len(rows) - len(fresh)


@transaction.atomic
def set_enterprise(
    *,
    enterprise_id: UUID,
    unit_id: UUID | None,
    officers: Collection[UUID],
    room_id: UUID | None,
    since: date | None,
    until: date | None,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Say who looks after an enterprise, which police room is inside, and from when until when it is in the alliance.

    Leaving the alliance takes its contact person away for good.
    """
    row = _hold(enterprise_id, by, seen_version)
    unit = directory(at=at).units.get(unit_id) if unit_id else None
    if unit is None:
        raise Problem("enterprise-unit", "请选择负责联系的单位。")
    people = {staff for staff, _ in staff_in(unit.id, at=at)}
    if not set(officers) <= people:
        raise Problem("enterprise-officers", "请从负责联系的单位里选联系民警。")
    if room_id and venue_named(room_id) is None:
        raise Problem("finding-venue", "请从名单里选场所或企业。")
    if until is not None and (since is None or until < since):
        raise Problem("enterprise-dates", "退出的日子不能早于加入的日子。")
    left = until is not None and until <= timezone.localdate(at)
    row.unit_id, row.room_id, row.since, row.until = unit.id, room_id, since, until
    if left and row.contact_at:
        drop_personal([row.id])
        row.contact_at = None
    _save(row)
    Officer.objects.filter(enterprise=row).exclude(staff__in=officers).delete()
    kept = set(Officer.objects.filter(enterprise=row).values_list("staff_id", flat=True))
    Officer.objects.bulk_create([Officer(enterprise=row, staff_id=each) for each in sorted(set(officers) - kept)])
    attributes = {"joined": "yes" if since and not left else "no", "room": "yes" if room_id else "no"}
    record(
        [
            _event(
                row, EventKind.ENTERPRISE_SET, by, at, attributes=attributes, measures={"officers": len(set(officers))}
            )
        ]
    )


@transaction.atomic
def set_contact(
    *, enterprise_id: UUID, name: str, phone: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Keep who is to be asked for at an enterprise, sealed; nothing given takes it away. Refuses all but those who answer for it."""
    row = _hold(enterprise_id, by, seen_version)
    if not may_contact(by, row):
        raise Problem("contact-denied", "只有联系民警和负责联系的单位可以看、可以改联系人。")
    given = {NAME: cleaned(name)[:40], PHONE: cleaned(phone)[:30]}
    drop_personal([row.id])
    keep_personal([Teller(row.id, row.id, given)], at=at)
    row.contact_at = at if any(given.values()) else None
    _save(row)
    record([_event(row, EventKind.ENTERPRISE_CONTACT, by, at, attributes={"kept": "yes" if row.contact_at else "no"})])


@transaction.atomic
def see_contact(*, enterprise_id: UUID, purpose: str, by: Viewer, at: datetime) -> Mapping[str, str]:
    """Return the contact person in clear for a purpose, and record who looked."""
    row = enterprise_for(by, enterprise_id)
    if row is None:
        raise Problem("enterprise-unknown", "没有这家企业，或者您无权查看。")
    return unmask(
        report_id=row.id, groups=list(PersonalGroup), purpose=purpose, open_task=may_contact(by, row), by=by, at=at
    )


@transaction.atomic
def serve(*, enterprise_id: UUID, service: str, day: date, audience: int, text: str, by: Viewer, at: datetime) -> None:
    """Write down what was done for an enterprise on a day, and how many listened."""
    row = _hold(enterprise_id, by)
    if service not in pack_on(at).pack.enterprises.services:
        raise Problem("service-unknown", "请选择做了什么。")
    today = timezone.localdate(at)
    if not today - timedelta(days=366) <= day <= today:
        raise Problem("service-day", "日期要在近一年之内，不能在今天之后。")
    if not 0 <= audience <= 99_999:
        raise Problem("service-audience", "人数要填整数。")
    said = fitted(text, 500)
    Activity.objects.create(
        enterprise=row, service=service, day=day, unit_id=by.unit_id, staff_id=by.staff_id, audience=audience, text=said
    )
    happened = min(at, timezone.make_aware(datetime.combine(day, NOON)))
    served = _event(
        row,
        EventKind.ENTERPRISE_SERVED,
        by,
        at,
        happened_at=happened,
        attributes={"service": service},
        measures={"audience": audience},
    )
    record([served])


@transaction.atomic
def flag_trouble(*, enterprise_id: UUID, matter_id: UUID, by: Viewer, at: datetime) -> None:
    """Put a matter on the list of what is solved for enterprises (为企业解难题); refuses one that another asked for."""
    row = _hold(enterprise_id, by)
    matter = matter_for(by, matter_id)
    if matter is None or matter.sealed:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    if Trouble.objects.filter(matter=matter_id).exists():
        raise Problem("trouble-flagged", "这件事项已经列为企业难题。")
    Trouble.objects.create(enterprise=row, matter_id=matter_id, staff_id=by.staff_id, at=at)
    record([_event(row, EventKind.ENTERPRISE_ASKED, by, at, attributes={"kind": matter.kind})])
    about = About(matter.id, matter.number, matter.kind, matter.area_id, matter.urgent, due=matter.due_at)
    officers = frozenset(Officer.objects.filter(enterprise=row).values_list("staff_id", flat=True))
    units = frozenset({row.unit_id, matter.unit_id})
    codes = {"unit": str(by.unit_id)}
    tell([News(NoticeKind.ENTERPRISE_ASKED, about, units=units, staff=officers, codes=codes)], by=by, at=at)


@transaction.atomic
def hand_in_sheet(
    *, name: str, content: bytes, columns: Mapping[str, int], total: int, by: Viewer, at: datetime
) -> UUID:
    """Put a sheet of enterprises on the shelf to be taken in; returns its id."""
    if not by.may(Right.IMPORT):
        raise denied()
    row = EnterpriseSheet.objects.create(
        id=new_id(), staff_id=by.staff_id, unit_id=by.unit_id, name=name[:200], columns=dict(columns), total=total,
        uploaded_at=at, expires_at=at + KEPT,
    )  # fmt: skip
    shelf.put(row.id, SHEET, content)
    return row.id


@transaction.atomic
def take_chunk(
    *,
    sheet_id: UUID,
    rows: Sequence[EnterpriseRow],
    refused: Sequence[tuple[int, list[str], Mapping[str, object]]],
    count: int,
    by: Viewer,
    at: datetime,
) -> EnterpriseSheet:
    """Register some rows of a sheet and keep the refused ones for the correcting sheet; one transaction with the place reached."""
    row = EnterpriseSheet.objects.select_for_update().get(id=sheet_id)
    new, known = add_enterprises(rows=rows, since=None, by=by, at=at)
    if refused:
        content = json.dumps(list(refused), ensure_ascii=False).encode()
        shelf.put(row.id, f"refused-{row.position:07}", content)
    row.position += count
    row.new, row.known, row.refused = row.new + new, row.known + known, row.refused + len(refused)
    row.save(update_fields=["position", "new", "known", "refused"])
    return row


@transaction.atomic
def throw_away_sheets(*, at: datetime) -> int:
    """Throw away the sheets whose term is over; returns how many."""
    rows = list(EnterpriseSheet.objects.filter(removed_at__isnull=True, expires_at__lt=at))
    for row in rows:
        shelf.throw_away(row.id)
    EnterpriseSheet.objects.filter(id__in=[row.id for row in rows]).update(removed_at=at)
    return len(rows)
