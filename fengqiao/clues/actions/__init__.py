"""Every write of clues and their keys."""

from fengqiao.clues.actions.informing import Visit, add, found_by, hand_in, visit
from fengqiao.clues.actions.keyring import change_passphrase, forget_opened, lock_up, make_key, unlock
from fengqiao.clues.actions.naming import end_holder, name_holder
from fengqiao.clues.actions.recovering import begin_recovery, drop_recovery, open_half, open_rest
from fengqiao.clues.actions.resealing import pass_on, reseal
from fengqiao.clues.actions.retention import count_in, erase
from fengqiao.clues.actions.working import answer, check, close, note_read, raise_matter, reopen, take

__all__ = [
    "Visit",
    "add",
    "answer",
    "begin_recovery",
    "change_passphrase",
    "check",
    "close",
    "count_in",
    "drop_recovery",
    "end_holder",
    "erase",
    "forget_opened",
    "found_by",
    "hand_in",
    "lock_up",
    "make_key",
    "name_holder",
    "note_read",
    "open_half",
    "open_rest",
    "pass_on",
    "raise_matter",
    "reopen",
    "reseal",
    "take",
    "unlock",
    "visit",
]
