"""station.toml read into parts, forms, shifts, posts of duty, equipment and points."""

from __future__ import annotations

from datetime import time

from fengqiao.catalogue.naming import each_by_code, names_of
from fengqiao.catalogue.node import Node, note_repeats
from fengqiao.catalogue.station import DutyPost, Shift, ShiftPattern, Station, StationCode, StationForm, StationPart

LONGEST = 24


def read_station(top: Node) -> Station:
    """Return what the file says, in its order."""
    parts = each_by_code(top, "part", "组成部分", "part of a station", _part)
    found = Station(
        parts,
        each_by_code(top, "form", "架构", "form of a station", lambda node: _form(node, set(parts))),
        each_by_code(top, "pattern", "班制", "pattern of shifts", _pattern),
        each_by_code(top, "duty", "值班岗位", "post of duty", _duty),
        each_by_code(top, "gear", "装备", "equipment", _code),
        each_by_code(top, "point", "核查要点", "point", _code),
    )
    top.done()
    return found


def joined(below: Station, above: Station) -> Station:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Station(
        {**below.parts, **above.parts},
        {**below.forms, **above.forms},
        {**below.patterns, **above.patterns},
        {**below.duties, **above.duties},
        {**below.gear, **above.gear},
        {**below.points, **above.points},
    )


def _part(node: Node) -> StationPart:
    return StationPart(
        *names_of(node),
        about=node.text("about"),
        about_en=node.english("about_en"),
        commands=node.flag("commands", default=False),
    )


def _form(node: Node, known: set[str]) -> StationForm:
    form = StationForm(
        *names_of(node), parts=node.texts("parts"), counts=node.flag("counts"), source=node.text("source")
    )
    for part in form.parts:
        if known and part not in known:
            node.note("parts", "unknown-code", f"没有“{part}”这个组成部分。", f"no such part “{part}”")
    return form


def _pattern(node: Node) -> ShiftPattern:
    nodes = node.children("shift", needed=True)
    shifts = tuple(_shift(each) for each in nodes)
    note_repeats(nodes, [each.code for each in shifts], "班次", "shift")
    for each in nodes:
        each.done()
    if shifts and sum(shift.hours for shift in shifts) > LONGEST:
        node.note("shift", "wrong-type", "各班加起来超过 24 小时。", "the shifts come to more than 24 hours")
    return ShiftPattern(*names_of(node), source=node.text("source"), shifts=shifts)


def _shift(node: Node) -> Shift:
    starts, hours = node.maybe_time("starts"), node.whole("hours")
    if starts is None:
        node.note("starts", "missing-key", "要写几点开始。", "“starts” must say when the shift begins")
    if not 1 <= hours <= LONGEST:
        node.note("hours", "wrong-type", "一班是 1 到 24 小时。", "a shift lasts 1 to 24 hours")
    return Shift(*names_of(node), starts=starts or time(), hours=hours)


def _duty(node: Node) -> DutyPost:
    return DutyPost(
        *names_of(node),
        most=node.whole("most"),
        needed=node.flag("needed"),
        parts=node.texts("parts", needed=False) if node.has("parts") else (),
    )


def _code(node: Node) -> StationCode:
    return StationCode(*names_of(node))
