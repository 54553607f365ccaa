"""Words of what study uses and of make-ups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.desk.words import called
from fengqiao.studies.terms import MakeUpState, MakeUpWay, ThingKind

if TYPE_CHECKING:
    from fengqiao.catalogue.model import Pack

KINDS = {
    ThingKind.CLASSROOM: _("课堂"),
    ThingKind.PLACE: _("地点"),
    ThingKind.LECTURER: _("讲师"),
    ThingKind.MEDIUM: _("片书课件"),
}
ICONS = {
    ThingKind.CLASSROOM: "school",
    ThingKind.PLACE: "map-pin",
    ThingKind.LECTURER: "speakerphone",
    ThingKind.MEDIUM: "book-2",
}
STATES = {
    MakeUpState.OWED: pgettext_lazy("makeup", "待补"), MakeUpState.HANDED: pgettext_lazy("makeup", "已交，等认定"),
    MakeUpState.DONE: pgettext_lazy("makeup", "已补"),
}  # fmt: skip
TONES = {"owed": "amber", "handed": "blue", "done": "green"}
WAYS = {MakeUpWay.ACTIVITY: _("参加补学活动"), MakeUpWay.OWN: _("自己补学")}
STUDY_EVENTS = {
    "study.added": pgettext_lazy("event", "登记学习资源"), "study.retired": pgettext_lazy("event", "学习资源停用"),
    "study.used": pgettext_lazy("event", "学习用了资源"), "study.unused": pgettext_lazy("event", "撤销使用登记"), "study.owed": pgettext_lazy("event", "缺席要补学"),
    "study.made_up": pgettext_lazy("event", "补学完成"), "study.reminded": pgettext_lazy("event", "学时提醒"),
}  # fmt: skip
STUDY_ATTRIBUTES = {
    "used_kind": _("用的是什么"),
    "sort": _("资源种类"),
    "made_up": _("怎么补的"),
    "moment": _("哪次提醒"),
}
STUDY_CODES: Mapping[str, Mapping[Any, Any]] = {"used_kind": KINDS, "made_up": WAYS}


def sort_word(code: str, pack: Pack) -> str:
    """Return the name of a sort of what study uses; its code where the pack in force has none such."""
    return called(pack.duties.sorts, code)


def moment_word(code: str, pack: Pack) -> str:
    """Return the name of a moment at which hours are reminded of."""
    return called(pack.duties.moments, code)


STUDY_WORDS = {"sort": sort_word, "moment": moment_word}
