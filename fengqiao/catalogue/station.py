"""The frozen classes of how a station works: its parts and forms, shifts and who is on duty, what is handed over and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class StationPart(Named):
    """A part of a station (队、室). `commands`: it decides, tracks and checks for the others."""

    about: str
    about_en: str
    commands: bool


@dataclass(frozen=True, slots=True)
class StationForm(Named):
    """A way in which a station is made up of parts. `counts`: it counts among the stations that run in teams and a room."""

    parts: tuple[str, ...]
    counts: bool
    source: str


@dataclass(frozen=True, slots=True)
class Shift(Named):
    """A shift: when it begins and for how many hours it lasts."""

    starts: time
    hours: int


@dataclass(frozen=True, slots=True)
class ShiftPattern(Named):
    """The shifts that follow on one another through a day."""

    source: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class DutyPost(Named):
    """A post of a shift; `most`: how many people may be on it at a time, `needed`: a shift without is shown as short.

    `parts`: whose people may be on it (`station`: those of the station who are in no part); empty: anybody of the station.
    """

    most: int
    needed: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StationCode(Named):
    """A piece of equipment that is handed over, or a point that is checked."""


@dataclass(frozen=True, slots=True)
class Station:
    """What a pack says about stations; a pack that says nothing has no parts, shifts or points."""

    parts: Mapping[str, StationPart] = field(default_factory=dict)
    forms: Mapping[str, StationForm] = field(default_factory=dict)
    patterns: Mapping[str, ShiftPattern] = field(default_factory=dict)
    duties: Mapping[str, DutyPost] = field(default_factory=dict)
    gear: Mapping[str, StationCode] = field(default_factory=dict)
    points: Mapping[str, StationCode] = field(default_factory=dict)

    def form_of(self, parts: frozenset[str]) -> StationForm | None:
        """Return the form that a station with these parts has: the first whose parts are all there, the most parts first."""
        fitting = [form for form in self.forms.values() if set(form.parts) <= parts]
        return max(fitting, key=lambda form: len(form.parts), default=None)
