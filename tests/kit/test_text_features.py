"""Texts as counts of character grams: folding, counting, choosing."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.kit.text.features import GramIndex, batches, character_codes, find_grams, gram_text


def counted(index, grams, texts, max_chars=1000):
    found = index.count(texts, max_chars)
    table = [Counter() for _ in texts]
    for row, gram, times in zip(found.rows.tolist(), found.grams.tolist(), found.times.tolist(), strict=True):
        table[row][gram_text(grams[gram])] = times
    return table


def naive(texts, known, longest):
    """The same counts, character by character."""
    table = []
    for text in texts:
        starts = [(length, start) for length in range(1, longest + 1) for start in range(len(text) - length + 1)]
        runs = [text[start : start + length] for length, start in starts]
        table.append(Counter(run for run in runs if run in known))
    return table


def test_full_width_and_capital_letters_are_read_as_plain_small_ones():
    codes, _ = character_codes(["Ａｂ９Ｃ"], 100)
    assert codes.tolist() == [ord("a"), ord("b"), ord("9"), ord("c"), 0]


@pytest.mark.parametrize("gap", [" ", "\n", "\t", "　", "\u200b", "\ufeff", "\x00", "😀", "\ud800"], ids=ascii)
def test_white_space_and_rare_characters_end_a_run(gap):
    grams = find_grams([f"路{gap}灯"], gram_max=2, min_rows=1, most=10, max_chars=100)
    assert sorted(map(gram_text, grams)) == ["灯", "路"]


def test_each_gram_is_counted_in_its_own_row():
    texts = ["路灯坏了路灯", "坏", "", "路 灯"]
    grams = find_grams(texts, gram_max=2, min_rows=1, most=100, max_chars=100)
    table = counted(GramIndex(grams), grams, texts)
    assert table[0]["路灯"] == 2
    assert table[0]["灯坏"] == 1
    assert table[1] == {"坏": 1}
    assert table[2] == {}
    assert table[3] == {"路": 1, "灯": 1}


def test_only_grams_in_enough_rows_are_kept():
    grams = find_grams(["水水水", "水电", "电"], gram_max=1, min_rows=2, most=100, max_chars=100)
    assert [gram_text(gram) for gram in grams] == ["水", "电"]
    assert len(find_grams(["水水水", "电"], gram_max=1, min_rows=2, most=100, max_chars=100)) == 0


def test_of_too_many_grams_those_in_most_rows_stay():
    grams = find_grams(["甲乙丙", "甲乙", "甲"], gram_max=1, min_rows=1, most=2, max_chars=100)
    assert sorted(map(gram_text, grams)) == ["乙", "甲"]


def test_what_follows_the_longest_length_is_not_read():
    grams = find_grams(["甲乙丙丁"], gram_max=1, min_rows=1, most=10, max_chars=2)
    assert sorted(map(gram_text, grams)) == ["乙", "甲"]
    assert counted(GramIndex(grams), grams, ["丙甲乙"], max_chars=2) == [{"甲": 1}]


def test_grams_are_the_same_however_the_texts_are_batched(monkeypatch):
    texts = [f"第{number}号路灯坏了" for number in range(50)]
    whole = find_grams(texts, gram_max=2, min_rows=3, most=1000, max_chars=100)
    monkeypatch.setattr("fengqiao.kit.text.features._VOCABULARY_CHARS", 20)
    assert np.array_equal(find_grams(texts, gram_max=2, min_rows=3, most=1000, max_chars=100), whole)


def test_batches_hold_every_text_once_in_order():
    texts = ["一" * length for length in (5, 0, 30, 2, 2, 2, 40, 1)]
    parts = list(batches(texts, 100, chars=10))
    assert [text for part in parts for text in part] == texts
    assert [len(part) for part in parts] == [3, 4, 1]


@given(st.lists(st.text(alphabet="路灯坏了ab", max_size=12), min_size=1, max_size=8), st.integers(1, 3))
def test_counts_equal_those_made_character_by_character(texts, longest):
    grams = find_grams(texts, gram_max=longest, min_rows=1, most=10_000, max_chars=100)
    known = {gram_text(gram) for gram in grams}
    assert counted(GramIndex(grams), grams, texts) == naive(texts, known, longest)
    assert {run for text in texts for run in text} <= known


def read_as(text):
    codes, _ = character_codes([text], 100)
    return "".join(chr(code) if code else " " for code in codes.tolist()[:-1])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("養老保險", "养老保险"),
        ("ＡＢ縣", "ab县"),
        ("见https://a.cn/x?y=1谢谢", "见                  谢谢"),
        ("电话0731-8555 1234", "电话          1234"),
        ("电话13812345678", "电话           "),
        ("打110或12345", "打110或12345"),
        ("2019年12月", "2019年12月"),
    ],
)
def test_one_form_for_each_character_and_gaps_for_addresses_and_long_numbers(text, plain):
    assert read_as(text) == plain
    assert len(read_as(text)) == len(text)


def test_the_older_reading_is_kept_for_older_models():
    codes, _ = character_codes(["養1234567"], 100, 1)
    assert "".join(map(chr, codes.tolist()[:-1])) == "養1234567"
