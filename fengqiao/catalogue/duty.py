"""The frozen classes of planned work: kinds of activity with their forms, roles and what is counted; hours of study asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fengqiao.catalogue.named import Named


class Family(StrEnum):
    """What an activity is at bottom; the product knows these, a pack names its own kinds of each."""

    PATROL = "patrol"
    STUDY = "study"
    VISIT = "visit"
    TALK = "talk"
    DRILL = "drill"
    CONTEST = "contest"
    GUARD = "guard"
    MEETING = "meeting"


class CheckWay(StrEnum):
    """How somebody says that they are there."""

    CODE = "code"
    PLACE = "place"
    LIST = "list"


class Count(StrEnum):
    """What is counted when an activity has ended: numbers, nobody by name."""

    AUDIENCE = "audience"
    HOMES = "homes"
    DISPUTES = "disputes"
    HAZARDS = "hazards"
    TEAMS = "teams"
    PHOTOS = "photos"


class FieldForm(StrEnum):
    """How a field of an activity is filled in."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


class AskedAt(StrEnum):
    """When a field of an activity is asked for: while it is planned, or when it ends."""

    PLAN = "plan"
    END = "end"


class Proof(StrEnum):
    """What has to be there before an activity ends as held: photos, minutes, check-ins of those who came themselves."""

    PHOTOS = "photos"
    MINUTES = "minutes"
    SIGN_INS = "sign_ins"


class ThingKind(StrEnum):
    """What study uses: a classroom (a way of studying together that a place has set up), somewhere, somebody who speaks, something to read or see."""

    CLASSROOM = "classroom"
    PLACE = "place"
    LECTURER = "lecturer"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class ThingSort(Named):
    """A sort of what study uses: mobile classroom, party school, base, film, book …"""

    kind: ThingKind
    source: str


@dataclass(frozen=True, slots=True)
class StudyMoment(Named):
    """A day of the year on which whoever has less than a share (percent) of the year's hours is reminded."""

    month: int
    day: int
    share: int
    source: str


class Every(StrEnum):
    """How often something has to be held."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Required(Named):
    """What every Party branch has to hold: activities of some kinds, `times` in every period.

    `from_people`: asked only of branches with so many people; `remind_days`: so many days before the end of a period its
    secretary is reminded of what is neither held nor planned.
    """

    kinds: tuple[str, ...]
    every: Every
    times: int
    from_people: int
    remind_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Leave(Named):
    """Why somebody did not come: of the pack, a code alone."""

    source: str


@dataclass(frozen=True, slots=True)
class DutyForm(Named):
    """A form of a kind: 定点巡, 联动巡 … `makes_up`: it makes up for a session that was missed."""

    makes_up: bool = False


@dataclass(frozen=True, slots=True)
class DutyRole(Named):
    """What somebody does in an activity. `leads`: it lets them check others in by the list; `votes`: they count as due and may vote."""

    leads: bool
    votes: bool = True


@dataclass(frozen=True, slots=True)
class DutyField(Named):
    """What is asked about an activity of a kind. `personal`: it says who somebody is; those who lead alone read it, and it leaves on no paper."""

    form: FieldForm
    asked: AskedAt
    required: bool
    personal: bool
    options: tuple[Named, ...] = ()


class LedBy(StrEnum):
    """Of whose line somebody on the list has to be, who leads."""

    POLICE = "police"


@dataclass(frozen=True, slots=True)
class Led:
    """Who has to be there to lead what begins between two hours of a day (`since` to `until`, which may lie past midnight).

    `strict`: a check-in to one without is doubtful; else it is said where it is planned, shortly before it begins, and on its page.
    """

    by: LedBy
    since: int
    until: int
    strict: bool

    def asked_at(self, hour: int) -> bool:
        """Say whether what begins in an hour of the day (0 to 23) has to be led so."""
        if self.since <= self.until:
            return self.since <= hour < self.until
        return hour >= self.since or hour < self.until


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many of those due have to be there before anything is resolved: `part` of `whole`, or more than that (`over`).

    `of_due`: a resolution needs more than half of those due, else of those there.
    """

    part: int
    whole: int
    over: bool
    of_due: bool = False


@dataclass(frozen=True, slots=True)
class DutyKind(Named):
    """A kind of activity.

    `minutes`: how long it usually takes; `least`: with fewer people it was missed; `places`: how many may take part, 0
    for any number; `early`, `late`: minutes around the beginning in which somebody checks in; `metres`: how near is there;
    `quorum`: without it nothing is resolved, None where nobody asks for one;
    `counts`: the numbers asked at the end, of which the first must be said; `hours`: whoever came has studied that long;
    `makeup_days`: whoever missed it makes it up within so many days, 0 where nobody has to;
    `whole_unit`: everybody of the unit or team is due, on the list or not; so it is with a quorum or make-ups, unless the pack says no;
    `lesson`: the kind of lesson that everybody has to have heard before it starts, empty for none;
    `fields`: what else is asked about it, while planning or at the end; `proofs`: how much of what has to be there when it ends;
    `led`: who has to lead it at which hours, None where nobody has to.
    """

    family: Family
    minutes: int
    least: int
    places: int
    early: int
    late: int
    metres: int
    ways: tuple[CheckWay, ...]
    forms: tuple[DutyForm, ...]
    roles: tuple[DutyRole, ...]
    counts: tuple[Count, ...]
    hours: bool
    lesson: str
    source: str
    quorum: Quorum | None = None
    makeup_days: int = 0
    whole_unit: bool = False
    fields: tuple[DutyField, ...] = ()
    proofs: Mapping[Proof, int] = field(default_factory=dict)
    led: Led | None = None

    @property
    def making_up(self) -> tuple[DutyForm, ...]:
        """The forms that make up for a session missed."""
        return tuple(form for form in self.forms if form.makes_up)


@dataclass(frozen=True, slots=True)
class Bound(Named):
    """What a volunteer may not do; it is said before each patrol."""

    source: str


@dataclass(frozen=True, slots=True)
class PointRule(Named):
    """For what those who enrolled get how many points, at most how often a month (0: as often as it happens)."""

    points: int
    a_month: int
    source: str


@dataclass(frozen=True, slots=True)
class Reward(Named):
    """What points are used for: an exchange, or (`commends`) a commendation, which takes none away."""

    points: int
    commends: bool
    source: str


@dataclass(frozen=True, slots=True)
class Duties:
    """What a pack says about planned work; a pack that says nothing has no kinds."""

    kinds: Mapping[str, DutyKind] = field(default_factory=dict)
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    points: Mapping[str, PointRule] = field(default_factory=dict)
    rewards: Mapping[str, Reward] = field(default_factory=dict)
    sorts: Mapping[str, ThingSort] = field(default_factory=dict)
    moments: Mapping[str, StudyMoment] = field(default_factory=dict)
    leaves: Mapping[str, Leave] = field(default_factory=dict)
    required: Mapping[str, Required] = field(default_factory=dict)
