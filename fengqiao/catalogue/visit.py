"""The frozen classes of visits: tiers of those visited with how often, and what is often found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fengqiao.catalogue.named import Named


class Premise(StrEnum):
    """Where a visit goes: to people at home, or to premises."""

    HOME = "home"
    PREMISES = "premises"


@dataclass(frozen=True, slots=True)
class Tier(Named):
    """A tier of those visited. `every`: days between two visits at most; `first`: days until the first."""

    premise: Premise
    every: int
    first: int
    source: str


@dataclass(frozen=True, slots=True)
class Concern(Named):
    """Something often found on visits; `text` is the sentence proposed for the matter that it becomes.

    `kind`: of that matter; empty where the tables are to decide by its words.
    """

    text: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Visits:
    """What a pack says about visits; a pack that says nothing has no tiers."""

    tiers: Mapping[str, Tier] = field(default_factory=dict)
    concerns: Mapping[str, Concern] = field(default_factory=dict)
