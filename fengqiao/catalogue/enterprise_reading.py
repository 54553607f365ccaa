"""enterprises.toml read into kinds of service and lines of business."""

from __future__ import annotations

from fengqiao.catalogue.enterprise import Enterprises, Sector, Service
from fengqiao.catalogue.node import Node, note_repeats


def read_enterprises(top: Node) -> Enterprises:
    """Return what the file says, in its order."""
    services = [Service(*_named(node)) for node in _nodes(top, "service", "服务", "service")]
    sectors = [Sector(*_named(node)) for node in _nodes(top, "sector", "行业", "sector")]
    top.done()
    return Enterprises({each.code: each for each in services}, {each.code: each for each in sectors})


def joined(below: Enterprises, above: Enterprises) -> Enterprises:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Enterprises({**below.services, **above.services}, {**below.sectors, **above.sectors})


def _nodes(top: Node, key: str, word: str, word_en: str) -> list[Node]:
    nodes = top.children(key)
    note_repeats(nodes, [node.code() for node in nodes], word, word_en)
    return nodes


def _named(node: Node) -> tuple[str, str, str]:
    named = node.code(), node.text("name"), node.english("name_en")
    node.done()
    return named
