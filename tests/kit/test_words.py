"""What people type finds what was written: words, single characters, pinyin, ends of numbers; nothing else."""

from __future__ import annotations

import pytest

from fengqiao.kit.words import meets, read_question, tokens_of
from fengqiao.kit.words.parts import in_syllables

TITLE = "北门菜市场门口占道经营"


@pytest.mark.parametrize(
    "typed",
    ["占道经营", "占道", "营", "北", "菜市场", "北门菜市场的占道", "占道 菜市场", "zdjy", "ZDJY", "zhandaojingying", "zhan道jy", "ｚｄｊｙ", "cs"],
)  # fmt: skip
def test_a_title_is_found_by(typed: str) -> None:
    assert meets(read_question(typed), (TITLE,))


@pytest.mark.parametrize("typed", ["道占", "噪音", "zdjz", "占道 噪音", "zhanda噪", "100"])
def test_a_title_is_not_found_by(typed: str) -> None:
    assert not meets(read_question(typed), (TITLE,))


def test_a_character_with_two_readings_is_found_by_either() -> None:
    assert meets(read_question("cq"), ("重庆路",))
    assert meets(read_question("zq"), ("重庆路",))


@pytest.mark.parametrize(
    "typed", ["FX20261121-00042", "fx2026112100042", "20261121-00042", "00042", "0042", "042", "fx20261121"]
)
def test_a_number_is_found_whole_and_by_its_ends(typed: str) -> None:
    kept = tokens_of(heads=(), texts=(), number="FX20261121-00042")
    (part,) = read_question(typed).parts
    found = any(all(term.token in kept for term in way) for way in part)
    assert found is (typed != "fx2026112100042")


def test_a_telephone_number_in_a_text_is_in_no_index() -> None:
    kept = tokens_of(heads=("电话13912345678",), texts=("身份证33010219900101123X，门牌12345",))
    assert not any(token.isdigit() and len(token) > 6 for token in kept)
    assert "12345" in kept


@pytest.mark.parametrize("typed", ["", "   ", "%_", "\x00", "，。", "'; drop table"])
def test_signs_ask_for_nothing(typed: str) -> None:
    assert [term.token for part in read_question(typed).parts for way in part for term in way if not term.token.isalnum()] in (
        [], ["\ue001dr", "\ue001ro", "\ue001op", "\ue001ta", "\ue001ab", "\ue001bl", "\ue001le"],
    )  # fmt: skip


def test_letters_are_cut_into_syllables() -> None:
    assert in_syllables("zhandaojingying") == ["zhan", "dao", "jing", "ying"]
    assert in_syllables("zdjy") is None
