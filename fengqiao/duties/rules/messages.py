"""Messages as a phone writes them: their fields, and the hash that says that nothing of one was changed (ADR 155, 168)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fengqiao.duties.terms import CheckWay, Reply, What
from fengqiao.kit.problems import Problem

IDS, NUMBERS, MAYBE = ("id", "device", "by"), ("v", "seq", "at"), ("lat", "lon", "accuracy")
HEAD = frozenset({*IDS, *NUMBERS, *MAYBE, "hash"})
LIMITS = {"lat": 90_000_000, "lon": 180_000_000, "accuracy": 10_000_000}
LATEST, MOST = 253_402_300_799_000, 2_147_483_647  # year 9999 in ms; what a column holds
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_CODE = re.compile(r"[0-9]{0,8}\Z")
_CONCERN = re.compile(r"[a-z0-9_-]{0,24}\Z")
METS = frozenset({"met", "nobody", "declined", "gone"})  # of a visit
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every message says: its id and number on which device, who wrote it, when by the device's clock, where.

    `at`: ms since 1970; `lat`, `lon`: millionths of a degree; `accuracy`: metres; None: the phone did not know.
    """

    id: UUID
    device: UUID
    by: UUID
    seq: int
    at: int
    lat: int | None
    lon: int | None
    accuracy: int | None
    digest: str

    @property
    def point(self) -> tuple[int, int] | None:
        """Return where the phone was, None where it did not know."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Head):
    """A check-in: `by` says that somebody (`who`) is at an activity. `told`: when they tapped on what they may not do, ms."""

    who: UUID
    activity: UUID
    way: CheckWay
    code: str
    told: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTaken(Head):
    """A photo taken at an activity, by the SHA-256 of its bytes, which come after it."""

    activity: UUID
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMade(Head):
    """A visit: how it went, and by a code of the pack what was found. No words: names stay where they are sealed."""

    visitee: UUID
    met: str
    concern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOffered(Head):
    """Somebody asks another to go in their place."""

    activity: UUID
    to: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswered(Head):
    """An answer to such an offer, by the id of its message."""

    offer: UUID
    reply: Reply


Letter = Message | PhotoTaken | VisitMade | PlaceOffered | OfferAnswered
Check = Callable[[Any], bool]


def _whole(value: object) -> bool:
    return type(value) is int  # a bool is no number here


def _an_id(value: object) -> bool:
    return isinstance(value, str) and _ID.match(value) is not None


def _a_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.match(value) is not None


def _moment(value: object) -> bool:
    return isinstance(value, int) and _whole(value) and 0 <= value <= LATEST


def _nothing_or(check: Check) -> Check:
    return lambda value: value is None or check(value)


_CHECK: Mapping[str, Check] = {
    "who": _an_id,
    "activity": _an_id,
    "way": lambda value: isinstance(value, str) and value in set(CheckWay),
    "code": lambda value: isinstance(value, str) and _CODE.match(value) is not None,
}
# What each kind of message says beside its head; the first version knew check-ins alone and no tap.
FIRST = _CHECK
SHAPES: Mapping[str, Mapping[str, Check]] = MappingProxyType(
    {
        What.CHECK.value: {**_CHECK, "told": _nothing_or(_moment)},
        What.PHOTO.value: {
            "activity": _an_id,
            "sha256": _a_hash,
            "size": lambda value: _whole(value) and 0 < value <= MOST,
        },
        What.VISIT.value: {
            "visitee": _an_id,
            "met": lambda value: isinstance(value, str) and value in METS,
            "concern": lambda value: isinstance(value, str) and _CONCERN.match(value) is not None,
        },
        What.OFFER.value: {"activity": _an_id, "to": _an_id},
        What.REPLY.value: {"offer": _an_id, "reply": lambda value: isinstance(value, str) and value in set(Reply)},
    }
)


def canonical(fields: Mapping[str, Any]) -> bytes:
    """Return a message as bytes, the same in every language: keys in order, no spaces, whole numbers and ASCII alone."""
    return json.dumps({key: fields[key] for key in sorted(fields)}, separators=(",", ":")).encode()


def digest_of(fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a message without its hash, in hexadecimal."""
    return sha256(canonical({key: value for key, value in fields.items() if key != "hash"})).hexdigest()


def read(raw: object) -> Letter:
    """Return the message that a phone sent; refuses (`message-malformed`) what is none and (`message-altered`) a wrong hash."""
    own = _shape(raw)
    if (
        own is None
        or not isinstance(raw, dict)
        or not _headed(raw)
        or not all(check(raw[key]) for key, check in own.items())
    ):
        raise Problem("message-malformed", "这条记录的格式不对。")
    if digest_of(raw) != raw["hash"]:
        raise Problem("message-altered", "这条记录的内容和它的校验码不符。")
    values: dict[str, Any] = {key: UUID(raw[key]) for key in IDS} | {key: raw[key] for key in ("seq", "at", *MAYBE)}
    values["digest"] = raw["hash"]
    if raw.get("what") == What.OFFER.value:
        return PlaceOffered(**values, activity=UUID(raw["activity"]), to=UUID(raw["to"]))
    if raw.get("what") == What.REPLY.value:
        return OfferAnswered(**values, offer=UUID(raw["offer"]), reply=Reply(raw["reply"]))
    if raw.get("what") == What.PHOTO.value:
        return PhotoTaken(**values, activity=UUID(raw["activity"]), sha256=raw["sha256"], size=raw["size"])
    if raw.get("what") == What.VISIT.value:
        return VisitMade(**values, visitee=UUID(raw["visitee"]), met=raw["met"], concern=raw["concern"])
    who, activity = UUID(raw["who"]), UUID(raw["activity"])
    return Message(
        **values, who=who, activity=activity, way=CheckWay(raw["way"]), code=raw["code"], told=raw.get("told")
    )


def _shape(raw: object) -> Mapping[str, Check] | None:
    """Return what a message has to say beside its head, None where it is none that is known or has other fields."""
    if not isinstance(raw, dict):
        return None
    if raw.get("v") == 1 and _whole(raw["v"]):
        return FIRST if set(raw) == HEAD | set(FIRST) else None
    what = raw.get("what")
    if raw.get("v") != 2 or not _whole(raw["v"]) or not isinstance(what, str):
        return None
    own = SHAPES.get(what)
    return own if own is not None and set(raw) == HEAD | set(own) | {"what"} else None


def _headed(raw: Mapping[str, Any]) -> bool:
    return (
        all(_an_id(raw[key]) for key in IDS)
        and all(_whole(raw[key]) and raw[key] >= 0 for key in NUMBERS)
        and raw["at"] <= LATEST
        and raw["seq"] <= MOST
        and all(raw[key] is None or (_whole(raw[key]) and abs(raw[key]) <= LIMITS[key]) for key in MAYBE)
        and (raw["lat"] is None) == (raw["lon"] is None)
        and (raw["accuracy"] is None or raw["accuracy"] >= 0)
        and _a_hash(raw["hash"])
    )
