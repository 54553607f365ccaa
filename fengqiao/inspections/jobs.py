"""What the worker does for inspections by itself: clocks of remedies, and records whose term is over."""

from __future__ import annotations

from datetime import datetime

from fengqiao.inspections.actions import erase_findings, erase_inspections, look_at_finding
from fengqiao.inspections.queries import findings_over, inspections_over, to_look_at
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on

BATCH = 200


def look_at_remedies(*, by: Viewer, now: datetime) -> int:
    """Do what the clocks of remedies ask for, a bounded number a round; returns for how many there was something to do."""
    return sum(look_at_finding(finding_id=each, by=by, at=now) for each in to_look_at(now, BATCH))


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of findings and inspections whose term is over; returns how many it was."""
    months = limit_on("retention.remedy", now)
    done = erase_findings(finding_ids=findings_over(now, months, BATCH), by=by, at=now)
    return done + erase_inspections(inspection_ids=inspections_over(now, months, BATCH), by=by, at=now)
