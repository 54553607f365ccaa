"""The frozen classes of what a pack says about errands: kinds with their steps, papers and terms, how an item ends undone, papers to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named
from fengqiao.kit.clocks import ClockUnit


@dataclass(frozen=True, slots=True)
class ErrandStep(Named):
    """A step that an item may take; a kind of errand lists those it takes, in their order."""


@dataclass(frozen=True, slots=True)
class ErrandGroup(Named):
    """A group of kinds of errand."""


@dataclass(frozen=True, slots=True)
class ErrandPaper(Named):
    """A paper that a kind of errand needs."""


@dataclass(frozen=True, slots=True)
class ErrandKind(Named):
    """What is done for somebody. `decides`: the function of the department that decides; `visit`: only at home, in person.

    `doubt` marks 疑难户口; the term is `amount` of `unit`.
    """

    group: str
    decides: str
    steps: tuple[str, ...]
    papers: tuple[str, ...]
    amount: int
    unit: ClockUnit
    source: str
    visit: bool = False
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class ErrandEnding(Named):
    """Why an item ends undone; `refused` by the department (with its clause), else given up by the resident."""

    refused: bool
    source: str


@dataclass(frozen=True, slots=True)
class ErrandForm(Named):
    """A paper to be signed: its standing text, and where somebody signs."""

    text: tuple[str, ...]
    signs: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Errands:
    """What a pack says about errands; a pack that says nothing has none."""

    groups: Mapping[str, ErrandGroup] = field(default_factory=dict)
    steps: Mapping[str, ErrandStep] = field(default_factory=dict)
    papers: Mapping[str, ErrandPaper] = field(default_factory=dict)
    kinds: Mapping[str, ErrandKind] = field(default_factory=dict)
    endings: Mapping[str, ErrandEnding] = field(default_factory=dict)
    forms: Mapping[str, ErrandForm] = field(default_factory=dict)


def joined(below: Errands, above: Errands) -> Errands:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Errands(
        {**below.groups, **above.groups},
        {**below.steps, **above.steps},
        {**below.papers, **above.papers},
        {**below.kinds, **above.kinds},
        {**below.endings, **above.endings},
        {**below.forms, **above.forms},
    )
