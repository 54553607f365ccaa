"""joint.toml read into call-out plans, kinds of party, short reports, reasons, outcomes and counts."""

from __future__ import annotations

from fengqiao.catalogue.joint import CallOutPlan, Joint, JointCode, JointOutcome, JointRole
from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.vocabulary import LINES


def read_joint(top: Node) -> Joint:
    """Return what the file says, in its order."""
    roles = each_by_code(top, "role", "力量", "kind of party", _role)
    plans = each_by_code(top, "plan", "预案", "call-out plan", lambda node: _plan(node, set(roles)))
    found = Joint(
        roles,
        plans,
        each_by_code(top, "report", "简短报告", "short report", _code),
        each_by_code(top, "reason", "撤回理由", "reason for standing down", _code),
        each_by_code(
            top, "outcome", "结果", "outcome", lambda node: JointOutcome(*names_of(node), found=node.flag("found"))
        ),
        each_by_code(top, "count", "计数", "count", _code),
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


def _role(node: Node) -> JointRole:
    role = JointRole(
        *names_of(node),
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
        *names_of(node),
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
    return JointCode(*names_of(node))
