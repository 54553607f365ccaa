"""Running time between pauses: day and night, or in the shifts of working days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from fengqiao.kit.clocks.limits import Shift, StepKind
from fengqiao.kit.clocks.steps import Pause, Step
from fengqiao.kit.workcalendar import WorkCalendar


def running(since: datetime, left: timedelta, pauses: Sequence[Pause]) -> datetime:
    """Return the moment (UTC) at which so much time has run, day and night, without the pauses."""
    for begin, end, _ in pauses:
        if left < begin - since:
            break
        left -= begin - since
        since = end
    return since + left


def by_shifts(
    shifts: Sequence[Shift],
    hours: int,
    started: datetime,
    pauses: Sequence[Pause],
    *,
    calendar: WorkCalendar,
    zone: tzinfo,
) -> tuple[datetime, list[Step]]:
    """Return when so many hours have run within the shifts of working days, and a step for each day looked at.

    A day on which all shifts were over before the start has no step.
    """
    left, day = timedelta(hours=hours), started.astimezone(zone).date()
    steps: list[Step] = []
    counted = 0
    while True:
        fact = calendar.fact(day)
        spans = [_span(day, shift, zone) for shift in shifts] if fact.working else []
        pieces = [piece for span in spans for piece in _free(span, started, pauses)]
        held = [why for first, last in spans for begin, end, why in pauses if begin < last and end > first]
        if not fact.working:
            steps.append(Step(StepKind.SKIPPED, day, fact.reason, fact.source, fact.provisional))
        elif pieces:
            counted += 1
            steps.append(Step(StepKind.COUNTED, day, fact.reason, fact.source, fact.provisional, number=counted))
        elif held:
            steps.append(Step(StepKind.HELD, day, held[0]))
        for begin, end in pieces:
            if left <= end - begin:
                return (begin + left).astimezone(zone), steps
            left -= end - begin
        day += timedelta(days=1)


def _span(day: date, shift: Shift, zone: tzinfo) -> tuple[datetime, datetime]:
    begin, end = (datetime.combine(day, moment, zone).astimezone(UTC) for moment in shift)
    return begin, end


def _free(
    span: tuple[datetime, datetime], started: datetime, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a shift after the start and outside the pauses."""
    begin, end = max(span[0], started), span[1]
    for paused, resumed, _ in pauses:
        if paused < end and resumed > begin:
            if begin < paused:
                yield begin, paused
            begin = max(begin, resumed)
    if begin < end:
        yield begin, end
