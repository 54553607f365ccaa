"""Every story of every pack comes out, and only by its own definitions: each decoy leads a careless count astray."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fengqiao.catalogue.measure import What
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.story import Story, Whose
from fengqiao.measure.queries import EVERYTHING, Period, events_behind, subjects_behind
from fengqiao.measure.rules import Question
from fengqiao.site.stories.outcome import Row, outcome
from fengqiao.site.stories.playing import Played, Player
from tests.stories.stage import STORIES, read, staged

pytestmark = pytest.mark.django_db  # so that this file alone has its database


@dataclass(frozen=True)
class Shown:
    story: Story
    pack: Pack
    played: Played
    rows: list[Row]
    opened: dict[str, tuple[int, int]]


def shown(story: Story, pack: Pack, played: Played) -> Shown:
    period = Period(story.begins, story.ends)
    opened = {}
    for each in story.figures:
        asked = Question(pack.measures[each.measure], period, EVERYTHING)
        opened[each.code] = events_behind(asked, pack.measures).count(), len(subjects_behind(asked, pack.measures))
    return Shown(story, pack, played, outcome(story, pack), opened)


def show(folder: Path) -> tuple[Shown, Shown]:
    """A story played without its decoys, then with them: they come last here, each at its own moment."""
    texts, (story, *_) = read(folder)
    with staged(story, texts, decoys=False) as (player, pack):
        first = player.play()
        plain = shown(story, pack, first)
        more = Player(story, decoys=True).play()
        told, matters, deeds, refused = (
            getattr(first, name) + getattr(more, name) for name in ("told", "matters", "deeds", "refused")
        )
        return plain, shown(story, pack, Played(told, matters, deeds, refused, more.decoys))


@pytest.fixture(scope="module", params=STORIES, ids=lambda folder: folder.name)
def both(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[Shown, Shown]]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield show(Path(request.param))


@pytest.fixture(scope="module")
def plain(both: tuple[Shown, Shown]) -> Shown:
    return both[0]


@pytest.fixture(scope="module")
def whole(both: tuple[Shown, Shown]) -> Shown:
    return both[1]


def test_every_figure_comes_out_as_said(whole: Shown) -> None:
    assert {row.figure.code: str(row.found.number) for row in whole.rows if not row.is_as_said} == {}
    assert len(whole.rows) >= 10
    assert any(row.figure.whose is Whose.REPORT for row in whole.rows)


def test_every_decoy_is_played_and_leads_a_careless_count_to_another_number(whole: Shown) -> None:
    assert [(row.figure.code, m.decoy.code) for row in whole.rows for m in row.misled if not m.leads_astray] == []
    aimed = {each.decoy for figure in whole.story.figures for each in figure.naive}
    assert set(whole.story.decoys) == aimed == set(whole.played.decoys)


def test_without_the_decoys_the_careless_counts_would_be_right(plain: Shown) -> None:
    """So it is the decoy that misleads them, nothing else."""
    astray = {
        (row.figure.code, m.decoy.code): (str(row.found.number), str(m.number))
        for row in plain.rows
        for m in row.misled
        if m.leads_astray
    }
    assert astray == {}
    assert plain.played.decoys == {}


def test_what_is_counted_differs_from_what_was_made(whole: Shown) -> None:
    played = whole.played
    assert played.told > played.matters
    assert played.refused > 0
    counts = {row.found.value for row in whole.rows}
    assert played.matters not in counts
    assert played.told not in counts


def test_every_figure_opens_to_as_many_events_or_subjects_as_it_counts(whole: Shown) -> None:
    for row in whole.rows:
        events, subjects = whole.opened[row.figure.code]
        what, counted = row.found.measure.what, row.found.part if row.found.part is not None else row.found.value
        part = whole.pack.measures[row.found.measure.part].what if what is What.SHARE else what
        if part is What.EVENTS:
            assert events == counted, row.figure.code
        elif part is What.SUBJECTS:
            assert subjects == counted, row.figure.code


def test_the_report_is_quoted_in_a_few_words_and_every_figure_names_its_source(whole: Shown) -> None:
    assert all(len(each.quote) <= 25 and each.source for each in whole.story.figures)
    assert all(len(each.quote) <= 30 and each.why and each.why_en for each in whole.story.left_out)
