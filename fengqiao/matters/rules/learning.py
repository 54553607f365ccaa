"""What officers' corrections teach: which topic a route means, which matters are held back, how much a correction counts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.kit.folding import folded
from fengqiao.kit.tables import Codes
from fengqiao.matters.rules.routing import ROUTING

NOT_OURS = "not_our_duty"  # the reason of a return that says the topic was wrong
UNDECIDED = "centre"  # who has it there decides where it goes; it says nothing about the topic


def topics_of(pack: Pack, function: str) -> frozenset[str]:
    """Return the topics whose matters the routing table sends to a function: its namesake, and those that its rows name."""
    found = {function} if function in pack.topics else set()
    for row in pack.tables[ROUTING].rows:
        topic = row.when.get("topic")
        if row.then.get("function") == function and isinstance(topic, Codes):
            found |= set(topic.any_of)
    return frozenset(found)


def topic_meant(pack: Pack, function: str, topic: str) -> str | None:
    """Return the topic that a route by hand to a function means, where it was thought to be `topic`; None: unknown.

    A route to a unit that the topic leads to anyway confirms it; the centre, where nothing is decided yet, says nothing.
    """
    if function == UNDECIDED:
        return None
    possible = topics_of(pack, function)
    if topic in possible:
        return topic
    if function in possible:
        return function
    return next(iter(possible)) if len(possible) == 1 else None


def held_back(matter_id: UUID, share: float) -> bool:
    """Say whether a matter is kept for comparing models and never learnt from: by its id alone, the same for ever."""
    first = int.from_bytes(hashlib.sha256(matter_id.bytes).digest()[:8], "big")
    return first < share * 2**64


def same_text(text: str) -> str:
    """Return a text as it is compared with another: one form of each character, no signs, no white space."""
    return "".join(letter for letter in folded(text).lower() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A correction as a training row: the report that holds the text, the topic it should have had, who said so, when."""

    report_id: UUID
    matter_id: UUID
    topic: str
    title: str
    text: str
    staff_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """How much corrections count beside labelled rows (`text.correction_…` of the pack).

    One counts `weight` labelled rows. One person's corrections of one topic count no more than `by_one` of them, and all
    corrections of a topic no more than `share` of the labelled rows of that topic (at least `by_one`): so that neither a
    hasty afternoon nor a wave of one subject bends the model.
    """

    weight: float
    share: float
    by_one: int


def within_quota(rows: Sequence[TrainingRow], labelled: Mapping[str, int], quota: Quota) -> list[TrainingRow]:
    """Return the corrections that count, the latest first where there are too many."""
    by_person: Counter[tuple[UUID, str]] = Counter()
    by_topic: Counter[str] = Counter()
    kept = []
    for row in sorted(rows, key=lambda row: (row.at, row.report_id), reverse=True):
        most = max(quota.by_one, int(quota.share * labelled.get(row.topic, 0) / quota.weight))
        if by_person[row.staff_id, row.topic] < quota.by_one and by_topic[row.topic] < most:
            by_person[row.staff_id, row.topic] += 1
            by_topic[row.topic] += 1
            kept.append(row)
    return kept
