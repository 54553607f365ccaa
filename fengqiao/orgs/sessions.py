"""Where log-ins are kept: Django's sessions in the database, with whose they are, since when and last seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

FACTS = "log_in"  # mark, started, seen, browser of this log-in, set by the desk's middleware


class SessionStore(DatabaseStore):
    """Django's own store; its rows say more."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table of log-ins."""
        return apps.get_model("orgs", "LogIn")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row of a session."""
        row: Any = super().create_model_instance(data)
        facts: Mapping[str, str] = data.get(FACTS) or {}
        if facts:
            row.mark = UUID(facts["mark"])
            row.started_at = datetime.fromisoformat(facts["started"])
            row.seen_at = datetime.fromisoformat(facts["seen"])
            row.browser = facts["browser"]
        owner = data.get(SESSION_KEY)
        row.account_id = UUID(str(owner)) if owner else None
        return row
