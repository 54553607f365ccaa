"""Every write of the vault; most are parts of another room's action and run in its transaction."""

from fengqiao.vault.actions.asking import teller_phone_ends
from fengqiao.vault.actions.destroying import Gone, destroy, due_for_destruction, hold_back
from fengqiao.vault.actions.files import FileLimits, Offered, Upload, cleaned, keep_files, move_files, staging
from fengqiao.vault.actions.personal import (
    Teller,
    change_personal,
    drop_personal,
    keep_personal,
    make_missing_keys,
    move_tellers,
    unmask,
)
from fengqiao.vault.actions.telling import number_to_tell, seal_until_sent, unseal_to_send
from fengqiao.vault.actions.words import seal_words

__all__ = [
    "FileLimits",
    "Gone",
    "Offered",
    "Teller",
    "Upload",
    "change_personal",
    "cleaned",
    "destroy",
    "drop_personal",
    "due_for_destruction",
    "hold_back",
    "keep_files",
    "keep_personal",
    "make_missing_keys",
    "move_files",
    "move_tellers",
    "number_to_tell",
    "seal_until_sent",
    "seal_words",
    "staging",
    "teller_phone_ends",
    "unmask",
    "unseal_to_send",
]
