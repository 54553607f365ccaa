"""Words of placements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.desk.words import called
from fengqiao.placements.terms import PlacementState

if TYPE_CHECKING:
    from fengqiao.catalogue.model import Pack

STATES = {
    PlacementState.SET: pgettext_lazy("placement", "待到岗"), PlacementState.RUNS: pgettext_lazy("placement", "在岗"),
    PlacementState.OVER: pgettext_lazy("placement", "期满，等评语"), PlacementState.CLOSED: pgettext_lazy("placement", "已办结"),
    PlacementState.OFF: pgettext_lazy("placement", "已取消"),
}  # fmt: skip
TONES = {"set": "blue", "runs": "green", "over": "amber", "closed": "grey", "off": "grey"}
PLACEMENT_EVENTS = {
    "placement.set": pgettext_lazy("event", "安排实习锻炼"), "placement.began": pgettext_lazy("event", "实习锻炼到岗"),
    "placement.entered": pgettext_lazy("event", "实习记录"), "placement.taken_out": pgettext_lazy("event", "撤销实习记录"),
    "placement.extended": pgettext_lazy("event", "实习锻炼改期限"), "placement.over": pgettext_lazy("event", "实习锻炼期满"),
    "placement.ended": pgettext_lazy("event", "实习锻炼提前结束"), "placement.off": pgettext_lazy("event", "取消实习锻炼"),
    "placement.closed": pgettext_lazy("event", "实习锻炼办结"),
}  # fmt: skip
PLACEMENT_ATTRIBUTES = {
    "placement": _("实习锻炼种类"), "fresh": _("新到的人"), "deed": _("记录项目"), "done_times": _("做了几次"), "longer": _("延长"),
    "ending": _("提前结束的原因"), "entries": _("记录条数"), "study_minutes": _("学习分钟数"),
}  # fmt: skip


def kind_word(code: str, pack: Pack) -> str:
    """Return the name of a kind of placement; its code where the pack in force has none such."""
    return called(pack.placements.kinds, code)


def deed_word(code: str, pack: Pack) -> str:
    """Return the name of what an entry says was done."""
    return called(pack.placements.deeds, code)


def ending_word(code: str, pack: Pack) -> str:
    """Return the name of a reason for an early end, empty for none."""
    return called(pack.placements.ends, code)


def appraisal_word(code: str, pack: Pack) -> str:
    """Return how a mentor says that it went, empty where nothing was said."""
    return called(pack.placements.appraisals, code)


PLACEMENT_WORDS: Mapping[str, Callable[[str, Pack], str]] = {
    "placement": kind_word, "deed": deed_word, "ending": ending_word,
}  # fmt: skip
