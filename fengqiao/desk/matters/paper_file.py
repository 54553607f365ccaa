"""The sheet of a matter as PDF or Word: what the printed one shows, its private data hidden as it was ticked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fengqiao.desk.papers import bound
from fengqiao.desk.words import PAPERS
from fengqiao.kit.documents import Binder, Document, Grid, Line
from fengqiao.look.templatetags.look import day, minute
from fengqiao.matters.terms import Paper


def binder_of(sheet: dict[str, Any]) -> Binder:
    """Return the sheet that `paper` shows as a document."""
    row, handed = sheet["matter"], sheet["paper"] == Paper.HANDOVER.value
    parts: list[Line | Grid] = [
        Line(_("编号"), row.number),
        Line(_("移交日期") if handed else _("打印日期"), day(sheet["printed_at"])),
        Line(_("受理时间"), f"{minute(row.received_at)}   {sheet['door']}"),
        Line(_("事项种类"), f"{sheet['kind']}{_('（紧急）') if row.urgent else ''}"),
        Line(_("地点"), sheet["where"]),
        Line(_("标题"), sheet["subject"]),
    ]
    for telling in sheet["tellings"]:
        if telling["teller"]:
            parts.append(Line(_("反映人"), "   ".join(f"{name} {value}" for name, value in telling["teller"])))
        parts.append(
            Line(_("诉求内容"), f"{telling['text']}\n{telling['door']} · {minute(telling['told_at'])}", wide=True)
        )
    parts += [Line(name, str(value)) for name, value in sheet["fields"]]
    parts.append(Line(_("承办单位"), "\n".join(_party(each) for each in sheet["parties"]) or _("待分流")))
    if row.closed_at:
        parts.append(Line(_("办结时间"), f"{minute(row.closed_at)}   {sheet['result']}"))
    elif row.due_at:
        parts.append(Line(_("到期"), minute(row.due_at)))
    heads = (_("时间"), _("单位、人员"), _("动作"), _("情况"))
    course = tuple(
        (minute(line["moment"]), f"{line['unit']} {line['actor'] or ''}".strip(), str(line["action"]), _told(line))
        for line in sheet["course"]
    )
    parts.append(Grid(_("办理经过"), heads, course))
    if sheet["evidence"]:
        files = tuple((str(n), each["name"], str(each["what"])) for n, each in enumerate(sheet["evidence"], 1))
        parts.append(Grid(_("佐证清单"), (_("序号"), _("名称"), _("用于")), files))
    foot = _("打印人 %(who)s。个人信息已隐去 %(hidden)s 处，保留 %(left)s 处；请按规定保管和销毁。") % {
        "who": sheet["printed_by"], "hidden": sheet["hidden"], "left": sheet["left"],
    }  # fmt: skip
    parts.append(Line(_("备注"), foot))
    signs = (
        (f"{_('移交单位（盖章）')} {sheet['holder']}", _("接收单位（盖章）"))
        if handed
        else (_("经办人"), _("审核人"), _("负责人"))
    )
    title = str(PAPERS[Paper(sheet["paper"])])
    document = Document(sheet["paper"], title, tuple(parts), signs=signs, mark=row.number)
    return bound(document, sheet["office"], row.number, traditional=(get_language() or "") == "zh-hant")


def _party(each: dict[str, Any]) -> str:
    return f"{each['role']} {each['unit']} {each['who']} · {each['state']}"


def _told(line: dict[str, Any]) -> str:
    return "\n".join(str(each) for each in (line["text"], line.get("details")) if each)
