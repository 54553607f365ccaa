"""What keeps the room in order by itself."""

from __future__ import annotations

from fengqiao.orgs.sessions import SessionStore


def clear_log_ins() -> None:
    """Take away log-ins that have run out."""
    SessionStore.clear_expired()
