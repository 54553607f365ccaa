"""disputes.toml read into grades, exclusions, routes, signs, ways, numbers of files and what is said of mediators."""

from __future__ import annotations

import re

from fengqiao.catalogue.dispute import (
    DisputeCode,
    DisputeGrade,
    DisputeRoute,
    Disputes,
    DisputeSign,
    Exclusion,
    FileNumber,
    Keeping,
    Look,
    MediationBody,
)
from fengqiao.catalogue.named import Named
from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node

TONES = ("red", "amber", "blue", "green", "grey")
OF = ("police", "people")
_SLOT = re.compile(r"\{([^}]*)\}")


def read_disputes(top: Node) -> Disputes:
    """Return what the file says, in its order."""
    found = Disputes(
        top.text("scheme", ""),
        each_by_code(top, "grade", "等级", "grade", _grade),
        each_by_code(top, "exclusion", "排除情形", "exclusion", _exclusion),
        each_by_code(top, "route", "分流去向", "route", _route),
        each_by_code(top, "sign", "情形", "sign", _sign),
        each_by_code(top, "way", "途径", "way", _code),
        each_by_code(top, "standing", "身份", "standing", _code),
        each_by_code(top, "dialect", "方言", "dialect", _code),
        each_by_code(top, "interest", "利害关系", "interest", _code),
        each_by_code(top, "answer", "复查结论", "answer", _code),
        each_by_code(top, "body", "调解组织", "committee", _body),
        tuple(top.texts("own", needed=False)),
        each_by_code(top, "power", "委托权限", "power", _code),
        each_by_code(top, "keeping", "保管期限", "keeping", _keeping),
        tuple(_number(node) for node in top.children("number")),
        each_by_code(top, "look", "回访内容", "question of a visit", _look),
    )
    top.done()
    return found


def joined(below: Disputes, above: Disputes) -> Disputes:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Disputes(
        above.scheme or below.scheme,
        {**below.grades, **above.grades},
        {**below.exclusions, **above.exclusions},
        {**below.routes, **above.routes},
        {**below.signs, **above.signs},
        {**below.ways, **above.ways},
        {**below.standings, **above.standings},
        {**below.dialects, **above.dialects},
        {**below.interests, **above.interests},
        {**below.answers, **above.answers},
        {**below.bodies, **above.bodies},
        above.own or below.own,
        {**below.powers, **above.powers},
        {**below.keepings, **above.keepings},
        above.numbers or below.numbers,
        {**below.looks, **above.looks},
    )


def _grade(node: Node) -> DisputeGrade:
    return DisputeGrade(
        *names_of(node),
        tone=_among(node, "tone", TONES, "grey"),
        days=node.whole("days") if node.has("days") else 0,
        asks=node.text("asks"),
        asks_en=node.english("asks_en"),
        source=node.text("source"),
        hard=node.flag("hard", default=False),
    )


def _exclusion(node: Node) -> Exclusion:
    return Exclusion(
        *names_of(node),
        of=_among(node, "of", OF, "police"),
        source=node.text("source"),
        article=node.text("article", ""),
    )


def _body(node: Node) -> MediationBody:
    return MediationBody(
        *names_of(node),
        line=node.text("line", ""),
        level=node.text("level", ""),
        words=tuple(node.texts("words", needed=False)),
        source=node.text("source"),
    )


def _code(node: Node) -> DisputeCode:
    return DisputeCode(*names_of(node), source=node.text("source", ""))


def _route(node: Node) -> DisputeRoute:
    return DisputeRoute(
        *names_of(node),
        source=node.text("source", ""),
        leads=node.text("leads", ""),
        reason=node.text("reason", ""),
        announce=tuple(node.texts("announce", needed=False)),
        at_once=node.flag("at_once", default=False),
    )


def _look(node: Node) -> Look:
    choices = each_by_code(node, "choice", "选项", "choice", lambda each: Named(*names_of(each)))
    return Look(*names_of(node), source=node.text("source"), choices=choices)


def _keeping(node: Node) -> Keeping:
    return Keeping(*names_of(node), source=node.text("source", ""), usual=node.flag("usual", default=False))


def _number(node: Node) -> FileNumber:
    found = FileNumber(
        of=_among(node, "of", OF, "police"),
        on_scene=node.flag("on_scene", default=False),
        form=node.text("form"),
        source=node.text("source"),
    )
    if "{serial}" not in found.form or set(_SLOT.findall(found.form)) - {"year", "unit", "serial"}:
        node.note(
            "form", "unfit-number",
            "卷号要有 {serial}，另外只能用 {year}、{unit}。", "a number needs {serial}; beside it only {year} and {unit}",
        )  # fmt: skip
    node.done()
    return found


def _sign(node: Node) -> DisputeSign:
    averts = node.text("averts", "")
    return DisputeSign(
        *names_of(node),
        source=node.text("source", ""),
        averts=averts,
        averts_en=node.english("averts_en") if averts else "",
        alarms=node.flag("alarms", default=False),
    )


def _among(node: Node, key: str, allowed: tuple[str, ...], default: str) -> str:
    found = node.text(key, default)
    if found not in allowed:
        node.note(key, "unknown-code", f"“{key}”没有“{found}”。", f"no such {key} “{found}”")
    return found
