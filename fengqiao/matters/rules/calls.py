"""Calls (警情): their two classes, which of them counts, and whether a call is a valid one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fengqiao.catalogue.model import AT_CLOSE, CallClass, Kind, Pack

CALL_CLASS, FOUND_CLASS, NUISANCE = "call_class", "found_class", "nuisance"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a call is counted by: its classes as told and as found (codes, "" for none), and what was ticked."""

    told: str
    found: str
    nuisance: str = ""
    closed: bool = False

    @property
    def final(self) -> str:
        """The class that statistics take: as found, else as told."""
        return self.found or self.told


def facts_of(fields: Mapping[str, str], *, closed: bool) -> CallFacts:
    """Return the facts of a call from the open fields of its matter."""
    return CallFacts(fields.get(CALL_CLASS, ""), fields.get(FOUND_CLASS, ""), fields.get(NUISANCE, ""), closed)


def call_kinds(pack: Pack) -> tuple[str, ...]:
    """Return the kinds whose matters are calls by whichever door: those that are closed only with a class as found."""
    return tuple(kind.code for kind in pack.kinds.values() if _classed(kind))


def is_call(kind: Kind, facts: CallFacts) -> bool:
    """Say whether a matter is a call: of a kind whose matters are, or with a class of calls."""
    return bool(facts.final) or _classed(kind)


def _classed(kind: Kind) -> bool:
    field = kind.field(FOUND_CLASS)
    return field is not None and field.needed_at == AT_CLOSE


def top_of(code: str, classes: Mapping[str, CallClass]) -> str:
    """Return the class of the first level under which a class is counted; "" for none or one that is not known."""
    found = classes.get(code)
    return found.counts_as if found else ""


def is_valid(facts: CallFacts, classes: Mapping[str, CallClass]) -> bool:
    """Say whether a call is a valid one (有效警情): not of a void class, and not ticked as nuisance where it has none."""
    found = classes.get(facts.final)
    if found is not None:
        return not found.void
    return facts.nuisance != "yes"


def validity(kind: Kind, facts: CallFacts, classes: Mapping[str, CallClass]) -> dict[str, str]:
    """Return for the ledger whether a call that is closed is a valid one; nothing where it is none."""
    return {"valid": "yes" if is_valid(facts, classes) else "no"} if is_call(kind, facts) else {}


def counted_classes(classes: Mapping[str, CallClass]) -> tuple[CallClass, ...]:
    """Return the classes that a sum is made of: those of the first level that count as themselves."""
    return tuple(each for each in classes.values() if each.level == 1 and each.counts_as == each.code)


def way_down(code: str, classes: Mapping[str, CallClass]) -> tuple[CallClass, ...]:
    """Return a class with those above it, from the first level on."""
    steps = code.split(".")
    codes = (".".join(steps[: place + 1]) for place in range(len(steps)))
    return tuple(classes[each] for each in codes if each in classes)


def contradicts(facts: CallFacts, classes: Mapping[str, CallClass]) -> bool:
    """Say whether the tick of nuisance and the class as found say different things."""
    found = classes.get(facts.found)
    if found is None or not facts.nuisance:
        return False
    return (facts.nuisance == "yes") != found.void if facts.nuisance in {"yes", "no"} else False


def unknown_codes(codes: Iterable[str], classes: Mapping[str, CallClass]) -> list[str]:
    """Return the codes that are no class of the pack in force."""
    return sorted({code for code in codes if code and code not in classes})
