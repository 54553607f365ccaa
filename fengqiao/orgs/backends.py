"""Log-in: an account that is switched on, by name in any case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from fengqiao.orgs.queries import account_and_person


class PostHolders(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's own check of name and password; what is seen afterwards is decided by the posts held."""

    def get_user(self, user_id: UUID) -> Any:
        """Return the account of a session with the person behind it, in one query: each page asks for both."""
        found = account_and_person(user_id)
        return found if found and self.user_can_authenticate(found) else None
