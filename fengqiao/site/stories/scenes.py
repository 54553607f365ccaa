"""When a story's tellings come in: scenes unrolled to moments, with title, text, place and area going round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fengqiao.catalogue.story import Days, SaidThing, Scene, Span, Story
from fengqiao.kit.workcalendar import WorkCalendar
from fengqiao.site.stories.staging import moment

WEEKDAYS = [Days.MONDAY, Days.TUESDAY, Days.WEDNESDAY, Days.THURSDAY, Days.FRIDAY, Days.SATURDAY, Days.SUNDAY]


@dataclass(frozen=True, slots=True)
class Coming:
    """One telling at its moment; `number` goes round through the variations, `reference` is its own."""

    at: datetime
    scene: Scene
    said: SaidThing
    number: int
    reference: str

    @property
    def area(self) -> str:
        """The code of the area, or nothing."""
        return _round(self.said.areas, self.number)

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return _round(self.said.places, self.number)

    @property
    def title(self) -> str:
        """The subject line."""
        return _round(self.said.titles, self.number).replace("{place}", self.place)

    @property
    def text(self) -> str:
        """What was said; the text goes round at another pace than the place."""
        texts = self.said.texts
        return texts[(self.number // max(len(self.said.places), 1) + self.number) % len(texts)].replace(
            "{place}", self.place
        )


def by_itself(course: str) -> SaidThing:
    """Return what stands for the telling of a course that begins by itself: nothing is said, nobody takes it in."""
    return SaidThing(code=course, door="", by="", titles=(), texts=(), places=(), areas=(), kind="", fields={})


def _round(choices: tuple[str, ...], number: int) -> str:
    return choices[number % len(choices)] if choices else ""


def comings(story: Story, calendar: WorkCalendar) -> list[Coming]:
    """Return every telling of a story in order of time."""
    told: dict[str, int] = {}
    found = []
    for place, scene in enumerate(story.scenes):
        said = story.tellings[scene.telling] if scene.telling else by_itself(scene.course)
        for day in _days(scene, calendar):
            for turn, at in enumerate(_moments(scene, day)):
                number = told.get(said.code, 0)
                told[said.code] = number + 1
                found.append(Coming(at, scene, said, number, f"{story.code}-{place}-{day:%m%d}-{turn}"))
    return sorted(found, key=lambda each: (each.at, each.reference))


def _days(scene: Scene, calendar: WorkCalendar) -> Iterator[date]:
    if scene.days is None:
        yield from scene.on
        return
    day = scene.since
    while day <= scene.until:
        fits = scene.days is Days.DAY or (day.weekday() < 7 and WEEKDAYS[day.weekday()] is scene.days)
        if scene.days is Days.WORKDAY:
            fits = calendar.is_working(day)
        if fits:
            yield day
        day += timedelta(days=1)


def _moments(scene: Scene, day: date) -> Iterator[datetime]:
    """Spread the tellings of a day evenly, a few minutes off so that no two days are alike."""
    first = scene.starts.hour * 60 + scene.starts.minute
    length = scene.ends.hour * 60 + scene.ends.minute - first
    for turn in range(scene.times):
        minutes = first + length * (2 * turn + 1) // (2 * scene.times) + (day.toordinal() * 7 + turn * 13) % 11
        yield moment(day, time(min(minutes, 1439) // 60, min(minutes, 1439) % 60))


def after(span: Span, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the moment a span after another: working days first, at the same time of day, then the length."""
    day = at
    for _ in range(span.workdays):
        day += timedelta(days=1)
        while not calendar.is_working(day.date()):
            day += timedelta(days=1)
    return day + span.length
