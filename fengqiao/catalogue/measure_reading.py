"""measures.toml read into measures: what the vocabulary of events does not know is noted with its line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fengqiao.catalogue.measure import DISTINCT, Companion, EventFilter, Measure, What
from fengqiao.catalogue.node import Node, note_repeats
from fengqiao.catalogue.vocabulary import EVENTS
from fengqiao.kit.suggesting import suggestion
from fengqiao.kit.tables import Codes, Range

Known = Mapping[str, Collection[str]]  # by "@kind", "@function", "@reason", "@counted": the codes that the pack defines
COUNTED, CLOSED = "@counted", ("matter.closed",)  # closings carry the counted fields of their kind as numbers
NOTHING = EventFilter(())


def read_measures(top: Node, known: Known) -> dict[str, Measure]:
    """Return the measures of a file by code."""
    nodes = top.children("measure", needed=True)
    measures = [read_measure(node, known) for node in nodes]
    note_repeats(nodes, [measure.code for measure in measures], "指标", "measure")
    top.done()
    return {measure.code: measure for measure in measures}


def read_measure(node: Node, known: Known) -> Measure:
    """Return one measure; what makes no sense together is noted."""
    what = node.choice("what", What) or What.EVENTS
    share = what is What.SHARE
    measure = Measure(
        node.code(),
        node.text("name"),
        node.english("name_en"),
        about=node.text("about"),
        about_en=node.english("about_en"),
        what=what,
        word=node.text("word", "%" if share else None),
        word_en=node.english("word_en", "%" if share else None),
        filter=NOTHING if share else _filter(node, known),
        of=node.text("of") if what is What.SUM else "",
        also=() if share else _companions(node, "also", known),
        unless=() if share else _companions(node, "unless", known),
        undone_by=() if share else _events(node, "undone_by", needed=False),
        restored_by=() if share else _events(node, "restored_by", needed=False),
        test=_test(node, what),
        part=node.text("part") if share else "",
        whole=node.text("whole") if share else "",
    )
    if measure.of and measure.of not in (summable := _numbers(measure.filter.events, known)):
        _note_unknown(node, "of", measure.of, summable, "度量", "number")
    node.done()
    return measure


def note_shares(node_of: Mapping[str, Node], measures: Mapping[str, Measure]) -> None:
    """Note shares whose part or whole is no count or sum among the measures of all packs together."""
    for code, node in node_of.items():
        measure = measures[code]
        for key, named in (("part", measure.part), ("whole", measure.whole)):
            other = measures.get(named)
            if measure.what is What.SHARE and named and other is None:
                _note_unknown(node, key, named, list(measures), "指标", "measure")
            elif other and other.what in {What.SHARE, What.FIRST, What.LAST, What.DAYS_SINCE}:
                node.note(key, "share-of-no-count", f"“{named}”不是计数，不能作比。", f"“{named}” is no count")


def _filter(node: Node, known: Known) -> EventFilter:
    events = _events(node, "event", needed=True)
    codes: dict[str, Codes] = {}
    numbers: dict[str, Range] = {}
    where = node.child("where")
    for name in where.data if where else ():
        assert where is not None  # noqa: S101  # its keys are being read
        if _carried(events, "codes", name):
            codes[name] = _codes(where, name)
            _note_strange_codes(where, name, codes[name], events, known)
        elif name in _numbers(events, known):
            numbers[name] = _range(where, name)
        elif events:
            everything = [*_all_carried(events, "codes"), *_numbers(events, known)]
            _note_unknown(where, name, name, everything, "属性", "attribute")
    return EventFilter(events, codes, numbers)


def _events(node: Node, key: str, *, needed: bool) -> tuple[str, ...]:
    """Return kinds of event written as one text or a list of them."""
    if not needed and not node.has(key):
        return ()
    found = node.texts(key) if isinstance(node.data.get(key), list) else (node.text(key),)
    for event in found:
        if event and event not in EVENTS:
            _note_unknown(node, key, event, list(EVENTS), "事件", "event")
    return tuple(event for event in found if event in EVENTS)


def _companions(node: Node, key: str, known: Known) -> tuple[Companion, ...]:
    found = []
    for each in node.children(key):
        within = each.whole("within_minutes") if each.has("within_minutes") else None
        found.append(Companion(_filter(each, known), within))
        each.done()
    return tuple(found)


def _codes(where: Node, name: str) -> Codes:
    """Return a condition on a code: one text, a list of them, or `{ any = […], none = […] }`."""
    written = where.data[name]
    if isinstance(written, dict) and (part := where.child(name)):
        codes = Codes(part.texts("any", needed=False), part.texts("none", needed=False))
        part.done()
        return codes
    return Codes(where.texts(name) if isinstance(written, list) else (where.text(name),))


def _range(where: Node, name: str) -> Range:
    written = where.data[name]
    if isinstance(written, dict) and (part := where.child(name)):
        least, most = (part.number(key) if part.has(key) else None for key in ("min", "max"))
        if least is None and most is None:
            part.note("", "empty-condition", "数字条件要写 min 或 max。", "a condition on a number needs min or max")
        part.done()
        return Range(least=least, most=most)
    number = where.number(name)
    return Range(least=number, most=number)


def _test(node: Node, what: What) -> Range | None:
    if not node.has("test"):
        return None
    if what not in DISTINCT:
        node.note(
            "test", "test-of-no-count", "只有计去重数的指标能写 test。", "only a count of distinct things takes test"
        )
    return _range(node, "test")


def _carried(events: Sequence[str], part: str, name: str) -> bool:
    """Say whether every kind of event named carries the code or number."""
    return bool(events) and all(name in getattr(EVENTS[event], part) for event in events)


def _all_carried(events: Sequence[str], part: str) -> list[str]:
    return [name for name in (getattr(EVENTS[events[0]], part) if events else ()) if _carried(events, part, name)]


def _numbers(events: Sequence[str], known: Known) -> list[str]:
    """Return the numbers that all of some events carry; closings also those that the pack counts."""
    own = known.get(COUNTED, ()) if tuple(events) == CLOSED else ()
    return [*_all_carried(events, "numbers"), *own]


def _note_strange_codes(where: Node, name: str, codes: Codes, events: Sequence[str], known: Known) -> None:
    allowed = EVENTS[events[0]].codes[name]
    if allowed and allowed[0].startswith("@"):
        allowed = tuple(known.get(allowed[0], ()))
    for code in (*codes.any_of, *codes.none_of):
        if allowed and code not in allowed:
            _note_unknown(where, name, code, list(allowed), "代码", "code")


def _note_unknown(node: Node, key: str, word: str, known: Collection[str], what: str, what_en: str) -> None:
    hint, hint_en = suggestion(word, known)
    node.note(key, "unknown-code", f"没有“{word}”这个{what}{hint}", f"no such {what_en} “{word}”{hint_en}")
