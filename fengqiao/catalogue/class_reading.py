"""classes.toml read into the classes of calls."""

from __future__ import annotations

from fengqiao.catalogue.model import CallClass
from fengqiao.catalogue.node import Node, note_repeats

DEEPEST = 4  # 类别、类型、细类、子类


def read_classes(top: Node) -> dict[str, CallClass]:
    """Return the classes by code in the order of the file: what lies under another stands after it."""
    if head := top.child("calls"):
        head.text("source")
        head.done()
    nodes = top.children("class", needed=True)
    found: dict[str, CallClass] = {}
    codes, owners = [], dict[str, str]()
    for node in nodes:
        each = _class(node, found)
        codes.append(each.code)
        for number, alias in enumerate(each.aliases):
            owner = owners.setdefault(alias, each.code)
            if owner != each.code:
                message, english = f"代码“{alias}”已经属于“{owner}”。", f"code “{alias}” belongs to “{owner}” already"
                node.source.note((*node.path, "aliases", number), "repeated-label", message, english)
        found.setdefault(each.code, each)
        node.done()
    note_repeats(nodes, codes, "警情类别", "class")
    for node, code in zip(nodes, codes, strict=True):
        counts_as = found[code].counts_as
        if "." not in code and (counts_as not in found or found[counts_as].counts_as != counts_as):
            message = f"“counts_as”要写一个自己单独统计的大类，不能是“{counts_as}”。"
            node.note("counts_as", "unknown-code", message, f"“{counts_as}” is no class that is counted by itself")
    top.done()
    return found


def _class(node: Node, found: dict[str, CallClass]) -> CallClass:
    code, name, name_en = node.code(), node.text("name"), node.english("name_en")
    above = found.get(code.rpartition(".")[0])
    if "." in code and above is None:
        message = f"“{code}”的上一级要写在它前面。"
        node.note("code", "unknown-code", message, f"what “{code}” lies under must stand before it")
    if code.count(".") >= DEEPEST:
        node.note("code", "too-deep", f"最多 {DEEPEST} 级。", f"at most {DEEPEST} levels")
    counts_as = above.counts_as if above else node.text("counts_as", code)
    void = node.flag("void", default=above.void if above else False)
    return CallClass(code, name, name_en, counts_as, void, node.texts("aliases", needed=False))
