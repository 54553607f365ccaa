"""Notices in words: labels of their kinds, ways and states, and the few lines that leave the platform."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fengqiao.notices.terms import DAILY, Letter, Named, NoticeKind, NoticeState, Way

NOTICE_KINDS = {
    NoticeKind.OFFERED: _("新到待签收"),
    NoticeKind.OFFERED_MANY: _("一批待签收"),
    NoticeKind.TRIAGE: _("新到待分流"),
    NoticeKind.TRIAGE_MANY: _("一批待分流"),
    NoticeKind.TRANSFER_OFFERED: _("转来待签收"),
    NoticeKind.TRANSFER_ACCEPTED: _("转接已签收"),
    NoticeKind.ASSIGNED: _("指派给您"),
    NoticeKind.DISPATCHED: _("指挥室派单"),
    NoticeKind.HELPER_ADDED: _("请求协办"),
    NoticeKind.COPIED: _("收到抄送"),
    NoticeKind.HELPED: _("协办办完"),
    NoticeKind.RETURNED: _("被退回"),
    NoticeKind.RULING_ASKED: _("提请裁决"),
    NoticeKind.RULING_GIVEN: _("裁决由本单位办理"),
    NoticeKind.DUE_SOON: _("时限快到"),
    NoticeKind.MISSED: _("时限已过"),
    NoticeKind.URGED: pgettext_lazy("notice", "督办"),
    NoticeKind.JOINED: _("又有人反映"),
    NoticeKind.MERGED: _("事项合并"),
    NoticeKind.SPLIT: _("事项拆分"),
    NoticeKind.REOPENED: pgettext_lazy("notice", "重办"),
    NoticeKind.JOINT_CALLED: _("联动出动"),
    NoticeKind.JOINT_STOOD_DOWN: _("联动撤回"),
    NoticeKind.JOINT_LED: _("联动由您牵头"),
    NoticeKind.JOINT_ENDED: _("联动结束"),
    NoticeKind.FINDING_RAISED: _("问题要整改"),
    NoticeKind.FINDING_SUBMITTED: _("整改要复查"),
    NoticeKind.FINDING_BACK: _("整改被退回"),
    NoticeKind.FINDING_PASSED: _("整改通过复查"),
    NoticeKind.FINDING_ASKED: _("申请延长整改"),
    NoticeKind.FINDING_EXTENDED: _("整改期限已延长"),
    NoticeKind.FINDING_DECLINED: _("不同意延长整改"),
    NoticeKind.FINDING_WITHDRAWN: _("问题已撤销"),
    NoticeKind.FINDING_SOON: _("整改期限快到"),
    NoticeKind.FINDING_MISSED: _("整改期限已过"),
    NoticeKind.ENTERPRISE_ASKED: _("列为企业难题"),
    NoticeKind.TALK_TASK: _("会商定给您的任务"),
    NoticeKind.TALK_SOON: _("会商任务快到期"),
    NoticeKind.SWAP_ASKED: _("请您换班"),
    NoticeKind.SWAP_TO_CONSENT: _("换班等您同意"),
    NoticeKind.SWAP_DONE: _("班已换好"),
    NoticeKind.SWAP_ENDED: _("班没有换"),
    NoticeKind.PRACTICAL_GIVEN: _("列入实事清单"),
    NoticeKind.PRACTICAL_REPORTED: _("实事节点要核实"),
    NoticeKind.PRACTICAL_BACK: _("实事节点被退回"),
    NoticeKind.PRACTICAL_LATE: _("实事节点逾期"),
    NoticeKind.SQUAD_SOON: _("临时组织快到期"),
    NoticeKind.SQUAD_OVER: _("临时组织期满，等总结"),
    NoticeKind.PLACEMENT_SET: _("实习锻炼已安排"),
    NoticeKind.PLACEMENT_SOON: _("实习锻炼快到期"),
    NoticeKind.STUDY_OWED: _("有一次学习要补"),
    NoticeKind.STUDY_HANDED: _("补学等您认定"),
    NoticeKind.STUDY_SOON: _("补学快到期"),
    NoticeKind.STUDY_HOURS: _("学时不够"),
    NoticeKind.PLACEMENT_OVER: _("实习锻炼结束"),
    NoticeKind.HOST_TURN: _("轮到本单位主办"),
    NoticeKind.HOST_OFF: _("轮到本单位主办的那次取消了"),
    NoticeKind.DUTY_SET: _("给您排了勤务"),
    NoticeKind.PATROLS_SET: _("排班表里有您的巡逻"),
    NoticeKind.DUTY_UP: _("候补补上了"),
    NoticeKind.DUTY_OFF: _("勤务取消了"),
    NoticeKind.DUTY_TAKEN_OFF: _("您不在这次勤务的名单里了"),
    NoticeKind.DUTY_REST_OFF: _("这次起的勤务都取消了"),
    NoticeKind.DUTY_CHANGED: _("勤务的时间、地点改了"),
    NoticeKind.DUTY_SOON: _("您的勤务快到了"),
    NoticeKind.TASK_SET: _("会议定了由您做的事"),
    NoticeKind.TASK_SOON: _("会议定的事快到期"),
    NoticeKind.TASK_LATE: _("会议定的事过了期"),
    NoticeKind.TASK_DONE: _("会议定的事做完了"),
    NoticeKind.REQUIRED_SOON: _("三会一课还没有开展"),
    NoticeKind.LEAVE_ASKED: _("有人请假，等您答复"),
    NoticeKind.LEAVE_GIVEN: _("请假批准了"),
    NoticeKind.LEAVE_REFUSED: _("请假没有批准"),
    NoticeKind.DUTY_UNLED: _("夜巡还没有民辅警带队"),
    NoticeKind.HAND_ASKED: _("勤务请您接手"),
    NoticeKind.HAND_TAKEN: _("勤务有人接手"),
    NoticeKind.HAND_ENDED: _("勤务没有转交"),
    NoticeKind.VISITS_LATE: _("走访过了期"),
    NoticeKind.VOLUNTEERS_ENDING: _("义警的保险、培训要补"),
    NoticeKind.DISPUTE_DUE: _("履行回访快到期"),
    NoticeKind.DISPUTE_LATE: _("履行回访过了期"),
    NoticeKind.DISPUTE_ALARM: _("纠纷可能动手"),
    NoticeKind.DISPUTE_NAMED: _("请您主持调解"),
    NoticeKind.DISPUTE_RELIEVED: _("这起纠纷不再由您调解"),
    NoticeKind.DISPUTE_REVIEW: _("纠纷再起要复查"),
    NoticeKind.WISH_NEWS: _("微心愿有进展"),
    NoticeKind.CLUE_NEWS: _("线索有新内容"),
    NoticeKind.ERRAND_ASKED: _("有人请代办"),
    NoticeKind.ERRAND_SOON: _("代办时限快到"),
    NoticeKind.ERRAND_AGAIN: _("代办没有解决，要重办"),
    NoticeKind.CLOSED: pgettext_lazy("notice", "办结"),
    NoticeKind.TOLD_CLOSED: _("告知办结"),
    NoticeKind.TOLD_REOPENED: _("告知重办"),
    NoticeKind.TOLD_MERGED: _("告知合并"),
    NoticeKind.TOLD_SPLIT: _("告知拆分"),
    NoticeKind.TOLD_ERRAND: _("代办有新进展"),
    NoticeKind.LINK: _("一次性链接"),
    NoticeKind.TEST: _("测试"),
}
WAYS = {Way.INBOX: _("站内"), Way.EMAIL: _("邮件"), Way.GROUP: _("工作群"), Way.SMS: _("短信")}
NOTICE_STATES = {
    NoticeState.QUEUED: _("待发送"),
    NoticeState.SENDING: _("正在发送"),
    NoticeState.SENT: _("已发出"),
    NoticeState.RECEIVED: _("已送达"),
    NoticeState.FAILED: _("没有发出"),
    NoticeState.DOUBTFUL: _("不确定"),
    NoticeState.CANCELLED: _("已取消"),
}


def named(name: Named) -> str:
    """Return a name in the language that is spoken."""
    return name.name_en if name.name_en and (get_language() or "").startswith("en") else name.name


def headline(letter: Letter) -> str:
    """Return in one line what a letter is about: what happened, and the number; never a word of what was told."""
    label = str(NOTICE_KINDS[letter.kind])
    if letter.kind is NoticeKind.TEST:
        return gettext("枫桥通知测试")
    if letter.kind in (NoticeKind.OFFERED_MANY, NoticeKind.TRIAGE_MANY, *DAILY):
        many = ngettext("%(label)s：%(n)s 件", "%(label)s：%(n)s 件", letter.count)
        return many % {"label": label, "n": letter.count}
    urgent = gettext("【紧急】") if letter.urgent else ""
    return f"{urgent}{label} {letter.number}".strip()


def lines(letter: Letter) -> list[str]:
    """Return what a letter says below its headline: kind, area, unit, result, date."""
    if letter.kind is NoticeKind.TEST:
        return [gettext("收到这条，说明这个通道可以用。")]
    said = []
    if letter.matter:
        said.append(gettext("种类：%(name)s") % {"name": named(letter.matter)})
    if letter.area:
        said.append(gettext("地点：%(name)s") % {"name": named(letter.area)})
    if letter.unit:
        said.append(gettext("单位：%(name)s") % {"name": named(letter.unit)})
    if letter.result:
        said.append(gettext("结果：%(name)s") % {"name": named(letter.result)})
    if letter.due:
        said.append(gettext("期限：%(date)s") % {"date": f"{timezone.localtime(letter.due):%Y-%m-%d %H:%M}"})
    return said
