"""Following an errand by the token of its slip, or by its number: its items with their steps, nobody's name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.catalogue.errand import Errands
from fengqiao.desk.errands.words import STATES, TONES, lamp_of, step_word
from fengqiao.desk.words import called, name_of
from fengqiao.errands.queries import ErrandCourse, errand_course, errand_of_number
from fengqiao.errands.terms import ItemState
from fengqiao.orgs.queries import directory
from fengqiao.portal.showing import phone_ends_so, whom_to_call
from fengqiao.rulebook.queries import pack_of

ENDED = (ItemState.DONE.value, ItemState.REFUSED.value, ItemState.GIVEN_UP.value)


def item_names(course: ErrandCourse) -> list[tuple[str, str]]:
    """Return (id, name) of the items of an errand."""
    said = pack_of(course.edition_id).pack.errands
    return [(str(item.id), called(said.kinds, item.kind)) for item in course.items]


def matching(number: str, ending: str) -> UUID | None:
    """Return the errand with this number whose telephone ends so. The steps are the same whatever fails."""
    errand_id = errand_of_number(number)
    known = phone_ends_so(errand_id, ending)
    return errand_id if known and errand_id and errand_course(errand_id) else None


def course_shown(course: ErrandCourse, now: datetime) -> dict[str, Any]:
    """Return everything that a resident is shown of an errand."""
    said, units = pack_of(course.edition_id).pack.errands, directory(at=now)
    unit = name_of(units.units[course.unit_id]) if course.unit_id in units.units else ""
    head, says = _said(course, unit)
    names = {item.id: called(said.kinds, item.kind) for item in course.items}
    return {
        "number": course.number,
        "head": head,
        "waits": course.waits,
        "says": says,
        "taken_at": course.taken_at,
        "items": [_item(item, said, now, waits=course.waits) for item in course.items],
        "lines": [
            {"item": names[item_id], "what": step_word(said, step), "at": at,
             "tone": "green" if step == ItemState.DONE.value else "", "icon": "circle-check" if step in ENDED else "arrow-right"}
            for at, item_id, step in course.lines
        ],
        "unit": unit,
        "call": whom_to_call(course.unit_id, units),
        "closed": course.ended_at is not None,
    }  # fmt: skip


def _said(course: ErrandCourse, unit: str) -> tuple[str, str]:
    """Return in a word and in a sentence where an errand stands."""
    open_ = sum(item.state == ItemState.OPEN.value for item in course.items)
    done = sum(item.state == ItemState.DONE.value for item in course.items)
    if course.waits and course.reopened:
        return _("换人重办"), _("您说没有解决，已经交给%(unit)s换人重办。接下来的人会先打电话问清楚。") % {"unit": unit}
    if course.waits:
        return _("收到了"), _("已经交给%(unit)s。代办员接下来以后，会先打电话问清楚，再上门。") % {"unit": unit}
    if open_:
        return _("在帮您办"), _("%(unit)s在帮您跑，还有 %(n)s 项在办。您不用来回跑。") % {"unit": unit, "n": open_}
    if not done:
        return _("没有办成"), _("这几项没有办成，原因写在下面。有疑问请打电话问。")
    return _("办完了"), _("都办完了，办成 %(n)s 项。") % {"n": done}


def _left(item: Any, now: datetime) -> str:
    """Return in words how near the end of an item's term is; nothing while it is far."""
    days = (timezone.localdate(item.due_at) - timezone.localdate(now)).days
    if item.due_at < now:
        return _("已经过了说好的日子，可以打下面的电话问一问。")
    if days == 0:
        return _("今天是说好的最后一天。")
    return (
        ngettext("离说好的日子还有 %(n)s 天。", "离说好的日子还有 %(n)s 天。", days) % {"n": days}
        if lamp_of(item, now) == "soon"
        else ""
    )


def _item(item: Any, said: Errands, now: datetime, *, waits: bool) -> dict[str, Any]:
    kind = said.kinds[item.kind]
    place = kind.steps.index(item.step) if item.step in kind.steps else 0
    is_open, done = item.state == ItemState.OPEN.value, item.state == ItemState.DONE.value
    waits = waits and is_open  # what was solved is not done again
    return {
        "name": name_of(kind),
        "word": STATES[ItemState(item.state)],
        "tone": TONES[item.state],
        "open": is_open,
        "waits": waits,
        "due": item.due_at,
        "left": _left(item, now) if is_open and not waits else "",
        "lamp": lamp_of(item, now),
        "ending": called(said.endings, item.ending) if item.ending else "",
        "now": called(said.steps, item.step),
        "steps": [
            {
                "label": called(said.steps, code),
                "state": "next" if waits else "done" if done or n < place else "now" if n == place else "next",
            }
            for n, code in enumerate(kind.steps)
        ],
    }
