"""Lists of inspections and findings, and one inspection with what its page shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from fengqiao.inspections.models import Finding, Inspection, Party
from fengqiao.inspections.queries.gate import inspection_for, visible_findings, visible_inspections
from fengqiao.inspections.terms import FindingState
from fengqiao.orgs.queries import Viewer

LATE, TO_RECHECK, MINE = "late", "recheck", "mine"


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What the list of findings is narrowed to; codes only, and a word that is looked for in number and title."""

    states: tuple[str, ...] = ()
    severity: str = ""
    source: str = ""
    units: Collection[UUID] = ()
    late: bool = False
    sent_back: bool = False
    mine: bool = False
    word: str = ""
    inspection: UUID | None = None
    since: date | None = None
    until: date | None = None


def findings(viewer: Viewer, wanted: FindingFilter, *, at: datetime) -> QuerySet[Finding]:
    """Return the findings that a viewer sees: those at work by their date, then the others, the newest first."""
    rows = visible_findings(viewer)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.units:
        rows = rows.filter(owner_unit__in=wanted.units)
    if wanted.late:
        rows = rows.filter(state=FindingState.OPEN.value, due_at__lt=at)
    if wanted.sent_back:
        rows = rows.filter(sent_back__gt=0)
    if wanted.mine:
        rows = rows.filter(Q(owner_staff=viewer.staff_id) | Q(owner_unit=viewer.unit_id))
    if wanted.inspection:
        rows = rows.filter(inspection=wanted.inspection)
    if wanted.word:
        rows = rows.filter(Q(number__icontains=wanted.word) | Q(title__icontains=wanted.word))
    if wanted.since:
        rows = rows.filter(found_at__gte=_begins(wanted.since))
    if wanted.until:
        rows = rows.filter(found_at__lt=_begins(wanted.until + timedelta(days=1)))
    open_first = F("due_at").asc(nulls_last=True)
    return rows.select_related("unit", "owner_unit", "owner_staff", "venue", "area").defer("area__shape").order_by(
        F("ended_at").desc(nulls_first=True), open_first, "-found_at", "-id"
    )  # fmt: skip


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def tallies(viewer: Viewer, *, at: datetime) -> dict[str, int]:
    """Return the board of whoever checks, in one query: at work, late, to be looked at again, sent back, passed."""
    rows = visible_findings(viewer)
    open_ones = Q(state=FindingState.OPEN.value)
    return rows.aggregate(
        open=Count("id", filter=open_ones),
        late=Count("id", filter=open_ones & Q(due_at__lt=at)),
        recheck=Count("id", filter=Q(state=FindingState.SUBMITTED.value)),
        sent_back=Count("id", filter=Q(sent_back__gt=0) & ~Q(state=FindingState.PASSED.value)),
        passed=Count("id", filter=Q(state=FindingState.PASSED.value)),
    )


def inspections(viewer: Viewer, *, states: Sequence[str] = (), kind: str = "") -> QuerySet[Inspection]:
    """Return the inspections that a viewer sees, the newest first, with how much each found and how much is left."""
    rows = visible_inspections(viewer)
    if states:
        rows = rows.filter(state__in=states)
    if kind:
        rows = rows.filter(kind=kind)
    left = Q(findings__state__in=[FindingState.OPEN.value, FindingState.SUBMITTED.value])
    rows = rows.annotate(found=Count("findings"), left=Count("findings", filter=left))
    return rows.select_related("unit", "area", "venue").defer("area__shape").order_by("-made_at", "-id")


@dataclass(frozen=True, slots=True)
class InspectionCase:
    """An inspection with its parties (the lead first) and those of its findings that the viewer may see."""

    inspection: Inspection
    parties: Sequence[Party]
    findings: Sequence[Finding]


def inspection_case(viewer: Viewer, inspection_id: UUID) -> InspectionCase | None:
    """Return an inspection with everything that its page shows, if the viewer may see it."""
    row = inspection_for(viewer, inspection_id)
    if row is None:
        return None
    parties = list(row.parties.select_related("unit", "signed_by").order_by("id"))
    parties.sort(key=lambda party: party.unit_id != row.unit_id)
    found = visible_findings(viewer).filter(inspection=row).select_related("owner_unit", "owner_staff", "venue")
    return InspectionCase(row, parties, list(found.order_by("found_at", "id")))
