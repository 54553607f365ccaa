"""Calendar feeds by RFC 5545: planned things as events with ids that stay, sequences that grow and the zone they are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PRODUCT = "-//Fengqiao//Planned work//ZH"
DAY = timedelta(days=1)
FIRST, LAST = date(2020, 1, 1), date(2038, 1, 1)  # of what the zone's own rules are written for


class EntryState(StrEnum):
    """Whether an entry is on, waits, or is called off; a feed keeps what was called off, so that calendars strike it out."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a feed. `uid` never changes, `sequence` grows with each change; `whole_days`: from one day to another, both included."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    title: str
    state: EntryState
    place: str = ""
    about: str = ""
    url: str = ""
    whole_days: bool = False


def written(
    name: str, entries: Iterable[Entry], *, zone: ZoneInfo, stamped: datetime, refresh: timedelta
) -> bytes:  # fmt: skip
    """Return a feed called `name`: texts escaped, lines folded at 75 octets, times in `zone`, which is described in it.

    `refresh`: how often calendars should ask again. Seconds are the smallest part of a time.
    """
    from icalendar import Calendar, Event, Timezone, vText  # a heavy import that only feeds need

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_plain(name)))
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText(f"PT{int(refresh.total_seconds() // 60)}M"))
    calendar.add_component(Timezone.from_tzinfo(zone, first_date=FIRST, last_date=LAST))
    for each in entries:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", stamped)
        event.add("sequence", each.sequence)
        event.add("status", each.state.value)
        event.add("summary", _plain(each.title))
        starts, ends = (when.astimezone(zone).replace(microsecond=0) for when in (each.starts, each.ends))
        event.add("dtstart", starts.date() if each.whole_days else starts)
        event.add("dtend", ends.date() + DAY if each.whole_days else ends)  # the first day that is free again
        for field, text in (("location", each.place), ("description", each.about)):
            if text:
                event.add(field, _plain(text))
        if each.url:
            event.add("url", each.url)
        free = each.whole_days or each.state is EntryState.CANCELLED
        event.add("transp", "TRANSPARENT" if free else "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _plain(text: str) -> str:
    """The text with one kind of line break and without characters that no calendar may hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each in "\n\t" or (each >= " " and each not in "\x7f\x85\u2028\u2029"))
