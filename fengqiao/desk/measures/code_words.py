"""Words for what events carry: the names of their attributes, and of the codes those take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.desk.duty_words import DUTY_ATTRIBUTES, DUTY_CODES, DUTY_RESULTS, duty_word
from fengqiao.desk.errands import words as errands
from fengqiao.desk.matters.rating_words import RATING_WAYS, SAID
from fengqiao.desk.thanks_words import THANKS_ATTRIBUTES, THANKS_CODES
from fengqiao.desk.village_words import ATTRIBUTES as VILLAGE_ATTRIBUTES
from fengqiao.desk.village_words import CODES as VILLAGE_CODES
from fengqiao.desk.visit_words import VISIT_ATTRIBUTES, VISIT_CODES, visit_word
from fengqiao.desk.volunteer_words import ATTRIBUTES as VOLUNTEER_ATTRIBUTES
from fengqiao.desk.volunteer_words import CODES as VOLUNTEER_CODES
from fengqiao.desk.words import ANY_ROLES, DOORS, STATES, UNIT_LEVELS, WAYS, called, name_of

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
    "out": gettext_lazy("送去鉴定"), "back": gettext_lazy("鉴定出了结果"),
}  # fmt: skip
FLOWS = {"out": gettext_lazy("分流出去"), "back": gettext_lazy("回流")}
YES_NO = {"yes": gettext_lazy("是"), "no": gettext_lazy("否")}
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


def code_words(name: str, codes: Iterable[str], pack: Pack) -> list[str]:
    """Return codes of an attribute as people know them."""
    return [str(_word(name, code, pack)) for code in codes]


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
