"""Entries that have a code and names: how every reader of a pack's file reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fengqiao.catalogue.named import Named
from fengqiao.catalogue.node import Node, note_repeats

N = TypeVar("N", bound=Named)


def names_of(node: Node) -> tuple[str, str, str]:
    """Return code, name and English name of an entry."""
    return node.code(), node.text("name"), node.english("name_en")


def each_by_code(top: Node, key: str, word: str, word_en: str, read: Callable[[Node], N]) -> dict[str, N]:
    """Return the entries under a key by code, in the order of the file; a code that comes twice is noted."""
    nodes = top.children(key)
    found = [read(node) for node in nodes]
    note_repeats(nodes, [each.code for each in found], word, word_en)
    for node in nodes:
        node.done()
    return {each.code: each for each in found}
