"""The frozen classes of disputes: grades, routes, signs, exclusions, next ways, what is said of mediators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class DisputeGrade(Named):
    """A grade that a grading table gives: its tone, its term in days (0: the ordinary term), what it asks for, source.

    `hard`: statistics count it as difficult (疑难).
    """

    tone: str
    days: int
    asks: str
    asks_en: str
    source: str
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Exclusion(Named):
    """What may not be mediated, by whom (`of`: police or people), by which statute (`source`: its name, “：”, what it says) and article, empty where unknown."""

    of: str
    source: str
    article: str = ""

    @property
    def clause(self) -> str:
        """The statute, its article, and what it says, as a page cites them."""
        statute, colon, words = self.source.partition("：")
        return f"{statute}{self.article}{colon}{words}"


@dataclass(frozen=True, slots=True)
class MediationBody(Named):
    """A kind of mediation committee (调解组织) that statistics tell apart: units of a line and level whose name holds one of `words`.

    What is empty holds for every unit; the first of the pack that holds is the unit's.
    """

    line: str
    level: str
    words: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class DisputeCode(Named):
    """A next way, a power of an agent, a standing, a dialect, an interest or an answer to a review; its source where it has one."""

    source: str


@dataclass(frozen=True, slots=True)
class DisputeRoute(DisputeCode):
    """Where a dispute goes by the list: `leads`: the function of the unit that is to lead it, with the code of the reason
    by which centres hand it up (`reason`); `announce`: functions of the units that are told; `at_once`: it is settled on the spot in one step.
    """

    leads: str = ""
    reason: str = ""
    announce: tuple[str, ...] = ()
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Look(DisputeCode):
    """What a visit after the agreement looks into (回访情况), and the answers to choose from."""

    choices: Mapping[str, Named]


@dataclass(frozen=True, slots=True)
class Keeping(DisputeCode):
    """How long a file is kept (保管期限); `usual`: what holds where nobody chose."""

    usual: bool = False


@dataclass(frozen=True, slots=True)
class FileNumber:
    """How files are numbered: `form` with {year}, {unit} and {serial}; of whose mediation (`of`), on the scene or not."""

    of: str
    on_scene: bool
    form: str
    source: str


@dataclass(frozen=True, slots=True)
class DisputeSign(DisputeCode):
    """A sign that a grading table asks for; `averts`: what an agreement keeps it from becoming, as reports count it, empty for nothing.

    `alarms`: the station of the place is told at once of a dispute that has it.
    """

    averts: str = ""
    averts_en: str = ""
    alarms: bool = False


@dataclass(frozen=True, slots=True)
class Disputes:
    """What a pack says about disputes; a pack that says nothing has none. `scheme` names the grading table where no value chooses one.

    `own` are the sources of disputes that nobody referred: all others are told together as well (接受委托移送).
    """

    scheme: str = ""
    grades: Mapping[str, DisputeGrade] = field(default_factory=dict)
    exclusions: Mapping[str, Exclusion] = field(default_factory=dict)
    routes: Mapping[str, DisputeRoute] = field(default_factory=dict)
    signs: Mapping[str, DisputeSign] = field(default_factory=dict)
    ways: Mapping[str, DisputeCode] = field(default_factory=dict)
    standings: Mapping[str, DisputeCode] = field(default_factory=dict)
    dialects: Mapping[str, DisputeCode] = field(default_factory=dict)
    interests: Mapping[str, DisputeCode] = field(default_factory=dict)
    answers: Mapping[str, DisputeCode] = field(default_factory=dict)
    bodies: Mapping[str, MediationBody] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    powers: Mapping[str, DisputeCode] = field(default_factory=dict)
    keepings: Mapping[str, Keeping] = field(default_factory=dict)
    numbers: tuple[FileNumber, ...] = ()
    looks: Mapping[str, Look] = field(default_factory=dict)

    @property
    def usual_keeping(self) -> str:
        """The code of how long a file is kept where nobody chose; empty where the pack has none."""
        return next((each.code for each in self.keepings.values() if each.usual), next(iter(self.keepings), ""))
