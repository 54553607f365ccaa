"""Words for figures: values with their unit words, kinds of event, what a definition asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.catalogue.measure import Companion, EventFilter, Measure, What
from fengqiao.catalogue.model import Pack
from fengqiao.desk.duty_words import DUTY_ATTRIBUTES, DUTY_CODES, DUTY_EVENTS, DUTY_RESULTS, duty_word
from fengqiao.desk.errands import words as errands
from fengqiao.desk.matters.rating_words import RATING_WAYS, SAID
from fengqiao.desk.thanks_words import THANKS_ATTRIBUTES, THANKS_CODES, THANKS_EVENTS
from fengqiao.desk.village_words import ATTRIBUTES as VILLAGE_ATTRIBUTES
from fengqiao.desk.village_words import CODES as VILLAGE_CODES
from fengqiao.desk.visit_words import VISIT_ATTRIBUTES, VISIT_CODES, VISIT_EVENTS, visit_word
from fengqiao.desk.volunteer_words import ATTRIBUTES as VOLUNTEER_ATTRIBUTES
from fengqiao.desk.volunteer_words import CODES as VOLUNTEER_CODES
from fengqiao.desk.words import (
    ANY_ROLES,
    DOORS,
    STATES,
    UNIT_LEVELS,
    WAYS,
    called,
    in_language,
    labelled,
    listed,
    name_of,
)
from fengqiao.look.moments import grouped
from fengqiao.measure.queries import Figure

EVENTS = {
    "matter.received": pgettext_lazy("event", "受理"),
    "matter.routed": pgettext_lazy("event", "人工分流"),
    "task.accepted": pgettext_lazy("event", "签收"),
    "task.assigned": pgettext_lazy("event", "指派"),
    "task.progressed": pgettext_lazy("event", "办理进展"),
    "task.returned": pgettext_lazy("event", "退回"),
    "task.checked": pgettext_lazy("event", "退回核查"),
    "task.added": pgettext_lazy("event", "增加协办"),
    "task.done": pgettext_lazy("event", "协办完成"),
    "matter.urged": pgettext_lazy("event", "督办"),
    "matter.conferred": pgettext_lazy("event", "发起会商"),
    "task.opinion": pgettext_lazy("event", "会商意见"),
    "matter.kept": pgettext_lazy("event", "首接负责"),
    "matter.referred": pgettext_lazy("event", "提请裁决"),
    "matter.ruled": pgettext_lazy("event", "裁决"),
    "matter.handed_on": pgettext_lazy("event", "送另一级"),
    "matter.taken_back": pgettext_lazy("event", "撤回上报或交办"),
    "task.transferred": pgettext_lazy("event", "一键转接"),
    "matter.reclassed": pgettext_lazy("event", "更正种类"),
    "dispute.taken": pgettext_lazy("event", "受理调解"),
    "dispute.merged": pgettext_lazy("event", "两件纠纷并成一件"),
    "dispute.parted": pgettext_lazy("event", "并成一件的纠纷分开"),
    "dispute.planned": pgettext_lazy("event", "约调解"),
    "dispute.met": pgettext_lazy("event", "开调解会"),
    "dispute.ended": pgettext_lazy("event", "调解结束"),
    "dispute.cancelled": pgettext_lazy("event", "取消调解会"),
    "dispute.signed": pgettext_lazy("event", "补签协议"),
    "dispute.papers": pgettext_lazy("event", "签字件入卷"),
    "dispute.settled": pgettext_lazy("event", "履行和回访"),
    "dispute.extended": pgettext_lazy("event", "延长调解"),
    "dispute.alarmed": pgettext_lazy("event", "纠纷告急"),
    "dispute.reviewed": pgettext_lazy("event", "提起复查"),
    "dispute.answered": pgettext_lazy("event", "复查有结论"),
    "joint.opened": pgettext_lazy("event", "启动联动"),
    "joint.called": pgettext_lazy("event", "通知力量"),
    "joint.stepped": pgettext_lazy("event", "联动步骤"),
    "joint.stood_down": pgettext_lazy("event", "撤回力量"),
    "joint.led": pgettext_lazy("event", "移交牵头"),
    "joint.reported": pgettext_lazy("event", "现场报告"),
    "joint.ended": pgettext_lazy("event", "结束联动"),
    "matter.closed": pgettext_lazy("event", "办结"),
    "matter.rated": pgettext_lazy("event", "办后评议"),
    "matter.replied": pgettext_lazy("event", "答复反映人"),
    "teller.missed": pgettext_lazy("event", "没有问到"),
    "matter.reopened": pgettext_lazy("event", "重办"),
    "clock.paused": pgettext_lazy("event", "暂停计时"),
    "clock.resumed": pgettext_lazy("event", "恢复计时"),
    "clock.asked": pgettext_lazy("event", "申请延长"),
    "clock.extended": pgettext_lazy("event", "延长时限"),
    "clock.declined": pgettext_lazy("event", "不同意延长"),
    "clock.changed": pgettext_lazy("event", "改用新规定"),
    "clock.warned": pgettext_lazy("event", "时限提醒"),
    "clock.missed": pgettext_lazy("event", "超过时限"),
    "inspection.began": pgettext_lazy("event", "开始检查"),
    "inspection.ended": pgettext_lazy("event", "检查结束"),
    "inspection.cancelled": pgettext_lazy("event", "取消检查"),
    "enterprise.added": pgettext_lazy("event", "登记企业"),
    "enterprise.set": pgettext_lazy("event", "企业联盟变更"),
    "enterprise.served": pgettext_lazy("event", "为企业服务"),
    "enterprise.asked": pgettext_lazy("event", "企业难题"),
    "finding.raised": pgettext_lazy("event", "发现问题"),
    "finding.submitted": pgettext_lazy("event", "报请复查"),
    "finding.rechecked": pgettext_lazy("event", "复查"),
    "finding.extended": pgettext_lazy("event", "批准延期"),
    "finding.missed": pgettext_lazy("event", "整改超期"),
    "finding.withdrawn": pgettext_lazy("event", "撤销问题"),
    "finding.watched": pgettext_lazy("event", "跟踪效果"),
    "clue.received": pgettext_lazy("event", "收到线索"),
    "clue.added": pgettext_lazy("event", "线索补充"),
    "clue.checked": pgettext_lazy("event", "核查线索"),
    "clue.answered": pgettext_lazy("event", "答复线索"),
    "clue.asked": pgettext_lazy("event", "追问线索"),
    "clue.claimed": pgettext_lazy("event", "认领线索奖励"),
    "clue.passed": pgettext_lazy("event", "转交线索"),
    "clue.raised": pgettext_lazy("event", "线索转事项"),
    "clue.closed": pgettext_lazy("event", "办结线索"),
    "clue.reopened": pgettext_lazy("event", "重新核查线索"),
    "help.given": pgettext_lazy("event", "现场帮办"),
    "practical.planned": pgettext_lazy("event", "实事列入清单"),
    "practical.changed": pgettext_lazy("event", "实事节点调整"),
    "practical.reported": pgettext_lazy("event", "实事节点报完成"),
    "practical.passed": pgettext_lazy("event", "实事节点核实"),
    "practical.back": pgettext_lazy("event", "实事节点退回"),
    "practical.late": pgettext_lazy("event", "实事节点逾期"),
    "practical.shown": pgettext_lazy("event", "实事公开"),
    "practical.dropped": pgettext_lazy("event", "实事取消"),
    **errands.EVENTS,
    "wish.collected": pgettext_lazy("event", "登记心愿"),
    "wish.claimed": pgettext_lazy("event", "认领心愿"),
    "wish.fulfilled": pgettext_lazy("event", "心愿实现"),
    "meeting.held": pgettext_lazy("event", "例会开过"),
    "suggestion.made": pgettext_lazy("event", "提出建议"),
    "suggestion.answered": pgettext_lazy("event", "答复建议"),
    **VISIT_EVENTS,
    **DUTY_EVENTS,
    **THANKS_EVENTS,
    "resolution.made": pgettext_lazy("event", "作出决议"),
    "volunteer.applied": pgettext_lazy("event", "义警报名"),
    "volunteer.checked": pgettext_lazy("event", "义警审核"),
    "volunteer.refused": pgettext_lazy("event", "报名未通过"),
    "volunteer.enrolled": pgettext_lazy("event", "义警入队"),
    "volunteer.suspended": pgettext_lazy("event", "义警暂停"),
    "volunteer.left": pgettext_lazy("event", "义警退出"),
    "volunteer.trained": pgettext_lazy("event", "义警通过培训"),
    "volunteer.insured": pgettext_lazy("event", "义警保险"),
    "volunteer.hours": pgettext_lazy("event", "确认时长"),
    "volunteer.carried": pgettext_lazy("event", "原有时长"),
    "volunteer.struck": pgettext_lazy("event", "撤销时长"),
    "village.named": pgettext_lazy("event", "定包村民警"),
    "village.ended": pgettext_lazy("event", "包村结束"),
    "volunteer.certified": pgettext_lazy("event", "出具时长证明"),
    "volunteer.starred": pgettext_lazy("event", "认定星级"),
    "recovery.done": pgettext_lazy("event", "恢复或演练完成"),
    "unit.part": pgettext_lazy("event", "调整队室"),
    "area.set": pgettext_lazy("event", "调整到场辖区"),
    "command.dispatched": pgettext_lazy("event", "派单"),
    "command.offered": pgettext_lazy("event", "提出队间移交"),
    "command.taken": pgettext_lazy("event", "接收队间移交"),
    "command.refused": pgettext_lazy("event", "不接收队间移交"),
    "matter.shared": pgettext_lazy("event", "警网共办"),
    "check.done": pgettext_lazy("event", "办后核查"),
    "shift.filled": pgettext_lazy("event", "排满一周"),
    "swap.done": pgettext_lazy("event", "换好班"),
    "handover.given": pgettext_lazy("event", "交班签字"),
    "handover.taken": pgettext_lazy("event", "接班签字"),
    "talk.decided": pgettext_lazy("event", "会商定下任务"),
    "talk.done": pgettext_lazy("event", "会商任务完成"),
    "talk.withdrawn": pgettext_lazy("event", "撤销会商任务"),
    "post.began": pgettext_lazy("event", "上岗"),
    "post.ended": pgettext_lazy("event", "离岗"),
}
WHATS = {
    What.EVENTS: gettext_lazy("计次数"),
    What.SUBJECTS: gettext_lazy("计件数，同一件只算一次"),
    What.STAFF: gettext_lazy("计人数，同一人只算一次"),
    What.UNITS: gettext_lazy("计单位数，同一单位只算一次"),
    What.AREAS: gettext_lazy("计辖区数，同一辖区只算一次"),
    What.SUM: gettext_lazy("求和"),
    What.FIRST: gettext_lazy("最早一次"),
    What.LAST: gettext_lazy("最近一次"),
    What.DAYS_SINCE: gettext_lazy("距最近一次的天数，按当地日期"),
    What.SHARE: gettext_lazy("占比"),
}
ATTRIBUTES = {
    "kind": gettext_lazy("种类"), "door": gettext_lazy("来源"), "function": gettext_lazy("职能"), "state": gettext_lazy("状态"),
    "row": gettext_lazy("清单的行"), "urgent": gettext_lazy("紧急"), "by_hand": gettext_lazy("人工指定"),
    "taken_line": gettext_lazy("首接单位"), "taken_copy": gettext_lazy("首接单位留底"), "role": gettext_lazy("身份"),
    "in_time": gettext_lazy("按时"), "step": gettext_lazy("环节"), "reason": gettext_lazy("理由"), "line": gettext_lazy("办理单位"),
    "result": gettext_lazy("办理结果"), "counts": gettext_lazy("算办成"), "minutes": gettext_lazy("分钟数"),
    "inspection": gettext_lazy("检查种类"), "where": gettext_lazy("查哪里"), "found": gettext_lazy("查出问题"), "source": gettext_lazy("问题来源"),
    "severity": gettext_lazy("严重程度"), "owner": gettext_lazy("整改责任"), "on_spot": gettext_lazy("当场改正"), "item": gettext_lazy("检查项目"),
    "again": gettext_lazy("再次"), "count": gettext_lazy("数什么"), "by_place": gettext_lazy("按地点数"), "sector": gettext_lazy("行业"),
    "service": gettext_lazy("服务"), "joined": gettext_lazy("在联盟"), "room": gettext_lazy("有警务室"), "audience": gettext_lazy("听众人数"),
    "days": gettext_lazy("天数"), "findings": gettext_lazy("问题数"), "people": gettext_lazy("在场人数"),
    "files": gettext_lazy("附件数"), "times": gettext_lazy("第几次"), "returned": gettext_lazy("此前退回次数"),
    "drill": gettext_lazy("演练"), "in_limit": gettext_lazy("在到场时限内"), "first": gettext_lazy("第一个到场"),
    "first_seconds": gettext_lazy("首到秒数"), "told_seconds": gettext_lazy("接报起秒数"), "setting": gettext_lazy("地段"),
    "flow": gettext_lazy("流向"), "consent": gettext_lazy("反映人同意"), "seconds": gettext_lazy("秒数"),
    "arrive_seconds": gettext_lazy("到场秒数"), "feedback_seconds": gettext_lazy("反馈秒数"), "agreed": gettext_lazy("会商一致"),
    "checked": gettext_lazy("核查结论"), "to_check": gettext_lazy("等待核查"), "passed": gettext_lazy("由一键转接来"), "call": gettext_lazy("警情"), "valid": gettext_lazy("有效警情"), "view": gettext_lazy("意见"), "caller": gettext_lazy("反映人参加"), "units": gettext_lazy("单位数"),
    "to_arbiter": gettext_lazy("提请裁决"), "other_hands": gettext_lazy("由他人办"),
    "asked_by": gettext_lazy("方式"), "responded": gettext_lazy("响应"), "solved": gettext_lazy("解决"), "satisfied": gettext_lazy("满意"),
    "type": gettext_lazy("纠纷类型"), "mediation": gettext_lazy("调解性质"), "grade": gettext_lazy("等级"),
    "route": gettext_lazy("分流去向"), "on_scene": gettext_lazy("现场调解"), "outcome": gettext_lazy("结果"),
    "form": gettext_lazy("协议形式"), "performed": gettext_lazy("当场履行"),
    "due": gettext_lazy("到期事项"), "fen": gettext_lazy("金额（分）"),
    "clock": gettext_lazy("时限"), "amount": gettext_lazy("数量"), "by_itself": gettext_lazy("自动"), "was": gettext_lazy("原种类"),
    "clue": gettext_lazy("线索类别"), "informant": gettext_lazy("线索来自"), "useful": gettext_lazy("线索有用"), "dealt": gettext_lazy("查处人数"),
    "way": gettext_lazy("级间去向"), "level": gettext_lazy("所在级"), "to_level": gettext_lazy("送到的级"), "taken_level": gettext_lazy("首接的级"),
    "at_level": gettext_lazy("就地化解"), "level_minutes": gettext_lazy("停留分钟数"),
    "groups": gettext_lazy("团伙数"), "letters": gettext_lazy("密件数"),
    "part": gettext_lazy("队室"), "to": gettext_lazy("移交给"), "followed": gettext_lazy("照清单派"),
    "channel": gettext_lazy("答复方式"), "left": gettext_lazy("留着的个人信息"), "demands": gettext_lazy("提出的诉求"), "answered": gettext_lazy("答复的诉求"), "declined": gettext_lazy("说明不办的诉求"), "vouched": gettext_lazy("人工认定已答复"), "open": gettext_lazy("没有回应的诉求"),
    "errand": gettext_lazy("代办事项"), "group": gettext_lazy("代办类别"), "decides": gettext_lazy("决定部门"), "doubt": gettext_lazy("疑难户口"), "last": gettext_lazy("整件办完"), "served": gettext_lazy("办成至少一项"), "items": gettext_lazy("事项数"), "wish": gettext_lazy("心愿种类"), "band": gettext_lazy("年龄段"), "pictures": gettext_lazy("可以露脸"), "cost": gettext_lazy("大约费用"),
    "help": gettext_lazy("帮办内容"), "helped": gettext_lazy("帮的是谁"),
    "aim": gettext_lazy("为谁办"), "change": gettext_lazy("怎么调整"), "shown": gettext_lazy("公开"), "stones": gettext_lazy("节点数"),
    "answer": gettext_lazy("怎么答复"), "came": gettext_lazy("到会人数"), "raised": gettext_lazy("提出建议"), "told": gettext_lazy("说过答复"), "carried": gettext_lazy("留到下次"),
    **DUTY_ATTRIBUTES,
    **VISIT_ATTRIBUTES,
    **THANKS_ATTRIBUTES,
    **VOLUNTEER_ATTRIBUTES,
    **VILLAGE_ATTRIBUTES,
}  # fmt: skip
LINES = {
    "police": gettext_lazy("公安"), "partner": gettext_lazy("部门"), "governance": gettext_lazy("社会治理中心"),
    "party": gettext_lazy("党组织"), "volunteers": gettext_lazy("义警队伍"),
}  # fmt: skip
_OF_SITES = {
    "light": gettext_lazy("轻微"), "general": pgettext_lazy("severity", "一般"), "grave": pgettext_lazy("severity", "重大"),
    "inspection": gettext_lazy("联合检查"), "internal": gettext_lazy("队伍检查"), "round": gettext_lazy("考评"), "matter": gettext_lazy("事项"),
    "unit": gettext_lazy("单位"), "person": gettext_lazy("个人"), "venue": gettext_lazy("企业或场所"), "road": gettext_lazy("路段"),
}  # fmt: skip
INFORMANTS = {
    "unsaid": gettext_lazy("没有说"), "resident": gettext_lazy("群众"), "volunteer": pgettext_lazy("informant", "义警"), "staff": gettext_lazy("工作人员"),
}  # fmt: skip
_OF_DISPUTES = {
    "agreed": gettext_lazy("谈成"), "failed": gettext_lazy("没谈成"), "withdrawn": pgettext_lazy("dispute", "已撤回"),
    "written": gettext_lazy("书面协议"), "oral": gettext_lazy("口头协议"), "people": gettext_lazy("人民调解"),
    "police": gettext_lazy("治安调解"), "perform": gettext_lazy("履行"), "follow_up": gettext_lazy("回访"),
    "confirm": gettext_lazy("共同申请司法确认"), "done": gettext_lazy("已办"),
}  # fmt: skip
FLOWS = {"out": gettext_lazy("分流出去"), "back": gettext_lazy("回流")}
YES_NO = {"yes": gettext_lazy("是"), "no": gettext_lazy("否")}


def amount(found: Figure) -> str:
    """Return a figure's value in words: 1 204 件, 74.4%, a moment, or that there is no data."""
    return plain(found.value, found.measure)


def plain(value: int | Decimal | Fraction | datetime | None, measure: Measure) -> str:
    """Return a value in the words of its measure."""
    if value is None:
        return _("无数据")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if measure.what is What.SHARE:
        return percent(Fraction(value))
    number = Fraction(value)
    shown = grouped(int(number)) if number.denominator == 1 else f"{float(number):,.2f}"
    return f"{shown} {in_language(measure.word, measure.word_en)}"


def percent(share: Fraction) -> str:
    """Return an exact share in percent, to one place where it is not whole."""
    value = share * 100
    return f"{value.numerator}%" if value.denominator == 1 else f"{float(value):.1f}%"


def definition(measure: Measure, pack: Pack) -> list[tuple[str, str]]:
    """Return what a measure counts, line by line."""
    if measure.what is What.SHARE:
        part, whole = pack.measures[measure.part], pack.measures[measure.whole]
        return [(_("分子"), name_of(part)), (_("分母"), name_of(whole))]
    what = labelled(WHATS[measure.what], _number(measure.of, pack)) if measure.of else str(WHATS[measure.what])
    lines = [(_("计什么"), what), (_("事件"), filter_words(measure.filter, pack))]
    lines += [(_("同一件还须有"), _companion(each, pack)) for each in measure.also]
    lines += [(_("同一件不得有"), _companion(each, pack)) for each in measure.unless]
    if measure.undone_by:
        lines.append((_("其后撤销的不算"), listed(EVENTS[each] for each in measure.undone_by)))
    if measure.restored_by:
        lines.append((_("撤销后又恢复的仍算"), listed(EVENTS[each] for each in measure.restored_by)))
    if measure.test:
        lines.append((_("每个的次数"), _bounds(measure.test.least, measure.test.most)))
    return lines


def _companion(companion: Companion, pack: Pack) -> str:
    words = filter_words(companion.filter, pack)
    if companion.within_minutes is None:
        return words
    return _("%(words)s，其后 %(n)s 分钟内") % {"words": words, "n": companion.within_minutes}


def filter_words(wanted: EventFilter, pack: Pack) -> str:
    """Return events and their conditions in words: 受理（首接单位：公安；职能不是：公安）."""
    parts = []
    for name, codes in wanted.codes.items():
        if codes.any_of:
            parts.append(labelled(ATTRIBUTES.get(name, name), listed(code_words(name, codes.any_of, pack))))
        if codes.none_of:
            label = _("%(what)s不是") % {"what": ATTRIBUTES.get(name, name)}
            parts.append(labelled(label, listed(code_words(name, codes.none_of, pack))))
    parts += [labelled(_number(name, pack), _bounds(r.least, r.most)) for name, r in wanted.numbers.items()]
    events = listed(EVENTS[each] for each in wanted.events)
    return (
        _("%(events)s（%(conditions)s）") % {"events": events, "conditions": _("；").join(parts)} if parts else events
    )


def _number(name: str, pack: Pack) -> object:
    """Return the name of a number: one that events of that kind always carry, or a counted field of any kind."""
    fields = (each for kind in pack.kinds.values() for each in kind.fields if each.counted and each.code == name)
    return ATTRIBUTES.get(name) or next((name_of(each) for each in fields), name)


def code_words(name: str, codes: Iterable[str], pack: Pack) -> list[str]:
    """Return codes of an attribute as people know them."""
    return [str(_word(name, code, pack)) for code in codes]


_CODED: Mapping[str, Mapping[Any, Any]] = {
    "informant": INFORMANTS,
    "line": LINES,
    "taken_line": LINES,
    "flow": FLOWS,
    "checked": {"right": gettext_lazy("退得对"), "wrong": gettext_lazy("退错了")},
    "way": WAYS,
    "level": UNIT_LEVELS,
    "to_level": UNIT_LEVELS,
    "taken_level": UNIT_LEVELS,
    "asked_by": RATING_WAYS,
    **SAID,
    **DUTY_CODES,
    **VISIT_CODES,
    **THANKS_CODES,
    **VOLUNTEER_CODES,
    **VILLAGE_CODES,
    **dict.fromkeys(("form", "mediation", "due"), _OF_DISPUTES),
    "outcome": {
        **_OF_DISPUTES, "in_order": pgettext_lazy("check", "合格"), "not_in_order": pgettext_lazy("check", "不合格"),
    },
}  # fmt: skip


_OF_ERRANDS: Mapping[Any, Any] = {**errands.WAYS, **errands.STATES}


def _word(name: str, code: str, pack: Pack) -> object:
    if name in _CODED:
        return _CODED[name].get(code, code)
    match name:
        case "kind":
            return called(pack.kinds, code)
        case "function":
            return called(pack.functions, code)
        case "door":
            return DOORS.get(code, code)  # type: ignore[call-overload]
        case "state":
            return STATES.get(code, code)  # type: ignore[call-overload]
        case "role":
            return ANY_ROLES.get(code, code)
        case "severity" | "source" | "owner" | "where":
            return _OF_SITES.get(code, code)
        case "inspection":
            return called(pack.inspections.kinds, code)
        case "service" | "sector":
            return called(pack.enterprises.services if name == "service" else pack.enterprises.sectors, code)
        case "duty" | "duty_form" | "placement" | "deed" | "ending" | "sort" | "moment":
            return duty_word(name, code, pack)
        case "tier" | "concern":
            return visit_word(name, code, pack)
        case "reason" | "result" | "step" | "grade" | "route" | "way":
            return _in_pack(name, code, pack)
    return _of_help(name, code, pack) or YES_NO.get(code, code)


def _of_help(name: str, code: str, pack: Pack) -> str:
    """Return the name of a code of errands, wishes, clues or disputes, empty for others."""
    said = {"errand": pack.errands.kinds, "group": pack.errands.groups, "decides": pack.functions}
    options = {"clue": _options("clue", "clue_type", pack), "type": _options("dispute", "dispute_type", pack)}
    named: Mapping[str, Any] = {**said, **options, "wish": pack.wishes.kinds, "band": pack.wishes.bands}.get(name, {})
    return name_of(named[code]) if code in named else ""


def _options(kind: str, field: str, pack: Pack) -> Mapping[str, Any]:
    found = pack.kinds[kind].field(field) if kind in pack.kinds else None
    return {each.code: each for each in found.options} if found else {}


def _in_pack(name: str, code: str, pack: Pack) -> str:
    """Return the name of a reason, a result or a step of any kind."""
    named: list[Any] = [reason for reasons in pack.reasons.values() for reason in reasons] if name == "reason" else []
    said = pack.disputes
    named += {"grade": said.grades, "route": said.routes, "way": said.ways}.get(name, {}).values()
    if name == "result":
        named += pack.clues.results.values()
    named += pack.errands.steps.values() if name == "step" else ()
    for kind in pack.kinds.values():
        named += {"result": kind.results, "step": kind.steps}.get(name, ())
    return next(
        (name_of(each) for each in named if each.code == code),
        str(DUTY_RESULTS.get(code, _OF_DISPUTES.get(code, _OF_ERRANDS.get(code, code)))),
    )


def _bounds(least: float | None, most: float | None) -> str:
    parts = [_("至少 %(n)s") % {"n": f"{least:g}"}] if least is not None else []
    return _("，").join([*parts, *([_("至多 %(n)s") % {"n": f"{most:g}"}] if most is not None else [])])
