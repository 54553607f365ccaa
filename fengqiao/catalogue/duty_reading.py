"""duties.toml read into kinds of activity."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from fengqiao.catalogue.duty import (
    Bound,
    CheckWay,
    Count,
    Duties,
    DutyForm,
    DutyKind,
    DutyRole,
    Family,
    PointRule,
    Quorum,
    Reward,
)
from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node

T = TypeVar("T", bound=StrEnum)
LONGEST = 24 * 60


def read_duties(top: Node) -> Duties:
    """Return what the file says, in its order."""
    kinds = each_by_code(top, "kind", "勤务种类", "kind of duty", _kind)
    found = Duties(
        kinds,
        each_by_code(top, "bound", "义警边界", "bound of volunteers", _bound),
        each_by_code(top, "point", "积分项", "rule of points", _point),
        each_by_code(top, "reward", "积分用途", "use of points", _reward),
    )
    top.done()
    return found


def joined(below: Duties, above: Duties) -> Duties:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Duties(
        {**below.kinds, **above.kinds},
        {**below.bounds, **above.bounds},
        {**below.points, **above.points},
        {**below.rewards, **above.rewards},
    )


def _kind(node: Node) -> DutyKind:
    kind = DutyKind(
        *names_of(node),
        family=node.choice("family", Family) or Family.MEETING,
        minutes=node.whole("minutes"),
        least=node.whole("least"),
        places=node.whole("places"),
        early=node.whole("early"),
        late=node.whole("late"),
        metres=node.whole("metres"),
        ways=_terms(node, "ways", CheckWay),
        forms=tuple(each_by_code(node, "form", "形式", "form", _form).values()),
        roles=tuple(each_by_code(node, "role", "分工", "role", _role).values()),
        counts=_terms(node, "counts", Count),
        hours=node.flag("hours", default=False),
        lesson=node.text("lesson", default=""),
        source=node.text("source"),
        quorum=_quorum(node),
    )
    if not 1 <= kind.minutes <= LONGEST:
        node.note("minutes", "wrong-type", "时长是 1 到 1440 分钟。", "an activity lasts 1 to 1440 minutes")
    if kind.places and kind.places < kind.least:
        node.note("places", "wrong-type", "名额不能少于最少人数。", "there are fewer places than people needed")
    return kind


def _quorum(node: Node) -> Quorum | None:
    found = node.child("quorum")
    if found is None:
        return None
    part, whole = found.whole("part"), found.whole("whole")
    if not 1 <= part <= whole:
        found.note("part", "wrong-type", "到会要求写成几分之几，不超过一。", "a quorum is a part of the whole")
    made = Quorum(part, max(whole, 1), found.flag("over", default=False), found.flag("of_due", default=False))
    found.done()
    return made


def _bound(node: Node) -> Bound:
    return Bound(*names_of(node), source=node.text("source"))


def _point(node: Node) -> PointRule:
    return PointRule(
        *names_of(node), points=node.whole("points"), a_month=node.whole("a_month"), source=node.text("source")
    )


def _reward(node: Node) -> Reward:
    commends = node.flag("commends", default=False)
    return Reward(*names_of(node), points=node.whole("points"), commends=commends, source=node.text("source"))


def _form(node: Node) -> DutyForm:
    return DutyForm(*names_of(node))


def _role(node: Node) -> DutyRole:
    return DutyRole(*names_of(node), leads=node.flag("leads", default=False), votes=node.flag("votes", default=True))


def _terms(node: Node, key: str, terms: type[T]) -> tuple[T, ...]:
    found = []
    for text in node.texts(key, needed=False):
        if text in set(terms):
            found.append(terms(text))
        else:
            node.note(key, "unknown-code", f"不认识“{text}”。", f"unknown “{text}”")
    return tuple(found)
