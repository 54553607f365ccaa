"""The code of an activity that changes: shown on one screen, typed on the phones around it."""

from __future__ import annotations

import hmac
from datetime import datetime

SECONDS, DIGITS, NEXT = 60, 6, 2  # a code holds for a minute; how many before and after it are still taken


def step_of(at: datetime) -> int:
    """Return which code of an activity it is at a moment."""
    return int(at.timestamp()) // SECONDS


def code_of(secret: str, step: int) -> str:
    """Return the code of a step: six digits of an HMAC-SHA-256 under the activity's secret (as TOTP, RFC 6238)."""
    mac = hmac.new(bytes.fromhex(secret), step.to_bytes(8, "big"), "sha256").digest()
    at = mac[-1] & 15
    return str((int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def fits(secret: str, code: str, at: datetime) -> bool:
    """Say whether a code was shown at about a moment."""
    now = step_of(at)
    return any(hmac.compare_digest(code_of(secret, now + by), code.zfill(DIGITS)) for by in range(-NEXT, NEXT + 1))
