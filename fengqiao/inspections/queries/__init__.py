"""Reading inspections and findings, scoped to the viewer."""

from fengqiao.inspections.queries.effect import counted_months, effect_of, known_place
from fengqiao.inspections.queries.finding import FindingCase, actor_of, finding_case, findings_of_matter, sides_of
from fengqiao.inspections.queries.gate import (
    finding_for,
    inspection_for,
    may_see_file,
    named_findings,
    visible_findings,
    visible_inspections,
)
from fengqiao.inspections.queries.lists import (
    FindingFilter,
    InspectionCase,
    findings,
    inspection_case,
    inspections,
    tallies,
)
from fengqiao.inspections.queries.upkeep import findings_over, inspections_over, to_look_at

__all__ = [
    "FindingCase",
    "FindingFilter",
    "InspectionCase",
    "actor_of",
    "counted_months",
    "effect_of",
    "finding_case",
    "finding_for",
    "findings",
    "findings_of_matter",
    "findings_over",
    "inspection_case",
    "inspection_for",
    "inspections",
    "inspections_over",
    "known_place",
    "may_see_file",
    "named_findings",
    "sides_of",
    "tallies",
    "to_look_at",
    "visible_findings",
    "visible_inspections",
]
