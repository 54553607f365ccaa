"""Evaluation over folds, and probabilities that mean what they say."""

import numpy as np
import pytest

from fengqiao.kit.problems import Problem
from fengqiao.kit.text import Settings, evaluate
from fengqiao.kit.text.calibration import calibration_error, fit_temperature, softmax
from fengqiao.kit.text.evaluation import class_scores, confusion_of

WORDS = {"供水": ("停水", "水管", "水费"), "道路": ("路灯", "路面", "公路")}


def made():
    lines = [(f"{place}村{word}的事", label) for place in "甲乙丙丁戊" for label in WORDS for word in WORDS[label]]
    # Two rows whose label contradicts their words: they must be found wrong.
    lines += [("己村停水的事", "道路"), ("己村路灯的事", "供水")]
    return [text for text, _ in lines], [label for _, label in lines]


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(*made(), folds=4, settings=Settings(rows_per_label=4))


def test_every_row_is_asked_once(evaluation):
    table = np.array(evaluation.confusion)
    assert table.sum() == 32
    assert table.sum(axis=1).tolist() == [16, 16]
    assert [score.rows for score in evaluation.classes] == [16, 16]
    assert evaluation.counts.used == 32


def test_rows_that_contradict_all_others_are_found_wrong(evaluation):
    assert evaluation.confusion == ((15, 1), (1, 15))
    assert evaluation.accuracy == 30 / 32
    assert evaluation.macro_f1 == pytest.approx(30 / 32)
    assert len(evaluation.fold_macro_f1) == 4


def test_abstaining_raises_the_share_right(evaluation):
    assert evaluation.answered <= 32
    strict = evaluate(*made(), folds=4, settings=Settings(rows_per_label=4, abstain_below=1))
    assert (strict.answered, strict.answered_accuracy) == (0, None)
    assert strict.accuracy == evaluation.accuracy


def test_empty_and_rare_rows_are_counted_and_not_asked():
    texts, labels = made()
    found = evaluate([*texts, "", "无类", "少见"], [*labels, "供水", "", "罕类"], folds=2)
    assert (found.counts.empty, found.counts.unlabelled, found.counts.rare) == (1, 1, 1)
    assert np.array(found.confusion).sum() == 32


def test_progress_counts_the_folds():
    steps = []
    evaluate(*made(), folds=2, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]


def test_a_label_with_fewer_rows_than_folds_is_still_asked():
    texts, labels = made()
    found = evaluate(
        [*texts, "学校收费", "学校补课"], [*labels, "教育", "教育"], 5, settings=Settings(rows_per_label=2)
    )
    assert np.array(found.confusion).sum(axis=1).tolist() == [16, 16, 2]


@pytest.mark.parametrize("folds", [0, 1, 21])
def test_too_few_or_too_many_folds_are_refused(folds):
    with pytest.raises(Problem) as refusal:
        evaluate(*made(), folds=folds)
    assert refusal.value.code == "text-folds-range"


def test_scores_of_a_known_table():
    # Of label a 8 rows: 6 right; of b 4 rows: 3 right; c never occurs and is never answered.
    table = np.array([[6, 2, 0], [1, 3, 0], [0, 0, 0]])
    a, b, c = class_scores(table, ["a", "b", "c"])
    assert (a.rows, a.precision, a.recall, a.f1) == (8, 6 / 7, 6 / 8, 12 / 15)
    assert (b.rows, b.precision, b.recall, b.f1) == (4, 3 / 5, 3 / 4, 6 / 9)
    assert (c.rows, c.precision, c.recall, c.f1) == (0, 0, 0, 0)


def test_the_confusion_table_has_the_truth_in_rows():
    table = confusion_of(np.array([0, 0, 1]), np.array([1, 0, 1]), 2)
    assert table.tolist() == [[1, 1], [0, 1]]


def test_a_temperature_is_found_again():
    chance = np.random.default_rng(7)
    scores = chance.normal(size=(20_000, 4))
    truth = np.array([chance.choice(4, p=line) for line in softmax(3 * scores)])
    assert fit_temperature(scores, truth) == pytest.approx(3, abs=0.1)


def test_scores_that_are_always_right_do_not_give_infinite_certainty():
    truth = np.array([0, 1] * 10)
    scores = np.where(np.eye(2)[truth] == 1, 1.0, -1.0)
    best = softmax(scores * fit_temperature(scores, truth)).max()
    assert best == pytest.approx(21 / 22)  # 20 rows right, one of each label in doubt


def test_large_scores_do_not_overflow():
    assert softmax(np.array([[1e6, 0.0], [-1e6, 1e6]])).tolist() == [[1, 0], [0, 1]]


def test_calibration_error_is_the_gap_between_confidence_and_share_right():
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False])
    assert calibration_error(confidence, right) == pytest.approx((0.05 * 2 + 0.05 * 2) / 4)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0
    assert calibration_error(np.empty(0), np.empty(0, dtype=bool)) == 0
