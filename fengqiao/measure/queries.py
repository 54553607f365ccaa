"""The engine that counts in the database: exact whole numbers, decimals, sets and days; every figure opens to events.

Another engine (Parquet, a cluster) answers the same `Question` with the same `Figure`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from fengqiao.catalogue.measure import Companion, EventFilter, Measure, What
from fengqiao.kit.tables import Range
from fengqiao.ledger.queries import all_events
from fengqiao.measure.rules import (
    EVERYTHING,
    Figure,
    Number,
    Period,
    Question,
    Scope,
    days_between,
    no_data,
    passing,
    share,
    summed,
)

if TYPE_CHECKING:
    from fengqiao.ledger.models import Event

__all__ = ["EVERYTHING", "Figure", "Period", "Scope", "events_behind", "figure", "figures_by_unit", "subjects_behind"]

COLUMNS = {What.SUBJECTS: "subject_id", What.STAFF: "staff_id", What.UNITS: "unit_id", What.AREAS: "area_id"}
_MOST = Range(least=1)
Measures = Mapping[str, Measure]


def figure(asked: Question, measures: Measures) -> Figure:
    """Return the figure that a question asks for. `measures`: those of the pack, by code (a share names two)."""
    measure = asked.measure
    match measure.what:
        case What.SHARE:
            part, whole = (_count(_of(asked, measures[code])) for code in (measure.part, measure.whole))
            return share(measure, part, whole)
        case What.FIRST | What.LAST | What.DAYS_SINCE:
            return _moment(asked)
        case _:
            return Figure(measure, _count(asked))


def figures_by_unit(asked: Question, measures: Measures, units: Collection[UUID]) -> dict[UUID, Figure]:
    """Return the figure of each unit of the spine, in one query a count; a unit without events is there too."""
    measure = asked.measure
    if measure.what is What.SHARE:
        part, whole = (_counts_by_unit(_of(asked, measures[code]), units) for code in (measure.part, measure.whole))
        return {unit: share(measure, part.get(unit, 0), whole.get(unit, 0)) for unit in units}
    if measure.what in {What.FIRST, What.LAST, What.DAYS_SINCE}:
        pick = Min if measure.what is What.FIRST else Max
        rows = dict(
            _counted(asked).order_by().values("unit_id").annotate(at=pick("happened_at")).values_list("unit_id", "at")
        )
        return {unit: _as_moment(asked, rows.get(unit)) for unit in units}
    counts = _counts_by_unit(asked, units)
    return {unit: Figure(measure, counts[unit]) if unit in counts else no_data(measure) for unit in units}


def events_behind(asked: Question, measures: Measures) -> QuerySet[Event]:
    """Return the events that a figure is made of, oldest first; of a share those of its part.

    Where only what passes a test counts, the events are those of whatever passed.
    """
    if asked.measure.what is What.SHARE:
        return events_behind(_of(asked, measures[asked.measure.part]), measures)
    rows = _counted(asked)
    column = COLUMNS.get(asked.measure.what)
    if column and asked.measure.test:
        rows = rows.filter(**{f"{column}__in": _passed(asked, column)})
    return rows.order_by("happened_at", "seq")


def subjects_behind(asked: Question, measures: Measures) -> set[UUID]:
    """Return the subjects (matters, posts) of those events."""
    return set(events_behind(asked, measures).order_by().values_list("subject_id", flat=True).distinct())


def _of(asked: Question, measure: Measure) -> Question:
    return Question(measure, asked.period, asked.scope, asked.spine)


def _count(asked: Question) -> Number:
    measure, rows = asked.measure, _counted(asked)
    column = COLUMNS.get(measure.what)
    if measure.what is What.SUM:
        return summed(rows.order_by().values_list(KT(f"measures__{measure.of}")).annotate(n=Count("seq")))
    if column is None:
        return rows.count()
    if measure.test:
        return len(_passed(asked, column))
    return int(rows.aggregate(n=Count(column, distinct=True))["n"])


def _counts_by_unit(asked: Question, units: Collection[UUID]) -> dict[UUID, Number]:
    measure = asked.measure
    rows = _counted(asked).filter(unit_id__in=units).order_by().values("unit_id")
    if measure.what is What.SUM:
        groups: dict[UUID, list[tuple[object, int]]] = {}
        for unit, value, n in rows.annotate(v=KT(f"measures__{measure.of}"), n=Count("seq")).values_list(
            "unit_id", "v", "n"
        ):
            groups.setdefault(unit, []).append((value, n))
        return {unit: summed(values) for unit, values in groups.items()}
    column = COLUMNS.get(measure.what)
    if column and measure.test:
        found: dict[UUID, Number] = {}
        each = rows.values("unit_id", column).annotate(n=Count("seq")).values_list("unit_id", column, "n")
        for unit, one, n in each:
            found[unit] = found.get(unit, 0) + len(passing({one: n}, (), measure.test))
        return found
    counted = Count(column, distinct=True) if column else Count("seq")
    return dict(rows.annotate(n=counted).values_list("unit_id", "n"))


def _passed(asked: Question, column: str) -> frozenset[UUID]:
    """Return the subjects, units … with as many events as the test wants."""
    rows = _counted(asked).order_by().exclude(**{f"{column}__isnull": True}).values(column).annotate(n=Count("seq"))
    return passing(dict(rows.values_list(column, "n")), asked.spine, asked.measure.test or _MOST)


def _moment(asked: Question) -> Figure:
    pick = Min if asked.measure.what is What.FIRST else Max
    return _as_moment(asked, _counted(asked).aggregate(at=pick("happened_at"))["at"])


def _as_moment(asked: Question, at: datetime | None) -> Figure:
    if asked.measure.what is What.DAYS_SINCE:
        return Figure(asked.measure, days_between(at, asked.period.last, timezone.get_default_timezone()))
    return Figure(asked.measure, at)


def _counted(asked: Question) -> QuerySet[Event]:
    """Return the events that count: filtered, in the period and the scope, with their companions, not taken back."""
    measure = asked.measure
    since, until = asked.period.moments(timezone.get_default_timezone())
    rows = _filtered(all_events(), measure.filter).filter(happened_at__lt=until)
    if measure.what is not What.DAYS_SINCE:  # days run from the last event, however long ago
        rows = rows.filter(happened_at__gte=since)
    if asked.scope.units is not None:
        rows = rows.filter(Q(unit_id__in=asked.scope.units) | Q(area_id__in=asked.scope.areas))
    for companion in measure.also:
        rows = rows.filter(Exists(_companions(companion, until)))
    for companion in measure.unless:
        rows = rows.exclude(Exists(_companions(companion, until)))
    if measure.undone_by:
        back = _later(measure.undone_by, until)
        if measure.restored_by:
            back = back.exclude(Exists(_later(measure.restored_by, until)))
        rows = rows.exclude(Exists(back))
    return rows


def _later(kinds: tuple[str, ...], until: datetime) -> QuerySet[Event]:
    """Events of some kinds about the same subject that came after the one outside, up to the end of the period."""
    after = Q(happened_at__gt=OuterRef("happened_at")) | Q(happened_at=OuterRef("happened_at"), seq__gt=OuterRef("seq"))
    return all_events().filter(after, subject_id=OuterRef("subject_id"), kind__in=kinds, happened_at__lt=until)


def _companions(companion: Companion, until: datetime) -> QuerySet[Event]:
    rows = _filtered(all_events(), companion.filter).filter(subject_id=OuterRef("subject_id"), happened_at__lt=until)
    if companion.within_minutes is None:
        return rows
    latest = ExpressionWrapper(
        OuterRef("happened_at") + Value(timedelta(minutes=companion.within_minutes)), output_field=DateTimeField()
    )
    return rows.filter(happened_at__gte=OuterRef("happened_at"), happened_at__lte=latest)


def _filtered(rows: QuerySet[Event], wanted: EventFilter) -> QuerySet[Event]:
    rows = rows.filter(kind__in=wanted.events)
    for name, codes in wanted.codes.items():
        # An event without the code has "" there, so that “none of these” lets it pass on every database.
        rows = rows.alias(**{f"code_{name}": Coalesce(KT(f"attributes__{name}"), Value(""), output_field=CharField())})
        if codes.any_of:
            rows = rows.filter(**{f"code_{name}__in": codes.any_of})
        if codes.none_of:
            rows = rows.exclude(**{f"code_{name}__in": codes.none_of})
    for name, bounds in wanted.numbers.items():
        number: Any = Cast(KT(f"measures__{name}"), DecimalField(max_digits=20, decimal_places=6))
        rows = rows.alias(**{f"number_{name}": number})
        if bounds.least is not None:
            rows = rows.filter(**{f"number_{name}__gte": bounds.least})
        if bounds.most is not None:
            rows = rows.filter(**{f"number_{name}__lte": bounds.most})
    return rows
