"""inspections.toml read into kinds of inspection, roles of people present and counts of an effect."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from fengqiao.catalogue.inspection import CheckItem, EffectCount, InspectionKind, Inspections, Presence
from fengqiao.catalogue.named import Named
from fengqiao.catalogue.naming import names_of
from fengqiao.catalogue.node import Node, note_repeats

N = TypeVar("N", bound=Named)


class Weight(StrEnum):
    """How grave what is found under a line of a checklist is."""

    LIGHT = "light"
    GENERAL = "general"
    GRAVE = "grave"


def read_inspections(top: Node) -> Inspections:
    """Return what the file says, in its order."""
    kinds = _each(top, "kind", "检查种类", "kind of inspection", _kind)
    present = _each(top, "present", "在场角色", "role present", lambda node: Presence(*names_of(node)))
    counts = _each(top, "count", "效果口径", "count", _count)
    top.done()
    return Inspections(
        {each.code: each for each in kinds}, {each.code: each for each in present}, {each.code: each for each in counts}
    )


def joined(below: Inspections, above: Inspections) -> Inspections:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Inspections(
        {**below.kinds, **above.kinds}, {**below.present, **above.present}, {**below.counts, **above.counts}
    )


def _each(top: Node, key: str, word: str, word_en: str, read: Callable[[Node], N]) -> list[N]:
    nodes = top.children(key)
    found = [read(node) for node in nodes]
    note_repeats(nodes, [each.code for each in found], word, word_en)
    for node in nodes:
        node.done()
    return found


def _kind(node: Node) -> InspectionKind:
    named = names_of(node)
    nodes = node.children("item", needed=True)
    items = [CheckItem(*names_of(each), severity=(each.choice("severity", Weight) or Weight.GENERAL)) for each in nodes]
    note_repeats(nodes, [each.code for each in items], "检查项目", "line of the checklist")
    for each in nodes:
        each.done()
    return InspectionKind(*named, source=node.text("source"), items=tuple(items))


def _count(node: Node) -> EffectCount:
    named = names_of(node)
    classes, kinds = node.texts("classes", needed=False), node.texts("kinds", needed=False)
    if not classes and not kinds:
        node.note(
            "classes", "missing-key", "要写数哪些警情类别或事项种类。", "“classes” or “kinds” must say what is counted"
        )
    return EffectCount(*named, classes=classes, kinds=kinds)
