"""The frozen classes of joint incidents: call-out plans, kinds of party, short reports, outcomes, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class JointRole(Named):
    """A kind of party: units of a function or a line, or those that a kind of venue or thing (drone, boat) belongs to."""

    function: str
    line: str
    things: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class CallOutPlan(Named):
    """Whom to call out for a kind of incident, in order; `about` says when it is for."""

    about: str
    about_en: str
    source: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JointCode(Named):
    """A short report, a reason for standing down, or something counted."""


@dataclass(frozen=True, slots=True)
class JointOutcome(Named):
    """How an incident came out; `found`: somebody or something looked for was found."""

    found: bool


@dataclass(frozen=True, slots=True)
class Joint:
    """What a pack says about joint incidents; a pack that says nothing has none."""

    roles: Mapping[str, JointRole] = field(default_factory=dict)
    plans: Mapping[str, CallOutPlan] = field(default_factory=dict)
    reports: Mapping[str, JointCode] = field(default_factory=dict)
    reasons: Mapping[str, JointCode] = field(default_factory=dict)
    outcomes: Mapping[str, JointOutcome] = field(default_factory=dict)
    counts: Mapping[str, JointCode] = field(default_factory=dict)
