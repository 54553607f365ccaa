"""When the people of the demo county are at work; no Django here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

from fengqiao.kit.workcalendar import WorkCalendar

OFFICE = (time(8, 30), time(17, 20))
STATION = (time(7, 40), time(21, 40))  # outside of them the duty desk sees to what cannot wait


class Hours:
    """Moves moments to when somebody is there: offices on working days, stations every day."""

    def __init__(self, calendar: WorkCalendar, zone: tzinfo, rng: Random) -> None:
        self._calendar, self._zone, self._rng = calendar, zone, rng

    def next(self, at: datetime, *, police: bool) -> datetime:
        """The moment itself where somebody is there, else some time early in their next hours."""
        first, last = STATION if police else OFFICE
        local = at.astimezone(self._zone)
        if self._open(local.date(), police=police) and first <= local.time() <= last:
            return at
        day = local.date() if local.time() < first else local.date() + timedelta(days=1)
        while not self._open(day, police=police):
            day += timedelta(days=1)
        return datetime.combine(day, first, self._zone) + timedelta(minutes=2 + int(480 * self._rng.random() ** 1.7))

    def _open(self, day: date, *, police: bool) -> bool:
        return police or self._calendar.is_working(day)
