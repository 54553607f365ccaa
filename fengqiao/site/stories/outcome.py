"""What came of a story: each figure said and computed, whether it is as said, and what a careless count would give."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.story import Decoy, Story, StoryFigure
from fengqiao.kit.bounds import is_as_said
from fengqiao.measure.queries import EVERYTHING, Figure, Period, figure
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import AreaLevel
from fengqiao.site.stories.playing import Played
from fengqiao.site.stories.staging import moment


@dataclass(frozen=True, slots=True)
class Misled:
    """A decoy and the number to which it leads a careless count; `leads_astray`: that number is another one."""

    decoy: Decoy
    number: Fraction | None
    leads_astray: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a story as it came out."""

    figure: StoryFigure
    found: Figure
    wanted: Fraction
    misled: tuple[Misled, ...]

    @property
    def is_right(self) -> bool:
        """Whether it is as said, and every decoy aimed at it does lead astray."""
        return self.is_as_said and all(each.leads_astray for each in self.misled)

    @property
    def is_as_said(self) -> bool:
        """Whether the figure is what was said."""
        number = self.found.number
        return number is not None and is_as_said(number, self.wanted, self.figure.bound)


def outcome(story: Story, pack: Pack) -> list[Row]:
    """Return the figures of a story that has been played here."""
    period = Period(story.begins, story.ends)
    rows, spine = [], _villages(story)
    for each in story.figures:
        found = figure(Question(pack.measures[each.measure], period, EVERYTHING, spine), pack.measures)
        misled = []
        for naive in each.naive:
            number = figure(Question(naive.measure, period, EVERYTHING, spine), pack.measures).number
            misled.append(Misled(story.decoys[naive.decoy], number, number != found.number))
        rows.append(Row(each, found, Fraction(each.value) / each.one_in, tuple(misled)))
    return rows


def _villages(story: Story) -> frozenset[UUID]:
    """The villages of the county: those where nothing happened count 0 by a test."""
    found = directory(at=moment(story.ends)).places.values()
    return frozenset(place.id for place in found if place.level is AreaLevel.VILLAGE)


def as_record(story: Story, rows: list[Row], played: Played) -> dict[str, Any]:
    """Return it all as plain data: kept with a story that is kept, printed as JSON."""
    return {
        "story": story.code,
        "name": story.name,
        "name_en": story.name_en,
        "about": story.about,
        "about_en": story.about_en,
        "source": story.source,
        "begins": story.begins.isoformat(),
        "ends": story.ends.isoformat(),
        "told": played.told,
        "matters": played.matters,
        "deeds": played.deeds,
        "refused": played.refused,
        "decoys": [
            {"name": decoy.name, "name_en": decoy.name_en, "times": played.decoys.get(code, 0)}
            for code, decoy in story.decoys.items()
        ],
        "right": all(row.is_right for row in rows),
        "figures": [_row(row) for row in rows],
        "left_out": [{"quote": each.quote, "why": each.why, "why_en": each.why_en} for each in story.left_out],
    }


def _row(row: Row) -> dict[str, Any]:
    figure, found = row.figure, row.found
    return {
        "code": figure.code,
        "name": figure.name,
        "name_en": figure.name_en,
        "whose": figure.whose.value,
        "quote": figure.quote,
        "source": figure.source,
        "bound": figure.bound.value,
        "said": str(figure.value),
        "one_in": figure.one_in,
        "wanted": _plain(row.wanted),
        "measure": figure.measure,
        "what": found.measure.what.value,
        "word": found.measure.word,
        "word_en": found.measure.word_en,
        "about": found.measure.about,
        "about_en": found.measure.about_en,
        "value": _plain(found.number),
        "part": found.part if found.part is None else str(found.part),
        "whole": found.whole if found.whole is None else str(found.whole),
        "right": row.is_right,
        "naive": [
            {
                "decoy": each.decoy.name,
                "decoy_en": each.decoy.name_en,
                "value": _plain(each.number),
                "astray": each.leads_astray,
            }
            for each in row.misled
        ],
    }


def _plain(number: Fraction | None) -> str | None:
    """Return an exact number as text: whole, or `numerator/denominator`."""
    return None if number is None else str(number)
