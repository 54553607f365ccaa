"""The sums of a register as a page and a sheet show them: six classes, classes against classes, units, checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.calls.asking import Asked, check_words
from fengqiao.desk.words import entered, name_of
from fengqiao.matters.queries import CHECKS, NONE, CallSums
from fengqiao.matters.rules.calls import counted_classes
from fengqiao.orgs.queries import Directory

SHADES = 4


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what is compared, both sides, and whether they are equal; `url` lists what is wrong."""

    name: str
    left: int
    right: int
    url: str = ""

    @property
    def right_so(self) -> bool:
        """Whether it adds up."""
        return self.left == self.right


def checks(sums: CallSums, total: int, found: Asked) -> list[Check]:
    """Return what must add up, and what is wrong in the rows; `total` was counted by itself."""
    six, words = sum(count for code, count in sums.six.items() if code), check_words()
    unclassed = found.address(wrong="unclassed") if sums.wrong["unclassed"] else found.address(wrong="unknown")
    told = sum(count for (told, _found), count in sums.crossed.items() if told)
    none = sum(count for (told, _found), count in sums.crossed.items() if not told)
    return [
        Check(_("逐件点数 = 按类相加"), total, sums.total),
        Check(_("有效 + 不计有效 = 总数"), sums.valid + sums.void, total),
        Check(_("各大类之和 = 有效警情"), six, sums.valid, unclassed),
        Check(_("接警各类 + 没有接警类别 = 总数"), told + none, total),
        *(
            Check(words[name], sums.wrong[name], 0, found.address(wrong=name) if sums.wrong[name] else "")
            for name in CHECKS
        ),
    ]


def class_rows(sums: CallSums, before: CallSums, pack: Pack, found: Asked) -> list[dict[str, Any]]:
    """Return the valid calls of each class with the period before."""
    rows = []
    for each in counted_classes(pack.classes):
        number, was = sums.six[each.code], before.six[each.code]
        rows.append(
            {
                "label": name_of(each),
                "number": number,
                "note": change(number, was),
                "url": found.address(final=each.code, valid="yes"),
                "before": was,
            }
        )
    if sums.six[""]:
        rows.append({"label": _("没有类别"), "number": sums.six[""], "note": "", "before": before.six[""],
                     "url": found.address(wrong="unclassed")})  # fmt: skip
    return rows


def change(now: int, before: int) -> str:
    """Return how much it rose or fell against the period before (环比), one decimal; without one it says so."""
    if not before:
        return _("上期无") if now else ""
    share = (now - before) / before * 100
    return f"{share:+.1f}%"


def crossed(sums: CallSums, pack: Pack, found: Asked) -> dict[str, Any]:
    """Return the classes as told down, as found across, with the sums of each side."""
    named = [(each.code, name_of(each)) for each in counted_classes(pack.classes)]
    named.append(("", _("没有类别")))
    most = max((n for (told, then), n in sums.crossed.items() if told != then and then), default=0)
    rows = []
    for told, word in named:
        cells: list[dict[str, Any]] = []
        for then, _word in named:
            n = sums.crossed[told, then]
            moved = bool(n and then and told != then)
            cells.append(
                {
                    "n": n,
                    "url": found.address(told=told or NONE, found=then or NONE),
                    "same": told == then and bool(told),
                    "shade": min(SHADES, -(-n * SHADES // most)) if moved else 0,
                }
            )
        rows.append({"name": word, "cells": cells, "sum": sum(cell["n"] for cell in cells)})
    return {
        "heads": [word for _code, word in named],
        "rows": rows,
        "sums": [sum(row["cells"][place]["n"] for row in rows) for place in range(len(named))],
        "total": sums.total,
    }


def unit_rows(sums: CallSums, pack: Pack, units: Directory, found: Asked) -> list[dict[str, Any]]:
    """Return each unit's calls, the most first: all, valid, void, and the valid ones by class."""
    six = counted_classes(pack.classes)
    rows = []
    for unit_id, counts in sums.units.items():
        card = units.units.get(unit_id)
        code = card.code if card else ""
        cells = [(counts[each.code], found.address(unit=code, final=each.code, valid="yes")) for each in six]
        rows.append(
            {
                "name": entered(card.short, card.name_en) if card else _("已撤销的单位"),
                "total": counts["total"],
                "valid": counts["valid"],
                "void": counts["void"],
                "cells": cells,
                "url": found.address(unit=code),
                "void_url": found.address(unit=code, valid="no"),
            }
        )
    return sorted(rows, key=lambda row: (-row["total"], row["name"]))
