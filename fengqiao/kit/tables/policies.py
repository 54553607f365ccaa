"""Hit policies: which of the holding rows answers. A further DMN policy is one more entry here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.parts import HitPolicy


@dataclass(frozen=True, slots=True)
class HitRule:
    """How a policy works.

    `first_ends`: the first holding row ends the search. `choose`: given the table's title and the ids of the holding
    rows (one at least, in table order), the place of the row that answers.
    """

    first_ends: bool
    choose: Callable[[str, Sequence[str]], int]


def _first(_title: str, _ids: Sequence[str]) -> int:
    return 0


def _only(title: str, ids: Sequence[str]) -> int:
    if len(ids) > 1:
        message = "清单“{table}”只许一行成立，现有 {count} 行同时成立：{rows}。"
        raise Problem("table-not-unique", message, table=title, count=len(ids), rows="、".join(ids))
    return 0


HIT_RULES: dict[HitPolicy, HitRule] = {
    HitPolicy.FIRST: HitRule(first_ends=True, choose=_first),
    HitPolicy.UNIQUE: HitRule(first_ends=False, choose=_only),
}
