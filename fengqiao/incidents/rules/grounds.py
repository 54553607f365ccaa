"""Reading a row of a sheet as what holds of an area, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ColumnHint

HINTS: Mapping[str, ColumnHint] = {
    "code": ColumnHint(("辖区代码", "代码", "area code", "code")),
    "area": ColumnHint(("辖区", "辖区名称", "村社", "区域", "area"), avoid=("代码", "上级")),
    "setting": ColumnHint(("城乡类别", "类别", "setting")),
    "teams": ColumnHint(("覆盖的力量", "力量", "队伍", "teams")),
}
_BETWEEN = re.compile(r"[、,，;；\n]+")


def read_row(
    cells: Mapping[str, str],
    areas: Mapping[str, Sequence[UUID]],
    settings: Mapping[str, str],
    teams: Mapping[str, Sequence[UUID]],
) -> tuple[UUID, str | None, frozenset[UUID] | None]:
    """Return the area of a row, its setting and its teams (None: the sheet has no such column); raises the first problem.

    `areas` and `teams` are by code and by name, `settings` by the word that pages use.
    """
    return _area(cells, areas), _setting(cells, settings), _teams(cells, teams)


def _area(cells: Mapping[str, str], areas: Mapping[str, Sequence[UUID]]) -> UUID:
    said = cells.get("code", "").strip() or cells.get("area", "").strip()
    found = areas.get(said, ())
    if len(found) > 1:
        raise Problem("ground-area-many", "叫“{area}”的辖区不止一个，请写辖区代码。", area=said[:20], field="area")
    if not found:
        raise Problem("ground-area", "没有“{area}”这个辖区，请写代码或全称。", area=said[:20], field="area")
    return found[0]


def _setting(cells: Mapping[str, str], settings: Mapping[str, str]) -> str | None:
    if "setting" not in cells:
        return None
    said = cells["setting"].strip()
    if said not in settings:
        raise Problem(
            "ground-setting",
            "城乡类别“{said}”不认得，请写{known}。",
            said=said[:20],
            known=tuple(filter(None, settings)),
        )
    return settings[said]


def _teams(cells: Mapping[str, str], teams: Mapping[str, Sequence[UUID]]) -> frozenset[UUID] | None:
    if "teams" not in cells:
        return None
    names = [name for each in _BETWEEN.split(cells["teams"]) if (name := each.strip())]
    unknown = tuple(name[:20] for name in names if len(teams.get(name, ())) != 1)
    if unknown:
        raise Problem("ground-team", "没有这些力量，或者同名的不止一个：{teams}。", teams=unknown)
    return frozenset(teams[name][0] for name in names)
