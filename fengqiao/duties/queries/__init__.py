"""Every read of planned work, scoped to the viewer."""

from fengqiao.duties.queries.feeds import activities_of_unit, seats_of_person
from fengqiao.duties.queries.free import absences_of, absences_over, away_at, shifts_of, soon, taken_at
from fengqiao.duties.queries.gate import activity_for, leads, may_join, may_organise, organises, reached, visible
from fengqiao.duties.queries.guarding import (
    Guard,
    guard_of,
    heard,
    is_guard,
    lessons_of,
    possible_lessons,
    tasks_of_lesson,
    unheard,
)
from fengqiao.duties.queries.handing import mates_for, offers_of, offers_to
from fengqiao.duties.queries.leading import unled
from fengqiao.duties.queries.lists import (
    Agenda,
    agenda,
    check_ins_of,
    leaves_asked,
    mine,
    open_count,
    organisers_of,
    positions_due,
    seats_of,
    series_of,
    subjects_due,
    waiting_check_ins,
)
from fengqiao.duties.queries.minutes import MinutesSheet, attendance_of, minutes_of, minutes_over, reads_minutes
from fengqiao.duties.queries.particulars import Said, particulars_over, proofs_of, said_of
from fengqiao.duties.queries.photos import own_photos, photo_for, photos_due, photos_of, sees_photos
from fengqiao.duties.queries.plans import CellEnd, cells_of, ends_of, home_villages, nights_of, plan_for, plans
from fengqiao.duties.queries.points import point_before
from fengqiao.duties.queries.required import Branch, Cell, RequiredLine, branches, branches_seen, required_of
from fengqiao.duties.queries.roll import asks_for_all, not_listed, roll_of
from fengqiao.duties.queries.served import Held, Served, came_to, held, missed_by, people_at, served
from fengqiao.duties.queries.study import PersonHours, studied
from fengqiao.duties.queries.tally import Tally, tally
from fengqiao.duties.queries.tasks import TaskTold, tasks_before, tasks_due

__all__ = [
    "Agenda",
    "Branch",
    "Cell",
    "CellEnd",
    "Guard",
    "Held",
    "MinutesSheet",
    "PersonHours",
    "RequiredLine",
    "Said",
    "Served",
    "Tally",
    "TaskTold",
    "absences_of",
    "absences_over",
    "activities_of_unit",
    "activity_for",
    "agenda",
    "asks_for_all",
    "attendance_of",
    "away_at",
    "branches",
    "branches_seen",
    "came_to",
    "cells_of",
    "check_ins_of",
    "ends_of",
    "guard_of",
    "heard",
    "held",
    "home_villages",
    "is_guard",
    "leads",
    "leaves_asked",
    "lessons_of",
    "mates_for",
    "may_join",
    "may_organise",
    "mine",
    "minutes_of",
    "minutes_over",
    "missed_by",
    "nights_of",
    "not_listed",
    "offers_of",
    "offers_to",
    "open_count",
    "organisers_of",
    "organises",
    "own_photos",
    "particulars_over",
    "people_at",
    "photo_for",
    "photos_due",
    "photos_of",
    "plan_for",
    "plans",
    "point_before",
    "positions_due",
    "possible_lessons",
    "proofs_of",
    "reached",
    "reads_minutes",
    "required_of",
    "roll_of",
    "said_of",
    "seats_of",
    "seats_of_person",
    "sees_photos",
    "series_of",
    "served",
    "shifts_of",
    "soon",
    "studied",
    "subjects_due",
    "taken_at",
    "tally",
    "tasks_before",
    "tasks_due",
    "tasks_of_lesson",
    "unheard",
    "unled",
    "visible",
    "waiting_check_ins",
]
