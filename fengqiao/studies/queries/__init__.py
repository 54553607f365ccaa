"""Every read of what study uses and of make-ups, scoped to the viewer."""

from fengqiao.studies.queries.classrooms import ClassroomLine, classrooms_of_year
from fengqiao.studies.queries.hours import YearOfStudy, has_study, hours_of_year
from fengqiao.studies.queries.makeups import (
    due_soon,
    lecturers_over,
    made_up_minutes,
    make_up_for,
    make_ups,
    make_ups_of,
    may_settle,
    notes_over,
    told_already,
    words_of_make_ups,
)
from fengqiao.studies.queries.things import (
    ThingLine,
    names_of_lecturers,
    thing_for,
    things,
    usable_things,
    used_in,
    uses_of_year,
)

__all__ = [
    "ClassroomLine",
    "ThingLine",
    "YearOfStudy",
    "classrooms_of_year",
    "due_soon",
    "has_study",
    "hours_of_year",
    "lecturers_over",
    "made_up_minutes",
    "make_up_for",
    "make_ups",
    "make_ups_of",
    "may_settle",
    "names_of_lecturers",
    "notes_over",
    "thing_for",
    "things",
    "told_already",
    "usable_things",
    "used_in",
    "uses_of_year",
    "words_of_make_ups",
]
