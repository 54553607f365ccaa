"""The demo county's two past years: the year has its seasons, and the loading can be stopped and taken up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fengqiao.jobs.actions import begin, stop
from fengqiao.jobs.jobs import Run
from fengqiao.jobs.queries import latest_by_subject
from fengqiao.matters.models import Entry, Matter, Report
from fengqiao.orgs.queries import system_viewer
from fengqiao.site.demo import fill as demo
from fengqiao.site.demo.county import read_county
from fengqiao.site.demo.jobs import KIND, begin_past, load_past
from fengqiao.site.demo.past import RECENT, TWO_YEARS, PastMaker
from tests.site.test_demo_play import QUIET, empty_county  # noqa: F401  # the fixture is used below

TODAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
MAKER = PastMaker(demo.SEED, read_county())
FEW = 12


def test_the_past_is_the_same_each_time_newest_first_and_lies_before_the_recent_weeks() -> None:
    made = MAKER.past(300, today=TODAY)
    assert made == MAKER.past(300, today=TODAY)
    days = [telling.days_back for telling in made]
    assert len({telling.key for telling in made}) == 300
    assert min(days) >= 1
    assert max(days) <= TWO_YEARS
    firsts = [telling.days_back for telling in made if telling.echo_of is None]
    assert firsts == sorted(firsts)
    assert min(firsts) > RECENT


def test_an_echo_never_comes_before_what_it_echoes() -> None:
    by_key = {telling.key: telling for telling in MAKER.past(600, today=TODAY)}
    echoes = [telling for telling in by_key.values() if telling.echo_of is not None]
    assert len(echoes) > 15
    for echo in echoes:
        assert echo.echo_of is not None
        assert echo.days_back <= by_key[echo.echo_of].days_back


def test_wages_are_a_matter_of_winter_and_loud_squares_of_summer() -> None:
    made = MAKER.past(3000, today=TODAY)
    months = [(telling.situation, (TODAY - timedelta(days=telling.days_back)).month) for telling in made]
    wages = Counter(month in {11, 12, 1} for situation, month in months if situation.startswith("wages-"))
    squares = Counter(month in {6, 7, 8, 9} for situation, month in months if situation == "square-dance")
    assert wages[True] / 3 > 1.8 * wages[False] / 9
    assert squares[True] / 4 > 1.5 * squares[False] / 8


def test_an_episode_is_one_thing_in_one_place_told_by_many_in_other_words() -> None:
    made = MAKER.episodes()
    by_first: dict[int, list[str]] = {}
    for telling in made:
        by_first.setdefault(telling.echo_of or telling.key, []).append(telling.text)
    assert sorted(map(len, by_first.values()), reverse=True) == [13, 9, 7, 6, 4]
    assert len({telling.text for telling in made}) == len(made)
    assert len({(telling.teller, telling.phone) for telling in made}) > len(made) - 4


@pytest.fixture
def county(empty_county: None) -> Iterator[None]:  # noqa: F811
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def load(*, stop_after: int = FEW) -> None:
    by = system_viewer(at=timezone.now())
    assert by is not None
    asked = iter(range(FEW + 1))
    assert demo.past(read_county(), FEW, by=by, now=NOW, stop=lambda: next(asked) >= stop_after) == []


def lives() -> dict[str, tuple[str, list[tuple[str, datetime]]]]:
    of_matter = dict(Report.objects.values_list("matter_id", "outside_ref"))
    entries: dict[object, list[tuple[str, datetime]]] = {}
    for entry in Entry.objects.order_by("at", "id"):
        entries.setdefault(entry.matter_id, []).append((entry.move, entry.at))
    return {of_matter[m.id]: (m.result, entries[m.id]) for m in Matter.objects.all()}


@pytest.mark.django_db
def test_a_loading_that_was_stopped_goes_on_where_it_was_and_ends_the_same(county: None) -> None:
    with transaction.atomic():
        load()
        whole = lives()
        transaction.set_rollback(True)
    load(stop_after=5)
    assert Matter.objects.count() == 5
    load()
    assert lives() == whole
    assert len(whole) == FEW
    assert all(moves[-1][1] <= NOW for _, moves in whole.values())
    assert set(Matter.objects.values_list("state", flat=True)) == {"closed"}
    load()
    assert Report.objects.count() == FEW


@pytest.mark.django_db
def test_the_past_is_put_into_the_queue_once_and_again_where_it_was_cut_off(county: None) -> None:
    by = system_viewer(at=timezone.now())
    assert by is not None
    assert not begin_past(0, by=by)
    assert begin_past(FEW, by=by)
    assert not begin_past(FEW, by=by)
    job = latest_by_subject([by.post.id], KIND, now=timezone.now())[by.post.id]
    stop(job_id=job.job_id, by=by, at=timezone.now())
    assert begin_past(FEW, by=by)
    begun = begin(job_id=job.job_id, at=timezone.now())
    assert begun is not None
    load_past(Run(job.job_id, by.post.id, by, begun.attempt))
    assert Matter.objects.count() == FEW
