"""The frozen classes of what the police do with enterprises (警企联盟)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class Service(Named):
    """A kind of thing done for an enterprise: a talk, advice, a drill."""


@dataclass(frozen=True, slots=True)
class Sector(Named):
    """A line of business."""


@dataclass(frozen=True, slots=True)
class Enterprises:
    """What a pack says about enterprises; a pack that says nothing has none."""

    services: Mapping[str, Service] = field(default_factory=dict)
    sectors: Mapping[str, Sector] = field(default_factory=dict)
