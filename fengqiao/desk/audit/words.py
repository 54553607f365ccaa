"""Kinds of entry of the audit, and each event in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.ledger.terms import EventKind as K

GROUPS: Mapping[str, tuple[Any, tuple[K, ...]]] = MappingProxyType(
    {
        "looks": (_("看个人信息"), (K.PERSONAL_UNMASKED, K.PERSONAL_SEARCHED, K.PERSONAL_TOLD)),
        "sealed": (_("看保密事项"), (K.SEALED_READ,)),
        "exports": (_("导出和打印"), (K.LIST_EXPORTED, K.MATTER_PRINTED)),
        "log_ins": (
            _("登录"),
            (K.LOGGED_IN, K.LOGIN_FAILED, K.ACCOUNT_LOCKED, K.ADDRESS_LOCKED, K.ACCOUNT_UNLOCKED, K.LOG_INS_ENDED),
        ),
        "accounts": (
            _("账号和密码"),
            (
                K.ACCOUNT_OPENED,
                K.ACCOUNT_SWITCHED_OFF,
                K.ACCOUNT_SWITCHED_ON,
                K.PASSWORD_CHANGED,
                K.PASSWORD_RESET,
                K.FACTOR_ADDED,
                K.FACTOR_REMOVED,
                K.FACTOR_RESET,
                K.CODES_MADE,
            ),
        ),
        "posts": (
            _("岗位任免"),
            (K.POST_BEGAN, K.POST_ENDED, K.POST_PROPOSED, K.PROPOSAL_ACCEPTED, K.PROPOSAL_REFUSED),
        ),
        "deputies": (_("代理"), (K.DEPUTY_NAMED, K.DEPUTY_ENDED)),
        "notices": (_("通知"), (K.NOTICE_TESTED, K.NOTICE_RESENT, K.NOTICE_CANCELLED)),
        "keeping": (_("销毁和保全"), (K.PERSONAL_DESTROYED, K.PERSONAL_HELD, K.PERSONAL_RELEASED)),
    }
)

WORDS: Mapping[K, Any] = MappingProxyType(
    {
        K.PERSONAL_UNMASKED: _("查看了个人信息"),
        K.PERSONAL_SEARCHED: _("按电话、证件号或姓名查找了事项"),
        K.PERSONAL_TOLD: _("读取号码发送短信通知"),
        K.NOTICE_TESTED: _("发送测试通知"),
        K.NOTICE_RESENT: _("重发通知"),
        K.NOTICE_CANCELLED: _("取消通知"),
        K.SEALED_READ: _("打开了保密事项"),
        K.LIST_EXPORTED: _("导出了列表"),
        K.MATTER_PRINTED: _("打印了事项"),
        K.LOGGED_IN: _("登录"),
        K.LOGIN_FAILED: _("登录没有成功"),
        K.ACCOUNT_LOCKED: _("账号因多次试错暂时锁定"),
        K.ADDRESS_LOCKED: _("一处网络地址因多次试错暂时锁定"),
        K.ACCOUNT_UNLOCKED: _("解锁账号"),
        K.LOG_INS_ENDED: _("退出了别处的登录"),
        K.ACCOUNT_OPENED: _("登记人员"),
        K.ACCOUNT_SWITCHED_OFF: _("停用账号"),
        K.ACCOUNT_SWITCHED_ON: _("启用账号"),
        K.PASSWORD_CHANGED: _("本人修改密码"),
        K.PASSWORD_RESET: _("重置密码"),
        K.FACTOR_ADDED: _("开启两步验证"),
        K.FACTOR_REMOVED: _("关闭两步验证"),
        K.FACTOR_RESET: _("重置两步验证"),
        K.CODES_MADE: _("换了一组恢复码"),
        K.POST_BEGAN: _("安排岗位"),
        K.POST_ENDED: _("结束岗位"),
        K.POST_PROPOSED: _("提出申请"),
        K.PROPOSAL_ACCEPTED: _("核准申请"),
        K.PROPOSAL_REFUSED: _("退回申请"),
        K.DEPUTY_NAMED: _("指定代理人"),
        K.DEPUTY_ENDED: _("结束代理"),
        K.PERSONAL_DESTROYED: _("销毁个人信息"),
        K.PERSONAL_HELD: _("保全个人信息"),
        K.PERSONAL_RELEASED: _("解除保全"),
    }
)
TONES: Mapping[K, str] = MappingProxyType(
    {
        K.PERSONAL_UNMASKED: "blue",
        K.PERSONAL_SEARCHED: "blue",
        K.SEALED_READ: "amber",
        K.LOGIN_FAILED: "amber",
        K.ACCOUNT_LOCKED: "red",
        K.ADDRESS_LOCKED: "red",
        K.PASSWORD_RESET: "amber",
        K.FACTOR_RESET: "amber",
        K.FACTOR_REMOVED: "amber",
        K.POST_PROPOSED: "blue",
    }
)
BY = MappingProxyType(
    {
        "password": pgettext_lazy("log-in", "用密码"),
        "totp": pgettext_lazy("log-in", "用密码和手机验证码"),
        "recovery_codes": pgettext_lazy("log-in", "用密码和恢复码"),
        "code": pgettext_lazy("log-in", "验证码不对"),
    }
)


def group_of(kind: K) -> Any:
    """Return the words of the group of a kind."""
    return next(words for words, kinds in GROUPS.values() if kind in kinds)
