"""What the actions share: locking with the rules asked, numbers, the clock kept, lines, the one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.inspections.models import Finding, Inspection, SiteSeries, Step
from fengqiao.inspections.queries import sides_of, visible_findings, visible_inspections
from fengqiao.inspections.rules.remedies import TRANSITIONS, Sides, why_not
from fengqiao.inspections.rules.terms_of import limit_of, next_look
from fengqiao.inspections.rules.words import TEXT
from fengqiao.inspections.terms import FindingMove, FindingState
from fengqiao.kit.clocks import Deadline, Event, deadline, events_from_json, events_to_json
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import CALENDAR
from fengqiao.orgs.queries import Viewer, units_above
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of, pack_on


def number(letters: str, at: datetime) -> str:
    """Return the next number of a day under some letters: JC20261126-001. Part of the caller's action."""
    prefix = f"{letters}{timezone.localdate(at):%Y%m%d}"
    SiteSeries.objects.bulk_create([SiteSeries(prefix=prefix)], ignore_conflicts=True)
    series = SiteSeries.objects.select_for_update().get(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{series.last:03d}"


@dataclass(frozen=True, slots=True)
class Held:
    """A finding under its lock, with the pack in force and who stands where."""

    finding: Finding
    pack: Pack
    sides: Sides
    move: FindingMove

    @property
    def clock(self) -> tuple[Event, ...]:
        """What happened to its clock."""
        return events_from_json(self.finding.events)


def hold_finding(
    finding_id: UUID, by: Viewer, move: FindingMove, at: datetime, *, seen_version: int | None, rights: Sequence[Right]
) -> Held:
    """Lock a finding for a move; refuses strangers, missing rights, pages that are out of date, impossible moves."""
    if not visible_findings(by).filter(id=finding_id).exists():
        raise Problem("finding-unknown", "没有这个问题，或者您无权查看。")
    finding = Finding.objects.select_for_update().get(id=finding_id)
    if finding.owner_staff_id != by.staff_id and not any(by.may(right) for right in rights):
        raise denied()
    if seen_version is not None and seen_version != finding.version:
        raise Problem("finding-changed", "这个问题刚被别人处理过，页面已更新，请看过最新情况再操作。")
    refusal = why_not(FindingState(finding.state), move)
    if refusal:
        raise refusal
    return Held(finding, pack_on(at).pack, sides_of(finding), move)


def reckon(held: Held, events: Sequence[Event]) -> Deadline:
    """Return where the clock of a finding stands after some events."""
    zone = timezone.get_default_timezone()
    return deadline(limit_of(held.finding.term), events, held.pack.calendars[CALENDAR], zone)


def later(held: Held, at: datetime) -> datetime:
    """Return the moment, or that of the clock's last event where two machines' times differ a little."""
    return max([at, *(event.at for event in held.clock[-1:])])


def keep_clock(finding: Finding, events: Sequence[Event], found: Deadline, at: datetime) -> None:
    """Put the clock with its dates into a finding (not saved)."""
    finding.events = events_to_json(events)
    finding.due_at, finding.soon_at = found.due_at, found.soon_at
    finding.next_at = next_look(found, at, missed=finding.missed)


def enter(
    finding: Finding,
    move: FindingMove,
    by: Viewer,
    at: datetime,
    *,
    text: str = "",
    codes: Mapping[str, object] | None = None,
) -> Step:
    """Write one line of what happened to a finding; refuses a text that is too long."""
    return Step.objects.create(
        finding=finding,
        move=move.value,
        at=at,
        staff_id=by.staff_id,
        unit_id=by.unit_id,
        text=fitted(text, TEXT),
        codes={**(codes or {}), **by.marks},
    )


def settle(held: Held) -> None:
    """Put a finding into the state that its move leads to; an action's last write."""
    finding = held.finding
    finding.state = TRANSITIONS[FindingState(finding.state), held.move].value
    finding.version += 1
    finding.save()


def tell(
    finding: Finding,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record the one event of an action; it counts for the unit that puts the finding right."""
    record_deed(
        kind,
        by,
        at,
        unit_id=finding.owner_unit_id,
        subject_id=finding.id,
        area_id=finding.area_id,
        measures=measures,
        attributes=attributes,
        own={"source": finding.source, "severity": finding.severity, "owner": finding.owner},
    )


@dataclass(frozen=True, slots=True)
class HeldInspection:
    """An inspection under its lock, with the pack that it began with."""

    inspection: Inspection
    pack: Pack


def hold_inspection(inspection_id: UUID, by: Viewer, *, seen_version: int | None) -> HeldInspection:
    """Lock an inspection; refuses strangers, missing rights and pages that are out of date."""
    if not by.may(Right.INSPECT):
        raise denied()
    if not visible_inspections(by).filter(id=inspection_id).exists():
        raise Problem("inspection-unknown", "没有这次检查，或者您无权查看。")
    row = Inspection.objects.select_for_update().get(id=inspection_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("inspection-changed", "这次检查刚被别人改过，页面已更新，请看过最新情况再操作。")
    return HeldInspection(row, pack_of(row.edition_id).pack)


def tell_inspection(
    row: Inspection,
    kind: EventKind,
    by: Viewer,
    at: datetime,
    *,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int] | None = None,
) -> None:
    """Record the one event of an action on an inspection; it counts for the unit that leads."""
    record_deed(
        kind,
        by,
        at,
        unit_id=row.unit_id,
        subject_id=row.id,
        area_id=row.area_id,
        measures=measures,
        attributes=attributes,
        own={"inspection": row.kind},
    )


def acts_in(by: Viewer, unit_id: UUID) -> bool:
    """Say whether somebody acts for a unit: it is theirs, one below it that their post reaches, or theirs is part of it."""
    return unit_id in by.seen_units or units_above(by.unit_id).filter(id=unit_id).exists()
