"""story*.toml read into stories; what they name and nobody defines is noted with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from fengqiao.catalogue.measure_reading import Known, read_measure
from fengqiao.catalogue.naming import names_of
from fengqiao.catalogue.node import Node, note_repeats
from fengqiao.catalogue.story import (
    CastArea,
    CastUnit,
    CourseStep,
    Days,
    Decoy,
    Deed,
    LeftOut,
    Naive,
    Opening,
    SaidThing,
    Scene,
    Span,
    Story,
    StoryFigure,
    Whose,
)
from fengqiao.catalogue.vocabulary import DOORS, LINES
from fengqiao.kit.bounds import Bound
from fengqiao.kit.suggesting import suggestion

CENTRES = ("city", "county", "town", "village")
LEVELS = ("county", "town", "village", "grid")
ACTORS = ("lead", "helper", "taker")
_SPAN = re.compile(r"(\d+)(wd|d|h|m)")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


def read_story(top: Node, measures: Mapping[str, Node], known: Known) -> Story:
    """Return the story of a file. `measures`: the tables of the measures that figures may name."""
    head = top.child("story") or Node(top.source, ("story",), {})
    code, name, name_en = names_of(head)
    begins, ends = head.day("begins"), head.day("ends")
    areas = tuple(_area(node) for node in _listed(top, "area", needed=True))
    units = tuple(_unit(node) for node in top.children("unit", needed=True))
    decoys = {each.code: each for each in map(_decoy, _listed(top, "decoy"))}
    tellings = {each.code: each for each in map(_telling, top.children("telling", needed=True))}
    courses = _courses(top)
    _note_repeats(top)
    story = Story(
        code,
        name,
        name_en,
        file=top.source.file,
        about=head.text("about"),
        about_en=head.english("about_en"),
        source=head.text("source"),
        begins=begins,
        ends=ends,
        areas=areas,
        units=units,
        tellings=tellings,
        courses=courses,
        decoys=decoys,
        scenes=tuple(_scene(node, begins, ends) for node in _listed(top, "scene", needed=True)),
        figures=tuple(_figure(node, measures, known) for node in top.children("figure", needed=True)),
        left_out=tuple(_left_out(node) for node in top.children("left_out")),
    )
    if ends < begins:
        head.note("ends", "dates-reversed", "故事的结束日期早于开始日期。", "the story ends before it begins")
    head.done()
    _note_strangers(top, story)
    top.done()
    return story


# Short entries, one a line, stand in a section of their own: in TOML a list cannot follow a table it does not belong to.
SECTIONS = {"area": "county", "decoy": "decoys", "scene": "days"}


def _listed(top: Node, key: str, *, needed: bool = False) -> list[Node]:
    """Return the entries of a part of the story, wherever it stands."""
    if key not in SECTIONS:
        return top.children(key)
    section = top.child(SECTIONS[key])
    if section is None:
        if needed:
            top.note(SECTIONS[key], "missing-key", f"缺少 [{SECTIONS[key]}] 一节。", f"[{SECTIONS[key]}] is missing")
        return []
    found = section.children(key, needed=needed)
    section.done()
    return found


def _area(node: Node) -> CastArea:
    code, name, name_en = node.text("code"), node.text("name"), node.english("name_en")
    area = CastArea(code, name, name_en, level=node.text("level"), parent=node.text("parent", ""))
    _note_not_in(node, "level", area.level, LEVELS)
    node.done()
    return area


def _unit(node: Node) -> CastUnit:
    staff: dict[str, tuple[str, ...]] = {}
    if people := node.child("staff"):
        staff = {role: people.texts(role) for role in people.data}
    unit = CastUnit(
        *names_of(node),
        short=node.text("short", ""),
        line=node.text("line"),
        function=node.text("function", ""),
        parent=node.text("parent", ""),
        areas=node.texts("areas", needed=False),
        staff=staff,
        level=node.text("level", ""),
        neighbours=node.texts("neighbours", needed=False),
        part=node.text("part", ""),
    )
    _note_not_in(node, "line", unit.line, LINES)
    _note_not_in(node, "level", unit.level, CENTRES)
    node.done()
    return unit


def _decoy(node: Node) -> Decoy:
    decoy = Decoy(*names_of(node))
    node.done()
    return decoy


def _telling(node: Node) -> SaidThing:
    fields = node.child("fields")
    said = SaidThing(
        code=node.code(),
        door=node.text("door"),
        by=node.text("by"),
        titles=node.texts("titles"),
        texts=node.texts("texts"),
        places=node.texts("places", needed=False),
        areas=node.texts("areas", needed=False),
        kind=node.text("kind", ""),
        fields={key: fields.text(key) for key in fields.data} if fields else {},
        to=node.text("to", ""),
        reason=node.text("reason", ""),
        opens=node.choice("opens", Opening) if node.has("opens") else None,
    )
    _note_not_in(node, "door", said.door, DOORS)
    node.done()
    return said


def _courses(top: Node) -> dict[str, tuple[CourseStep, ...]]:
    courses = {}
    for node in top.children("course"):
        courses[node.code()] = tuple(_step(each) for each in node.children("step", needed=True))
        node.done()
    return courses


def _step(node: Node) -> CourseStep:
    fields = node.child("fields")
    do = node.choice("do", Deed) or Deed.PROGRESS
    step = CourseStep(
        after=_span(node),
        do=do,
        by=node.text("by", "taker" if do is Deed.TELL_AGAIN else "lead"),
        to=node.text("to", ""),
        role=node.text("role", ""),
        reason=node.text("reason", ""),
        text=node.text("text", ""),
        result=node.text("result", ""),
        step=node.text("step", ""),
        plan=node.text("plan", ""),
        fields={key: fields.text(key) for key in fields.data} if fields else {},
        refused=node.text("refused", ""),
    )
    node.done()
    return step


def _span(node: Node) -> Span:
    length, workdays, rest = timedelta(), 0, node.text("after")
    for amount, unit in _SPAN.findall(rest):
        if unit == "wd":
            workdays += int(amount)
        else:
            length += timedelta(**{{"d": "days", "h": "hours", "m": "minutes"}[unit]: int(amount)})
    if _SPAN.sub("", rest).strip():
        message = "“after”写成 20m、3h、2d 或 1wd（工作日），可以连写。"
        node.note(
            "after", "bad-span", message, "“after” is written 20m, 3h, 2d or 1wd (working days), joined if need be"
        )
    return Span(length, workdays)


def _scene(node: Node, begins: date, ends: date) -> Scene:
    on = node.entries("on", date, needed=False)
    days = node.choice("days", Days) if node.has("days") else None
    if (days is None) == (not on):
        node.note("days", "days-or-on", "“days”和“on”写一个。", "write either “days” or “on”")
    hours = _HOURS.fullmatch(node.text("at"))
    if not hours:
        node.note("at", "bad-hours", "“at”写成 09:00-17:00。", "“at” is written 09:00-17:00")
    first, last = (time(int(hours[1]), int(hours[2])), time(int(hours[3]), int(hours[4]))) if hours else (time.min,) * 2
    scene = Scene(
        telling=node.text("telling") if not node.has("course") else node.text("telling", ""),
        course=node.text("course", ""),
        days=days,
        on=on,
        since=node.day("from") if node.has("from") else begins,
        until=node.day("to") if node.has("to") else ends,
        times=node.whole("times") if node.has("times") else 1,
        starts=first,
        ends=last,
        decoy=node.text("decoy", ""),
    )
    node.done()
    return scene


def _figure(node: Node, measures: Mapping[str, Node], known: Known) -> StoryFigure:
    code = node.text("measure")
    _note_not_in(node, "measure", code, measures)
    bound = node.choice("bound", Bound) or Bound.EXACT
    value = node.number("value") if bound is not Bound.MOST or node.has("value") else 0
    figure = StoryFigure(
        *names_of(node),
        whose=node.choice("whose", Whose) or Whose.OURS,
        quote=node.text("quote", ""),
        source=node.text("source"),
        measure=code,
        bound=bound,
        value=Decimal(str(value)),
        one_in=node.whole("one_in") if node.has("one_in") else 1,
        naive=tuple(_naive(each, measures.get(code), known) for each in node.children("naive")),
    )
    if figure.whose is Whose.REPORT and not figure.quote:
        node.note(
            "quote", "quote-missing", "报道里的数要写原话（短）。", "a published figure quotes the report, shortly"
        )
    node.done()
    return figure


def _naive(node: Node, measure: Node | None, known: Known) -> Naive:
    """Return a measure with some of its keys written otherwise; what is wrong in it is noted here."""
    decoy = node.text("decoy")
    instead = str(node.data.get("measure", ""))
    node.has("measure")
    base = (
        {}
        if measure is None
        else {k: v for k, v in measure.data.items() if k not in node.texts("without", needed=False)}
    )
    changed = {key: value for key, value in node.data.items() if key not in {"decoy", "without", "measure"}}
    for key in changed:
        node.has(key)
    node.has("without")
    node.done()
    merged = {
        "code": instead or "naive",
        "name": "naive",
        "name_en": "naive",
        "about": "-",
        "about_en": "-",
        **base,
        **changed,
    }
    return Naive(decoy, read_measure(Node(node.source, node.path, merged), known))


def _left_out(node: Node) -> LeftOut:
    left = LeftOut(node.text("quote"), node.text("why"), node.english("why_en"))
    node.done()
    return left


def _note_repeats(top: Node) -> None:
    named = (
        ("area", "辖区"),
        ("unit", "单位"),
        ("telling", "诉求"),
        ("course", "办法"),
        ("decoy", "干扰"),
        ("figure", "数字"),
    )
    for key, what in named:
        nodes = _listed(top, key)
        note_repeats(nodes, [str(node.data.get("code", "")) for node in nodes], what, key)


def _note_not_in(node: Node, key: str, word: str, known: Collection[str]) -> None:
    if word and word not in known:
        hint, hint_en = suggestion(word, known)
        node.note(key, "unknown-code", f"没有“{word}”{hint}", f"no “{word}”{hint_en}")


def _note_strangers(top: Node, story: Story) -> None:
    """Note every telling, course, decoy, area and unit that is named and not there."""
    units = {unit.code: unit for unit in story.units}
    areas = [area.code for area in story.areas]
    for node in _listed(top, "area"):
        _note_not_in(node, "parent", str(node.data.get("parent", "")), areas)
    for node in top.children("unit"):
        _note_not_in(node, "parent", str(node.data.get("parent", "")), units)
        for code in node.texts("areas", needed=False):
            _note_not_in(node, "areas", code, areas)
        for code in node.texts("neighbours", needed=False):
            _note_not_in(node, "neighbours", code, units)
    for node in top.children("telling"):
        _note_actor(node, "by", units)
        _note_not_in(node, "to", str(node.data.get("to", "")), units)
        for code in node.texts("areas", needed=False):
            _note_not_in(node, "areas", code, areas)
    for course in top.children("course"):
        for node in course.children("step"):
            _note_actor(node, "by", units)
            _note_actor(node, "to", units)
    for node in _listed(top, "scene"):
        _note_not_in(node, "telling", str(node.data.get("telling", "")), story.tellings)
        _note_not_in(node, "course", str(node.data.get("course", "")), story.courses)
        _note_not_in(node, "decoy", str(node.data.get("decoy", "")), story.decoys)
    for figure in top.children("figure"):
        for node in figure.children("naive"):
            _note_not_in(node, "decoy", str(node.data.get("decoy", "")), story.decoys)


def _note_actor(node: Node, key: str, units: Mapping[str, CastUnit]) -> None:
    """Note a `unit/role` whose unit or role nobody plays."""
    unit, _, role = str(node.data.get(key, "")).partition("/")
    if unit in ACTORS:
        return
    _note_not_in(node, key, unit, units)
    if role and unit in units:
        _note_not_in(node, key, role, units[unit].staff)
