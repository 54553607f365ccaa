"""What the tellers of a matter asked for, and what a reply owes them (答非所问): pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fengqiao.catalogue.model import DemandEnd, Reason
from fengqiao.kit.problems import Problem
from fengqiao.kit.text.demands import MOST, answers_in, demands_in

CODE = "demands"  # in the line of a reply: which demands were ended by which reasons


@dataclass(frozen=True, slots=True)
class Asked:
    """One demand: `key` names it within its matter, `found` says whether a reply (this one or one before) speaks of it.

    `reason`: the one that somebody chose for it with an earlier reply.
    """

    key: str
    text: str
    found: bool
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing more is owed."""
        return self.found or bool(self.reason)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many demands a reply had before it: answered (`vouched` of them because somebody said so), declined, still open."""

    demands: int = 0
    answered: int = 0
    declined: int = 0
    vouched: int = 0
    open: int = 0

    def numbers(self) -> dict[str, int]:
        """Return them by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def asked_of(
    tellings: Iterable[tuple[UUID, str, str]], replies: Sequence[str], chosen: Mapping[str, str]
) -> tuple[Asked, ...]:
    """Return the demands of tellings (id, title, text) in their order, each once, judged by all replies together."""
    found: list[Asked] = []
    said = "\n".join(replies)
    known: set[object] = set()
    for telling, title, text in tellings:
        for answer in answers_in(demands_in(text, title), said):
            of = answer.demand
            if {of.words, of.text} & known or len(found) == MOST:
                continue
            known |= {of.words, of.text}
            key = f"{telling.hex[-8:]}.{of.place}"
            found.append(Asked(key, of.text, answer.found, chosen.get(key, "")))
    return tuple(found)


def why_not_send(asked: Sequence[Asked], given: Mapping[str, str], reasons: Sequence[Reason]) -> Problem | None:
    """Return why a reply cannot go out: a demand without an answer has no reason, or one that the pack does not know."""
    known = {reason.code for reason in reasons}
    owed = [each for each in asked if not each.settled]
    if any(given.get(each.key, "") not in {"", *known} for each in owed):
        return Problem("demand-reason", "请从清单里选择理由。")
    open_ones = sum(not given.get(each.key) for each in owed)
    if open_ones:
        return Problem("demand-open", "还有 {count} 条诉求没有答复：补进答复里，或者逐条选择理由。", count=open_ones)
    return None


def tally_of(asked: Sequence[Asked], given: Mapping[str, str], reasons: Sequence[Reason]) -> Tally:
    """Count the demands of a reply; what was no demand after all is not counted."""
    ends = {reason.code: reason.ends for reason in reasons}
    answered = declined = vouched = still = void = 0
    for each in asked:
        reason = given.get(each.key, "") or each.reason
        end = ends.get(reason, DemandEnd.DECLINED) if reason else None
        if each.found:
            answered += 1
        elif end is DemandEnd.ANSWERED:
            answered, vouched = answered + 1, vouched + 1
        elif end is DemandEnd.VOID:
            void += 1
        elif end is DemandEnd.DECLINED:
            declined += 1
        else:
            still += 1
    return Tally(len(asked) - void, answered, declined, vouched, still)


def chosen_in(lines: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Return the reasons chosen with earlier replies, by demand, from the codes of their lines, oldest first."""
    found: dict[str, str] = {}
    for codes in lines:
        kept = codes.get(CODE)
        if isinstance(kept, dict):
            found.update({str(key): str(value) for key, value in kept.items()})
    return found
