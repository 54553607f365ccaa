"""The call register: which calls a viewer sees in a period, counted by their two classes, and the moments of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from fengqiao.catalogue.model import Pack
from fengqiao.matters.models import Entry, Matter, Report
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.queries.queue import day_begins
from fengqiao.matters.rules.calls import (
    CALL_CLASS,
    FOUND_CLASS,
    NUISANCE,
    CallFacts,
    call_kinds,
    contradicts,
    is_valid,
    top_of,
)
from fengqiao.matters.terms import MatterState, Move
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of

NONE = "none"  # no class at all
ARRIVE, FEEDBACK, DISPATCH = "arrive", "feedback", "dispatch"


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What the register is narrowed to: days (both included); classes as codes, `NONE` for those without one.

    `valid`: "yes", "no" or "" for both. `wrong`: only those that a check finds (see `CHECKS`).
    """

    first: date
    last: date
    units: tuple[UUID, ...] = ()
    doors: tuple[str, ...] = ()
    told: str = ""
    found: str = ""
    final: str = ""
    valid: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class CallCell:
    """How many calls of a unit have the same classes, tick and end."""

    unit_id: UUID
    facts: CallFacts
    count: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was done about a call, and by whom."""

    at: datetime
    staff_id: UUID


@dataclass(frozen=True, slots=True)
class CallTimes:
    """The moments of a call: told and taken in, dispatched, signed for, on the scene, reported back."""

    told_at: datetime
    taken: Moment
    dispatched: Moment | None = None
    accepted: Moment | None = None
    arrived: Moment | None = None
    reported: Moment | None = None


UNCLASSED, UNFOUND, CONTRADICTING, UNKNOWN = "unclassed", "unfound", "contradicting", "unknown"
CHECKS = (UNCLASSED, UNFOUND, CONTRADICTING, UNKNOWN)


def calls(viewer: Viewer, wanted: CallFilter, pack: Pack) -> QuerySet[Matter]:
    """Return the calls that a viewer sees, the newest first; `told`, `found` and `final` are their classes."""
    empty = Value("")
    rows = visible(viewer).filter(
        received_at__gte=day_begins(wanted.first), received_at__lt=day_begins(wanted.last + timedelta(days=1))
    )
    rows = rows.annotate(
        nuisance=Coalesce(KT(f"fields__{NUISANCE}"), empty, output_field=CharField()),
        told=Coalesce(KT(f"fields__{CALL_CLASS}"), empty, output_field=CharField()),
        found=Coalesce(KT(f"fields__{FOUND_CLASS}"), empty, output_field=CharField()),
    )
    rows = rows.annotate(final=Coalesce(NullIf(F("found"), empty), F("told"), output_field=CharField()))
    rows = rows.filter(Q(kind__in=call_kinds(pack)) | ~Q(final=""))
    if wanted.units:
        rows = rows.filter(unit__in=wanted.units)
    if wanted.doors:
        rows = rows.filter(door__in=wanted.doors)
    for name in ("told", "found", "final"):
        if code := getattr(wanted, name):
            rows = rows.filter(**{f"{name}__in": [""] if code == NONE else _under(code, pack)})
    if wanted.valid:
        void = _void(pack)
        rows = rows.exclude(void) if wanted.valid == "yes" else rows.filter(void)
    if wanted.wrong in CHECKS:
        rows = rows.filter(_wrong(wanted.wrong, pack))
    return rows.order_by("-received_at", "-id").select_related("unit", "area").defer("area__shape")


def _under(code: str, pack: Pack) -> list[str]:
    """The codes under a class, and under those that are counted as it."""
    return [each.code for each in pack.classes.values() if each.under(code) or each.counts_as == code]


def _void(pack: Pack) -> Q:
    """What is no valid call, as `rules.calls.is_valid` says it."""
    void = [each.code for each in pack.classes.values() if each.void]
    return Q(final__in=void) | (Q(nuisance="yes") & ~Q(final__in=[*pack.classes]))


def _wrong(check: str, pack: Pack) -> Q:
    void = [each.code for each in pack.classes.values() if each.void]
    fine = [each.code for each in pack.classes.values() if not each.void]
    return {
        UNCLASSED: Q(final="") & ~Q(nuisance="yes"),
        UNFOUND: Q(state=MatterState.CLOSED.value, found=""),
        CONTRADICTING: Q(nuisance="yes", found__in=fine) | Q(nuisance="no", found__in=void),
        UNKNOWN: ~Q(final="") & ~Q(final__in=[*pack.classes]),
    }[check]


def call_cells(rows: QuerySet[Matter]) -> list[CallCell]:
    """Return a register counted by unit, classes, tick and end, in one query."""
    columns: tuple[Any, ...] = ("unit_id", "told", "found", "nuisance", "state")
    counted = rows.order_by().values(*columns).annotate(n=Count("id"))
    return [
        CallCell(
            row["unit_id"],
            CallFacts(row["told"], row["found"], row["nuisance"], row["state"] == MatterState.CLOSED.value),
            row["n"],
        )
        for row in counted
    ]


@dataclass(frozen=True, slots=True)
class CallSums:
    """A register added up from its cells. `six` are valid calls by class ("" for none or an unknown one)."""

    total: int
    valid: int
    void: int
    six: Counter[str]
    crossed: Counter[tuple[str, str]]
    units: dict[UUID, Counter[str]]
    changed: int
    wrong: Counter[str]


def call_sums(cells: Iterable[CallCell], pack: Pack) -> CallSums:
    """Return the sums of a register; `units` holds of each unit total, valid, void and the valid calls by class."""
    classes = pack.classes
    six, wrong = Counter[str](), Counter[str]()
    crossed = Counter[tuple[str, str]]()
    units: dict[UUID, Counter[str]] = {}
    valid = void = changed = 0
    for cell in cells:
        facts, n = cell.facts, cell.count
        told, found, final = (top_of(code, classes) for code in (facts.told, facts.found, facts.final))
        good = is_valid(facts, classes)
        unit = units.setdefault(cell.unit_id, Counter())
        unit["total"] += n
        unit["valid" if good else "void"] += n
        crossed[told, found] += n
        if good:
            six[final] += n
            unit[final] += n
            valid += n
        else:
            void += n
        changed += n if told and found and told != found else 0
        wrong[UNCLASSED] += n if not facts.final and good else 0
        wrong[UNFOUND] += n if facts.closed and not facts.found else 0
        wrong[CONTRADICTING] += n if contradicts(facts, classes) else 0
        wrong[UNKNOWN] += n if facts.final and facts.final not in classes else 0
    return CallSums(sum(crossed.values()), valid, void, six, crossed, units, changed, wrong)


def call_times(matters: Collection[Matter]) -> dict[UUID, CallTimes]:
    """Return the moments of calls by matter, in two queries: the first telling, and what the timeline says."""
    ids = [matter.id for matter in matters]
    found: dict[UUID, CallTimes] = {}
    for report in (
        Report.objects.filter(matter__in=ids)
        .order_by("received_at", "id")
        .only("matter_id", "told_at", "received_at", "taken_by")
    ):
        found.setdefault(report.matter_id, CallTimes(report.told_at, Moment(report.received_at, report.taken_by)))
    lines: dict[UUID, list[Entry]] = {}
    moves = (Move.ACCEPT.value, Move.PROGRESS.value, Move.CLOSE.value)
    for entry in (
        Entry.objects.filter(matter__in=ids, move__in=moves)
        .order_by("at", "id")
        .only("matter_id", "move", "at", "staff_id", "codes")
    ):
        lines.setdefault(entry.matter_id, []).append(entry)
    return {
        matter.id: _timed(found[matter.id], matter, lines.get(matter.id, []))
        for matter in matters
        if matter.id in found
    }


def _timed(times: CallTimes, matter: Matter, lines: list[Entry]) -> CallTimes:
    pack = pack_of(matter.edition_id).pack
    kind = pack.kinds.get(matter.kind)
    arrive, feedback = ((kind.reached.get(code, code) if kind else code) for code in (ARRIVE, FEEDBACK))

    def first(*, move: Move | None = None, step: str = "") -> Moment | None:
        for line in lines:
            if (move and line.move == move.value) or (step and line.codes.get("step") == step):
                return Moment(line.at, line.staff_id)
        return None

    accepted = first(move=Move.ACCEPT)
    return CallTimes(
        times.told_at,
        times.taken,
        first(step=DISPATCH) or accepted,
        accepted,
        first(step=arrive),
        first(step=feedback) or first(move=Move.CLOSE),
    )
