"""Which part of a station the published table says should do a matter, and who there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.command.terms import Whom
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Decision

DISPATCH = "dispatch"
FOUND, TOLD = "found_class", "call_class"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table is asked about: a matter as its station has it, at a moment of the place's own clock."""

    kind: str
    fields: Mapping[str, str]
    topic: str
    urgent: bool
    setting: str
    role: str
    local: datetime

    def facts(self) -> dict[str, object]:
        """Return the facts by the codes of the table's inputs; what is not known is None."""
        told = self.fields.get(FOUND) or self.fields.get(TOLD) or ""
        return {
            "kind": self.kind,
            "class": told.partition(".")[0] or None,
            "topic": self.topic or None,
            "urgent": self.urgent,
            "setting": self.setting or None,
            "hour": self.local.hour + self.local.minute / 60,
            "role": self.role,
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The part that the table names, to whom there, and the decision that says why."""

    part: str
    whom: Whom
    decision: Decision


def suggested(pack: Pack, asked: Asked, parts: Collection[str]) -> Suggestion | None:
    """Return what the table of a pack says; None where it has none, no row fits, or the station has no such part.

    A station that is made up otherwise (one team for both) gets what its only team besides the room does.
    """
    table = pack.tables.get(DISPATCH)
    if table is None:
        return None
    try:
        decision = table.decide(asked.facts())
    except Problem:  # a table of the place's own in which no row fits
        return None
    part, whom = str(decision.outputs.get("part") or ""), str(decision.outputs.get("who") or "")
    if part not in parts:
        commands = {code for code, each in pack.station.parts.items() if each.commands}
        teams = [code for code in parts if code not in commands]
        if len(teams) != 1:
            return None
        part = teams[0]
    return Suggestion(part, Whom(whom) if whom in set(Whom) else Whom.TEAM, decision)


def chosen(whom: Whom, people: Sequence[UUID], on_duty: Collection[UUID], in_hand: Mapping[UUID, int]) -> UUID | None:
    """Return who of a part is suggested: of those on duty, or of all, whoever has least in hand (the first among equals).

    None where the part is to decide, has nobody, or nobody of it is on duty.
    """
    if whom is Whom.TEAM:
        return None
    fitting = [each for each in people if each in on_duty] if whom is Whom.DUTY else list(people)
    return min(fitting, key=lambda each: in_hand.get(each, 0), default=None)


def why_not_reason(suggestion: Suggestion | None, part: str, reason: str) -> Problem | None:
    """Return why a dispatch cannot be made without words, or None: what goes elsewhere than suggested says why."""
    if suggestion is not None and suggestion.part != part and not reason:
        return Problem("dispatch-reason", "没有按清单派，请写明理由。")
    return None


def refresh_seconds(pack: Pack, day: date) -> int:
    """Return after how many seconds the board asks what is new; the product's own where the pack says nothing yet."""
    return known(pack, "command.refresh_seconds", day).number
