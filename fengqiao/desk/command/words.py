"""The command room in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.command.terms import Standing

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
STANDINGS = {
    Standing.IN_TIME: (_("按时完成"), "green"),
    Standing.DONE_LATE: (_("晚了才完成"), "amber"),
    Standing.OPEN: (_("正在办"), "blue"),
    Standing.LATE: (_("超期未完成"), "red"),
    Standing.WITHDRAWN: (_("已撤销"), "grey"),
}
