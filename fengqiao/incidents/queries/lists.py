"""Lists of joint incidents: those running first, and what a period comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from fengqiao.incidents.models import Incident, JointParty
from fengqiao.incidents.queries.gate import visible_incidents
from fengqiao.incidents.queries.sheet import Sheet, standings
from fengqiao.incidents.rules.steps import middle
from fengqiao.incidents.terms import JointState
from fengqiao.orgs.queries import Viewer


def incidents(viewer: Viewer, *, since: datetime, until: datetime) -> QuerySet[Incident]:
    """Return the incidents of a period that a viewer may see, and whatever still runs, running ones first."""
    rows = visible_incidents(viewer).filter(opened_at__gte=since, opened_at__lt=until)
    rows |= visible_incidents(viewer).filter(state=JointState.RUNNING.value)
    first = Case(When(state=JointState.RUNNING.value, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.distinct().select_related("unit", "matter", "matter__area").order_by(first, "-opened_at", "-id")


def with_parties(rows: Sequence[Incident]) -> list[Sheet]:
    """Return incidents with their parties, without lines (one query for them all)."""
    found: dict[object, list[JointParty]] = {}
    parties = JointParty.objects.filter(incident__in=[row.id for row in rows])
    for party in parties.select_related("unit", "task").order_by("told_at", "id"):
        found.setdefault(party.incident_id, []).append(party)
    return [Sheet(row, standings(row, found.get(row.id, [])), ()) for row in rows]


@dataclass(frozen=True, slots=True)
class JointSums:
    """What incidents come to, drills left out: arrivals with a limit and those within, the median of first arrivals."""

    incidents: int
    running: int
    parties: int
    arrivals: int
    measured: int
    kept: int
    first_median: int | None
    drills: int


def sums(sheets: Sequence[Sheet]) -> JointSums:
    """Return what some incidents come to."""
    real = [each for each in sheets if not each.incident.drill]
    parties = [party for each in real for party in each.parties]
    measured = [party.kept for party in parties if party.kept is not None]
    firsts = [each.first_seconds for each in real if each.first_seconds is not None]
    return JointSums(
        incidents=len(real),
        running=sum(each.running for each in real),
        parties=len(parties),
        arrivals=sum(party.seconds is not None for party in parties),
        measured=len(measured),
        kept=sum(measured),
        first_median=middle(firsts),
        drills=len(sheets) - len(real),
    )
