"""Log-in: an account that is switched on, by name in any case."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend


class PostHolders(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's own check of name and password; what is seen afterwards is decided by the posts held."""
