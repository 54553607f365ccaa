"""Tokens: unguessable, kept as their digest alone; and what a pass is still good for."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from fengqiao.passes.terms import PassState

TOKEN_BYTES = 18  # 144 random bits: 24 letters, short enough for a QR code that an old telephone reads
TOKEN = re.compile(r"[A-Za-z0-9_-]{24}\Z")


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what is kept of a token: SHA-256; with 144 random bits nothing can be tried from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def looks_like_token(text: str) -> bool:
    """Say whether a text may be a token at all."""
    return TOKEN.match(text) is not None


def state_of(
    *, expires_at: datetime, revoked_at: datetime | None, over: bool, opened: bool, now: datetime
) -> PassState:
    """Return where a pass stands: revoked before expired, expired before over, what it was for being done."""
    if revoked_at is not None:
        return PassState.REVOKED
    if over:
        return PassState.OVER
    if now >= expires_at:
        return PassState.EXPIRED
    return PassState.OPENED if opened else PassState.LIVE
