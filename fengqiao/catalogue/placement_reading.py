"""placements.toml read into kinds, entries, endings and appraisals."""

from __future__ import annotations

from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.placement import Appraisal, EarlyEnd, PlacementDeed, PlacementKind, Placements

LONGEST = 1100


def read_placements(top: Node) -> Placements:
    """Return what the file says, in its order."""
    found = Placements(
        each_by_code(top, "kind", "实习锻炼种类", "kind of placement", _kind),
        each_by_code(top, "deed", "实习记录", "entry of a placement", _deed),
        each_by_code(top, "ending", "提前结束的原因", "early end", _end),
        each_by_code(top, "appraisal", "带教评语档次", "appraisal", _appraisal),
    )
    top.done()
    return found


def joined(below: Placements, above: Placements) -> Placements:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Placements(
        {**below.kinds, **above.kinds},
        {**below.deeds, **above.deeds},
        {**below.ends, **above.ends},
        {**below.appraisals, **above.appraisals},
    )


def _kind(node: Node) -> PlacementKind:
    kind = PlacementKind(
        *names_of(node),
        days=node.whole("days"),
        most_days=node.whole("most_days"),
        hours=node.whole("hours"),
        records=node.whole("records"),
        village=node.flag("village", default=False),
        source=node.text("source"),
    )
    if not 1 <= kind.days <= kind.most_days <= LONGEST:
        message = "天数是 1 到 1100，最长不短于通常。"
        node.note("days", "wrong-type", message, "a term lasts 1 to 1100 days, the longest no less than the usual")
    return kind


def _deed(node: Node) -> PlacementDeed:
    return PlacementDeed(*names_of(node), study=node.flag("study", default=False), source=node.text("source"))


def _end(node: Node) -> EarlyEnd:
    return EarlyEnd(*names_of(node), moved=node.flag("moved", default=False), source=node.text("source"))


def _appraisal(node: Node) -> Appraisal:
    return Appraisal(*names_of(node), source=node.text("source"))
