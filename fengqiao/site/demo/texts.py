"""Messages of the fictional county, made from the situations and phrase banks of packs/demo.

Everything follows from a seed: the same seed and county give the same list on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from fengqiao.site.demo.county import County, DemoArea
from fengqiao.site.demo.wording import Wording, read_bank

_PUBLIC = ("complaint", "help", "emergency", "suggestion")  # what several people tell of
_LETTERS = ("complaint", "help", "dispute")  # what people write whole letters about
_VILLAGE_SPOTS = ("village", "group", "lane", "paddy", "field", "hill")
_NEAR_HOME = (*_VILLAGE_SPOTS, "estate", "tower", "river")
_SHARED = ("car", "carcolour", "neighbour", "boss", "lost_money", "amount_small", "amount_mid", "amount_big")
_DEFAULT_VOICES = ("plain", "elder", "formal")
_DOORS = {"phone": 30, "portal": 26, "counter": 18, "import": 12, "post": 8, "volunteer": 6}
_UNTAGGED = {"import": 0.7, "volunteer": 0.5, "portal": 0.2}  # how often a door brings no kind
_TITLED = {"portal": 0.95, "import": 0.95, "counter": 0.6, "post": 0.6, "phone": 0.45, "volunteer": 0.3}
# By door: how often the desk's third-person note, a short first-person message, a middle one, a long one.
_MODES = {
    "phone": (55, 27, 13, 5),
    "counter": (50, 5, 25, 20),
    "post": (50, 10, 25, 15),
    "portal": (0, 20, 42, 38),
    "import": (0, 12, 45, 43),
    "volunteer": (0, 40, 60, 0),
}
_EMERGENCY_MODES = (45, 35, 15, 5)
_HOURS = (0, 0, 0, 0, 0, 1, 3, 7, 12, 13, 12, 9, 6, 6, 9, 10, 9, 8, 7, 7, 6, 4, 2, 1)


@dataclass(frozen=True, slots=True)
class Situation:
    """One thing that people come with, and the templates in which they say it."""

    code: str
    topic: str
    kind: str
    where: tuple[str, ...]
    title: tuple[str, ...]
    brief: tuple[str, ...]
    note: tuple[str, ...]
    body: tuple[str, ...]
    urgent: bool = False
    voices: tuple[str, ...] = _DEFAULT_VOICES
    hours: tuple[int, int] | None = None
    weight: int = 1
    more: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    woman: bool = False
    slots: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of one person through one door, with what a careful reader would find in it.

    `kind` is what the door wrote down (None: nothing), `true_kind`, `topic` and `function` what is right under the
    base pack's routing: a chosen dispute goes to the centre, a chosen clue to the police, the rest to its field.
    `echo_of` is the key of an earlier telling about the same thing. `fields` holds codes for fields of the kind.
    """

    key: int
    situation: str
    kind: str | None
    true_kind: str
    topic: str
    function: str
    title: str
    text: str
    place: str
    area: str | None
    door: str
    teller: str
    phone: str
    days_back: int
    hour: int
    minute: int
    urgent: bool
    echo_of: int | None
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    sort: str
    area: DemoArea
    name: str


@dataclass(frozen=True, slots=True)
class Story:
    """What several tellings about the same thing share."""

    situation: Situation
    spot: _Spot
    home: DemoArea
    voice: str
    words: Mapping[str, str]


class TellingMaker:
    """Makes tellings of the county; `make` and `make_training` start afresh at each call."""

    def __init__(self, seed: int, county: County) -> None:
        self._seed = seed
        self._county = county
        self._phrases = read_bank(county.folder / "phrases.toml")
        self._areas = {area.code: area for area in county.areas}
        self._villages = county.at_level("village")
        self._spots = {sort: list(self._spots_of(sort)) for sort in self._phrases["spots"]}
        self.situations = read_situations(county.folder)

    def make(self, count: int, *, days: int = 75) -> list[Telling]:
        """`count` tellings of the last `days` days, in no order of time; about one in sixteen tells of an earlier one."""
        rng = _random(self._seed, "tellings")
        deck = self._deck(rng)
        seen: Counter[str] = Counter()
        made: list[Telling] = []
        stories: list[Story] = []
        for key in range(count):
            base = made[rng.randrange(max(0, key - 60), key)] if key > 8 and rng.random() < 0.06 else None
            if base is not None and base.echo_of is not None:
                base = None
            story = self._story(rng, next(deck)) if base is None else stories[base.key]
            telling = self._tell(rng, story, key, base, days)
            for _ in range(6):
                if not seen[telling.text]:
                    break
                story = self._story(rng, story.situation) if base is None else story
                telling = self._tell(rng, story, key, base, days)
            seen[telling.text] += 1
            made.append(telling)
            stories.append(story)
        return made

    def make_training(self, count: int) -> list[tuple[str, str, str]]:
        """`count` rows of subject line (or none), text and topic; every topic equally often."""
        rng = _random(self._seed, "training")
        by_topic: dict[str, list[Situation]] = {}
        for situation in self.situations:
            by_topic.setdefault(situation.topic, []).append(situation)
        topics = sorted(by_topic)
        rows = []
        for key in range(count):
            topic = topics[key % len(topics)]
            telling = self._tell(rng, self._story(rng, rng.choice(by_topic[topic])), key, None, 75)
            rows.append((telling.title, telling.text, topic))
        rng.shuffle(rows)
        return rows

    def _deck(self, rng: Random) -> Iterator[Situation]:
        """Situations without end: each round deals every one as often as it weighs."""
        while True:
            cards = [situation for situation in self.situations for _ in range(situation.weight)]
            rng.shuffle(cards)
            yield from cards

    def _spots_of(self, sort: str) -> Iterator[_Spot]:
        for entry in self._phrases["spots"][sort]:
            if sort in _VILLAGE_SPOTS:
                yield from (_Spot(sort, area, entry) for area in self._villages if area.name.endswith("村"))
            else:
                code, name = entry.split(" ", 1)
                yield _Spot(sort, self._areas[code], name)

    def _story(self, rng: Random, situation: Situation) -> Story:
        sort = rng.choice(situation.where)
        if sort == "home":
            sort = rng.choice(("group", "block"))
        spot = rng.choice(self._spots["estate" if sort == "block" else sort])
        if sort == "block":
            unit = f"{rng.randint(1, 3)}单元" if rng.random() < 0.3 else ""
            spot = replace(spot, name=f"{spot.name}{rng.randint(1, 18)}幢{unit}")
        home = spot.area
        if spot.sort not in _NEAR_HOME and rng.random() < 0.6:
            near = [area for area in self._villages if area.parent == spot.area.parent or spot.sort == "hospital"]
            home = rng.choice(near)
        shared = Wording(rng, {**self._phrases["slots"], **situation.slots})
        for name in (*situation.slots, *_SHARED):
            shared.fill(f"{{{name}}}")
        return Story(situation, spot, home, self._voice(rng, situation), shared.words)

    def _tell(self, rng: Random, story: Story, key: int, base: Telling | None, days: int) -> Telling:
        situation = story.situation
        door = self._door(rng, situation)
        hour = _hour(rng, situation, door)
        teller, phone = self._teller(rng, situation)
        days_back = int(days * rng.random() ** 1.5)
        again = ""
        if base is not None and situation.urgent:
            days_back, hour = base.days_back, base.hour
        elif base is not None and situation.kind in _PUBLIC:
            days_back = max(0, base.days_back + rng.randint(-3, 3))
            again = rng.choice(self._phrases["again"]["others"])
            story = replace(story, voice=self._voice(rng, situation))
        elif base is not None:
            teller, phone, days_back = base.teller, base.phone, max(0, base.days_back - rng.randint(1, 4))
            again = rng.choice(self._phrases["again"]["same"])
        if door == "volunteer":
            story = replace(story, voice="volunteer")
        elif door == "import" and "formal" in situation.voices and rng.random() < 0.5 and base is None:
            story = replace(story, voice="formal")
        wording = self._wording(rng, story, hour, teller)
        text = self._text(rng, wording, story, door, again)
        title = wording.pick(situation.title) if rng.random() < _TITLED[door] else ""
        kind = situation.kind if rng.random() >= _UNTAGGED.get(door, 0.1 if not situation.urgent else 0.35) else None
        placed = situation.urgent or rng.random() < (0.65 if door == "import" else 0.92)
        return Telling(
            key=key,
            situation=situation.code,
            kind=kind,
            true_kind=situation.kind,
            topic=situation.topic,
            function={"dispute": "centre", "clue": "police"}.get(kind or "", situation.topic),
            title=title,
            text=self._slip(rng, text, door),
            place=self._address(story.spot) if placed or rng.random() < 0.7 else "",
            area=story.spot.area.code if placed else None,
            door=door,
            teller=teller,
            phone=phone,
            days_back=days_back,
            hour=hour,
            minute=rng.randrange(60),
            urgent=situation.urgent,
            echo_of=None if base is None else base.key,
            fields=tuple(sorted(self._fields(story).items())),
        )

    def _fields(self, story: Story) -> dict[str, str]:
        found = dict(story.situation.fields)
        if story.situation.kind in ("emergency", "police_report"):
            found.setdefault("place_type", self._phrases["place_types"][story.spot.sort])
        return found

    def _door(self, rng: Random, situation: Situation) -> str:
        chances = {"phone": 90, "post": 5, "portal": 5} if situation.urgent else dict(_DOORS)
        if "volunteer" in situation.voices:
            chances["volunteer"] = 40 if not situation.urgent else 14
        else:
            chances.pop("volunteer", None)
        return rng.choices(list(chances), list(chances.values()))[0]

    def _voice(self, rng: Random, situation: Situation) -> str:
        if situation.urgent:
            return "caller" if "caller" in situation.voices else situation.voices[0]
        voices = [voice for voice in situation.voices if voice not in ("volunteer", "formal")]
        return rng.choice([*voices, *(["plain"] if "plain" in voices else [])] or ["plain"])

    def _teller(self, rng: Random, situation: Situation) -> tuple[str, str]:
        """A name and a phone number, seldom none; half the clues come without a name."""
        people = self._phrases["people"]
        woman = situation.woman or rng.random() < 0.5
        name = rng.choice(people["surnames"]) + rng.choice(people["women" if woman else "men"])
        phone = f"{people['phone_prefix']}{rng.randrange(10_000):04d}"
        if situation.kind == "clue" and rng.random() < 0.5:
            return "匿名", ""
        return name, phone if rng.random() < 0.92 else ""

    def _wording(self, rng: Random, story: Story, hour: int, teller: str) -> Wording:
        times = self._phrases["times"]
        moment = "urgent" if story.situation.urgent else f"from_{hour // 6 * 6}"
        banks: dict[str, Sequence[str]] = {**self._phrases["slots"], **story.situation.slots, "today": times[moment]}
        if story.voice == "elder":
            banks["kin"] = self._phrases["elder"]["kin"]
        spot, home = story.spot, story.home
        rural = home.name.endswith("村")
        words = {
            **story.words,
            "area": spot.area.name,
            "town": self._areas[spot.area.parent].name,
            "home": home.name,
            "hometown": self._areas[home.parent].name,
            "folk": "村民" if rural else "居民",
            "local": "村里" if rural else "社区",
            "place": self._mention(rng, spot),
            "surname": teller[0] if teller != "匿名" else rng.choice(self._phrases["people"]["surnames"]),
            "address": "女士" if teller[1:] in self._phrases["people"]["women"] else "先生",
        }
        return Wording(rng, banks, words)

    def _mention(self, rng: Random, spot: _Spot) -> str:
        """The place as people say it: seldom with the town, sometimes by the village's short name."""
        if rng.random() < 0.15:
            return self._address(spot)
        if spot.sort not in _VILLAGE_SPOTS:
            return spot.name
        return (rng.choice(spot.area.aliases[:1]) if rng.random() < 0.3 else spot.area.name) + spot.name

    def _address(self, spot: _Spot) -> str:
        town = self._areas[spot.area.parent].name
        if spot.sort in _VILLAGE_SPOTS or spot.sort in ("estate", "tower"):
            return f"{town}{spot.area.name}{spot.name}"
        return spot.name if town in spot.name else f"{town}{spot.name}"

    def _text(self, rng: Random, wording: Wording, story: Story, door: str, again: str) -> str:
        situation, kind = story.situation, story.situation.kind
        note, brief, middle, _ = _EMERGENCY_MODES if situation.urgent else _MODES[door]
        mark = rng.randrange(100)
        if mark < note and door not in ("volunteer", "portal", "import"):
            return self._note(wording, situation, door)
        if mark < note + brief:
            return again + wording.pick(situation.brief)
        long = mark >= note + brief + middle
        if long and kind in _LETTERS and not again and rng.random() < 0.3:
            return self._letter(wording, story)
        bank = self._phrases["voices"][story.voice]
        asking = kind in ("inquiry", "police_service")
        asks = self._phrases["asks"]
        parts = [wording.pick(bank["ask" if asking else "open"]), again, wording.pick(situation.body)]
        if long or rng.random() < 0.35:
            parts.append(wording.pick(situation.more))
        if long and not again:
            tried = "quarrel" if (kind, situation.topic) == ("dispute", "centre") else kind
            parts.append(wording.pick(self._phrases["history"].get(tried, ())))
        if long or rng.random() < 0.7:
            general = asks["inquiry"] if asking else asks.get(kind) or asks[situation.topic]
            parts.append(wording.pick(situation.ask or general))
        if long or rng.random() < 0.6:
            parts.append(wording.pick(bank.get("ask_end", bank["end"]) if asking else bank["end"]))
        return "".join(parts)

    def _letter(self, wording: Wording, story: Story) -> str:
        """All that can be said, in the order in which people write it to an office."""
        situation, letter, bank = story.situation, self._phrases["letter"], self._phrases["voices"][story.voice]
        around = {part: wording.pick(letter[part]) for part in ("context", "course", "tried", "feeling", "wish")}
        parts = [wording.pick(bank["open"]), around["context"], around["course"], wording.pick(situation.body)]
        parts += [wording.fill(line) for line in situation.more]
        parts += [around["tried"], around["feeling"]]
        parts.append(wording.pick(situation.ask or self._phrases["asks"][situation.topic]))
        return "".join([*parts, around["wish"], wording.pick(bank["end"])])

    def _note(self, wording: Wording, situation: Situation, door: str) -> str:
        clerk = self._phrases["clerk"]
        police = situation.kind in ("emergency", "police_report") and door == "phone"
        at = "phone" if door == "phone" else "counter"
        wording.words["caller"] = wording.pick(clerk["police" if police else at])
        calm = situation.kind in ("inquiry", "police_service", "suggestion")
        tail = "" if situation.urgent else wording.pick(clerk["calm_tails" if calm else f"{at}_tails"])
        return wording.pick(situation.note) + tail

    def _slip(self, rng: Random, text: str, door: str) -> str:
        """Now and then a wrong character, or a text typed without punctuation."""
        if door in ("portal", "import") and rng.random() < 0.1:
            fitting = [pair for pair in self._phrases["slips"]["pairs"] if pair[0] in text]
            if fitting:
                right, wrong = rng.choice(fitting)
                text = text.replace(right, wrong, 1)
        if door == "portal" and rng.random() < 0.07:
            text = re.sub("[，。；]", " ", text).strip()
        return text


def read_situations(folder: Path) -> tuple[Situation, ...]:
    """All situations of situations_*.toml; TypeError for a key that a situation does not know."""
    rows = [row for path in sorted(folder.glob("situations_*.toml")) for row in read_bank(path)["situation"]]
    return tuple(_situation(row) for row in rows)


def _situation(row: Mapping[str, Any]) -> Situation:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Situation(**values)


def _random(seed: int, purpose: str) -> Random:
    return Random(f"{purpose}:{seed}")  # noqa: S311 - a demo needs the same numbers again, not secret ones


def _hour(rng: Random, situation: Situation, door: str) -> int:
    if situation.hours:
        first, after = situation.hours
        if situation.urgent or door in ("phone", "portal", "volunteer"):
            return rng.randrange(first, after)
    if door in ("counter", "post"):
        return rng.choice((8, 9, 9, 10, 10, 11, 14, 15, 15, 16, 17))
    return rng.choices(range(24), _HOURS)[0]
