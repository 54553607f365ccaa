"""Hours of study of a year: what is asked of whom, what came together from activities and from own study that was approved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.known import Known, known
from fengqiao.duties.queries import PersonHours, studied
from fengqiao.orgs.queries import Viewer, in_line, staff_by_unit
from fengqiao.orgs.terms import Line, Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.queries.makeups import made_up_minutes, make_ups_of
from fengqiao.studies.queries.moments import span_of_year

ASKED, MORE = "study.hours", "study.hours.secretary"


@dataclass(frozen=True, slots=True)
class YearOfStudy:
    """Hours asked of everybody and of secretaries, on what ground; what each person has, whoever is missing most first."""

    asked: Known
    more: Known
    people: list[PersonHours]


def hours_of_year(
    viewer: Viewer, year: int, *, units: Collection[UUID], at: datetime, only: Collection[UUID] | None = None
) -> YearOfStudy:
    """Return the hours of a year of the people of some units (of those in `only`); the caller says which units may be seen.

    Hours are asked of whoever has a post in a Party unit, more of its secretaries: looked up over all posts of a person, so
    that somebody is asked the same on every page.
    """
    pack, day = pack_on(at).pack, min(timezone.localdate(at), date(year, 12, 31))
    asked, more = known(pack, ASKED, day), known(pack, MORE, day)
    since, until = span_of_year(year)
    there = {who for people in staff_by_unit(units, at=at).values() for who, _name in people} if only is None else only
    kinds = [kind.code for kind in pack.duties.kinds.values() if kind.hours]
    found = studied(
        viewer, kinds, since=since, until=until, asked=asked.number, at=at, more=more.number,
        asked_of=in_line(Line.PARTY, there, at=at),
        more_for=in_line(Line.PARTY, there, at=at, role=Role.SECRETARY), added=made_up_minutes(there, year), only=only, units=units,
    )  # fmt: skip
    return YearOfStudy(asked, more, found)


def has_study(viewer: Viewer, *, at: datetime) -> bool:
    """Say whether somebody has anything to look after in study: hours asked of them, or make-ups."""
    me = [viewer.staff_id]
    return bool(in_line(Line.PARTY, me, at=at)) or bool(make_ups_of(viewer, viewer.staff_id, most=1))
