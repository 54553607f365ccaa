"""kinds.toml read into kinds of matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from fengqiao.catalogue.model import AT_CLOSE, AT_INTAKE, ClockCode, Field, FieldType, Kind, Option, Result, Step
from fengqiao.catalogue.node import Node, note_repeats
from fengqiao.kit.clocks import ClockUnit, Limit
from fengqiao.kit.problems import Problem
from fengqiao.kit.suggesting import suggestion


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all kinds of a file share."""

    version: str
    day_ends: time | None
    option_sets: Mapping[str, tuple[Option, ...]]
    fields: list[Node]
    results: list[Node]


def read_kinds(top: Node, pack_version: str, base: Node | None = None) -> tuple[Kind, ...]:
    """Return the kinds in the order of the file; common fields stand before a kind's own, common results after.

    `base`: the file of the pack that this one adds to; its option sets, common fields, results and day's end hold too.
    """
    files = [base, top] if base else [top]
    day_ends = None
    for file in files:
        if defaults := file.child("default"):
            day_ends = defaults.maybe_time("day_ends") or (time.max if defaults.has("day_ends") else None)
            defaults.done()
    sets = {code: options for file in files for code, options in _option_sets(file).items()}
    fields = [node for file in files for node in file.children("common_field")]
    results = [node for file in files for node in file.children("common_result")]
    shared = _Shared(pack_version, day_ends, sets, fields, results)
    nodes = top.children("kind", needed=True)
    kinds = tuple(_kind(node, shared) for node in nodes)
    _note_overlaps(nodes, kinds)
    top.done()
    return kinds


def _option_sets(top: Node) -> dict[str, tuple[Option, ...]]:
    section = top.child("option_set")
    return {code: _options(section.children(code)) for code in section.data} if section else {}


def _kind(node: Node, shared: _Shared) -> Kind:
    step_nodes = node.children("step", needed=True)
    steps = tuple(Step(*_named(each)) for each in step_nodes)
    note_repeats(step_nodes, [step.code for step in steps], "步骤", "step")
    stages = {AT_INTAKE, AT_CLOSE, *(step.code for step in steps)}
    # Common fields are read again for each kind, on nodes of its own: needed_at may name a step of the kind.
    field_nodes = [*_again(shared.fields), *node.children("field")]
    fields = tuple(_field(each, stages, shared.option_sets) for each in field_nodes)
    note_repeats(field_nodes, [field.code for field in fields], "字段", "field")
    for each in step_nodes:
        each.done()
    clocks, extendable = _clocks(node, shared.day_ends)
    kind = Kind(
        *_named(node),
        about=node.text("about"),
        about_en=node.english("about_en"),
        version=node.text("version", shared.version),
        valid_from=node.day("valid_from"),
        valid_to=node.maybe_day("valid_to"),
        urgent=node.flag("urgent", default=False),
        sealed=node.flag("sealed", default=False),
        fields=fields,
        steps=steps,
        clocks=clocks,
        extendable=frozenset(extendable),
        results=_results(node, shared.results),
    )
    if kind.valid_to is not None and kind.valid_to < kind.valid_from:
        node.note("valid_to", "dates-reversed", "失效日期早于生效日期。", "valid_to lies before valid_from")
    node.done()
    return kind


def _named(node: Node) -> tuple[str, str, str]:
    return node.code(), node.text("name"), node.english("name_en")


def _again(nodes: list[Node]) -> list[Node]:
    """Return fresh nodes on the same tables, to be read once more."""
    return [Node(node.source, node.path, node.data) for node in nodes]


def _options(nodes: list[Node]) -> tuple[Option, ...]:
    options = tuple(Option(*_named(node)) for node in nodes)
    note_repeats(nodes, [option.code for option in options], "选项", "option")
    for node in nodes:
        node.done()
    return options


def _options_of(field: Node, sets: Mapping[str, tuple[Option, ...]]) -> tuple[Option, ...]:
    """Return the options written with the field, or those of the set that it names as `@code`."""
    if not isinstance(field.data.get("options"), str):
        return _options(field.children("options"))
    name = field.text("options").removeprefix("@")
    if name not in sets:
        hint, hint_en = suggestion(name, sets)
        field.note("options", "unknown-code", f"没有“{name}”这组选项{hint}", f"no option set “{name}”{hint_en}")
    return sets.get(name, ())


def _field(node: Node, stages: set[str], sets: Mapping[str, tuple[Option, ...]]) -> Field:
    kind = node.choice("type", FieldType)
    field = Field(
        *_named(node),
        type=kind or FieldType.TEXT,
        options=_options_of(node, sets),
        personal=node.flag("personal", default=False),
        needed_at=node.text("needed_at") if node.has("needed_at") else None,
        filterable=node.flag("filterable", default=False),
        hint=node.text("hint", ""),
        hint_en=node.english("hint_en", ""),
    )
    if kind and (kind is FieldType.CHOICE) != ("options" in node.data):
        node.note(
            "options" if field.options else "type",
            "options",
            "选择字段要写选项，其他字段不能写选项。",
            "a choice field needs options, other fields have none",
        )
    if field.personal and field.filterable:
        node.note(
            "filterable",
            "personal-filterable",
            "个人信息字段不能用来筛选。",
            "a personal field must not be filterable: it is kept encrypted",
        )
    if field.needed_at is not None and field.needed_at not in stages:
        _note_unknown_stage(node, field.needed_at, stages)
    if bool(field.hint) != bool(field.hint_en):
        node.note("hint", "not-translated", "填写提示要有中英文两种。", "hint and hint_en go together")
    node.done()
    return field


def _note_unknown_stage(field: Node, stage: str, stages: set[str]) -> None:
    hint, hint_en = suggestion(stage, sorted(stages))
    field.note("needed_at", "unknown-code", f"没有“{stage}”这个步骤{hint}", f"no step “{stage}”{hint_en}")


def _clocks(kind: Node, day_ends: time | None) -> tuple[dict[str, Limit], set[str]]:
    """Return the limits by clock, and the clocks that may be extended."""
    nodes = kind.children("clock")
    codes = []
    clocks: dict[str, Limit] = {}
    extendable: set[str] = set()
    for node in nodes:
        code = node.choice("code", ClockCode)
        limit = _limit(node, day_ends)
        may_grow = node.flag("extendable", default=False)
        node.done()
        codes.append(code.value if code else "")
        if code and limit:
            clocks.setdefault(code.value, limit)
        if code and may_grow:
            extendable.add(code.value)
    note_repeats(nodes, codes, "时限", "clock")
    for code in ClockCode:
        if code.value not in codes and all(codes):
            words = {ClockCode.ACCEPT: "签收", ClockCode.FINISH: "办结"}[code]
            kind.note("", "missing-clock", f"缺少“{words}”时限（{code}）。", f"the clock “{code}” is missing")
    return clocks, extendable


def _limit(node: Node, day_ends: time | None) -> Limit | None:
    before = len(node.source.findings)
    amount, unit, soon = node.whole("amount"), node.choice("unit", ClockUnit), node.number("soon_hours")
    source, own_end = node.text("source"), node.maybe_time("day_ends")
    moved = node.flag("move_off_days", default=False)
    if unit is None or len(node.source.findings) > before:
        return None
    ends = (own_end or day_ends) if unit in {ClockUnit.DAY, ClockUnit.WORKDAY} else None
    try:
        return Limit(amount=amount, unit=unit, soon_hours=soon, source=source, day_ends=ends, move_off_days=moved)
    except Problem as problem:
        key, words = _LIMIT_ERRORS.get(problem.code, ("amount", problem.code))
        node.note(key, problem.code.replace("_", "-"), f"{problem}。", words)
        return None


_LIMIT_ERRORS = {
    "limit_amount": ("amount", "a limit is at least 1"),
    "limit_soon": ("soon_hours", "soon_hours must not be negative"),
    "limit_day_ends": ("unit", "a limit in days needs day_ends, its own or that of [default]"),
}


def _results(kind: Node, common: list[Node]) -> tuple[Result, ...]:
    nodes = [*kind.children("result"), *_again(common)]
    results = tuple(
        Result(
            *_named(node),
            evidence=node.flag("evidence", default=False),
            text_needed=node.flag("text_needed", default=False),
            counts_as_done=node.flag("counts_as_done", default=True),
        )
        for node in nodes
    )
    for node in nodes:
        node.done()
    note_repeats(nodes, [result.code for result in results], "结果", "result")
    if not any(result.counts_as_done for result in results):
        kind.note("", "no-done-result", "没有一种结果算作办成。", "no result counts as done")
    return results


def _note_overlaps(nodes: list[Node], kinds: tuple[Kind, ...]) -> None:
    """Note versions of one kind that are valid on the same day."""
    for number, kind in enumerate(kinds):
        for earlier in kinds[:number]:
            if kind.code == earlier.code and (kind.holds_on(earlier.valid_from) or earlier.holds_on(kind.valid_from)):
                nodes[number].note(
                    "code",
                    "repeated-code",
                    f"事项种类“{kind.code}”有两个版本同时有效。",
                    f"two versions of kind “{kind.code}” are valid on one day",
                )
                break
