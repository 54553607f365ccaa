"""Every write of the vault; most are parts of another room's action and run in its transaction."""

from fengqiao.vault.actions.destroying import Gone, destroy, hold_back
from fengqiao.vault.actions.files import FileLimits, Offered, Upload, keep_files, move_files, staging
from fengqiao.vault.actions.personal import Teller, keep_personal, make_missing_keys, move_tellers, unmask

__all__ = [
    "FileLimits",
    "Gone",
    "Offered",
    "Teller",
    "Upload",
    "destroy",
    "hold_back",
    "keep_files",
    "keep_personal",
    "make_missing_keys",
    "move_files",
    "move_tellers",
    "staging",
    "unmask",
]
