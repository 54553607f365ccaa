"""A telling as a door hands it in, and why it cannot be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import cleaned
from fengqiao.matters.terms import Door

LONGEST_TEXT = 20_000
LONGEST_SUBJECT = 160
LONGEST_REFERENCE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One telling. (`source`, `outside_ref`) names it in the place it comes from; without a reference its content does.

    `told_at_known` is False where nobody said when, and `told_at` is only the moment of taking it in. `to_unit` and
    `reason`: a person decides where it goes, in words; else the table does.
    """

    door: Door
    text: str
    told_at: datetime
    source: str
    told_at_known: bool = True
    title: str = ""
    outside_ref: str = ""
    kind: str = ""
    area_id: UUID | None = None
    place: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    import_id: UUID | None = None
    to_unit: UUID | None = None
    reason: str = ""


def tidy(telling: Telling) -> Telling:
    """Return the telling fit to be kept: no control characters, and a subject too long for its column in the text."""
    title, text = cleaned(telling.title), cleaned(telling.text)
    return replace(
        telling,
        title=title,
        text=f"{title}\n{text}".strip() if len(title) > LONGEST_SUBJECT else text,
        outside_ref=cleaned(telling.outside_ref),
        place=cleaned(telling.place),
        reason=cleaned(telling.reason),
    )


def digest(telling: Telling) -> str:
    """Return the SHA-256 of what was told and when: the same twice is one telling, an altered one is another."""
    told_at = telling.told_at.isoformat() if telling.told_at_known else ""
    parts = (telling.title.strip(), telling.text.strip(), told_at, telling.door.value)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def reference(telling: Telling) -> str:
    """Return the outside reference, or what stands for it."""
    return telling.outside_ref.strip()[:LONGEST_REFERENCE] or f"sha256:{digest(telling)}"


def why_not_taken(telling: Telling, now: datetime) -> tuple[str, Problem] | None:
    """Return (field, refusal) where a telling cannot be taken in, or None."""
    if not cleaned(telling.text) and not cleaned(telling.title):
        return "text", Problem("text-empty", "没有诉求内容，请补上。")
    if len(telling.text) > LONGEST_TEXT:
        return "text", Problem("text-long", "诉求内容超过 {limit} 个字，请分开填写。", limit=LONGEST_TEXT)
    if telling.told_at > now + timedelta(minutes=10):
        return "told_at", Problem(
            "told-future", "时间 {value} 在将来，请改正。", value=f"{telling.told_at:%Y-%m-%d %H:%M}"
        )
    if telling.told_at.year < 1990:
        return "told_at", Problem("told-past", "时间 {value} 太早，请改正。", value=f"{telling.told_at:%Y-%m-%d %H:%M}")
    if telling.to_unit and not telling.reason.strip():
        return "reason", Problem("route-reason", "请写明为什么送往这个单位。")
    return None
