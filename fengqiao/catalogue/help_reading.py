"""helps.toml read into what people are helped with."""

from __future__ import annotations

from fengqiao.catalogue.help import HelpKind, Helps
from fengqiao.catalogue.naming import names_of
from fengqiao.catalogue.node import Node, note_repeats


def read_helps(top: Node) -> Helps:
    """Return what the file says, in its order."""
    nodes = top.children("kind")
    note_repeats(nodes, [node.code() for node in nodes], "帮办内容", "kind")
    kinds, stations = [_kind(node) for node in nodes], top.texts("stations", needed=False)
    top.done()
    return Helps({each.code: each for each in kinds}, stations)


def _kind(node: Node) -> HelpKind:
    found = HelpKind(*names_of(node))
    node.done()
    return found
