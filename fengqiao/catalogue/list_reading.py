"""The small files of a pack read into their classes: topics, functions, reasons, dated values, word lists."""

from __future__ import annotations

from fengqiao.catalogue.model import (
    DatedValue,
    DemandEnd,
    Function,
    Reason,
    ReasonUse,
    Topic,
    Value,
    ValueData,
    WordList,
)
from fengqiao.catalogue.naming import names_of
from fengqiao.catalogue.node import Node, note_repeats


def read_topics(top: Node) -> dict[str, Topic]:
    """Return the topics by code; a label that two topics claim is noted."""
    nodes = top.children("topic", needed=True)
    topics = [Topic(*names_of(node), aliases=node.texts("aliases", needed=False)) for node in nodes]
    note_repeats(nodes, [topic.code for topic in topics], "主题", "topic")
    owners: dict[str, str] = {}
    for node, topic in zip(nodes, topics, strict=True):
        for number, label in enumerate((*topic.aliases, topic.name)):
            owner = owners.setdefault(label, topic.code)
            if owner != topic.code:
                path = (*node.path, "aliases", number) if number < len(topic.aliases) else (*node.path, "name")
                node.source.note(
                    path,
                    "repeated-label",
                    f"标签“{label}”已经属于主题“{owner}”。",
                    f"label “{label}” belongs to topic “{owner}” already",
                )
        node.done()
    top.done()
    return {topic.code: topic for topic in topics}


def read_functions(top: Node) -> dict[str, Function]:
    """Return the functions of units by code."""
    nodes = top.children("function", needed=True)
    functions = [
        Function(*names_of(node), about=node.text("about"), about_en=node.english("about_en")) for node in nodes
    ]
    note_repeats(nodes, [function.code for function in functions], "职能", "function")
    _finish(top, nodes)
    return {function.code: function for function in functions}


def read_reasons(top: Node) -> dict[ReasonUse, tuple[Reason, ...]]:
    """Return the reasons by what they are given for, in the order of the file."""
    nodes = top.children("reason", needed=True)
    reasons: dict[ReasonUse, tuple[Reason, ...]] = {}
    for node in nodes:
        use = node.choice("for", ReasonUse)
        named = names_of(node)
        text_needed = node.flag("text_needed", default=False)
        clause, source = node.text("clause", ""), node.text("source", "")
        other_hands = node.flag("other_hands", default=False)
        ends = node.choice("ends", DemandEnd, DemandEnd.DECLINED) or DemandEnd.DECLINED
        if use is None:
            continue
        if any(reason.code == named[0] for reason in reasons.get(use, ())):
            node.note("code", "repeated-code", f"理由“{named[0]}”重复。", f"reason “{named[0]}” occurs twice")
        reasons[use] = (*reasons.get(use, ()), Reason(*named, use, text_needed, clause, source, other_hands, ends))
    _finish(top, nodes)
    return reasons


def read_values(top: Node) -> dict[str, DatedValue]:
    """Return the dated values by code."""
    nodes = top.children("value", needed=True)
    values = [
        DatedValue(*names_of(node), unit=node.text("unit"), history=tuple(_value(each) for each in _history(node)))
        for node in nodes
    ]
    note_repeats(nodes, [value.code for value in values], "数值", "value")
    for node, value in zip(nodes, values, strict=True):
        for number, (earlier, later) in enumerate(zip(value.history, value.history[1:], strict=False), 1):
            if later.since <= earlier.since:
                path = (*node.path, "on", number, "from")
                message = "日期要比前一条晚：数值从旧到新排列。"
                node.source.note(path, "dates-reversed", message, "dates run from the oldest to the newest")
    _finish(top, nodes)
    return {value.code: value for value in values}


def read_word_lists(top: Node) -> dict[str, WordList]:
    """Return the word lists by code."""
    lists: dict[str, WordList] = {}
    if section := top.child("list"):
        for code in section.data:
            if node := section.child(code):
                lists[code] = WordList(
                    code=code,
                    name=node.text("name"),
                    name_en=node.english("name_en", ""),
                    words=node.texts("words"),
                    source=node.text("source"),
                )
                if not lists[code].words:
                    node.note("words", "empty-list", "词表是空的。", "the word list is empty")
                node.done()
    top.done()
    return lists


def _history(value: Node) -> list[Node]:
    nodes = value.children("on", needed=True)
    if value.data.get("on") == []:
        value.note("on", "missing-key", "至少要有一条数值。", "at least one dated entry is needed")
    return nodes


def _value(node: Node) -> Value:
    value = Value(value=_data(node), source=node.text("source"), since=node.day("from"))
    node.done()
    return value


def _data(node: Node) -> ValueData:
    raw = node.raw("value")
    if isinstance(raw, str | int | float | bool):
        return raw
    if isinstance(raw, list):
        items = tuple(item for item in raw if isinstance(item, str | int | float))
        if len(items) == len(raw):
            return items
    if raw is not None:
        message = "数值要写文字、数字、true/false 或它们的列表。"
        node.note("value", "wrong-type", message, "a value is a text, a number, true or false, or a list of these")
    return ""


def _finish(top: Node, nodes: list[Node]) -> None:
    for node in nodes:
        node.done()
    top.done()
