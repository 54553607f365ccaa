"""Terms of matters: states, parties, doors, moves, lamps."""

from __future__ import annotations

from enum import StrEnum


class MatterState(StrEnum):
    """Where a matter stands."""

    TRIAGE = "triage"
    OFFERED = "offered"
    WORKING = "working"
    CLOSED = "closed"


class TaskRole(StrEnum):
    """One party's share: 主办, 协办, 抄送; 接办 is to take over from the lead, which answers until it has signed."""

    LEAD = "lead"
    NEXT = "into"  # so that it sorts behind the lead and before helpers
    HELPER = "helper"
    CONFER = "confer"
    COPY = "copy"


class TaskState(StrEnum):
    """Where a task stands; a copy is only NOTED."""

    OFFERED = "offered"
    WORKING = "working"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"


OPEN_TASKS = (TaskState.OFFERED.value, TaskState.WORKING.value)


class Door(StrEnum):
    """Through which door a telling came in."""

    COUNTER = "counter"
    PHONE = "phone"
    POST = "post"
    VOLUNTEER = "volunteer"
    VISIT = "visit"
    PORTAL = "portal"
    IMPORT = "import"
    API = "api"
    SENSOR = "sensor"


class Move(StrEnum):
    """What people do to a matter; each is one action, one entry of its timeline and one event."""

    RECEIVE = "receive"
    ROUTE = "route"
    ACCEPT = "accept"
    ASSIGN = "assign"
    PROGRESS = "progress"
    RETURN = "return"
    ADD_PARTY = "add_party"
    DONE = "done"
    URGE = "urge"
    PLACE = "place"
    REPLY = "reply"
    JOIN = "join"
    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"
    REOPEN = "reopen"
    AMEND = "amend"
    RECLASS = "reclass"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_LONGER = "ask_longer"
    EXTEND = "extend"
    DECLINE = "decline"
    NEW_RULE = "new_rule"
    REMIND = "remind"
    RULE = "rule"
    TRANSFER = "transfer"
    CONFER = "confer"
    OPINE = "opine"
    AGREE = "agree"
    KEEP = "keep"
    REFER = "refer"
    HAND_ON = "hand_on"
    TAKE_BACK = "take_back"
    CHECK = "check"
    RATE = "rate"
    MISS = "miss"


class LevelWay(StrEnum):
    """Which way a matter goes between governance centres: up a level, down one, across to a neighbour."""

    UP = "up"
    DOWN = "down"
    ACROSS = "across"


class RatingWay(StrEnum):
    """How somebody was asked after the end (评议): by the slip, by telephone, at the door, at the counter."""

    SLIP = "slip"
    PHONE = "phone"
    VISIT = "visit"
    COUNTER = "counter"


class RatingAnswer(StrEnum):
    """What somebody says to one of the three questions: responded, solved, satisfied; FAIR is in part (基本)."""

    YES = "yes"
    FAIR = "fair"
    NO = "no"
    UNSAID = "unsaid"


class Consent(StrEnum):
    """What the caller says to being passed on: agrees, cannot be asked, need not be (a duty to pass on), does not."""

    YES = "yes"
    UNREACHABLE = "unreachable"
    DUTY = "duty"
    NO = "no"


class View(StrEnum):
    """What a unit says in a conference: the matter is theirs, others', partly theirs."""

    OURS = "ours"
    THEIRS = "theirs"
    SHARED = "shared"


class CheckOutcome(StrEnum):
    """What the check of a return says (退回核查): handed back rightly, or wrongly, so that it goes back."""

    RIGHT = "right"
    WRONG = "wrong"


class CallerPart(StrEnum):
    """Whether the person took part in the conference (三方通话)."""

    JOINED = "joined"
    UNREACHABLE = "unreachable"
    DECLINED = "declined"


class Flow(StrEnum):
    """Where what the police took in went: out to others (分流), and back to the police (回流)."""

    OUT = "out"
    BACK = "back"


class Ruling(StrEnum):
    """Whether somebody above was asked to name the unit (裁决), and has; a ruling binds."""

    ASKED = "asked"
    GIVEN = "given"


class Channel(StrEnum):
    """How the teller is answered."""

    PHONE = "phone"
    MESSAGE = "message"
    IN_PERSON = "in_person"
    LETTER = "letter"
    ONLINE = "online"


class Paper(StrEnum):
    """What is printed of a matter: for those who handle it, or to go with it to a unit outside."""

    INTERNAL = "internal"
    HANDOVER = "handover"


class Lamp(StrEnum):
    """The state of a running clock at a glance; never shown without its word."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    DONE = "done"
    WAIT = "wait"


class Tab(StrEnum):
    """The parts of the queue: 待办, 已办, 督办, 全部."""

    TODO = "todo"
    DONE = "done"
    WATCH = "watch"
    ALL = "all"


# What a replay of the attention table says of a matter: somebody looks first, or it passes.
LOOKED_AT, PASSED = "looked_at", "passed"
