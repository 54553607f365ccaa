"""kinds.toml read into kinds of matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from fengqiao.catalogue.model import (
    AT_CLOSE,
    AT_INTAKE,
    BY_STEP,
    ClockCode,
    Field,
    FieldType,
    Kind,
    Option,
    Result,
    Step,
)
from fengqiao.catalogue.naming import names_of
from fengqiao.catalogue.node import Node, note_repeats
from fengqiao.catalogue.vocabulary import EVENTS
from fengqiao.kit.clocks import ClockUnit, Limit, Shift
from fengqiao.kit.problems import Problem
from fengqiao.kit.suggesting import suggestion


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all kinds of a file share."""

    version: str
    day_ends: time | None
    shifts: tuple[Shift, ...]
    option_sets: Mapping[str, tuple[Option, ...]]
    fields: list[Node]
    results: list[Node]
    clocks: list[Node]


CLASSES = "call_class"  # the option set that the classes of calls are


def read_kinds(
    top: Node, pack_version: str, base: Node | None = None, classes: Sequence[Option] = ()
) -> tuple[Kind, ...]:
    """Return the kinds in the order of the file; common fields stand before a kind's own, common results after.

    `base`: the file of the pack that this one adds to; its option sets, common fields, results and day's end hold too.
    """
    files = [base, top] if base else [top]
    day_ends: time | None = None
    shifts: tuple[Shift, ...] = ()
    for file in files:
        if defaults := file.child("default"):
            shifts = _shifts(defaults) or shifts
            day_ends = defaults.maybe_time("day_ends") or (time.max if defaults.has("day_ends") else None)
            defaults.done()
    sets = {code: options for file in files for code, options in _option_sets(file).items()}
    fields = [node for file in files for node in file.children("common_field")]
    results = [node for file in files for node in file.children("common_result")]
    if classes:
        sets[CLASSES] = tuple(classes)
    common = [node for file in files for node in file.children("common_clock")]
    shared = _Shared(pack_version, day_ends, shifts, sets, fields, results, common)
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
    steps = tuple(Step(*names_of(each)) for each in step_nodes)
    note_repeats(step_nodes, [step.code for step in steps], "步骤", "step")
    stages = {AT_INTAKE, AT_CLOSE, *(step.code for step in steps)}
    # Common fields are read again for each kind, on nodes of its own: needed_at may name a step of the kind.
    field_nodes = [*_again(shared.fields), *node.children("field")]
    fields = tuple(_field(each, stages, shared.option_sets) for each in field_nodes)
    note_repeats(field_nodes, [field.code for field in fields], "字段", "field")
    for each in step_nodes:
        each.done()
    clocks, extendable, reached = _clocks(node, shared, [step.code for step in steps])
    kind = Kind(
        *names_of(node),
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
        reached=reached,
    )
    if kind.valid_to is not None and kind.valid_to < kind.valid_from:
        node.note("valid_to", "dates-reversed", "失效日期早于生效日期。", "valid_to lies before valid_from")
    node.done()
    return kind


def _again(nodes: list[Node]) -> list[Node]:
    """Return fresh nodes on the same tables, to be read once more."""
    return [Node(node.source, node.path, node.data) for node in nodes]


def _options(nodes: list[Node]) -> tuple[Option, ...]:
    options = tuple(Option(*names_of(node)) for node in nodes)
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
        *names_of(node),
        type=kind or FieldType.TEXT,
        options=_options_of(node, sets),
        personal=node.flag("personal", default=False),
        needed_at=node.text("needed_at") if node.has("needed_at") else None,
        filterable=node.flag("filterable", default=False),
        hint=node.text("hint", ""),
        hint_en=node.english("hint_en", ""),
        doors=node.texts("doors", needed=False),
        counted=node.flag("counted", default=False),
    )
    if kind and (kind is FieldType.CHOICE) != ("options" in node.data):
        node.note(
            "options" if field.options else "type",
            "options",
            "选择字段要写选项，其他字段不能写选项。",
            "a choice field needs options, other fields have none",
        )
    if field.counted:
        _note_uncountable(node, field)
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


def _note_uncountable(node: Node, field: Field) -> None:
    if field.type is not FieldType.NUMBER or field.personal:
        message = "只有不含个人信息的数字字段能计数。"
        node.note("counted", "counted-no-number", message, "only a number that is not personal can be counted")
    if field.code in EVENTS["matter.closed"].numbers:
        message = f"“{field.code}”是办结自带的度量，计数字段要用别的代码。"
        node.note("code", "counted-taken", message, f"every closing carries “{field.code}”: choose another code")


def _note_unknown_stage(field: Node, stage: str, stages: set[str]) -> None:
    hint, hint_en = suggestion(stage, sorted(stages))
    field.note("needed_at", "unknown-code", f"没有“{stage}”这个步骤{hint}", f"no step “{stage}”{hint_en}")


def _clocks(kind: Node, shared: _Shared, steps: list[str]) -> tuple[dict[str, Limit], set[str], dict[str, str]]:
    """Return the limits by clock, the clocks that may be extended, and the steps at which some of them stop."""
    own = kind.children("clock")
    taken = {each.data.get("code") for each in own}
    nodes = [*own, *(each for each in _again(shared.clocks) if each.data.get("code") not in taken)]
    codes = []
    clocks: dict[str, Limit] = {}
    extendable: set[str] = set()
    reached: dict[str, str] = {}
    for node in nodes:
        code = node.choice("code", ClockCode)
        limit = _limit(node, shared)
        may_grow = node.flag("extendable", default=False)
        if code in BY_STEP:
            reached[code.value] = _step(node, steps)
        node.done()
        codes.append(code.value if code else "")
        if code and limit:
            clocks.setdefault(code.value, limit)
        if code and may_grow:
            extendable.add(code.value)
    note_repeats(nodes, codes, "时限", "clock")
    for needed, words in ((ClockCode.ACCEPT, "签收"), (ClockCode.FINISH, "办结")):
        if needed.value not in codes and all(codes):
            kind.note("", "missing-clock", f"缺少“{words}”时限（{needed}）。", f"the clock “{needed}” is missing")
    return clocks, extendable, reached


def _step(node: Node, steps: list[str]) -> str:
    """The step of the kind at which a clock stops."""
    step = node.text("step")
    if step and step not in steps:
        hint, hint_en = suggestion(step, sorted(steps))
        node.note("step", "unknown-code", f"没有“{step}”这个步骤{hint}", f"no step “{step}”{hint_en}")
    return step


def _shifts(node: Node) -> tuple[Shift, ...]:
    """Shifts written as 08:30-12:00; a shift over midnight is written as two."""
    found = []
    for text in node.texts("shifts", needed=False):
        begin, _, end = text.partition("-")
        try:
            found.append((time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())))
        except ValueError:
            node.note("shifts", "shift", f"“{text}”须写作 08:30-12:00。", f"“{text}” is written like 08:30-12:00")
    return tuple(found)


def _limit(node: Node, shared: _Shared) -> Limit | None:
    before = len(node.source.findings)
    amount, unit, soon = node.whole("amount"), node.choice("unit", ClockUnit), node.number("soon_hours")
    source, own_end = node.text("source"), node.maybe_time("day_ends")
    moved = node.flag("move_off_days", default=False)
    shifts, warn_at = _shifts(node) or shared.shifts, node.entries("warn_at", float, needed=False)
    pause_days, most = (node.whole(key) if node.has(key) else 0 for key in ("pause_days", "extend_most"))
    if unit is None or len(node.source.findings) > before:
        return None
    try:
        return Limit(
            amount=amount,
            unit=unit,
            soon_hours=soon,
            source=source,
            day_ends=(own_end or shared.day_ends) if unit in {ClockUnit.DAY, ClockUnit.WORKDAY} else None,
            move_off_days=moved,
            shifts=shifts if unit is ClockUnit.WORKHOUR else (),
            pause_days=pause_days,
            extend_most=most,
            warn_at=warn_at,
        )
    except Problem as problem:
        key, words = _LIMIT_ERRORS.get(problem.code, ("amount", problem.code))
        node.note(key, problem.code.replace("_", "-"), f"{problem}。", words)
        return None


_LIMIT_ERRORS = {
    "limit_amount": ("amount", "a limit is at least 1"),
    "limit_soon": ("soon_hours", "soon_hours must not be negative"),
    "limit_shifts": ("unit", "a limit in working hours needs shifts, its own or those of [default]"),
    "limit_shift_order": ("shifts", "shifts follow one another and end later than they begin"),
    "limit_ceiling": ("extend_most", "pause_days and extend_most must not be negative"),
    "limit_warn": ("warn_at", "shares of the term lie between 0 and 1"),
    "limit_day_ends": ("unit", "a limit in days needs day_ends, its own or that of [default]"),
}


def _results(kind: Node, common: list[Node]) -> tuple[Result, ...]:
    nodes = [*kind.children("result"), *_again(common)]
    results = tuple(
        Result(
            *names_of(node),
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
