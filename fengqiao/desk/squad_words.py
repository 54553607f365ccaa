"""Words of temporary units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.squads.terms import SquadKind, SquadState

KINDS = {SquadKind.BRANCH: _("临时党支部"), SquadKind.SQUAD: _("党员突击队")}
STATES = {
    SquadState.RUNS: pgettext_lazy("squad", "运行中"), SquadState.OVER: pgettext_lazy("squad", "期满，等总结"), SquadState.DISSOLVED: pgettext_lazy("squad", "已解散"),
}  # fmt: skip
TONES = {"runs": "green", "over": "amber", "dissolved": "grey"}
SQUAD_EVENTS = {
    "squad.founded": pgettext_lazy("event", "成立临时组织"), "squad.joined": pgettext_lazy("event", "加入临时组织"),
    "squad.dissolved": pgettext_lazy("event", "解散临时组织"),
}  # fmt: skip
SQUAD_ATTRIBUTES = {
    "squad": _("哪种临时组织"),
    "early": _("期满以前解散"),
    "activities": _("开展活动次数"),
    "members": _("成员人数"),
}
SQUAD_CODES: Mapping[str, Mapping[Any, Any]] = {"squad": KINDS}
