"""forms.toml read into the items of a mediation file and the forms of its documents."""

from __future__ import annotations

from collections.abc import Collection

from fengqiao.catalogue.form import FIELDS, GROUPS, MARKS, FilePlace, Form, FormItem, Forms
from fengqiao.catalogue.node import Node, note_repeats


def read_forms(top: Node) -> Forms:
    """Return what the file says, in its order."""
    nodes = top.children("place")
    places = [_place(node) for node in nodes]
    note_repeats(nodes, [each.code for each in places], "目录项", "item")
    drawn = top.children("form")
    forms = [_form(node) for node in drawn]
    note_repeats(drawn, [each.code for each in forms], "文书", "form")
    known = {each.code for each in places}
    for node, form in zip(drawn, forms, strict=True):
        _among(node, "place", [form.place], known)
    cover = tuple(_item(node) for node in top.children("cover"))
    top.done()
    return Forms({each.code: each for each in places}, {each.code: each for each in forms}, cover)


def joined(below: Forms, above: Forms) -> Forms:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Forms({**below.places, **above.places}, {**below.forms, **above.forms}, above.cover or below.cover)


def _place(node: Node) -> FilePlace:
    found = FilePlace(
        node.code(), node.text("name"), node.english("name_en"),
        number=node.whole("number"), needed=node.flag("needed"), unless=node.texts("unless", needed=False),
    )  # fmt: skip
    _among(node, "unless", found.unless, MARKS)
    node.done()
    return found


def _form(node: Node) -> Form:
    each = node.text("each", "")
    found = Form(
        node.code(), node.text("name"), node.english("name_en"),
        place=node.code("place"), when=node.texts("when", needed=False), each=each, text=node.texts("text", needed=False),
        items=tuple(_item(item) for item in node.children("item")),
        signs=node.texts("signs", needed=False), source=node.text("source"), copies=node.texts("copies", needed=False),
    )  # fmt: skip
    _among(node, "when", found.when, MARKS)
    _among(node, "each", [each] if each else [], GROUPS)
    node.done()
    return found


def _item(node: Node) -> FormItem:
    found = FormItem(
        node.text("label"), node.text("field"), node.flag("needed", default=False), node.flag("wide", default=False)
    )
    _among(node, "field", [found.field], FIELDS)
    node.done()
    return found


def _among(node: Node, key: str, given: Collection[str], known: Collection[str]) -> None:
    for each in given:
        if each not in known:
            node.note(key, "unknown-term", f"“{key}”不能是“{each}”。", f"“{key}” cannot be “{each}”")
