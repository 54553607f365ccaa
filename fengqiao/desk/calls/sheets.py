"""The call register as Excel: one sheet for the calls, one each for what they add up to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec

STAGES = ("taken", "dispatched", "accepted", "arrived", "reported")


def workbook(lines: list[dict[str, Any]], outgoing: Outgoing, sums: dict[str, Any]) -> list[SheetSpec]:
    """Return the sheets; free text passes `outgoing`."""
    return [
        SheetSpec(name=_("接处警登记"), columns=_columns(), rows=[_cells(line, outgoing) for line in lines]),
        SheetSpec(name=_("分类统计"), columns=_named(_("类别"), _("本期"), _("上期"), _("环比")),
                  rows=[[row["label"], row["number"], row["before"], row["note"]] for row in sums["classes"]]),
        SheetSpec(name=_("接警与反馈"), columns=_named(_("接警类别"), *sums["crossed"]["heads"], _("合计")), rows=_crossed(sums["crossed"])),
        SheetSpec(name=_("各单位"), columns=_named(_("单位"), _("警情"), _("有效警情"), _("不计有效"), *sums["heads"]),
                  rows=[[row["name"], row["total"], row["valid"], row["void"], *(n for n, _url in row["cells"])] for row in sums["units"]]),
        SheetSpec(name=_("核对"), columns=_named(_("核对"), _("左边"), _("右边"), _("结论")),
                  rows=[[each.name, each.left, each.right, _("相符") if each.right_so else _("有出入")] for each in sums["checks"]]),
    ]  # fmt: skip


def _named(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, ColumnKind.AUTO, 24 if place == 0 else 14) for place, name in enumerate(names))


def _columns() -> tuple[Column, ...]:
    text, moment = ColumnKind.TEXT, ColumnKind.DATE
    stages = {
        "taken": _("接警"),
        "dispatched": _("派警"),
        "accepted": _("签收"),
        "arrived": _("到场"),
        "reported": _("反馈"),
    }
    timed = [
        column
        for stage in STAGES
        for column in (
            Column(_("%(stage)s时间") % {"stage": stages[stage]}, moment, 18),
            Column(_("%(stage)s人") % {"stage": stages[stage]}, text, 10),
        )
    ]
    return (
        Column(_("编号"), text, 18),
        Column(_("来源"), text, 8),
        Column(_("报警时间"), moment, 18),
        Column(_("简要警情"), text, 46),
        Column(_("种类"), text, 14),
        Column(_("辖区"), text, 12),
        Column(_("地点"), text, 24),
        Column(_("接警类别"), text, 34),
        Column(_("反馈类别"), text, 34),
        Column(_("有效警情"), text, 8),
        Column(_("不计有效的原因"), text, 24),
        Column(_("单位"), text, 14),
        *timed,
        Column(_("状态"), text, 8),
        Column(_("处置结果"), text, 16),
        Column(_("办结时间"), moment, 18),
        Column(_("退回次数"), ColumnKind.AUTO, 8),
    )


def _cells(line: dict[str, Any], outgoing: Outgoing) -> list[Any]:
    timed = [
        cell
        for stage in STAGES
        for cell in ((line["done"][stage]["at"], line["done"][stage]["who"]) if stage in line["done"] else (None, ""))
    ]
    return [
        line["number"],
        str(line["door"]),
        line["told_at"],
        outgoing(line["title"]),
        line["kind"],
        line["area"],
        outgoing(line["place"]),
        line["told"],
        line["found"],
        _("是") if line["valid"] else _("否"),
        line["why_void"],
        line["unit"],
        *timed,
        str(line["state_word"]),
        line["result"],
        line["closed_at"],
        line["returned"],
    ]


def _crossed(found: dict[str, Any]) -> list[list[Any]]:
    rows = [[row["name"], *(cell["n"] for cell in row["cells"]), row["sum"]] for row in found["rows"]]
    return [*rows, [_("合计"), *found["sums"], found["total"]]]
