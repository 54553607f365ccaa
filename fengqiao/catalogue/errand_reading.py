"""errands.toml read into kinds of errand, their steps and papers, and endings."""

from __future__ import annotations

from fengqiao.catalogue.errand import (
    ErrandEnding,
    ErrandForm,
    ErrandGroup,
    ErrandKind,
    ErrandPaper,
    Errands,
    ErrandStep,
)
from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node
from fengqiao.kit.clocks import ClockUnit


def read_errands(top: Node) -> Errands:
    """Return what the file says, in its order; a step, paper or group that a kind names and the file lacks is noted."""
    found = Errands(
        each_by_code(top, "group", "代办类别", "group", lambda node: ErrandGroup(*names_of(node))),
        each_by_code(top, "step", "代办环节", "step", lambda node: ErrandStep(*names_of(node))),
        each_by_code(top, "paper", "代办材料", "paper", lambda node: ErrandPaper(*names_of(node))),
        each_by_code(top, "kind", "代办事项", "kind", _kind),
        each_by_code(top, "ending", "没有办成的原因", "ending", _ending),
        each_by_code(top, "form", "代办文书", "form", _form),
    )
    for node in top.children("kind"):
        kind = found.kinds.get(str(node.data.get("code", "")))
        if kind is not None:
            _note_unknown(node, kind, found)
    top.done()
    return found


def _note_unknown(node: Node, kind: ErrandKind, found: Errands) -> None:
    missing = [
        *(("group", each) for each in (kind.group,) if each not in found.groups),
        *(("steps", each) for each in kind.steps if each not in found.steps),
        *(("papers", each) for each in kind.papers if each not in found.papers),
    ]
    for key, code in missing:
        node.note(key, "errand-unknown", f"“{code}”没有在本文件里写出", f'"{code}" is not written in this file')


def _kind(node: Node) -> ErrandKind:
    code, name, name_en = names_of(node)
    steps = node.texts("steps")
    if len(steps) < 2:
        node.note("steps", "errand-steps", "至少要有两个环节", "needs two steps at least")
    amount = node.whole("amount")
    if amount < 1:
        node.note("amount", "errand-term", "时限至少是 1", "the term is 1 at least")
    return ErrandKind(
        code, name, name_en,
        group=node.text("group"),
        decides=node.text("decides"),
        steps=steps,
        papers=node.texts("papers", needed=False),
        amount=amount,
        unit=node.choice("unit", ClockUnit) or ClockUnit.DAY,
        source=node.text("source"),
        visit=node.flag("visit", default=False),
        doubt=node.flag("doubt", default=False),
    )  # fmt: skip


def _ending(node: Node) -> ErrandEnding:
    return ErrandEnding(*names_of(node), refused=node.flag("refused", default=False), source=node.text("source"))


def _form(node: Node) -> ErrandForm:
    return ErrandForm(*names_of(node), text=node.texts("text"), signs=node.texts("signs"), source=node.text("source"))
