"""Words that another room keeps beside a row of its own, sealed under the data key of that row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.vault import keys
from fengqiao.vault.actions.keyring import keys_for
from fengqiao.vault.queries import bound_words


def seal_words(*, owner_id: UUID, row_id: UUID, words: str, at: datetime) -> bytes:
    """Return words sealed under the data key of their owner, for `open_words`. Part of the caller's action."""
    return keys.seal(keys_for({owner_id}, at)[owner_id], bound_words(row_id), words.encode())
