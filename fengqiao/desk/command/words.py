"""The command room in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.command.queries import Team
from fengqiao.command.terms import DispatchState, Whom
from fengqiao.desk.words import entered, name_of

STATES = {
    DispatchState.HELD: _("在手"),
    DispatchState.OFFERED: _("待接收"),
    DispatchState.PASSED: _("已移交"),
    DispatchState.REFUSED: _("未接收"),
    DispatchState.WITHDRAWN: _("已改派"),
}
TONES = {
    DispatchState.HELD: "green",
    DispatchState.OFFERED: "amber",
    DispatchState.PASSED: "grey",
    DispatchState.REFUSED: "red",
    DispatchState.WITHDRAWN: "grey",
}
WHOM = {Whom.DUTY: _("值班的人"), Whom.LEAST: _("手上最少的人"), Whom.TEAM: _("由队里定")}
STEPS = {
    "signed": pgettext_lazy("step of a call", "签收"),
    "arrived": pgettext_lazy("step of a call", "出警"),
    "reported": pgettext_lazy("step of a call", "反馈"),
}
BIN_WORDS = {
    "signed": (_("30 秒内"), _("30–60 秒"), _("1–2 分"), _("2–3 分"), _("超过 3 分")),
    "arrived": (_("5 分内"), _("5–10 分"), _("10–15 分"), _("15–30 分"), _("超过 30 分")),
    "reported": (_("30 分内"), _("30–60 分"), _("1–2 小时"), _("2–4 小时"), _("超过 4 小时")),
}


def team_name(team: Team) -> str:
    """Return what a part is called: as the pack names it, or as the unit is called."""
    return name_of(team.part) if team.part else entered(team.unit.short, team.unit.name_en)


def part_name(unit: Any, teams: list[Team]) -> str:
    """Return what the part of a dispatch is called, whether or not it still is one."""
    found = next((team for team in teams if team.unit.id == unit.id), None)
    return team_name(found) if found else entered(unit.short or unit.name, unit.name_en)
