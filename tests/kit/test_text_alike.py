"""Messages about the same thing: whom the rules bring together, whom they keep apart, and how hot a group is."""

import csv
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fengqiao.kit.text.alike import Message, busiest, group_messages, heat_of, message_of
from fengqiao.kit.text.alike.reading import names_in, plain
from fengqiao.site.demo.county import read_county
from fengqiao.site.demo.texts import TellingMaker

TOLD = Path(__file__).parents[1] / "data" / "told_alike.csv"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def told():
    with TOLD.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def others(count):
    """What else people write: the rarity of words is judged by it."""
    return [Message(each.title, each.text) for each in TellingMaker(11, read_county()).make(count)]


@pytest.fixture(scope="module")
def gathered():
    """Rows of the invented messages with the group found for each."""
    rows = told()
    numbers = group_messages([Message(row["title"], row["text"]) for row in rows] + others(400))
    return list(zip(rows, numbers, strict=False))


def found_for(gathered, label):
    return [number for row, number in gathered if row["group"] == label]


@pytest.mark.parametrize("label", ["C", "E", "F", "H"])
def test_different_words_about_one_thing_are_one_group(gathered, label):
    numbers = found_for(gathered, label)
    assert set(numbers) == {numbers[0]}
    assert numbers[0] > 0


def test_the_largest_group_is_number_one(gathered):
    assert found_for(gathered, "A").count(1) >= 9


def test_no_group_mixes_two_things(gathered):
    things = defaultdict(set)
    for row, number in gathered:
        if number and row["group"]:
            things[number].add(row["group"])
    assert all(len(labels) == 1 for labels in things.values())


@pytest.mark.parametrize("title", ["云栖滨江苑交房后墙面渗水", "柳河新村门口乱停车", "柳河新村希望增设公交站"])
def test_another_problem_at_the_same_place_stays_out(gathered, title):
    (number,) = [number for row, number in gathered if row["title"] == title]
    assert number not in {other for row, other in gathered if row["group"]} - {0}


@pytest.mark.parametrize("title", ["锦绣家园电梯故障没人修", "东湖名邸捆绑销售装修包", "南门街夜宵摊噪音扰民"])
def test_the_same_problem_at_another_place_stays_alone(gathered, title):
    assert [number for row, number in gathered if row["title"] == title] == [0]


def test_the_same_messages_give_the_same_groups():
    messages = [Message(row["title"], row["text"]) for row in told()]
    assert group_messages(messages) == group_messages(messages)


def test_messages_without_words_stand_alone():
    same = Message("柳河新村停水", "柳河新村停水三天")
    assert group_messages([Message("", ""), same, Message(" ", "\n"), same]) == [0, 1, 0, 1]
    assert group_messages([]) == []
    assert group_messages([Message("", "")]) == [0]
    assert group_messages([same]) == [0]
    assert group_messages([Message("，，。", "！"), Message("？", "……")]) == [0, 0]


def test_one_column_begins_with_its_subject():
    message = message_of(["柳河新村停水三天。物业说水泵坏了。"])
    assert message.title == "柳河新村停水三天"
    assert message_of(["题", "文", "补"], " 柳河 ") == Message("题", "文\n补", "柳河")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A2区景蓉华苑物业管理有问题", ["景蓉华苑物业"]),
        ("投诉柳河新村的搅拌站", ["柳河新村", "搅拌站"]),
        ("望湖路与解放路路口", ["望湖路", "解放路路"]),
        ("我想咨询一下", []),
    ],
)
def test_names_are_found_by_their_endings(text, names):
    assert names_in(plain(text)) == names


def test_heat_is_told_plus_root_of_support_plus_the_busiest_week():
    times = [NOON, NOON + timedelta(days=2), NOON + timedelta(days=30), None]
    heat = heat_of(times, [90, 15, 0, 0], [5, 0, 0, 0])
    assert (heat.told, heat.support, heat.rush, heat.total) == (4, 10.0, 2, 16.0)


def test_more_dislikes_than_likes_take_nothing_away():
    assert heat_of([NOON], [1], [9]).total == 2


def test_a_window_of_seven_days_is_open_at_its_end():
    assert busiest([NOON, NOON + timedelta(days=7)]) == 1
    assert busiest([NOON + timedelta(days=6, hours=23), NOON]) == 2
    assert busiest([]) == 0
