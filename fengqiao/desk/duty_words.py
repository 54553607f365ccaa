"""Words of planned work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.desk.contest_words import CONTEST_ATTRIBUTES, CONTEST_CODES, CONTEST_EVENTS
from fengqiao.desk.placement_words import PLACEMENT_ATTRIBUTES, PLACEMENT_EVENTS, PLACEMENT_WORDS
from fengqiao.desk.point_words import POINT_ATTRIBUTES, POINT_EVENTS
from fengqiao.desk.squad_words import SQUAD_ATTRIBUTES, SQUAD_CODES, SQUAD_EVENTS
from fengqiao.desk.study_event_words import STUDY_ATTRIBUTES, STUDY_CODES, STUDY_EVENTS, STUDY_WORDS
from fengqiao.desk.words import called, name_of
from fengqiao.duties.terms import (
    ActivityState,
    AwayPart,
    CheckWay,
    Count,
    Doubt,
    Family,
    Freq,
    LeaveReason,
    Moved,
    OffReason,
    Outcome,
    PlanState,
    Proof,
    SeatState,
    Taken,
    Verdict,
    What,
)

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

FAMILIES = {
    Family.PATROL: _("巡逻"), Family.STUDY: _("学习"), Family.VISIT: _("走访"), Family.TALK: _("宣讲"), Family.DRILL: _("演练"),
    Family.CONTEST: _("比武"), Family.GUARD: _("安保"), Family.MEETING: _("会议"),
}  # fmt: skip
FAMILY_ICONS = {
    Family.PATROL: "route", Family.STUDY: "book-2", Family.VISIT: "home", Family.TALK: "speakerphone", Family.DRILL: "flag",
    Family.CONTEST: "star", Family.GUARD: "shield-check", Family.MEETING: "users-group",
}  # fmt: skip
STATES = {
    ActivityState.PLANNED: pgettext_lazy("duty", "待开展"), ActivityState.DONE: pgettext_lazy("duty", "已开展"),
    ActivityState.MISSED: pgettext_lazy("duty", "没有开展"), ActivityState.CANCELLED: pgettext_lazy("duty", "已取消"),
}  # fmt: skip
TONES = {"planned": "blue", "done": "green", "missed": "red", "cancelled": "grey"}
SEATS = {
    SeatState.IN: pgettext_lazy("seat", "已报名"), SeatState.WAITING: pgettext_lazy("seat", "候补"), SeatState.LEFT: pgettext_lazy("seat", "已退出"),
}  # fmt: skip
OUTCOMES = {
    Outcome.OPEN: pgettext_lazy("seat", "未签到"), Outcome.CAME: pgettext_lazy("seat", "已到"), Outcome.EXCUSED: pgettext_lazy("seat", "请假"), Outcome.ABSENT: pgettext_lazy("seat", "缺席"),
}  # fmt: skip
OUTCOME_TONES = {"open": "", "came": "green", "excused": "yellow", "absent": "red"}
WAYS = {CheckWay.CODE: _("动态码"), CheckWay.PLACE: _("到场定位"), CheckWay.LIST: _("名单点到")}
DOUBTS = {
    Doubt.UNKNOWN: _("没有这次活动"), Doubt.OVER: _("活动已结束或取消"), Doubt.UNSIGNED: _("没有报名"),
    Doubt.NOT_LEAD: _("不是领队，替别人签的"), Doubt.WRONG_CODE: _("动态码不对"), Doubt.TIME: _("不在签到时间内"),
    Doubt.CLOCK: _("手机的钟不准"), Doubt.PLACE: _("离地点太远"), Doubt.ROUGH: _("定位误差太大"), Doubt.NOWHERE: _("没有定位"),
    Doubt.JUMP: _("两次签到之间走得太快"), Doubt.ORDER: _("同一部手机的序号重复"),
    Doubt.UNTOLD: _("巡逻前没有看过义警不能做的事"), Doubt.UNLED: _("没有民辅警带队"), Doubt.UNDONE: _("没有记成走访，请到走访页看"), Doubt.CARRIED: _("由别人代为读入"),
    Doubt.CAME: _("没有转交：交出的人已经签到"), Doubt.HANDED: _("没有转交：这次转交已经有了结果，或者人不在名单里"),
    Doubt.UNHANDED: _("没有转交：对方这次不能接，名单照旧"),
}  # fmt: skip
WHATS = {
    What.CHECK: _("签到"), What.PHOTO: _("照片"), What.VISIT: _("走访"), What.OFFER: _("请人接手"), What.REPLY: _("答复转交"),
}  # fmt: skip
HANDS = {
    "offered": _("请人接手"), "taken": pgettext_lazy("hand", "已接手"), "declined": pgettext_lazy("hand", "不接"), "withdrawn": pgettext_lazy("hand", "不交了"),
}  # fmt: skip
VERDICTS = {
    Verdict.SOUND: pgettext_lazy("check-in", "有效"), Verdict.WAITS: pgettext_lazy("check-in", "存疑"),
    Verdict.TAKEN: pgettext_lazy("check-in", "确认到场"), Verdict.SET_ASIDE: pgettext_lazy("check-in", "不算"),
}  # fmt: skip
COUNTS = {
    Count.AUDIENCE: _("听众人次"), Count.HOMES: _("走访户数"), Count.DISPUTES: _("发现纠纷"), Count.HAZARDS: _("发现隐患"),
    Count.TEAMS: _("参加队数"), Count.PHOTOS: _("照片张数"),
}  # fmt: skip
PROOFS = {
    Proof.PHOTOS: _("现场照片"),
    Proof.MINUTES: pgettext_lazy("proof", "会议记录"),
    Proof.SIGN_INS: _("自己签到的人"),
}
FREQS = {Freq.WEEKLY: _("每周"), Freq.MONTHLY: _("每月"), Freq.QUARTERLY: _("每季度"), Freq.YEARLY: _("每年")}
MOVES = {
    Moved.STAYS: _("照旧，不挪"), Moved.AFTER: _("挪到下一个工作日"), Moved.BEFORE: _("挪到前一个工作日"), Moved.DROPPED: _("这次不办"),
}  # fmt: skip
WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))

# What events of planned work carry, for the pages of figures.
DUTY_ATTRIBUTES = {
    **CONTEST_ATTRIBUTES,
    **SQUAD_ATTRIBUTES,
    **POINT_ATTRIBUTES,
    **PLACEMENT_ATTRIBUTES,
    **STUDY_ATTRIBUTES,
    "duty": _("勤务种类"), "family": _("勤务类别"), "duty_form": _("勤务形式"), "seat": _("报名结果"), "check_way": _("签到方式"),
    "what": _("手机来件种类"), "hand": _("转交结果"), "verdict": _("签到认定"), "passed": _("决议通过"), "proven": _("佐证齐全"), "votes_for": _("赞成票"), "votes_against": _("反对票"), "abstained": _("弃权票"), "due_people": _("应到人数"), "places": _("名额"), "absent": _("缺席人数"), "person_minutes": _("人次分钟数"),
    "makeup": _("补课"), "lesson_asked": _("要求岗前课"), "posts": _("岗位数"),
    **{each.value: word for each, word in COUNTS.items() if each is not Count.AUDIENCE},
}  # fmt: skip
DUTY_CODES: Mapping[str, Mapping[Any, Any]] = {
    **CONTEST_CODES,
    **SQUAD_CODES,
    **STUDY_CODES,
    "family": FAMILIES,
    "seat": SEATS,
    "check_way": WAYS,
    "what": WHATS,
    "hand": HANDS,
    "verdict": VERDICTS,
}
DUTY_EVENTS = {
    "duty.planned": pgettext_lazy("event", "安排勤务"), "duty.joined": pgettext_lazy("event", "报名"), "duty.checked": pgettext_lazy("event", "签到"),
    "duty.settled": pgettext_lazy("event", "存疑签到看过"), "duty.ended": pgettext_lazy("event", "勤务结束"), "duty.cancelled": pgettext_lazy("event", "取消勤务"),
    **CONTEST_EVENTS,
    **SQUAD_EVENTS,
    **POINT_EVENTS,
    **PLACEMENT_EVENTS,
    **STUDY_EVENTS,
    "duty.briefed": pgettext_lazy("event", "安排岗前课"), "duty.started": pgettext_lazy("event", "下令上岗"),
    "duty.replaced": pgettext_lazy("event", "安保换人"),
    "duty.handed": pgettext_lazy("event", "转交勤务"), "duty.message": pgettext_lazy("event", "手机来件"), "duty.photo": pgettext_lazy("event", "现场照片收到"),
}  # fmt: skip
DUTY_RESULTS: Mapping[str, Any] = {each.value: STATES[each] for each in (ActivityState.DONE, ActivityState.MISSED)}


def kind_of(row: Activity, pack: Pack) -> str:
    """Return the name of an activity's kind; its code where the pack in force has none such."""
    kind = pack.duties.kinds.get(row.kind)
    return name_of(kind) if kind else row.kind


def form_of(row: Activity, pack: Pack) -> str:
    """Return the name of an activity's form, empty where it has none."""
    kind = pack.duties.kinds.get(row.kind)
    found = next((form for form in kind.forms if form.code == row.form), None) if kind else None
    return name_of(found) if found else row.form


def title_of(row: Activity, pack: Pack) -> str:
    """Return what an activity is called: its kind, and the form."""
    form = form_of(row, pack)
    return f"{kind_of(row, pack)} · {form}" if form else kind_of(row, pack)


def headline_of(row: Activity, pack: Pack) -> str:
    """Return what an activity is called, with what it is about where somebody said so."""
    title = title_of(row, pack)
    return f"{title} · {row.subject}" if row.subject else title


def role_of(row: Activity, role: str, pack: Pack) -> str:
    """Return the name of a role in an activity."""
    kind = pack.duties.kinds.get(row.kind)
    found = next((each for each in kind.roles if each.code == role), None) if kind else None
    return name_of(found) if found else role


def leave_word(code: str, pack: Pack) -> str:
    """Return why somebody did not come, as the pack in force calls it; empty where nobody said."""
    return called(pack.duties.leaves, code) if code else ""


def place_of(row: Activity) -> str:
    """Return where an activity is, empty where nobody said."""
    named = row.venue or row.area
    return name_of(named) if named else ""


def duty_word(name: str, code: str, pack: Pack) -> str:
    """Return a kind of planned work, a form of any kind, or a code of placements as the pack calls it."""
    if word := {**PLACEMENT_WORDS, **STUDY_WORDS}.get(name):
        return word(code, pack)
    kinds = pack.duties.kinds
    if name == "duty":
        return called(kinds, code)
    forms = (form for kind in kinds.values() for form in kind.forms if form.code == code)
    return next((name_of(form) for form in forms), code)


def form_name(form: str, pack: Pack) -> str:
    """Return a form of any kind as the pack calls it, or that none was said."""
    return duty_word("duty_form", form, pack) if form else str(_("不分形式"))


PLAN_STATES = {PlanState.DRAFT: pgettext_lazy("plan", "在排"), PlanState.ISSUED: pgettext_lazy("plan", "已发布")}
OFF_REASONS = {
    OffReason.WEATHER: _("天气不好"), OffReason.PEOPLE: _("人手不够"), OffReason.PLACE: _("场地用不了"), OffReason.URGENT: _("有更急的工作"),
    OffReason.NO_NEED: _("不需要再办"), OffReason.OTHER: pgettext_lazy("off", "其他原因"),
}  # fmt: skip
LEAVE_REASONS = {
    LeaveReason.NEEDED: _("这次离不开您"), LeaveReason.PEOPLE: _("人手不够"), LeaveReason.HAND: _("请先找人接手"), LeaveReason.LATE: _("提得太晚"),
    LeaveReason.OTHER: pgettext_lazy("leave", "其他原因，请当面问"),
}  # fmt: skip
TAKEN = {Taken.ELSEWHERE: _("那时另有活动"), Taken.SHIFT: _("那时值班"), Taken.AWAY: _("本人说来不了")}
AWAY_PARTS = {
    AwayPart.WHOLE: _("全天"),
    AwayPart.DAY: _("白天（6 点到 18 点）"),
    AwayPart.EVENING: _("晚上（18 点以后）"),
}
FLAWS = {
    "few": _("人不够"), "twice": _("同一晚排了两处"), "not_crossing": _("交叉巡要有外村的人"), "not_linked": _("联动巡要有两个村的人"),
    "home_unknown": _("看不出是哪个村的人，先在义警页登记所在村社"), "uncovered": _("一晚也没排到"), **{each.value: word for each, word in TAKEN.items()},
}  # fmt: skip


def hours_said(minutes: int) -> str:
    """Minutes as hours, to one place where they are not whole."""
    return f"{minutes // 60}" if minutes % 60 == 0 else f"{minutes / 60:.1f}"
