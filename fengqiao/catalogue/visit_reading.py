"""visits.toml read into tiers and concerns."""

from __future__ import annotations

from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.visit import Concern, Premise, Tier, Visits

LONGEST = 3660


def read_visits(top: Node) -> Visits:
    """Return what the file says, in its order."""
    found = Visits(
        each_by_code(top, "tier", "走访档次", "tier of visits", _tier),
        each_by_code(top, "concern", "走访发现", "concern", _concern),
    )
    top.done()
    return found


def joined(below: Visits, above: Visits) -> Visits:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Visits({**below.tiers, **above.tiers}, {**below.concerns, **above.concerns})


def _tier(node: Node) -> Tier:
    tier = Tier(
        *names_of(node),
        premise=node.choice("premise", Premise) or Premise.HOME,
        every=node.whole("every"),
        first=node.whole("first"),
        source=node.text("source"),
    )
    for key, days in (("every", tier.every), ("first", tier.first)):
        if not 1 <= days <= LONGEST:
            node.note(key, "wrong-type", "天数是 1 到 3660。", "a number of days is 1 to 3660")
    return tier


def _concern(node: Node) -> Concern:
    return Concern(*names_of(node), text=node.text("text", ""), kind=node.text("kind", ""), source=node.text("source"))
