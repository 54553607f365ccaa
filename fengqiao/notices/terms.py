"""Terms of notices: what they say, by which way, where they stand; and what a sender is given and gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class NoticeKind(StrEnum):
    """What a notice says."""

    OFFERED = "offered"
    OFFERED_MANY = "offered_many"
    TRIAGE = "triage"
    TRIAGE_MANY = "triage_many"
    TRANSFER_OFFERED = "transfer_offered"
    TRANSFER_ACCEPTED = "transfer_accepted"
    ASSIGNED = "assigned"
    DISPATCHED = "dispatched"
    HELPER_ADDED = "helper_added"
    COPIED = "copied"
    HELPED = "helped"
    RETURNED = "returned"
    RULING_ASKED = "ruling_asked"
    RULING_GIVEN = "ruling_given"
    DUE_SOON = "due_soon"
    MISSED = "missed"
    URGED = "urged"
    JOINED = "joined"
    MERGED = "merged"
    SPLIT = "split"
    REOPENED = "reopened"
    JOINT_CALLED = "joint_called"
    JOINT_STOOD_DOWN = "joint_stood_down"
    JOINT_LED = "joint_led"
    JOINT_ENDED = "joint_ended"
    FINDING_RAISED = "finding_raised"
    FINDING_SUBMITTED = "finding_submitted"
    FINDING_BACK = "finding_back"
    FINDING_PASSED = "finding_passed"
    FINDING_ASKED = "finding_asked"
    FINDING_EXTENDED = "finding_extended"
    FINDING_DECLINED = "finding_declined"
    FINDING_WITHDRAWN = "finding_withdrawn"
    FINDING_SOON = "finding_soon"
    FINDING_MISSED = "finding_missed"
    ENTERPRISE_ASKED = "enterprise_asked"
    TALK_TASK = "talk_task"
    TALK_SOON = "talk_soon"
    SWAP_ASKED = "swap_asked"
    SWAP_TO_CONSENT = "swap_to_consent"
    SWAP_DONE = "swap_done"
    SWAP_ENDED = "swap_ended"
    PRACTICAL_GIVEN = "practical_given"
    PRACTICAL_REPORTED = "practical_reported"
    PRACTICAL_BACK = "practical_back"
    PRACTICAL_LATE = "practical_late"
    SQUAD_SOON = "squad_soon"
    SQUAD_OVER = "squad_over"
    PLACEMENT_SET = "placement_set"
    PLACEMENT_SOON = "placement_soon"
    PLACEMENT_OVER = "placement_over"
    STUDY_OWED = "study_owed"
    STUDY_HANDED = "study_handed"
    STUDY_SOON = "study_soon"
    STUDY_HOURS = "study_hours"
    HOST_TURN = "host_turn"
    HOST_OFF = "host_off"
    DUTY_SET = "duty_set"
    PATROLS_SET = "patrols_set"
    DUTY_UP = "duty_up"
    DUTY_OFF = "duty_off"
    DUTY_TAKEN_OFF = "duty_taken_off"
    DUTY_REST_OFF = "duty_rest_off"
    DUTY_CHANGED = "duty_changed"
    DUTY_SOON = "duty_soon"
    TASK_SET = "task_set"
    TASK_SOON = "task_soon"
    TASK_LATE = "task_late"
    TASK_DONE = "task_done"
    REQUIRED_SOON = "required_soon"
    LEAVE_ASKED = "leave_asked"
    LEAVE_GIVEN = "leave_given"
    LEAVE_REFUSED = "leave_refused"
    DUTY_UNLED = "duty_unled"
    HAND_ASKED = "hand_asked"
    HAND_TAKEN = "hand_taken"
    HAND_ENDED = "hand_ended"
    VISITS_LATE = "visits_late"
    VOLUNTEERS_ENDING = "volunteers_ending"
    DISPUTE_DUE = "dispute_due"
    DISPUTE_LATE = "dispute_late"
    DISPUTE_ALARM = "dispute_alarm"
    DISPUTE_NAMED = "dispute_named"
    DISPUTE_RELIEVED = "dispute_relieved"
    DISPUTE_REVIEW = "dispute_review"
    WISH_NEWS = "wish_news"
    CLUE_NEWS = "clue_news"
    ERRAND_ASKED = "errand_asked"
    ERRAND_SOON = "errand_soon"
    ERRAND_AGAIN = "errand_again"
    CLOSED = "closed"
    TOLD_CLOSED = "told_closed"
    TOLD_REOPENED = "told_reopened"
    TOLD_MERGED = "told_merged"
    TOLD_SPLIT = "told_split"
    TOLD_ERRAND = "told_errand"
    LINK = "link"
    TEST = "test"


# What is told once a day with how many there are; it opens a list: its address, and the same for whoever reads a mail.
DAILY = {
    NoticeKind.VISITS_LATE: "visits/?show=overdue&who=me",
    NoticeKind.VOLUNTEERS_ENDING: "volunteers/?lacking=soon",
}  # a test opens them
TO_TELLERS = frozenset(
    {
        NoticeKind.TOLD_CLOSED,
        NoticeKind.TOLD_REOPENED,
        NoticeKind.TOLD_MERGED,
        NoticeKind.TOLD_SPLIT,
        NoticeKind.TOLD_ERRAND,
    }
)
OTHERS = frozenset({NoticeKind.LINK, NoticeKind.TEST})
TO_STAFF = tuple(kind for kind in NoticeKind if kind not in TO_TELLERS | OTHERS)


class Page(StrEnum):
    """Which page a notice opens, where it is not a matter's."""

    FINDING = "finding"
    JOINT = "joint"
    TALK_TASK = "command-talk-task"
    SWAP = "command-swap"
    WISH = "wish"
    PRACTICAL = "practical"
    ERRAND = "errand"
    CLUE = "clue"
    SQUAD = "squad"
    PLACEMENT = "placement"
    STUDY = "study-of"
    DUTY = "duty"
    REQUIRED = "duty-required-of"


PATHS = {
    Page.FINDING: "inspections/findings",
    Page.JOINT: "joint",
    Page.TALK_TASK: "command/talk/tasks",
    Page.SWAP: "command/swaps",
    Page.WISH: "wishes",
    Page.PRACTICAL: "practical",
    Page.ERRAND: "errands",
    Page.CLUE: "clues",
    Page.SQUAD: "squads",
    Page.PLACEMENT: "placements",
    Page.STUDY: "studies/of",
    Page.DUTY: "duties",
    Page.REQUIRED: "duties/required",
}  # a test compares them with the addresses


class Way(StrEnum):
    """By which way a notice goes: the inbox lies in the platform itself, the others leave it."""

    INBOX = "inbox"
    EMAIL = "email"
    GROUP = "group"
    SMS = "sms"


OUTSIDE = (Way.EMAIL, Way.GROUP, Way.SMS)


class NoticeState(StrEnum):
    """Where a notice stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RECEIVED = "received"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What became of one try: taken, refused for good, certainly not sent (again later), nobody knows; or nobody to send it to."""

    TAKEN = "taken"
    REFUSED = "refused"
    BUSY = "busy"
    UNKNOWN = "unknown"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Address:
    """Somewhere outside: a mailbox, by the way that leads there, and whose it is (a unit without accounts)."""

    way: Way
    to: str
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages."""

    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a sender is given: codes already put into names, and nothing personal but where it goes.

    `id` is the same at every try: what an idempotent gateway knows it by.
    """

    id: UUID
    kind: NoticeKind
    to: str
    number: str = ""
    matter: Named | None = None
    area: Named | None = None
    unit: Named | None = None
    result: Named | None = None
    due: datetime | None = None
    count: int = 1
    urgent: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sender says of one try; `problem` is a code, never the words of somebody else's machine."""

    outcome: Outcome
    reference: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a gateway reports afterwards of a notice, by the id that it was given or by its own reference."""

    arrived: bool
    notice_id: UUID | None = None
    reference: str = ""
    problem: str = ""


class Sender(Protocol):
    """An adapter to one kind of gateway. `idempotent`: the same letter handed over twice arrives once."""

    name: str
    idempotent: bool

    def send(self, letter: Letter, given: Mapping[str, Any], *, at: datetime) -> Answer:
        """Hand a letter over with the settings of its way; never raises for what the other side does."""

    def receipts(self, given: Mapping[str, Any]) -> Sequence[Receipt]:
        """Return what the gateway reports since it was asked last; nothing where it reports nothing."""
