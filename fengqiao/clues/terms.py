"""Terms of clues, of their keys and of recovering what a lost key closed."""

from __future__ import annotations

from enum import StrEnum


class ClueState(StrEnum):
    """Where a clue stands."""

    NEW = "new"
    CHECKING = "checking"
    CHECKED = "checked"
    CLOSED = "closed"


class Informant(StrEnum):
    """What the informant says of himself, if anything: nothing more is asked."""

    UNSAID = "unsaid"
    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    STAFF = "staff"


class LetterKind(StrEnum):
    """What a sealed letter of a clue is: the first three come from the informant, the next two go to him."""

    TOLD = "told"
    ADDED = "added"
    CLAIM = "claim"
    ANSWER = "answer"
    QUESTION = "question"
    CHECK = "check"


class Duty(StrEnum):
    """What somebody is named for: to receive a unit's clues, or to keep half of the way back to them."""

    RECIPIENT = "recipient"
    CUSTODIAN = "custodian"


class RecoveryReason(StrEnum):
    """Why two custodians open: a passphrase is lost, a successor has nothing yet, or it is a drill."""

    LOST = "lost"
    SUCCESSOR = "successor"
    DRILL = "drill"


class RecoveryState(StrEnum):
    """Where a recovery stands."""

    BEGUN = "begun"
    HALFWAY = "halfway"
    DONE = "done"
    DROPPED = "dropped"
