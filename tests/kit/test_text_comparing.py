"""Two models on the same texts: gained, lost, and whether it may be chance."""

import pytest

from fengqiao.kit.text.comparing import compare, mcnemar


def test_gained_and_lost_are_counted_text_by_text():
    truth = ["路", "路", "水", "水", "水"]
    found = compare(truth, ["路", "水", "水", "路", ""], ["路", "路", "路", "水", ""])
    assert (found.rows, found.old_right, found.new_right, found.gained, found.lost) == (5, 2, 3, 2, 1)
    assert [(each.topic, each.rows, each.old_right, each.new_right) for each in found.topics] == [
        ("水", 3, 1, 1), ("路", 2, 1, 2),
    ]  # fmt: skip
    # 路: old 1 right of 2 rows and 2 answers: 2/4; new 2 of 2 and 3: 4/5. 水: old 2/(3+2), new 2/(3+1).
    assert found.old_f1 == pytest.approx((2 / 4 + 2 / 5) / 2)
    assert found.new_f1 == pytest.approx((4 / 5 + 2 / 4) / 2)
    assert found.difference == pytest.approx(found.new_f1 - found.old_f1)
    assert found.low <= found.difference <= found.high
    assert not found.worse


def test_a_model_that_loses_more_than_it_gains_is_worse():
    found = compare(["甲"] * 10 + ["乙"] * 10, ["甲"] * 10 + ["乙"] * 10, ["甲"] * 10 + ["甲"] * 6 + ["乙"] * 4)
    assert (found.gained, found.lost, found.worse) == (0, 6, True)
    assert found.high < 0
    assert found.chance == pytest.approx(2 / 2**6)


def test_the_same_answers_are_no_difference():
    found = compare(["甲", "乙"], ["甲", "甲"], ["甲", "甲"])
    assert (found.difference, found.low, found.high, found.chance, found.worse) == (0, 0, 0, 1, False)


def test_nothing_to_compare():
    assert compare([], [], []) is None


@pytest.mark.parametrize(
    ("gained", "lost", "chance"), [(0, 0, 1), (1, 1, 1), (0, 5, 0.0625), (5, 0, 0.0625), (2, 8, 0.109375)]
)
def test_mcnemar_is_the_exact_binomial(gained, lost, chance):
    assert mcnemar(gained, lost) == pytest.approx(chance)


def test_many_differences_do_not_overflow():
    assert 0 <= mcnemar(900, 1100) < 0.001
