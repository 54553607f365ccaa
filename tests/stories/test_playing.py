"""How a story is unrolled and played: its days and hours, what is refused as it should be, what stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fengqiao.catalogue.reading import parse_pack
from fengqiao.catalogue.story import Span, Story
from fengqiao.errands.models import Errand
from fengqiao.kit.problems import Problem
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import CALENDAR
from fengqiao.site.stories.scenes import after, comings
from fengqiao.site.stories.staging import moment
from tests.stories.stage import PACKS, read, staged

FILE = "with/zhejiang/story.toml"
TEXTS, (STORY,) = read(PACKS / "zhejiang")
CHINA = parse_pack(TEXTS).calendars[CALENDAR]


def days_of(code: str, course: str) -> list[str]:
    return [f"{c.at:%m-%d}" for c in comings(STORY, CHINA) if (c.said.code, c.scene.course) == (code, course)]


def test_working_days_are_those_of_the_calendar() -> None:
    stalls = days_of("stalls", "handled")
    assert stalls[:3] == ["02-27", "02-28", "03-02"]  # a Saturday that is worked after the Spring Festival
    assert len([day for day in stalls if day > "03-01"]) == 15
    assert days_of("unlock", "handled") == ["03-07", "03-14"]


def test_times_lie_within_the_hours_and_no_two_days_are_alike() -> None:
    calls = [c for c in comings(STORY, CHINA) if (c.said.code, c.scene.course) == ("refund", "handled")]
    minutes = {timezone.localtime(c.at).hour * 60 + timezone.localtime(c.at).minute for c in calls}
    assert all(9 * 60 <= each <= 14 * 60 for each in minutes)
    assert len(minutes) > 5
    assert len({c.reference for c in comings(STORY, CHINA)}) == len(comings(STORY, CHINA))


def test_texts_places_and_areas_go_round() -> None:
    stalls = [c for c in comings(STORY, CHINA) if c.said.code == "stalls"]
    assert len({c.text for c in stalls}) >= 9
    assert {c.area for c in stalls} == {"LX0101", "LX0102"}
    assert not any("{" in c.title + c.text for c in stalls)


@pytest.mark.parametrize(
    ("span", "ends"),
    [
        (Span(timedelta(minutes=20)), "2026-02-27 16:20"),
        (Span(workdays=1), "2026-02-28 16:00"),
        (Span(workdays=2), "2026-03-02 16:00"),
        (Span(timedelta(hours=2), workdays=2), "2026-03-02 18:00"),
    ],
)
def test_a_span_counts_working_days_first(span: Span, ends: str) -> None:
    friday = moment(STORY.begins) + timedelta(days=-2, hours=16)
    assert f"{timezone.localtime(after(span, timezone.localtime(friday), CHINA)):%Y-%m-%d %H:%M}" == ends


def test_units_of_a_story_may_be_centres_of_a_level_with_neighbours() -> None:
    cast = {unit.code: (unit.level, unit.neighbours) for unit in STORY.units if unit.level}
    assert cast == {
        "centre.county": ("county", ("centre.qing",)), "centre.qing": ("county", ("centre.county",)),
        "centre.east": ("town", ("centre.west",)), "centre.west": ("town", ("centre.east",)),
    }  # fmt: skip


def altered(old: str, new: str) -> tuple[dict[str, str], Story]:
    assert old in TEXTS[FILE]
    texts = {**TEXTS, FILE: TEXTS[FILE].replace(old, new)}
    return texts, parse_pack(texts).stories["zhejiang"]


@pytest.mark.django_db
# The first calls of the story show it: the rest is not played.
@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ('result = "solved", text = "已办好，电话告知本人。"', 'result = "done", text = "办好"', "story-stopped", "请选择办理结果"),
        ('step = "handle", text = "已到现场核实，正在办理。"', 'step = "handle", text = "在办", refused = "step-unknown"', "story-not-refused", "本该被拒绝"),
        ('{ after = "20m", do = "accept", by = "lead/duty_desk" }', '{ after = "20m", do = "accept", by = "volunteers.east" }', "story-stopped", "没有这件事项"),
    ],
)  # fmt: skip
def test_what_goes_otherwise_than_written_stops_the_story_and_leaves_nothing(
    old: str, new: str, code: str, says: str
) -> None:
    texts, story = altered(old, new)
    with staged(story, texts) as (player, _):
        with pytest.raises(Problem) as told:
            player.play()
        assert told.value.code == code
        assert says in str(told.value)
        assert Matter.objects.count() == 0


@pytest.mark.django_db
def test_what_other_rooms_open_and_do_is_refused_by_them_and_told_twice_is_one() -> None:
    """A small part of a story: two errands, a wish and a clue, with what their rooms refuse."""
    texts, _ = read(PACKS / "shanmen")
    file = "with/shanmen/story.toml"
    first, _days, rest = texts[file].partition("[days]\nscene = [")
    _old, _end, figures = rest.partition("\n]\n")
    scenes = """
    { telling = "one_1", course = "told_twice", on = [2026-01-05], at = "09:00-10:00" },
    { telling = "hard_1", course = "ran_early", on = [2026-01-06], at = "09:00-10:00" },
    { telling = "gambling", course = "broke", on = [2026-01-07], at = "20:00-21:00" },"""
    texts[file] = f"{first}[days]\nscene = [{scenes}\n]\n{figures}"
    with staged(parse_pack(texts).stories["shanmen"], texts) as (player, _):
        with pytest.raises(Problem) as told:
            player.play()
        assert "现在还收不了线索" in str(told.value), "nobody has keys before the muster"
        assert Errand.objects.count() == 0, "and nothing is left"
    texts[file] = texts[file].replace(
        '    { telling = "gambling", course = "broke", on = [2026-01-07], at = "20:00-21:00" },\n', ""
    )
    with staged(parse_pack(texts).stories["shanmen"], texts) as (player, _):
        played = player.play()
        assert (played.told, played.matters, played.refused) == (3, 2, 2)
        assert Errand.objects.filter(ended_at__isnull=False).count() == 2
