"""What a tracking page and a slip show of a matter's course."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.desk.matters.clocks import clock_bar
from fengqiao.desk.words import entered, name_of
from fengqiao.kit.privacy import find_private, masked
from fengqiao.matters.queries import Course
from fengqiao.matters.terms import MatterState, Move
from fengqiao.orgs.queries import Directory, contacts, directory, names_of_ended
from fengqiao.portal.words import HEADS, ICONS, STEPS, happened, says
from fengqiao.vault.actions import teller_phone_ends

CENTRE = "centre"


def hidden(text: str) -> str:
    """Return a text with whatever looks private made unreadable."""
    spans = find_private(text) if text else ()
    return masked(text, spans) if spans else text


def course_shown(course: Course, now: datetime) -> dict[str, Any]:
    """Return everything that a resident is shown of a matter."""
    units = directory(at=now)
    names = _names(course, units)
    unit = names.get(course.unit_id, "")
    place = [state for state, _word in STEPS].index(course.state)
    closed = course.state is MatterState.CLOSED
    stages = [
        {
            "what": happened(stage, course, names.get(stage.unit_id, "")),
            "at": stage.at,
            "icon": ICONS[stage.move],
            "answer": hidden(stage.answer),
            "tone": {Move.CLOSE: "green", Move.REPLY: "blue"}.get(stage.move, ""),
        }
        for stage in reversed(course.stages)
    ]
    return {
        "number": course.number,
        "state": course.state.value,
        "head": _("收到了") if course.sealed else HEADS[course.state],
        "says": says(course, unit),
        "sealed": course.sealed,
        "received_at": course.received_at,
        "closed_at": course.closed_at,
        "steps": [
            {"label": word, "state": "done" if closed or index < place else "now" if index == place else "next"}
            for index, (_state, word) in enumerate(STEPS)
        ],
        "dates": [clock_bar(row.id, row.code, found, course.published.pack, now) for row, found in course.clocks],
        "answers": [stage for stage in stages if stage["answer"]],
        "stages": stages,
        "unit": unit,
        "call": whom_to_call(course.unit_id, units),
    }


def _names(course: Course, units: Directory) -> dict[UUID, str]:
    wanted = {course.unit_id, *(stage.unit_id for stage in course.stages)}
    known = {key: name_of(units.units[key]) for key in wanted if key in units.units}
    ended = names_of_ended(wanted - known.keys()) if wanted - known.keys() else {}
    return known | {key: entered(*both) for key, both in ended.items()}


def whom_to_call(unit_id: UUID, units: Directory) -> dict[str, str]:
    """Return name, telephone and hours of the unit, or of the county's centre where it has told none."""
    known = contacts()
    centre = units.unit_for(CENTRE, None)
    for each in (unit_id, centre.id if centre else None):
        card = known.get(each) if each else None
        if card and card.phone and each in units.units:
            return {"unit": name_of(units.units[each]), "phone": card.phone, "hours": card.hours}
    return {}


def phone_ends_so(about_id: UUID | None, ending: str) -> bool:
    """Say whether a telephone left with a matter or an errand ends in these four digits; as many steps whatever fails."""
    fits = len(ending) == 4 and ending.isascii() and ending.isdecimal()
    known = teller_phone_ends(matter_id=about_id, digits=ending if fits else "----")
    return known and fits
