"""Identifiers: time-ordered ids for rows, and the numbers that people read out over the telephone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): ordered by time, so that indexes stay dense."""
    return uuid7()


def matter_number(prefix: str, day: date, serial: int) -> str:
    """Return the number of a matter, e.g. `FX20261121-00042`: county, day taken in, serial of that day."""
    return f"{prefix}{day:%Y%m%d}-{serial:05d}"
