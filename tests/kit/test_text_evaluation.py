"""Evaluation over folds, and probabilities that mean what they say."""

import numpy as np
import pytest

from fengqiao.kit.problems import Problem
from fengqiao.kit.text import Settings, evaluate
from fengqiao.kit.text.calibration import calibration_error, fit_temperature, reliability, softmax
from fengqiao.kit.text.costs import Costs, choose_bar, cost_curve
from fengqiao.kit.text.duplicates import near_duplicates
from fengqiao.kit.text.judging import class_scores, confusion_of
from fengqiao.kit.text.training import labelled_rows, stratified_folds

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
    table = np.array(evaluation.judgement.confusion)
    assert table.sum() == 32
    assert table.sum(axis=1).tolist() == [16, 16]
    assert [score.rows for score in evaluation.classes] == [16, 16]
    assert evaluation.counts.used == 32


def test_rows_that_contradict_all_others_are_found_wrong(evaluation):
    assert evaluation.judgement.confusion == ((15, 1), (1, 15))
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
    assert np.array(found.judgement.confusion).sum() == 32


def test_progress_counts_the_folds():
    steps = []
    evaluate(*made(), folds=2, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]


def test_a_label_with_fewer_rows_than_folds_is_still_asked():
    texts, labels = made()
    found = evaluate(
        [*texts, "学校收费", "学校补课"], [*labels, "教育", "教育"], 5, settings=Settings(rows_per_label=2)
    )
    assert np.array(found.judgement.confusion).sum(axis=1).tolist() == [16, 16, 2]


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
    bins = reliability(confidence, right)
    assert [(each.low, each.count, each.right) for each in bins if each.count] == [(0.5, 2, 1), (0.9, 2, 2)]
    assert bins[9].confidence == pytest.approx(0.95)
    assert (bins[5].accuracy, bins[0].accuracy, bins[0].confidence) == (0.5, None, None)
    assert calibration_error(bins) == pytest.approx((0.05 * 2 + 0.05 * 2) / 4)
    assert calibration_error(reliability(np.array([1.0]), np.array([True]))) == 0
    assert calibration_error(reliability(np.empty(0), np.empty(0, dtype=bool))) == 0


# Twelve answers, each as sure as in truth: with 0.9 nine of ten are right, with 0.5 one of two.
SURE = np.array([0.9] * 10 + [0.5] * 2)
RIGHT = np.array([True] * 9 + [False] + [True, False])


def test_each_point_of_the_cost_curve_is_wrong_answers_and_looks():
    curve = cost_curve(SURE, RIGHT, Costs(wrong=12, look=5))
    assert len(curve) == 101
    answering_all, answering_the_sure, answering_none = curve[0], curve[60], curve[100]
    assert (answering_all.answered, answering_all.wrong, answering_all.per_thousand) == (12, 2, 2000)
    assert (answering_the_sure.answered, answering_the_sure.wrong) == (10, 1)
    assert answering_the_sure.per_thousand == pytest.approx((12 + 2 * 5) / 12 * 1000)
    assert answering_none.per_thousand == 5000


@pytest.mark.parametrize(
    ("wrong", "look", "bar", "answered"), [(12, 5, 0.58, 10), (12, 11, 0.08, 12), (100, 1, 0.99, 0), (1, 100, 0.0, 12)]
)
def test_the_dearer_a_wrong_answer_the_higher_the_bar(wrong, look, bar, answered):
    choice = choose_bar(SURE, RIGHT, Costs(wrong, look))
    assert choice.bar == bar
    assert choice.at(choice.bar).answered == answered


def test_costs_that_are_none_are_refused():
    for costs in ((0, 5), (12, -1), (float("nan"), 1)):
        with pytest.raises(Problem) as refusal:
            Costs(*costs)
        assert refusal.value.code == "text-costs"


LETTER = "尊敬的领导，我们小区门口的路灯从上个月开始就一直不亮，晚上老人和孩子出行很不安全，多次向物业反映没有结果，请帮助解决。"


def test_texts_that_nearly_repeat_each_other_form_a_group():
    texts = [
        LETTER,
        "补充：" + LETTER,
        "学校门口车多" + LETTER[30:],
        "",
        "",
        "路灯不亮",
        "路灯不亮",
        "路灯不亮了",
        LETTER.replace("，", " "),
    ]
    groups = near_duplicates(texts).tolist()
    assert groups[0] == groups[1] == groups[8]
    assert groups[5] == groups[6]
    assert len({groups[0], *groups[2:6], groups[7]}) == 6


def test_a_letter_sent_many_times_is_one_group():
    assert len(set(near_duplicates([f"{LETTER}第{number}封" for number in range(300)]).tolist())) == 1


def test_near_duplicates_share_a_fold_so_that_no_letter_is_asked_of_a_model_that_read_it():
    texts, labels = made()
    rows = labelled_rows([*texts, LETTER, "补充：" + LETTER], [*labels, "供水", "供水"], Settings())
    assert rows.counts.alike == 2
    for seed in range(5):
        places = stratified_folds(rows.truth, 5, seed, rows.groups)
        assert places[32] == places[33]
        assert max(np.bincount(places)) - min(np.bincount(places)) <= 2


def test_a_label_that_lies_in_one_fold_alone_is_asked_of_a_model_without_it():
    texts, labels = made()
    found = evaluate([*texts, *[LETTER] * 5], [*labels, *["信"] * 5], 3)
    assert found.judgement.confusion[2][2] == 0
    assert sum(found.judgement.confusion[2]) == 5


def test_each_fold_abstains_by_a_bar_of_its_own(evaluation):
    assert len(evaluation.fold_bars) == 4
    assert evaluation.answered_right <= evaluation.answered <= 32
    wrong = evaluation.answered - evaluation.answered_right
    assert evaluation.cost == pytest.approx((wrong * 12 + (32 - evaluation.answered) * 5) / 32 * 1000)
