"""Every write of the vault; most are parts of another room's action and run in its transaction."""

from fengqiao.vault.actions.files import FileLimits, Upload, keep_files
from fengqiao.vault.actions.personal import Teller, keep_personal, move_tellers, unmask

__all__ = ["FileLimits", "Teller", "Upload", "keep_files", "keep_personal", "move_tellers", "unmask"]
