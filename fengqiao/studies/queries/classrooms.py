"""Study by classroom: how many sessions, people and minutes in a year, and in which form."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from fengqiao.duties.queries import held
from fengqiao.studies.models import Use
from fengqiao.studies.queries.moments import span_of_year
from fengqiao.studies.terms import ThingKind


@dataclass(slots=True)
class ClassroomLine:
    """What was studied in classrooms of one sort in a year; `sort` empty: in none.

    `people`: those who came, each time counted; `minutes`: theirs, `by_form`: by form of study.
    """

    sort: str
    times: int = 0
    people: int = 0
    minutes: int = 0
    by_form: dict[str, int] = field(default_factory=dict)


def classrooms_of_year(
    units: Collection[UUID], kinds: Collection[str], sorts: Collection[str], year: int
) -> list[ClassroomLine]:
    """Return study by sort of classroom: those of the pack in its order, then what it does not know any more, then none (three queries).

    Counted are the sessions of the kinds that units planned and held; a session is in one classroom at most.
    """
    since, until = span_of_year(year)
    sessions = held(units, kinds, since=since, until=until)
    rows = Use.objects.filter(
        activity__in=[each.activity_id for each in sessions], thing__kind=ThingKind.CLASSROOM.value
    )
    of = dict(rows.values_list("activity", "thing__sort"))
    lines = {sort: ClassroomLine(sort) for sort in (*sorts, *sorted(set(of.values()) - set(sorts)), "")}
    for each in sessions:
        line, minutes = lines[of.get(each.activity_id, "")], each.minutes * each.people
        line.times, line.people, line.minutes = line.times + 1, line.people + each.people, line.minutes + minutes
        line.by_form[each.form] = line.by_form.get(each.form, 0) + minutes
    return list(lines.values())
