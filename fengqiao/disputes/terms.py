"""Terms of disputes and their mediation."""

from __future__ import annotations

from enum import StrEnum


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    AGREED = "agreed"
    PERFORMED = "performed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Mediation(StrEnum):
    """Whose mediation it is: people's mediation, or that of the police over a minor offence (治安调解)."""

    PEOPLE = "people"
    POLICE = "police"


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    FIRM = "firm"


class AgreementForm(StrEnum):
    """How an agreement is kept."""

    WRITTEN = "written"
    ORAL = "oral"


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class SessionResult(StrEnum):
    """What came of a session."""

    AGREED = "agreed"
    AGAIN = "again"
    NOT_AGREED = "not_agreed"


class DueKind(StrEnum):
    """What has to be done by a day: the grade's term, police sessions, performance, a visit, joint confirmation."""

    GRADE = "grade"
    FIRST = "first"
    SECOND = "second"
    PERFORM = "perform"
    FOLLOW_UP = "follow_up"
    CONFIRM = "confirm"


class DueResult(StrEnum):
    """What became of it."""

    DONE = "done"
    FAILED = "failed"
    LAPSED = "lapsed"
    DROPPED = "dropped"
    RESTED = "rested"


class ReviewCause(StrEnum):
    """Why a dispute is looked at again together with an earlier one."""

    PARTY = "party"
    PLACE = "place"


class DisputeMove(StrEnum):
    """What is done to a dispute."""

    ACCEPT = "accept"
    MEDIATOR = "mediator"
    RECUSE = "recuse"
    PLAN = "plan"
    MEET = "meet"
    CANCEL = "cancel"
    AGREE = "agree"
    SIGN = "sign"
    SETTLE = "settle"
    FAIL = "fail"
    WITHDRAW = "withdraw"
    ALARM = "alarm"
    EXTEND = "extend"
    VISIT = "visit"
    CORRECT = "correct"
    ANSWER = "answer"
    RESUME = "resume"
    WRITE = "write"
    INQUIRE = "inquire"
    APPRAISE = "appraise"
    APPRAISED = "appraised"
    LEAD = "lead"
    ANNOUNCE = "announce"
    AT_ONCE = "at_once"


OVER = (DisputeState.PERFORMED, DisputeState.FAILED, DisputeState.WITHDRAWN)
