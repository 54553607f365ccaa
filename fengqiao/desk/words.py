"""Words for the codes that pages show: states, lamps, doors, moves, roles; and problems in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from opencc import OpenCC

from fengqiao.catalogue.model import Field
from fengqiao.catalogue.named import Named
from fengqiao.jobs.terms import JobState
from fengqiao.kit.privacy import PrivateKind
from fengqiao.kit.problems import Problem
from fengqiao.matters.rules.fields import WAY
from fengqiao.matters.terms import (
    CallerPart,
    Channel,
    CheckOutcome,
    Consent,
    Door,
    Lamp,
    LevelWay,
    MatterState,
    Move,
    Paper,
    Tab,
    TaskRole,
    TaskState,
    View,
)
from fengqiao.orgs.terms import PostState, Proposed, Role, UnitLevel
from fengqiao.passes.terms import Deed, PassState
from fengqiao.vault.terms import PersonalGroup

STATES = {
    MatterState.TRIAGE: _("待分流"),
    MatterState.OFFERED: _("待签收"),
    MatterState.WORKING: _("办理中"),
    MatterState.CLOSED: _("已办结"),
}
TASK_STATES = {
    TaskState.OFFERED: _("待签收"),
    TaskState.WORKING: _("办理中"),
    TaskState.DONE: _("已办完"),
    TaskState.RETURNED: _("已退回"),
    TaskState.WITHDRAWN: _("已改派"),
    TaskState.NOTED: _("已抄送"),
}
TASK_ROLES = {
    TaskRole.LEAD: _("主办"),
    TaskRole.NEXT: _("接办"),
    TaskRole.HELPER: _("协办"),
    TaskRole.CONFER: _("会商"),
    TaskRole.COPY: _("抄送"),
}
LAMPS = {
    Lamp.LATE: _("已超期"),
    Lamp.SOON: _("将到期"),
    Lamp.OK: _("正常"),
    Lamp.DONE: _("已办结"),
    Lamp.WAIT: _("无时限"),
}
PERSONAL_GROUPS = {
    PersonalGroup.CONTACT: _("姓名电话"),
    PersonalGroup.IDENTITY: _("证件号码"),
    PersonalGroup.DETAILS: _("住址等其他信息"),
}
DOORS = {
    Door.COUNTER: _("窗口"),
    Door.PHONE: _("电话"),
    Door.POST: _("警务站"),
    Door.VOLUNTEER: _("义警"),
    Door.VISIT: _("走访"),
    Door.PORTAL: _("网上"),
    Door.IMPORT: _("导入"),
    Door.API: _("接口"),
    Door.SENSOR: _("感知告警"),
}
MOVES = {
    Move.RECEIVE: pgettext_lazy("timeline", "受理登记"),
    Move.ROUTE: pgettext_lazy("timeline", "分流"),
    Move.ACCEPT: pgettext_lazy("timeline", "签收"),
    Move.ASSIGN: pgettext_lazy("timeline", "指派"),
    Move.PROGRESS: pgettext_lazy("timeline", "办理进展"),
    Move.RETURN: pgettext_lazy("timeline", "退回"),
    Move.ADD_PARTY: pgettext_lazy("timeline", "增加协办"),
    Move.DONE: pgettext_lazy("timeline", "协办完成"),
    Move.URGE: pgettext_lazy("timeline", "督办"),
    Move.CLOSE: pgettext_lazy("timeline", "办结"),
    Move.REOPEN: pgettext_lazy("timeline", "重办"),
    Move.PLACE: pgettext_lazy("timeline", "定地点"),
    Move.REPLY: pgettext_lazy("timeline", "答复"),
    Move.JOIN: pgettext_lazy("timeline", "并入诉求"),
    Move.MERGE: pgettext_lazy("timeline", "并入另一件"),
    Move.SPLIT: pgettext_lazy("timeline", "拆出"),
    Move.AMEND: pgettext_lazy("timeline", "更正"),
    Move.RECLASS: pgettext_lazy("timeline", "改种类"),
    Move.PAUSE: pgettext_lazy("timeline", "暂停计时"),
    Move.RESUME: pgettext_lazy("timeline", "恢复计时"),
    Move.ASK_LONGER: pgettext_lazy("timeline", "申请延长"),
    Move.EXTEND: pgettext_lazy("timeline", "延长时限"),
    Move.DECLINE: pgettext_lazy("timeline", "不同意延长"),
    Move.NEW_RULE: pgettext_lazy("timeline", "改用新规定"),
    Move.REMIND: pgettext_lazy("timeline", "时限提醒"),
    Move.RULE: pgettext_lazy("timeline", "裁决"),
    Move.TRANSFER: pgettext_lazy("timeline", "转接"),
    Move.CONFER: pgettext_lazy("timeline", "三方会商"),
    Move.OPINE: pgettext_lazy("timeline", "会商意见"),
    Move.AGREE: pgettext_lazy("timeline", "会商一致"),
    Move.KEEP: pgettext_lazy("timeline", "首接受理"),
    Move.REFER: pgettext_lazy("timeline", "提请裁决"),
    Move.HAND_ON: pgettext_lazy("timeline", "送另一级"),
    Move.TAKE_BACK: pgettext_lazy("timeline", "撤回"),
    Move.CHECK: pgettext_lazy("timeline", "退回核查"),
    Move.RATE: pgettext_lazy("timeline", "办后评议"),
    Move.MISS: pgettext_lazy("timeline", "没有问到"),
}
MOVE_ICONS = {
    Move.RECEIVE: "inbox",
    Move.ROUTE: "route",
    Move.ACCEPT: "check",
    Move.ASSIGN: "user",
    Move.PROGRESS: "message",
    Move.RETURN: "arrow-back-up",
    Move.ADD_PARTY: "users",
    Move.DONE: "circle-check",
    Move.URGE: "bell",
    Move.CLOSE: "circle-check",
    Move.REOPEN: "refresh",
    Move.PLACE: "map-pin",
    Move.REPLY: "message",
    Move.JOIN: "users",
    Move.MERGE: "arrow-right",
    Move.SPLIT: "arrow-back-up",
    Move.AMEND: "edit",
    Move.RECLASS: "replace",
    Move.PAUSE: "clock-pause",
    Move.RESUME: "clock-play",
    Move.ASK_LONGER: "calendar-plus",
    Move.EXTEND: "calendar-plus",
    Move.DECLINE: "ban",
    Move.NEW_RULE: "scale",
    Move.REMIND: "bell",
    Move.RULE: "gavel",
    Move.TRANSFER: "send",
    Move.CONFER: "users-group",
    Move.OPINE: "message-2",
    Move.AGREE: "heart-handshake",
    Move.KEEP: "user-check",
    Move.REFER: "gavel",
    Move.HAND_ON: "arrows-up-down",
    Move.TAKE_BACK: "arrow-back-up",
    Move.CHECK: "checklist",
    Move.RATE: "star",
    Move.MISS: "ban",
}
TABS = {Tab.TODO: _("待办"), Tab.DONE: _("已办"), Tab.WATCH: pgettext_lazy("list", "督办"), Tab.ALL: _("全部")}
ROLES = {
    Role.DUTY_DESK: _("值班员"),
    Role.CHIEF: _("所领导"),
    Role.OFFICER: _("社区民警"),
    Role.HANDLER: _("部门经办人"),
    Role.DISPATCHER: _("分流员"),
    Role.ASSISTANT: _("驿站代办员"),
    Role.GRID_WORKER: _("网格员"),
    Role.SUPERVISOR: _("督办员"),
    Role.SECRETARY: _("支部书记"),
    Role.VOLUNTEER: _("义警"),
    Role.MEMBER: _("成员"),
    Role.ADMINISTRATOR: _("管理员"),
}
ANY_ROLES: dict[str, Any] = {each.value: word for known in (TASK_ROLES, ROLES) for each, word in known.items()}
JOB_STATES = {
    JobState.QUEUED: _("排队中"),
    JobState.RUNNING: _("进行中"),
    JobState.STOPPING: _("正在停止"),
    JobState.STOPPED: _("已停止"),
    JobState.DONE: pgettext_lazy("job", "已完成"),
    JobState.FAILED: _("未完成"),
    JobState.LOST: _("已中断"),
}
JOB_TONES = {
    JobState.QUEUED: "wait",
    JobState.RUNNING: "blue",
    JobState.STOPPING: "amber",
    JobState.STOPPED: "grey",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.LOST: "amber",
}
PASS_STATES = {
    PassState.LIVE: _("未打开"),
    PassState.OPENED: _("已打开"),
    PassState.EXPIRED: _("已过期"),
    PassState.REVOKED: _("已作废"),
    PassState.OVER: _("已了结"),
}
PASS_TONES = {
    PassState.LIVE: "blue",
    PassState.OPENED: "green",
    PassState.EXPIRED: "grey",
    PassState.REVOKED: "grey",
    PassState.OVER: "grey",
}
DEEDS = {
    Deed.ACCEPT: pgettext_lazy("timeline", "签收"),
    Deed.PROGRESS: _("进展"),
    Deed.FINISH: pgettext_lazy("timeline", "办结"),
    Deed.RETURN: pgettext_lazy("timeline", "退回"),
}
POST_STATES = {PostState.COMING: _("未到岗"), PostState.HELD: _("在岗"), PostState.OVER: _("已结束")}
PROPOSED = {
    Proposed.BEGIN_POST: _("任命"),
    Proposed.RESET_PASSWORD: _("重置密码"),
    Proposed.RESET_FACTOR: _("重置两步验证"),
}
CLOCKS = {
    "accept": _("签收时限"),
    "finish": _("办结时限"),
    "contact": _("首次联系时限"),
    "arrive": _("到场时限"),
    "feedback": _("反馈时限"),
    "help": _("协办时限"),
    "revisit": _("回访时限"),
    "confer": _("会商时限"),
    "check": _("退回核查时限"),
    "arbitrate": _("裁决时限"),
    "remedy": _("整改期限"),
}
CLOCK_STEPS = {
    "started": _("起算"),
    "counted": _("计入"),
    "skipped": _("不计"),
    "held": _("暂停不计"),
    "paused": _("暂停"),
    "resumed": _("恢复"),
    "extended": _("延长"),
    "changed": _("改用新规定"),
    "moved": _("顺延"),
    "due": _("到期"),
    "stopped": _("停止"),
}


CONSENTS = {
    Consent.YES: _("反映人同意"),
    Consent.UNREACHABLE: _("联系不上反映人"),
    Consent.DUTY: _("依职责须移交"),
    Consent.NO: _("反映人不同意"),
}
WAYS = {
    LevelWay.UP: pgettext_lazy("level", "上报"),
    LevelWay.DOWN: pgettext_lazy("level", "交办下级"),
    LevelWay.ACROSS: pgettext_lazy("level", "移送相邻辖区"),
}
UNIT_LEVELS = {
    UnitLevel.CITY: pgettext_lazy("level", "市级"),
    UnitLevel.COUNTY: pgettext_lazy("level", "县级"),
    UnitLevel.TOWN: pgettext_lazy("level", "镇级"),
    UnitLevel.VILLAGE: pgettext_lazy("level", "村级"),
}
VIEWS = {View.OURS: _("由本单位承办"), View.THEIRS: _("不归本单位"), View.SHARED: _("部分归本单位")}
CHECK_OUTCOMES = {CheckOutcome.RIGHT: _("退得对，另行分流或自办"), CheckOutcome.WRONG: _("退错了，退还该单位办理")}
CALLER_PARTS = {
    CallerPart.JOINED: _("反映人在线，三方通话"),
    CallerPart.UNREACHABLE: _("联系不上反映人"),
    CallerPart.DECLINED: _("反映人不愿参加"),
}
CHANNELS = {
    Channel.PHONE: _("电话"),
    Channel.MESSAGE: _("短信或微信"),
    Channel.IN_PERSON: _("当面"),
    Channel.LETTER: _("书信"),
    Channel.ONLINE: _("网上"),
}
PAPERS = {Paper.INTERNAL: _("事项办理单"), Paper.HANDOVER: _("事项移交单")}
PRIVATE_KINDS = {
    PrivateKind.PERSON: _("姓名"),
    PrivateKind.PHONE: _("电话"),
    PrivateKind.IDENTITY: _("身份证号"),
    PrivateKind.PASSPORT: _("护照或通行证"),
    PrivateKind.BANK_CARD: _("银行卡号"),
    PrivateKind.EMAIL: _("电子邮箱"),
    PrivateKind.ACCOUNT: _("微信或 QQ"),
    PrivateKind.PLATE: _("车牌"),
    PrivateKind.ADDRESS: _("门牌房号"),
}


class HasNames(Protocol):
    """Anything with a Chinese and an English name."""

    @property
    def name(self) -> str:
        """The Chinese name."""

    @property
    def name_en(self) -> str:
        """The English name."""


@lru_cache(maxsize=1)
def _traditional() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=4096)
def in_traditional(text: str) -> str:
    """Return words of the product (never what people entered) in traditional characters."""
    return str(_traditional().convert(text))


def in_language(zh: str, en: str) -> str:
    """Return the words of a pack in the language of the page; Chinese where the English ones are missing."""
    language = get_language() or "zh-hans"
    if language.startswith("en"):
        return en or zh
    return in_traditional(zh) if language == "zh-hant" else zh


def entered(zh: str, en: str) -> str:
    """Return a name that people entered: the English one on English pages if there is one, else just as entered."""
    return en if en and (get_language() or "").startswith("en") else zh


def acting(name: str, codes: Mapping[str, Any], names: Mapping[UUID, str]) -> str:
    """Return who did something; of a deputy their own name first, then for whom (`deputy_for` among the codes)."""
    if "deputy_for" not in codes:
        return name
    return gettext("%(name)s（代%(holder)s）") % {"name": name, "holder": names.get(UUID(codes["deputy_for"]), "")}


def name_of(named: HasNames) -> str:
    """Return the name of a pack's entry, or of a unit or an area (those were entered), in the language of the page."""
    choose = entered if getattr(named, "entered", False) else in_language
    return choose(named.name, named.name_en)


def called(named: Mapping[str, Named], code: str) -> str:
    """Return what the pack calls a code; the code itself where it has none such."""
    return name_of(named[code]) if code in named else code


def indented(word: str, depth: int) -> str:
    """Return an entry of a list moved in by its depth: a list has no other way to show what is below what."""
    return "\u2003" * depth + word


def option_words(field: Field, code: str) -> str:
    """Return the option of a field in words, a class of calls with those it lies under; a code that is none as it is."""
    return WAY.join(name_of(each) for each in field.way(code)) or code


def say(problem: Problem) -> str:
    """Return a problem in the language of the page, its places filled."""
    return gettext(problem.message).format(**{key: _shown(value) for key, value in problem.params.items()})


def _shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return listed(_shown(part) for part in value)
    return name_of(value) if hasattr(value, "name_en") else value


def listed(words: Iterable[object]) -> str:
    """Return words one after another, as the language of the page strings them."""
    return gettext("、").join(map(str, words))


def labelled(label: object, words: object) -> str:
    """Return a label with what it says: 状态：办理中."""
    return gettext("%(label)s：%(words)s") % {"label": label, "words": words}
