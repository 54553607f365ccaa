"""Words for the codes of disputes, and drawings of their types."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.named import Named
from fengqiao.desk.words import name_of
from fengqiao.disputes.rules.proposing import Why
from fengqiao.disputes.terms import (
    AgreementForm,
    DisputeState,
    DueKind,
    DueResult,
    Mediation,
    PartyKind,
    ReviewCause,
    SessionResult,
    SessionState,
)

STATES = {
    DisputeState.OPEN: pgettext_lazy("dispute", "调解中"),
    DisputeState.AGREED: pgettext_lazy("dispute", "待履行"),
    DisputeState.PERFORMED: pgettext_lazy("dispute", "已履行"),
    DisputeState.FAILED: pgettext_lazy("dispute", "调解未成"),
    DisputeState.WITHDRAWN: pgettext_lazy("dispute", "已撤回"),
}
TONES = {
    DisputeState.OPEN: "blue", DisputeState.AGREED: "amber", DisputeState.PERFORMED: "green", DisputeState.FAILED: "red",
    DisputeState.WITHDRAWN: "grey",
}  # fmt: skip
MEDIATIONS = {Mediation.PEOPLE: _("人民调解"), Mediation.POLICE: _("治安调解")}
PARTIES = {PartyKind.PERSON: _("个人"), PartyKind.FIRM: _("单位")}
SIDES = {1: _("甲方"), 2: _("乙方"), 3: _("第三方")}
FORMS = {AgreementForm.WRITTEN: _("书面协议"), AgreementForm.ORAL: _("口头协议")}
SESSIONS = {SessionState.PLANNED: _("已约"), SessionState.HELD: _("已开"), SessionState.CANCELLED: _("已取消")}
RESULTS = {SessionResult.AGREED: _("谈成"), SessionResult.AGAIN: _("再谈一次"), SessionResult.NOT_AGREED: _("没谈成")}
DUES = {
    DueKind.GRADE: _("本级办结"), DueKind.FIRST: _("首次调解"), DueKind.SECOND: _("再次调解"), DueKind.PERFORM: _("履行"),
    DueKind.FOLLOW_UP: _("回访"), DueKind.CONFIRM: _("共同申请司法确认"),
}  # fmt: skip
DONE = {
    DueResult.DONE: _("已办"),
    DueResult.FAILED: _("没有履行"),
    DueResult.LAPSED: _("已过期"),
    DueResult.DROPPED: _("改为重新调解"),
    DueResult.RESTED: _("送伤情鉴定，停算"),
}
CAUSES = {
    ReviewCause.PARTY: _("同一当事人（证件号、电话或单位名称相同）"),
    ReviewCause.PLACE: _("同一地址（纠纷地点或当事人住址相同）"),
}
WHY = {
    Why.KIND: _("熟悉这类纠纷"), Why.DIALECT: _("会说当事人的方言"), Why.NEAR: _("就在当地"), Why.STANDING: _("有威望"),
    Why.YEARS: _("做调解三年以上"), Why.FREE: _("手上没有别的"), Why.FULL: _("手上已满"), Why.INTEREST: _("应当回避"),
    Why.DECLARED: _("申报的利害关系与当事人相符，应当回避"), Why.NAMESAKE: _("申报的人与当事人同名，先核对"),
}  # fmt: skip
TIE_FIELDS = {"name": _("姓名或名称"), "phone": _("电话"), "id_number": _("证件号")}
MORE = {
    "sex": _("性别（没有证件号时填）"),
    "age": _("年龄（没有证件号时填）"),
    "nation": _("民族"),
    "occupation": _("职业或职务"),
    "head": _("法定代表人（单位填）"),
}
AGENTS = {"agent": _("委托代理人"), "agent_call": _("代理人电话"), "agent_document": _("代理人证件号")}
ASKED = {
    "asked_name": _("被调查人"), "asked_relation": _("与当事人关系"), "asked_about": _("基本情况"), "asked_others": _("参加人"),
    "asked_text": _("问答记录"),
}  # fmt: skip
FIELDS = {"name": _("姓名或名称"), "phone": _("电话"), "id_number": _("证件号"), "address": _("住址")}
# What a document of the file may lack, as pages in other languages than the pack's call it.
LACKING = {
    "agent_name": _("受委托人"), "agent_of": _("委托人"), "agent_powers": _("委托权限"), "asked_by": _("调查人"), "asked_name": _("被调查人"),
    "asked_on": _("调查时间"), "asked_text": _("问答记录"), "asked_where": _("调查地点"), "demands": _("申请事项"),
    "agreed_on": _("达成日期"), "agreement": _("协议内容"), "done_on": _("实际履行日期"), "done_result": _("履行情况"), "evidence": _("证据材料"),
    "facts": _("纠纷简要情况"), "informed_on": _("告知日期"), "met_on": _("调解时间"), "met_result": _("调解结果"), "met_text": _("调解过程"),
    "parties": _("当事人"), "party_ids": _("证件号码"), "party_names": _("当事人"), "performance": _("履行方式、时限"), "source": _("案件来源"),
    "taken_on": _("受理日期"), "type": _("纠纷类型"),
}  # fmt: skip
ICONS = {
    "family": "home", "neighbours": "building-community", "homestead": "building", "contract": "file-text",
    "production": "building-store", "damages": "lifebuoy", "land_forest": "tree", "expropriation": "replace",
    "pollution": "leaf", "migrant_wages": "users", "labour": "id-badge-2", "tourism": "map-2",
    "e_commerce": "device-mobile", "consumption": "tag", "medical": "stethoscope", "traffic_accident": "bus",
    "property_management": "key", "other": "dots",
}  # fmt: skip


def types_of(pack: Pack, name: str = "dispute_type") -> dict[str, Any]:
    """Return the options of a field of disputes by code."""
    field = pack.kinds["dispute"].field(name) if "dispute" in pack.kinds else None
    return {option.code: option for option in field.options} if field else {}


def named(among: Any, code: str) -> str:
    """Return the name of a code of the pack; the code itself where the pack no longer knows it."""
    found: Named | None = among.get(code)
    return name_of(found) if found else code
