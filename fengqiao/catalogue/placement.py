"""The frozen classes of placements: kinds with term and requirements, what is written down, why one ends early, how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class PlacementKind(Named):
    """A kind of placement.

    `days`: its usual term; `most_days`: its longest, however often it is made longer; `hours`: hours of study asked over the
    term, `records`: entries asked a month, 0 for none; `village`: it goes to a village, which has to be named.
    """

    days: int
    most_days: int
    hours: int
    records: int
    village: bool
    source: str


@dataclass(frozen=True, slots=True)
class PlacementDeed(Named):
    """What somebody placed writes down. `study`: its minutes are hours of study."""

    study: bool
    source: str


@dataclass(frozen=True, slots=True)
class EarlyEnd(Named):
    """Why a placement ends before its term. `moved`: the stay goes on elsewhere, so that the next is no new one."""

    moved: bool
    source: str


@dataclass(frozen=True, slots=True)
class Appraisal(Named):
    """How a mentor says that it went."""

    source: str


@dataclass(frozen=True, slots=True)
class Placements:
    """What a pack says about placements; a pack that says nothing has no kinds."""

    kinds: Mapping[str, PlacementKind] = field(default_factory=dict)
    deeds: Mapping[str, PlacementDeed] = field(default_factory=dict)
    ends: Mapping[str, EarlyEnd] = field(default_factory=dict)
    appraisals: Mapping[str, Appraisal] = field(default_factory=dict)
