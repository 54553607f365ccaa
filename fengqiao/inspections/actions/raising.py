"""Raising a finding: in an inspection, in one's own unit, in a round of assessment, from a matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.inspections.actions.noticing import tell_owner
from fengqiao.inspections.actions.writing import acts_in, enter, hold_inspection, number, tell
from fengqiao.inspections.models import Finding, Inspection
from fengqiao.inspections.rules.terms_of import limit_of, next_look, term_for
from fengqiao.inspections.rules.words import PLACE, TEXT, TITLE
from fengqiao.inspections.terms import FindingMove, FindingSource, FindingState, InspectionState, Owner, Severity
from fengqiao.kit.clocks import Started, deadline, events_to_json
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted, needed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.matters.queries import CALENDAR, matter_for
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory, staff_in, venue_named
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Offered, keep_files, make_missing_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was found, how grave, where, who puts it right and within how many working days (None: the severity's).

    `inspection_id` or `matter_id` say where it comes from; `on_spot`: it was put right at once, before the checker's eyes.
    """

    title: str
    severity: Severity
    owner: Owner
    source: FindingSource
    owner_unit: UUID | None = None
    owner_staff: UUID | None = None
    venue_id: UUID | None = None
    area_id: UUID | None = None
    place: str = ""
    text: str = ""
    item: str = ""
    days: int | None = None
    inspection_id: UUID | None = None
    matter_id: UUID | None = None
    on_spot: bool = False


@transaction.atomic
def raise_finding(
    *, wanted: NewFinding, uploads: Sequence[Offered], by: Viewer, at: datetime, seen_version: int | None = None
) -> UUID:
    """Raise a finding and start its clock (none where it was put right on the spot); returns its id.

    Refuses who may not inspect, an inspection that is not under way, a sealed matter, and an owner that is none.
    """
    if not by.may(Right.INSPECT):
        raise denied()
    inspection = _inspection(wanted, by, seen_version) if wanted.inspection_id else None
    if (wanted.source is FindingSource.INSPECTION) != (inspection is not None):
        raise Problem("finding-source", "请选择问题从哪里来。")
    _refuse_matter(wanted, by)
    pack, day = pack_on(at).pack, timezone.localdate(at)
    title = needed(wanted.title, TITLE, Problem("finding-title", "请写明是什么问题。"))
    row = Finding(
        id=new_id(),
        number=number("ZG", at),
        source=wanted.source.value,
        inspection=inspection,
        matter_id=wanted.matter_id,
        item=wanted.item,
        severity=wanted.severity.value,
        title=title,
        text=fitted(wanted.text, TEXT),
        place=fitted(wanted.place, PLACE) or (inspection.place if inspection else ""),
        unit_id=by.unit_id,
        found_by=by.staff_id,
        found_at=at,
        owner=wanted.owner.value,
        term=term_for(pack, wanted.severity, wanted.days, day),
    )
    _locate(row, wanted, inspection, at)
    _own(row, wanted, at)
    if wanted.on_spot:
        row.state, row.ended_at, row.kept = FindingState.PASSED.value, at, True
    else:
        row.state = FindingState.OPEN.value
        found = deadline(limit_of(row.term), [Started(at)], pack.calendars[CALENDAR], timezone.get_default_timezone())
        row.events, row.due_at, row.soon_at = events_to_json([Started(at)]), found.due_at, found.soon_at
        row.next_at = next_look(found, at, missed=False)
    row.save(force_insert=True)
    make_missing_keys([row.id], at=at)
    on_spot = "yes" if wanted.on_spot else "no"
    step = enter(row, FindingMove.RAISE, by, at, text=row.text, codes={"on_spot": on_spot})
    keep_files(uploads=uploads, matter_id=row.id, holder_id=step.id, limits=file_limits(pack, at), by=by, at=at)
    if inspection:
        inspection.version += 1
        inspection.save(update_fields=["version"])
    attributes = {"on_spot": on_spot, **({"inspection": inspection.kind} if inspection else {})}
    attributes |= {"item": row.item} if row.item else {}
    measures = {"files": len(uploads), "days": int(row.term["amount"])}
    tell(row, EventKind.FINDING_RAISED, by, at, attributes=attributes, measures=measures)
    if not wanted.on_spot:
        tell_owner(row, NoticeKind.FINDING_RAISED, by, at)
    return row.id


def _inspection(wanted: NewFinding, by: Viewer, seen_version: int | None) -> Inspection:
    """The inspection under way in which something was found, under its lock."""
    assert wanted.inspection_id is not None  # noqa: S101
    held = hold_inspection(wanted.inspection_id, by, seen_version=seen_version)
    row = held.inspection
    if row.state != InspectionState.UNDERWAY.value:
        raise Problem("inspection-not-underway", "检查没有在进行，不能登记问题。")
    if not any(acts_in(by, party.unit_id) for party in row.parties.all()):
        raise Problem("inspection-party", "您的单位没有参加这次检查。")
    if wanted.item and held.pack.inspections.kinds[row.kind].item(wanted.item) is None:
        raise Problem("inspection-line", "检查表里没有这一项。")
    return row


def _refuse_matter(wanted: NewFinding, by: Viewer) -> None:
    if (wanted.source is FindingSource.MATTER) != (wanted.matter_id is not None):
        raise Problem("finding-source", "请选择问题从哪里来。")
    if wanted.matter_id is None:
        return
    matter = matter_for(by, wanted.matter_id)
    if matter is None:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    if matter.sealed:
        raise Problem("finding-sealed", "保密事项不能转成整改。")


def _locate(row: Finding, wanted: NewFinding, inspection: Inspection | None, at: datetime) -> None:
    """Say where it was found: at the venue named, else where the inspection is, else in an area."""
    venue_id = wanted.venue_id or (inspection.venue_id if inspection else None)
    venue = venue_named(venue_id) if venue_id else None
    if wanted.venue_id and venue is None:
        raise Problem("finding-venue", "请从名单里选场所或企业。")
    row.venue_id = venue.id if venue else None
    row.area_id = (venue.area_id if venue else None) or (inspection.area_id if inspection else wanted.area_id)
    if row.area_id is not None and row.area_id not in directory(at=at).places:
        raise Problem("finding-area", "没有这个辖区。")


def _own(row: Finding, wanted: NewFinding, at: datetime) -> None:
    """Say who puts it right; an enterprise has its unit in charge beside it, a person the unit of their post."""
    unit = directory(at=at).units.get(wanted.owner_unit) if wanted.owner_unit else None
    if unit is None:
        raise Problem("finding-owner", "请选择整改责任单位。")
    if wanted.owner is Owner.VENUE and row.venue_id is None:
        raise Problem("finding-owner-venue", "整改责任是企业或场所的，请先选是哪一家。")
    row.owner_unit_id = unit.id
    if wanted.owner is Owner.PERSON:
        if wanted.owner_staff not in {staff for staff, _ in staff_in(unit.id, at=at)}:
            raise Problem("finding-owner-staff", "请从责任单位里选整改责任人。")
        row.owner_staff_id = wanted.owner_staff
