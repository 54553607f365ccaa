"""The frozen classes that a pack is read into: kinds, topics, reasons, dated values, word lists, the pack itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from fengqiao.catalogue.named import Named
from fengqiao.kit.clocks import Limit
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Table
from fengqiao.kit.workcalendar import WorkCalendar

if TYPE_CHECKING:
    from fengqiao.catalogue.clue import Clues
    from fengqiao.catalogue.dispute import Disputes
    from fengqiao.catalogue.duty import Duties
    from fengqiao.catalogue.enterprise import Enterprises
    from fengqiao.catalogue.errand import Errands
    from fengqiao.catalogue.form import Forms
    from fengqiao.catalogue.help import Helps
    from fengqiao.catalogue.inspection import Inspections
    from fengqiao.catalogue.joint import Joint
    from fengqiao.catalogue.measure import Measure
    from fengqiao.catalogue.placement import Placements
    from fengqiao.catalogue.station import Station
    from fengqiao.catalogue.story import Story
    from fengqiao.catalogue.visit import Visits
    from fengqiao.catalogue.wish import Wishes

AT_INTAKE = "intake"
AT_CLOSE = "close"


class FieldType(StrEnum):
    """What a field of a kind holds."""

    TEXT = "text"
    LONGTEXT = "longtext"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    PLACE = "place"


class ReasonUse(StrEnum):
    """What a reason is given for."""

    RETURN = "return"
    REOPEN = "reopen"
    UNMASK = "unmask"
    PAUSE = "pause"
    UP = "up"
    DOWN = "down"
    ACROSS = "across"
    DEMAND = "demand"


class DemandEnd(StrEnum):
    """What a reason means for something asked for that a reply does not seem to mention: answered in other words, nothing
    that was asked for, or declined.
    """

    ANSWERED = "answered"
    VOID = "void"
    DECLINED = "declined"


class ClockCode(StrEnum):
    """The clocks a kind may carry; signing off as received and finishing it must carry.

    Contact runs from the lead's signature to the first answer, arrive and feedback from there to a step of the kind,
    help from a helper's signature to the end of its share, revisit from the closing to the answer after it, arbitrate
    from the return that is one too many to the ruling, confer from the asking of other units to the end of the talk,
    check from a return to whether it was right.
    """

    ACCEPT = "accept"
    FINISH = "finish"
    CONTACT = "contact"
    ARRIVE = "arrive"
    FEEDBACK = "feedback"
    HELP = "help"
    REVISIT = "revisit"
    ARBITRATE = "arbitrate"
    CONFER = "confer"
    CHECK = "check"


BY_STEP = (ClockCode.ARRIVE, ClockCode.FEEDBACK)


@dataclass(frozen=True, slots=True)
class Option(Named):
    """One choice of a choice field."""


@dataclass(frozen=True, slots=True)
class CallClass(Option):
    """A class of calls; the dots of its code are its levels.

    `counts_as`: the class of the first level in which it is counted; `void`: such a call is no valid one (有效警情);
    both hold for what lies under it too. `aliases`: its codes elsewhere.
    """

    counts_as: str
    void: bool
    aliases: tuple[str, ...]

    @property
    def level(self) -> int:
        """The level, from 1."""
        return self.code.count(".") + 1

    def under(self, code: str) -> bool:
        """Say whether it is a class or lies under it."""
        return f"{self.code}.".startswith(f"{code}.")


@dataclass(frozen=True, slots=True)
class Field(Named):
    """A thing asked about a matter of a kind.

    `needed_at`: "intake", "close" or the code of the step that may not be left without it; None: may stay empty.
    `doors`: it is asked only about what came in through one of these; none: about everything.
    `counted`: a whole number without persons that goes with the closing into the ledger, where measures sum it.
    """

    type: FieldType
    options: tuple[Option, ...] = ()
    personal: bool = False
    needed_at: str | None = None
    filterable: bool = False
    hint: str = ""
    hint_en: str = ""
    doors: tuple[str, ...] = ()
    counted: bool = False

    def option(self, code: str) -> Option | None:
        """Return the option with this code, if there is one."""
        return next((option for option in self.options if option.code == code), None)

    def way(self, code: str) -> tuple[Option, ...]:
        """Return an option with those that it lies under, from the first level on; nothing for an unknown code."""
        found = self.option(code)
        if not isinstance(found, CallClass):
            return (found,) if found else ()
        return tuple(each for each in self.options if isinstance(each, CallClass) and found.under(each.code))

    def asked_of(self, door: str) -> bool:
        """Say whether it is asked about what came in through a door."""
        return not self.doors or door in self.doors


@dataclass(frozen=True, slots=True)
class Step(Named):
    """A stage that a matter passes through while it is handled."""


@dataclass(frozen=True, slots=True)
class Result(Named):
    """How a matter can end. `counts_as_done` False: closed, yet not counted as work done (a repeat, a withdrawal)."""

    evidence: bool
    text_needed: bool
    counts_as_done: bool


@dataclass(frozen=True, slots=True)
class Kind(Named):
    """A kind of matter in one version; a running matter keeps the version it began with.

    `clocks` by `ClockCode`; `extendable` names those that an approver may lengthen; `reached` is the step of the kind
    at which a clock stops.
    """

    about: str
    about_en: str
    version: str
    valid_from: date
    valid_to: date | None
    urgent: bool
    sealed: bool
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    clocks: Mapping[str, Limit]
    extendable: frozenset[str]
    results: tuple[Result, ...]
    reached: Mapping[str, str]

    def field(self, code: str) -> Field | None:
        """Return the field with this code, if there is one."""
        return next((field for field in self.fields if field.code == code), None)

    def step(self, code: str) -> Step | None:
        """Return the step with this code, if there is one."""
        return next((step for step in self.steps if step.code == code), None)

    def result(self, code: str) -> Result | None:
        """Return the result with this code, if there is one."""
        return next((result for result in self.results if result.code == code), None)

    def holds_on(self, day: date) -> bool:
        """Return whether this version is valid on the day (both ends included)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Topic(Named):
    """The field of life a telling belongs to; `aliases` are labels of text models and sheets that mean it."""

    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function(Named):
    """What a unit is there for; routing names a function, the county decides which unit has it."""

    about: str
    about_en: str


@dataclass(frozen=True, slots=True)
class Reason(Named):
    """A reason to be chosen from a list; `text_needed`: it must be explained in words besides.

    `clause`, `source`: of a reason to hand back its number in the published list, and what it rests on. `other_hands`:
    what is reopened for it is done by somebody other than whoever closed it. `ends`: what it says of a demand.
    """

    use: ReasonUse
    text_needed: bool = False
    clause: str = ""
    source: str = ""
    other_hands: bool = False
    ends: DemandEnd = DemandEnd.DECLINED


@dataclass(frozen=True, slots=True)
class WordList(Named):
    """Words that tables name as `@code`."""

    words: tuple[str, ...]
    source: str


ValueData = str | int | float | bool | tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it stands on a day, with where it comes from (依据) and since when it holds."""

    value: ValueData
    source: str
    since: date

    @property
    def number(self) -> float:
        """Return the value as a number; TypeError when it is none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise TypeError(f"not a number: {self.value!r}")
        return self.value

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the value as a tuple of texts (a single one becomes a tuple of one)."""
        items = self.value if isinstance(self.value, tuple) else (self.value,)
        return tuple(str(item) for item in items)


@dataclass(frozen=True, slots=True)
class DatedValue(Named):
    """A limit, threshold or colour that changes by date; `history` runs from the oldest to the newest."""

    unit: str
    history: tuple[Value, ...]

    def on(self, day: date) -> Value:
        """Return the value that holds on the day; refuses (`value-not-yet`) a day before the first one."""
        found = next((value for value in reversed(self.history) if value.since <= day), None)
        if found is None:
            raise Problem(
                "value-not-yet", "“{name}”在 {day} 还没有规定的数值。", name=self.name, value=self.code, day=day
            )
        return found


@dataclass(frozen=True, slots=True)
class Overlay(Named):
    """A pack that adds to another one (`requires`); `code` is its name, `version` its own."""

    version: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack read and checked. `digest` is the SHA-256 of its files, the same wherever they are read from."""

    name: str
    version: str
    title: str
    title_en: str
    valid_from: date
    requires: tuple[str, ...]
    kind_versions: tuple[Kind, ...]
    kinds: Mapping[str, Kind]
    classes: Mapping[str, CallClass]
    topics: Mapping[str, Topic]
    functions: Mapping[str, Function]
    tables: Mapping[str, Table]
    calendars: Mapping[str, WorkCalendar]
    reasons: Mapping[ReasonUse, tuple[Reason, ...]]
    values: Mapping[str, DatedValue]
    lists: Mapping[str, WordList]
    inspections: Inspections
    enterprises: Enterprises
    joint: Joint
    disputes: Disputes
    clues: Clues
    forms: Forms
    station: Station
    duties: Duties
    errands: Errands
    wishes: Wishes
    helps: Helps
    visits: Visits
    placements: Placements
    measures: Mapping[str, Measure]
    stories: Mapping[str, Story]
    overlays: tuple[Overlay, ...]
    digest: str

    def kind_on(self, code: str, day: date) -> Kind | None:
        """Return the version of a kind that is valid on the day, if there is one."""
        return next((kind for kind in self.kind_versions if kind.code == code and kind.holds_on(day)), None)

    def kind_for(self, code: str, day: date) -> Kind:
        """Return the version of a kind that holds on the day, else its newest; KeyError for an unknown code."""
        return self.kind_on(code, day) or self.kinds[code]

    def topic_for_label(self, label: str) -> Topic | None:
        """Return the topic that a label of a text model or sheet means: by code, name or alias."""
        wanted = label.strip()
        if wanted in self.topics:
            return self.topics[wanted]
        return next((t for t in self.topics.values() if wanted == t.name or wanted in t.aliases), None)

    def value_on(self, code: str, day: date) -> Value:
        """Return a dated value of the pack on a day; refuses (`value-unknown`) a code the pack does not have."""
        if code not in self.values:
            raise Problem("value-unknown", "规则包里没有“{value}”这个数值。", value=code)
        return self.values[code].on(day)

    def reason(self, use: ReasonUse, code: str) -> Reason | None:
        """Return the reason with this code among those for one use, if there is one."""
        return next((reason for reason in self.reasons.get(use, ()) if reason.code == code), None)
