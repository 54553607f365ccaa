"""disputes.toml read into grades, exclusions, routes, signs, ways and what is said of mediators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fengqiao.catalogue.dispute import DisputeCode, DisputeGrade, Disputes, Exclusion
from fengqiao.catalogue.model import Named
from fengqiao.catalogue.node import Node, note_repeats

N = TypeVar("N", bound=Named)
TONES = ("red", "amber", "blue", "green", "grey")
OF = ("police", "people")


def read_disputes(top: Node) -> Disputes:
    """Return what the file says, in its order."""
    found = Disputes(
        top.text("scheme", ""),
        _each(top, "grade", "等级", "grade", _grade),
        _each(top, "exclusion", "排除情形", "exclusion", _exclusion),
        _each(top, "route", "分流去向", "route", _code),
        _each(top, "sign", "情形", "sign", _code),
        _each(top, "way", "途径", "way", _code),
        _each(top, "standing", "身份", "standing", _code),
        _each(top, "dialect", "方言", "dialect", _code),
        _each(top, "interest", "利害关系", "interest", _code),
        _each(top, "answer", "复查结论", "answer", _code),
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
    )


def _each(top: Node, key: str, word: str, word_en: str, read: Callable[[Node], N]) -> dict[str, N]:
    nodes = top.children(key)
    found = [read(node) for node in nodes]
    note_repeats(nodes, [each.code for each in found], word, word_en)
    for node in nodes:
        node.done()
    return {each.code: each for each in found}


def _grade(node: Node) -> DisputeGrade:
    return DisputeGrade(
        *_named(node),
        tone=_among(node, "tone", TONES, "grey"),
        days=node.whole("days") if node.has("days") else 0,
        asks=node.text("asks"),
        asks_en=node.english("asks_en"),
        source=node.text("source"),
    )


def _exclusion(node: Node) -> Exclusion:
    return Exclusion(*_named(node), of=_among(node, "of", OF, "police"), source=node.text("source"))


def _code(node: Node) -> DisputeCode:
    return DisputeCode(*_named(node), source=node.text("source", ""))


def _among(node: Node, key: str, allowed: tuple[str, ...], default: str) -> str:
    found = node.text(key, default)
    if found not in allowed:
        node.note(key, "unknown-code", f"“{key}”没有“{found}”。", f"no such {key} “{found}”")
    return found


def _named(node: Node) -> tuple[str, str, str]:
    return node.code(), node.text("name"), node.english("name_en")
