"""Words for figures: values with their unit words, kinds of event, what a definition asks for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.catalogue.measure import Companion, EventFilter, Measure, What
from fengqiao.catalogue.model import Pack
from fengqiao.desk.duty_words import DUTY_EVENTS
from fengqiao.desk.errands import words as errands
from fengqiao.desk.measures.code_words import ATTRIBUTES, code_words
from fengqiao.desk.thanks_words import THANKS_EVENTS
from fengqiao.desk.visit_words import VISIT_EVENTS
from fengqiao.desk.words import in_language, labelled, listed, name_of
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
    "dispute.moved": pgettext_lazy("event", "纠纷随事项转到别的单位"),
    "dispute.resumed": pgettext_lazy("event", "重新调解"),
    "dispute.planned": pgettext_lazy("event", "约调解"),
    "dispute.met": pgettext_lazy("event", "开调解会"),
    "dispute.ended": pgettext_lazy("event", "调解结束"),
    "dispute.cancelled": pgettext_lazy("event", "取消调解会"),
    "dispute.signed": pgettext_lazy("event", "补签协议"),
    "dispute.papers": pgettext_lazy("event", "签字件入卷"),
    "dispute.settled": pgettext_lazy("event", "履行和回访"),
    "dispute.extended": pgettext_lazy("event", "延长调解"),
    "dispute.corrected": pgettext_lazy("event", "更正受理登记"),
    "dispute.worded": pgettext_lazy("event", "补写卷宗"),
    "dispute.inquired": pgettext_lazy("event", "记调查"),
    "dispute.appraised": pgettext_lazy("event", "伤情鉴定"),
    "dispute.announced": pgettext_lazy("event", "通报重大矛盾"),
    "dispute.revisit": pgettext_lazy("event", "再安排回访"),
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
    "resolution.done": pgettext_lazy("event", "决议任务完成"),
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


def _bounds(least: float | None, most: float | None) -> str:
    parts = [_("至少 %(n)s") % {"n": f"{least:g}"}] if least is not None else []
    return _("，").join([*parts, *([_("至多 %(n)s") % {"n": f"{most:g}"}] if most is not None else [])])
