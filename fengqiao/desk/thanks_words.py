"""Words of thanks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.thanks.terms import ThanksKind, Wrong

THANKS = {ThanksKind.LETTER: _("感谢信"), ThanksKind.BANNER: _("锦旗")}
THANKS_ICONS = {"letter": "mail", "banner": "flag"}
WRONGS = {Wrong.TWICE: _("重复登记"), Wrong.ELSEWHERE: _("不是送给本单位的"), Wrong.MISTAKEN: _("登记错了")}
GIVER = {"person_name": _("谁送的"), "teller_phone": _("电话")}

# What events of thanks carry, for the pages of figures.
THANKS_EVENTS = {
    "thanks.given": pgettext_lazy("event", "收到感谢"),
    "thanks.retracted": pgettext_lazy("event", "撤回误登的感谢"),
}
THANKS_ATTRIBUTES = {"thanks": _("感谢信还是锦旗"), "whom": _("送给谁"), "wrong": _("撤回原因")}
THANKS_CODES: Mapping[str, Mapping[Any, Any]] = {
    "thanks": THANKS,
    "whom": {"staff": _("个人"), "unit": pgettext_lazy("thanks", "单位")},
    "wrong": WRONGS,
}
