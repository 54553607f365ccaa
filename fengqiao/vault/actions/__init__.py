"""Every write of the vault; most are parts of another room's action and run in its transaction."""

from fengqiao.vault.actions.files import FileLimits, Offered, Upload, keep_files, move_files, staging
from fengqiao.vault.actions.personal import Teller, keep_personal, move_tellers, unmask

__all__ = [
    "FileLimits",
    "Offered",
    "Teller",
    "Upload",
    "keep_files",
    "keep_personal",
    "move_files",
    "move_tellers",
    "staging",
    "unmask",
]
