"""Stories: who says what and who does what when, with decoys, and which published figures must come out. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from fengqiao.catalogue.measure import Measure
from fengqiao.catalogue.named import Named
from fengqiao.kit.bounds import Bound


class Deed(StrEnum):
    """What people of a story do to a matter; each is an action of the product."""

    ROUTE = "route"
    ACCEPT = "accept"
    ASSIGN = "assign"
    PROGRESS = "progress"
    RETURN = "return"
    ADD_PARTY = "add_party"
    DONE = "done"
    URGE = "urge"
    CLOSE = "close"
    REOPEN = "reopen"
    HAND_ON = "hand_on"  # to the centre above, to one below, to a neighbour
    TAKE_BACK = "take_back"
    JOINT = "joint"  # the matter becomes a joint incident by a plan
    DRILL = "drill"  # the same as a drill
    CALL_OUT = "call_out"
    TAKE_STEP = "take_step"  # signed, left, arrived, done: whoever is called out, for their own unit
    STAND_DOWN = "stand_down"
    END_JOINT = "end_joint"
    TRANSFER = "transfer"  # in one step to a department, with what the caller said to it (fields.consent)
    CHECK = "check"  # of a return, by whoever passed the matter on: right or wrong
    FILL_SHIFTS = "fill_shifts"  # the week of a station, by a pattern (`plan`)
    DISPATCH = "dispatch"  # a station's share to one of its parts (`role`)
    INSPECT = "inspect"  # at once, of a kind (`plan`) at a place (`text`) in the matter's area, together with `to`
    FIND = "find"  # on that inspection: a line (`step`) is wrong, a unit (`to`) puts it right
    SIGN = "sign"  # the rest of its lines are fine; the lead's name ends it
    JOIN = "join"  # an enterprise (`text`) joins the alliance; `role`: its sector
    SERVE = "serve"  # it gets a service (`role`) for `fields.audience` people
    MAN = "man"  # somebody (`text`) begins in a unit (`to`) as `role`
    SERIES = "series"  # an activity of a kind (`plan`, form `role`) for people under `to`, again by `fields.freq` and `on`, hosts in turn; `text`: what it is about
    PLAN_DUTY = "plan_duty"  # one such activity, an hour from then; in `fields.areas`, another each day; in the classroom `fields.classroom` (its sort)
    ADD_THING = "add_thing"  # something that study uses (`text`), of a sort (`role`), is registered by one’s unit
    RETIRE_THING = "retire_thing"  # that one (`text`) is not used any more
    ATTEND = "attend"  # `fields.people` of those under `to` sign up for the one that is on, and check in by its code: `fields.times` times; `fields.absent` more sign up and stay away
    SEND_DUTY = (
        "send_duty"  # those of the guard task that is on hear its lesson, stand at one post (`text`) and are sent there
    )
    END_DUTY = "end_duty"  # it ends, by somebody of its host where it has one, with the numbers that its kind asks
    CALL_OFF_DUTY = "call_off_duty"
    CONFIRM_HOURS = "confirm_hours"  # of the volunteers who came to the one that ended last
    SET_CONTEST = "set_contest"  # for the contest that is on: teams of the units `fields.teams`, one discipline (`text`), a judge (`to`)
    SCORE_CONTEST = "score_contest"  # its judge scores every team and signs
    SEAL_CONTEST = "seal_contest"  # its ranking is signed
    ENLIST = "enlist"  # `fields.people` of `fields.areas` apply to a team (`to`), trained and insured; `result`: enrolled, applied or refused
    TAKE_ROLL = "take_roll"  # the same by a list kept on paper (`text`), with `fields.hours` of before each, which wait
    SIGN_ROLL = "sign_roll"  # hours of before count from then on
    QUIT = "quit"  # the `fields.people` who were enrolled last in a team (`to`) leave
    AGREE_POINTS = "agree_points"  # `fields.people` of a team (`to`) agree to points
    GIVE_POINTS = "give_points"  # each who agreed, by a rule (`role`)
    WITHDRAW_POINTS = "withdraw_points"  # `fields.people` of those take their consent back
    FOUND_SQUAD = "found_squad"  # a branch or a squad (`role`) named `text` for `fields.days`, led by whoever founds it
    JOIN_SQUAD = "join_squad"  # `fields.people` of those under `to` join the one founded last
    DISSOLVE_SQUAD = "dissolve_squad"  # that one, with a report (`text`)
    PLACE = "place"  # `fields.people` new people in a unit (`to`) for a placement of a kind (`plan`) to do `text`, `fields.days` long, from `fields.ahead` days later
    BEGIN_STAY = "begin_stay"  # placements at `to` whose first day has come
    CALL_OFF_STAY = "call_off_stay"  # the `fields.people` that were set last at `to` and have not begun
    EXTEND_STAY = "extend_stay"  # the `fields.people` that began last at `to`, by `fields.days`
    MOVE_STAY = "move_stay"  # those end for a `reason` of the pack and go on in another unit (`fields.into`) the day after, to do `text`
    LIST_VISITS = "list_visits"  # `fields.people` of `fields.areas` are to be visited, in a tier (`role`)
    VISIT = "visit"  # the `fields.people` who are due first; `result`: how it went
    NAME_OFFICER = "name_officer"  # somebody (`to`) answers for each of `fields.areas` as `role`
    END_OFFICER = "end_officer"  # no longer
    PLAN_MEETING = "plan_meeting"  # of a team (`to`) on that day
    SUGGEST = "suggest"  # at the last meeting: `text`, to be answered by a unit (`to`)
    REPLY = "reply"  # to the last suggestion: `result`, `text`
    HOLD_MEETING = "hold_meeting"  # the last one, `fields.people` came
    TELL_AGAIN = "tell_again"  # the same telling handed in once more through its door: no second matter
    TAKE_DISPUTE = "take_dispute"  # the matter is mediated: `fields.type`, `fields.yuan`
    SETTLE = "settle"  # the parties meet and agree (`result`: oral or written) on `fields.yuan`
    FAIL = "fail"  # they meet in vain, the next way (`reason`) is advised
    WITHDRAW = "withdraw"  # a party takes the dispute back, or a guardian the consent to a wish (`reason`)
    AUTHORISE = "authorise"  # in writing, for all items of an errand
    RUN = "run"  # an item of a kind (`plan`), or each, step by step up to its last, with the visit that it needs
    END_ITEM = "end_item"  # the same: done, or for a `reason` of the pack
    NAME_HOLDER = (
        "name_holder"  # of clues: somebody (`to`) receives them or keeps the way back (`role`), and makes a key
    )
    CHECK_CLUE = "check_clue"  # a `result` of the pack, `fields.dealt`, `fields.groups`
    ANSWER_CLUE = "answer_clue"
    CLOSE_CLUE = "close_clue"
    CLAIM = "claim"  # a wish
    DELIVER = "deliver"  # with a picture
    SEND_BACK = "send_back"  # for a `reason`: other pictures are wanted
    CONFIRM = "confirm"  # by a second person
    REPORT_STONE = "report_stone"  # the next milestone of a practical matter
    VERIFY_STONE = "verify_stone"  # `result`: passed or back
    DROP = "drop"  # a practical matter leaves the list


class Opening(StrEnum):
    """What a telling opens that is no matter, or more than one: a dispute settled where it arose, things of other rooms."""

    ON_SCENE = "on_scene"  # `fields`: type, yuan, and way where there was no agreement
    ERRAND = "errand"  # `fields.kinds`: the kinds of its items
    WISH = "wish"  # `fields`: kind, band, guardian
    CLUE = "clue"  # `fields`: kind, informant
    PRACTICAL = (
        "practical"  # in the list of a unit (`to`), its texts are milestones, `fields`: aim, days from one to the next
    )


class Days(StrEnum):
    """On which days a scene happens."""

    WORKDAY = "workday"
    DAY = "day"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Whose(StrEnum):
    """Who states a figure: the published report, or we, because the report gives no number."""

    REPORT = "report"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class CastArea(Named):
    """An area of a story's county."""

    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class CastUnit(Named):
    """A unit with its people by role (fictional names)."""

    short: str
    line: str
    function: str
    parent: str
    areas: tuple[str, ...]
    staff: Mapping[str, tuple[str, ...]]
    level: str = ""
    neighbours: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """How long after the step before: a length of time, and whole working days on top."""

    length: timedelta = timedelta()
    workdays: int = 0


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One deed. `by` and `to` are `unit`, `unit/role`, or `lead`, `helper`, `taker`; `refused`: the refusal expected."""

    after: Span
    do: Deed
    by: str
    to: str = ""
    role: str = ""
    reason: str = ""
    text: str = ""
    result: str = ""
    step: str = ""
    plan: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class SaidThing:
    """A telling with its variations: title, text, place and area go round, so that no two days are alike."""

    code: str
    door: str
    by: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    places: tuple[str, ...]
    areas: tuple[str, ...]
    kind: str
    fields: Mapping[str, str]
    to: str = ""
    reason: str = ""
    opens: Opening | None = None


@dataclass(frozen=True, slots=True)
class Decoy(Named):
    """Something played that a careless count would count wrong."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A telling said `times` a day between two times on some days, and what becomes of it; without one, a course by itself."""

    telling: str
    course: str
    days: Days | None
    on: tuple[date, ...]
    since: date
    until: date
    times: int
    starts: time
    ends: time
    decoy: str = ""


@dataclass(frozen=True, slots=True)
class Naive:
    """The careless definition into which a decoy leads."""

    decoy: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class StoryFigure(Named):
    """A figure that must come out. `value` in the measure's own unit (a share as 0 to 1); `one_in`: the scale played.

    `quote`: what the report says, in a few words; `source`: where, or for one of ours, why this bound.
    """

    whose: Whose
    quote: str
    source: str
    measure: str
    bound: Bound
    value: Decimal
    one_in: int
    naive: tuple[Naive, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim of the report that this story does not prove, and why."""

    quote: str
    why: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Story(Named):
    """One story: it plays from `begins`; its figures are those of `begins` to `ends`, both included."""

    file: str
    about: str
    about_en: str
    source: str
    begins: date
    ends: date
    areas: tuple[CastArea, ...]
    units: tuple[CastUnit, ...]
    tellings: Mapping[str, SaidThing]
    courses: Mapping[str, tuple[CourseStep, ...]]
    decoys: Mapping[str, Decoy]
    scenes: tuple[Scene, ...]
    figures: tuple[StoryFigure, ...]
    left_out: tuple[LeftOut, ...]
