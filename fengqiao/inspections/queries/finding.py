"""One finding with everything that its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.inspections.models import Finding, Party, Step
from fengqiao.inspections.queries.gate import finding_for, visible_findings
from fengqiao.inspections.rules.remedies import Actor, Sides
from fengqiao.inspections.rules.terms_of import limit_of
from fengqiao.kit.clocks import Deadline, deadline, events_from_json
from fengqiao.matters.queries import CALENDAR
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on


@dataclass(frozen=True, slots=True)
class FindingCase:
    """A finding, what happened to it (oldest first), and its clock (None where it never had one)."""

    finding: Finding
    steps: Sequence[Step]
    clock: Deadline | None
    sides: Sides


def actor_of(viewer: Viewer) -> Actor:
    """Return a viewer as the rules need them."""
    return Actor(viewer.staff_id, viewer.unit_id, viewer.seen_units)


def sides_of(finding: Finding) -> Sides:
    """Return who stands where about a finding (a query where it comes from an inspection)."""
    parties = Party.objects.filter(inspection=finding.inspection_id).values_list("unit_id", flat=True)
    return Sides(
        checker_unit=finding.unit_id,
        found_by=finding.found_by,
        owner_unit=finding.owner_unit_id,
        owner_staff=finding.owner_staff_id,
        submitted_by=finding.submitted_by,
        parties=frozenset(parties) if finding.inspection_id else frozenset(),
    )


def finding_case(viewer: Viewer, finding_id: UUID, *, at: datetime) -> FindingCase | None:
    """Return a finding with its course if the viewer may see it."""
    finding = finding_for(viewer, finding_id)
    if finding is None:
        return None
    clock = None
    if finding.events:
        calendar = pack_on(at).pack.calendars[CALENDAR]
        events = events_from_json(finding.events)
        clock = deadline(limit_of(finding.term), events, calendar, timezone.get_default_timezone())
    steps = list(finding.steps.select_related("unit").order_by("at", "id"))
    return FindingCase(finding, steps, clock, sides_of(finding))


def findings_of_matter(viewer: Viewer, matter_id: UUID) -> list[Finding]:
    """Return the findings that were raised from a matter and that the viewer may see."""
    return list(visible_findings(viewer).filter(matter=matter_id).order_by("found_at"))
