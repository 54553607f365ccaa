"""What was told in the county's past two years, and what many people told of at once; the year follows packs/demo/seasons.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from fengqiao.site.demo.county import County
from fengqiao.site.demo.texts import Situation, Story, Telling, TellingMaker
from fengqiao.site.demo.wording import read_bank

RECENT = 75  # days back that TellingMaker.make covers; the past lies before them
TWO_YEARS = 730
PAST_KEYS, EPISODE_KEYS = 100_000, 50_000  # so that no two tellings of a county share a key
ECHO, ECHO_WITHIN = 0.06, 40


@dataclass(frozen=True, slots=True)
class Season:
    """What is told `times` as often in some months."""

    situations: frozenset[str]
    months: frozenset[int]
    times: float


@dataclass(frozen=True, slots=True)
class Episode:
    """One thing in one place that `tellers` people tell of, between `days` ago (first, last); `rising`: ever more of them."""

    situation: str
    tellers: int
    days: tuple[int, int]
    rising: bool = False


class PastMaker(TellingMaker):
    """Makes the tellings of the county's past; each method starts afresh at each call."""

    def __init__(self, seed: int, county: County) -> None:
        super().__init__(seed, county)
        bank = read_bank(county.folder / "seasons.toml")
        self._months: list[float] = bank["volume"]["months"]
        self._growth: float = bank["volume"]["growth"]
        self._episodes = [Episode(**row) for row in bank["episode"]]
        self._seasons = [
            Season(frozenset(row["situations"]), frozenset(row["months"]), row["times"]) for row in bank["season"]
        ]

    def past(self, count: int, *, today: date) -> list[Telling]:
        """`count` tellings of two years up to `RECENT` days ago, newest first; an echo comes some days after its first."""
        rng = Random(f"past:{self._seed}")  # noqa: S311  # a story, not a secret
        days = sorted(self._days(rng, count, today))
        deck = self._deck(rng)
        made: list[Telling] = []
        stories: list[Story] = []
        for key, back in zip(range(PAST_KEYS, PAST_KEYS + count), reversed(days), strict=True):
            base = made[rng.randrange(max(0, len(made) - ECHO_WITHIN), len(made))] if made else None
            if base is None or base.echo_of is not None or rng.random() >= ECHO:
                base = None
            story = stories[base.key - PAST_KEYS] if base else self._story(rng, self._of_season(rng, deck, today, back))
            telling = self._tell(rng, story, key, base, RECENT)
            made.append(replace(telling, days_back=min(back, base.days_back) if base else back))
            stories.append(story)
        return made[::-1]

    def episodes(self) -> list[Telling]:
        """What many people told of at once: each in other words, from another phone, about one thing in one place."""
        rng = Random(f"episodes:{self._seed}")  # noqa: S311
        by_code = {situation.code: situation for situation in self.situations}
        made: list[Telling] = []
        for each in self._episodes:
            story = self._story(rng, by_code[each.situation])
            first, last = each.days
            base = None
            for place in range(each.tellers):
                share = place / max(each.tellers - 1, 1)
                back = first - (first - last) * (share**0.5 if each.rising else share)
                telling = self._in_own_words(rng, story, EPISODE_KEYS + len(made), made)
                made.append(replace(telling, days_back=round(back), echo_of=base))
                base = base or telling.key
        return made

    def _in_own_words(self, rng: Random, story: Story, key: int, made: list[Telling]) -> Telling:
        said = {telling.text for telling in made}
        while True:
            telling = self._tell(rng, story, key, None, RECENT)
            if telling.text not in said:
                return telling

    def _days(self, rng: Random, count: int, today: date) -> Iterator[int]:
        """Days back, as many as wanted: months by their weight, later years a little fuller."""
        heaviest = max(self._months) * (1 + self._growth * TWO_YEARS / 365)
        found = 0
        while found < count:
            back = rng.randrange(RECENT + 1, TWO_YEARS)
            day = today - timedelta(days=back)
            weight = self._months[day.month - 1] * (1 + self._growth * (TWO_YEARS - back) / 365)
            if rng.random() * heaviest < weight:
                found += 1
                yield back

    def _of_season(self, rng: Random, deck: Iterator[Situation], today: date, back: int) -> Situation:
        """The next situation of the deck, rather one of the season."""
        month = (today - timedelta(days=back)).month
        times = {code: each.times for each in self._seasons if month in each.months for code in each.situations}
        most = max(times.values(), default=1.0)
        for _ in range(40):
            situation = next(deck)
            if rng.random() * most < times.get(situation.code, 1.0):
                return situation
        return situation
