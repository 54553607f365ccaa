"""clues.toml read into results of a check."""

from __future__ import annotations

from fengqiao.catalogue.clue import ClueResult, Clues
from fengqiao.catalogue.node import Node, note_repeats


def read_clues(top: Node) -> Clues:
    """Return what the file says, in its order."""
    nodes = top.children("result")
    note_repeats(nodes, [node.code() for node in nodes], "核查结果", "result")
    results = [_result(node) for node in nodes]
    top.done()
    return Clues({each.code: each for each in results})


def _result(node: Node) -> ClueResult:
    found = ClueResult(
        node.code(), node.text("name"), node.english("name_en"), useful=node.flag("useful", default=False)
    )
    node.done()
    return found
