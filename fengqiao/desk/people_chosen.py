"""People that a form names: chosen from a list, or by their numbers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from fengqiao.desk.posted import id_or_none
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, staff_numbered, staff_seen_ids

_BETWEEN = re.compile(r"[\s,;\uff0c\u3001\uff1b]+")
MOST, LISTED = 300, 500


def people_chosen(post: QueryDict, name: str, now: datetime, *, coming: bool = False) -> list[UUID]:
    """Return the people chosen under a name, then those whose numbers were written; refuses a number that nobody has.

    `coming`: also of those whose post begins later.
    """
    found = [who for raw in post.getlist(name) if (who := id_or_none(raw))]
    numbers = list(dict.fromkeys(each for each in _BETWEEN.split(post.get("number", "")) if each))[:MOST]
    known = staff_numbered(numbers, at=now, coming=coming)
    missing = next((each for each in numbers if each not in known), None)
    if missing is not None:
        raise Problem("people-nobody", "没有这个人：编号“{number}”，请核对。", number=missing[:24])
    return list(dict.fromkeys([*found, *(known[each] for each in numbers)]))


def people_of(viewer: Viewer, now: datetime, *, but: set[UUID] | None = None) -> list[tuple[str, Any]]:
    """Return the people of the units that somebody reaches, to choose from."""
    left_out = but or set()
    return [(str(who), name) for who, name in staff_seen_ids(viewer, at=now) if who not in left_out][:LISTED]


def first_person(people: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return a list to choose one from, nobody first."""
    return [("", _("请选择")), *people]
