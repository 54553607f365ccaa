"""joint.toml read into call-out plans, kinds of party, short reports, reasons, outcomes and counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fengqiao.catalogue.joint import CallOutPlan, Joint, JointCode, JointOutcome, JointRole
from fengqiao.catalogue.model import Named
from fengqiao.catalogue.node import Node, note_repeats
from fengqiao.catalogue.vocabulary import LINES

N = TypeVar("N", bound=Named)


def read_joint(top: Node) -> Joint:
    """Return what the file says, in its order."""
    roles = _each(top, "role", "力量", "kind of party", _role)
    plans = _each(top, "plan", "预案", "call-out plan", lambda node: _plan(node, set(roles)))
    found = Joint(
        roles,
        plans,
        _each(top, "report", "简短报告", "short report", _code),
        _each(top, "reason", "撤回理由", "reason for standing down", _code),
        _each(top, "outcome", "结果", "outcome", lambda node: JointOutcome(*_named(node), found=node.flag("found"))),
        _each(top, "count", "计数", "count", _code),
    )
    top.done()
    return found


def joined(below: Joint, above: Joint) -> Joint:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Joint(
        {**below.roles, **above.roles},
        {**below.plans, **above.plans},
        {**below.reports, **above.reports},
        {**below.reasons, **above.reasons},
        {**below.outcomes, **above.outcomes},
        {**below.counts, **above.counts},
    )


def _each(top: Node, key: str, word: str, word_en: str, read: Callable[[Node], N]) -> dict[str, N]:
    nodes = top.children(key)
    found = [read(node) for node in nodes]
    note_repeats(nodes, [each.code for each in found], word, word_en)
    for node in nodes:
        node.done()
    return {each.code: each for each in found}


def _role(node: Node) -> JointRole:
    role = JointRole(
        *_named(node),
        function=node.text("function", ""),
        line=node.text("line", ""),
        things=node.texts("things", needed=False),
        ask=node.text("ask", ""),
    )
    if not (role.function or role.line or role.things):
        node.note(
            "function", "missing-key", "要写是哪些单位：function、line 或 things。",
            "“function”, “line” or “things” must say which units are meant",
        )  # fmt: skip
    if role.line and role.line not in LINES:
        node.note("line", "unknown-code", f"没有“{role.line}”这条线。", f"no such line “{role.line}”")
    return role


def _plan(node: Node, known: set[str]) -> CallOutPlan:
    plan = CallOutPlan(
        *_named(node),
        about=node.text("about"),
        about_en=node.english("about_en"),
        source=node.text("source"),
        roles=node.texts("roles"),
    )
    for role in plan.roles:
        if known and role not in known:
            node.note("roles", "unknown-code", f"没有“{role}”这种力量。", f"no such kind of party “{role}”")
    return plan


def _code(node: Node) -> JointCode:
    return JointCode(*_named(node))


def _named(node: Node) -> tuple[str, str, str]:
    return node.code(), node.text("name"), node.english("name_en")
