"""A check-in as a phone writes it: its fields, and the hash that says that nothing of it was changed (ADR 155)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from fengqiao.duties.terms import CheckWay
from fengqiao.kit.problems import Problem

VERSION = 1
IDS, NUMBERS, MAYBE = ("id", "device", "by", "who", "activity"), ("v", "seq", "at"), ("lat", "lon", "accuracy")
KEYS = frozenset({*IDS, *NUMBERS, *MAYBE, "way", "code"})
LIMITS = {"lat": 90_000_000, "lon": 180_000_000, "accuracy": 10_000_000}
LATEST, MOST_SEQ = 253_402_300_799_000, 2_147_483_647  # year 9999 in ms; what a column holds
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_CODE = re.compile(r"[0-9]{0,8}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Message:
    """A check-in: who (`by`) says with which device that somebody (`who`) is at an activity, when by the device's clock.

    `at`: ms since 1970; `lat`, `lon`: millionths of a degree; `accuracy`: metres; None: the phone did not know.
    """

    id: UUID
    device: UUID
    by: UUID
    who: UUID
    activity: UUID
    seq: int
    at: int
    way: CheckWay
    code: str
    lat: int | None
    lon: int | None
    accuracy: int | None
    digest: str

    @property
    def placed(self) -> bool:
        """Say whether the phone knew where it was."""
        return self.lat is not None and self.lon is not None


def canonical(fields: Mapping[str, Any]) -> bytes:
    """Return a message as bytes, the same in every language: keys in order, no spaces, whole numbers and ASCII alone."""
    return json.dumps({key: fields[key] for key in sorted(fields)}, separators=(",", ":")).encode()


def digest_of(fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a message without its hash, in hexadecimal."""
    return sha256(canonical({key: value for key, value in fields.items() if key != "hash"})).hexdigest()


def read(raw: object) -> Message:
    """Return the message that a phone sent; refuses (`message-malformed`) what is none and (`message-altered`) a wrong hash."""
    if not isinstance(raw, dict) or set(raw) != KEYS | {"hash"} or not _well_formed(raw):
        raise Problem("message-malformed", "这条签到的格式不对。")
    if digest_of(raw) != raw["hash"]:
        raise Problem("message-altered", "这条签到的内容和它的校验码不符。")
    values: dict[str, Any] = {key: UUID(raw[key]) for key in IDS} | {key: raw[key] for key in ("seq", "at", *MAYBE)}
    return Message(**values, way=CheckWay(raw["way"]), code=raw["code"], digest=raw["hash"])


def _well_formed(raw: Mapping[str, Any]) -> bool:
    return (
        raw["v"] == VERSION
        and all(isinstance(raw[key], str) and _ID.match(raw[key]) for key in IDS)
        and all(_whole(raw[key]) and raw[key] >= 0 for key in NUMBERS)
        and raw["at"] <= LATEST
        and raw["seq"] <= MOST_SEQ
        and all(raw[key] is None or (_whole(raw[key]) and abs(raw[key]) <= LIMITS[key]) for key in MAYBE)
        and (raw["lat"] is None) == (raw["lon"] is None)
        and (raw["accuracy"] is None or raw["accuracy"] >= 0)
        and isinstance(raw["way"], str)
        and raw["way"] in set(CheckWay)
        and isinstance(raw["code"], str)
        and _CODE.match(raw["code"]) is not None
        and isinstance(raw["hash"], str)
        and _HASH.match(raw["hash"]) is not None
    )


def _whole(value: object) -> bool:
    return type(value) is int  # a bool is no number here
