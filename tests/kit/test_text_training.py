"""Training and asking: what is learnt, what is set aside, when the model abstains."""

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
import scipy.sparse as sp

from fengqiao.kit.problems import Problem
from fengqiao.kit.text import Settings, load, train
from fengqiao.kit.text.training import gram_weights, stratified_folds

SUBJECTS = {
    "供水": ("自来水停了", "水管漏水", "水压太低", "水费算错"),
    "道路": ("路面有坑", "路灯不亮", "公路塌方", "路口堵车"),
    "教育": ("学校收费", "老师补课", "孩子入学", "校车超载"),
}
PLACES = ("东街", "西村", "南门", "北桥", "中心广场")
ENDINGS = ("请尽快处理", "已经三天了", "希望给个答复")


def made(rows=60):
    """Labelled sentences in which each label has words of its own."""
    lines = [
        (f"{place}{words}，{ending}。", label)
        for place, ending in itertools.product(PLACES, ENDINGS)
        for label, phrases in SUBJECTS.items()
        for words in phrases
    ]
    return [text for text, _ in lines[:rows]], [label for _, label in lines[:rows]]


@pytest.fixture(scope="module")
def model():
    return train(*made(180))


def test_a_new_sentence_with_a_labels_words_gets_the_label(model):
    found = model.predict(["后山的水管又漏水了", "新修的公路路面全是坑", "学校的老师要孩子补课"])
    assert [prediction.label for prediction in found] == ["供水", "道路", "教育"]
    assert all(prediction.confidence > 0.6 for prediction in found)


def test_the_first_three_labels_are_ranked_by_probability(model):
    (prediction,) = model.predict(["自来水停了，孩子上学也不方便"])
    shares = [share for _, share in prediction.ranked]
    assert len(shares) == 3
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert prediction.confidence == shares[0]


def test_the_model_abstains_below_the_threshold_but_shows_what_it_thought(model):
    (prediction,) = model.predict(["自来水停了"], abstain_below=1)
    assert prediction.label is None
    assert prediction.ranked[0][0] == "供水"
    assert 0 < prediction.confidence < 1
    assert model.predict(["自来水停了"], abstain_below=0)[0].label == "供水"


def test_the_threshold_set_at_the_training_holds_when_none_is_given():
    strict = train(*made(), settings=Settings(abstain_below=1))
    assert strict.predict(["自来水停了"])[0].label is None
    assert load(strict.to_bytes()).predict(["自来水停了"])[0].label is None


@pytest.mark.parametrize("text", ["", "  \n", "😀😀", "xyz"])
def test_a_text_without_anything_known_is_not_answered_even_without_threshold(model, text):
    (prediction,) = model.predict([text], abstain_below=0)
    assert (prediction.label, prediction.confidence, prediction.ranked) == (None, 0.0, ())


def test_no_texts_give_no_predictions(model):
    assert model.predict([]) == []
    assert model.probabilities([]).shape == (0, 3)


def test_a_texts_answer_does_not_depend_on_the_others(model):
    texts = made(180)[0] * 20
    assert [model.predict([text])[0] for text in texts[:30]] == model.predict(texts)[:30]


def test_probabilities_add_up_to_one_and_are_equal_for_the_unknown(model):
    found = model.probabilities(["自来水停了", "", "老师"])
    assert found.sum(axis=1) == pytest.approx([1, 1, 1])
    assert found[1].tolist() == pytest.approx([1 / 3] * 3)


def test_the_parts_of_all_characters_add_up_to_the_margin(model):
    for title, text in (
        ("", "东街水管漏水，孩子上学不便"),
        ("校车超载", "请处理"),
        ("路灯", "路灯不亮，老師補課\n水費"),
    ):
        why = model.explain(text, title=title)
        assert (len(why.title), len(why.text)) == (len(title), len(text))
        assert why.total == pytest.approx(why.margin, abs=1e-12)
        chances = model.probabilities(["\n".join([title] * 3 + [text]) if title else text])[0]
        first, second = (model.labels.index(label) for label in (why.first, why.second))
        assert math.log(chances[first] / chances[second]) == pytest.approx(
            why.margin * model.parts.parameters.temperature
        )


def test_an_explanation_shows_words_of_the_text_heaviest_first(model):
    text = "东街的水管又漏水了，请尽快处理。"
    why = model.explain(text)
    assert (why.first, why.words(2)) == ("供水", ("水管", "漏水"))
    assert [span.weight for span in why.spans] == sorted((span.weight for span in why.spans), reverse=True)
    for span in why.spans:
        assert span.words == text[span.start : span.end]
        assert span.weight == pytest.approx(float(why.text[span.start : span.end].sum()))


def test_why_another_label_was_not_chosen_can_be_asked(model):
    why = model.explain("东街水管漏水", label="道路")
    assert (why.first, why.second) == ("道路", "供水")
    assert why.margin < 0
    assert why.total == pytest.approx(why.margin, abs=1e-12)


def test_what_is_not_understood_has_no_explanation(model):
    assert model.explain("xyz") is None
    assert model.explain("水管", label="无此标签") is None


def test_the_subject_line_counts_as_many_times_as_the_settings_say(model):
    text, title = "东街路面有坑", "水管漏水"
    (with_title,) = model.predict([text], titles=[title])
    (spelt_out,) = model.predict(["\n".join([title] * 3 + [text])])
    assert with_title == spelt_out
    assert model.predict([text], titles=["  "]) == model.predict([text])
    with pytest.raises(Problem) as refusal:
        model.predict([text], titles=[])
    assert refusal.value.code == "text-titles-unequal"


def test_training_with_subject_lines_is_training_on_them_spelt_out():
    texts, labels = made(60)
    titles = [label if at % 2 else "" for at, label in enumerate(labels)]
    spelt_out = ["\n".join([title] * 3 + [text]) if title else text for title, text in zip(titles, texts, strict=True)]
    assert train(texts, labels, titles=titles).to_bytes() == train(spelt_out, labels).to_bytes()


def test_a_row_that_weighs_more_counts_for_more():
    texts, labels = made(60)
    odd = ([*texts, "西村塔吊作业"] + ["西村塔吊作业"] * 3, [*labels, "道路", *["供水"] * 3])
    light = train(*odd)
    heavy = train(*odd, weights=[1.0] * 60 + [50.0, 0.1, 0.1, 0.1])
    assert light.predict(["西村塔吊作业"])[0].ranked[0][0] == "供水"
    assert heavy.predict(["西村塔吊作业"])[0].ranked[0][0] == "道路"


def test_the_bar_is_chosen_by_cost_and_kept_with_the_model():
    texts, labels = made(60)
    careful = train(texts, labels, settings=Settings(cost_wrong=1000, cost_look=1))
    bold = train(texts, labels, settings=Settings(cost_wrong=2, cost_look=2))
    assert bold.abstain_below == 0 < careful.abstain_below
    again = load(careful.to_bytes())
    assert again.abstain_below == careful.abstain_below
    assert again.parts.judgement == careful.parts.judgement
    assert train(texts, labels, settings=Settings(abstain_below=0.3)).abstain_below == 0.3


def test_the_same_rows_give_the_same_model_byte_for_byte(model):
    assert train(*made(180)).to_bytes() == model.to_bytes()


def test_two_labels_are_enough():
    texts, labels = made(180)
    pairs = [(text, label) for text, label in zip(texts, labels, strict=True) if label != "教育"]
    model = train([text for text, _ in pairs], [label for _, label in pairs])
    assert [p.label for p in model.predict(["水管漏水", "路灯不亮"])] == ["供水", "道路"]


def test_three_characters_may_be_a_gram():
    model = train(*made(), settings=Settings(gram_max=3))
    assert load(model.to_bytes()).predict(["自来水停了"]) == model.predict(["自来水停了"])


def test_rows_without_text_or_label_and_rare_labels_are_counted_and_left_out():
    texts, labels = made(180)
    model = train([*texts, " ", "有字无类", "少见", "少见"], [*labels, "供水", " ", "罕类", "罕类"])
    counts = model.parts.counts
    assert (counts.given, counts.used, counts.empty, counts.unlabelled, counts.rare, counts.rare_labels) == (
        184,
        180,
        1,
        1,
        2,
        1,
    )
    assert counts.by_label == {"供水": 60, "教育": 60, "道路": 60}
    assert model.labels == ("供水", "教育", "道路")


def test_progress_counts_the_folds_and_the_last_fit():
    steps = []
    train(*made(), settings=Settings(calibration_folds=3), progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("texts", "labels", "code"),
    [
        (["甲"], [], "text-train-unequal"),
        ([], [], "text-train-labels"),
        (["路灯"] * 9, ["道路"] * 9, "text-train-labels"),
        (["路灯"] * 9, list("一二三四五六七八九"), "text-train-labels"),
        (["路灯"] * 10, ["长" * 101] * 5 + ["短"] * 5, "text-train-label-column"),
        (["😀"] * 10, ["甲"] * 5 + ["乙"] * 5, "text-train-grams"),
    ],
)
def test_rows_that_teach_nothing_are_refused(texts, labels, code):
    with pytest.raises(Problem) as refusal:
        train(texts, labels)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_rows_that_do_not_differ_leave_the_model_without_an_answer():
    model = train(["路灯不亮"] * 20, ["甲", "乙"] * 10)
    assert model.predict(["路灯不亮"])[0].label is None


@pytest.mark.parametrize(
    "wrong",
    [{"abstain_below": 1.1}, {"abstain_below": float("nan")}, {"gram_max": 4}, {"rows_per_label": 1}, {"cost_look": 0}],
)
def test_settings_outside_their_range_are_refused(wrong):
    with pytest.raises(Problem, match=next(iter(wrong))) as refusal:
        Settings(**wrong)
    assert refusal.value.code == "text-setting-range"


def test_each_labels_rows_are_dealt_out_evenly():
    truth = np.array([0] * 13 + [1] * 7 + [2] * 4)
    places = stratified_folds(truth, 5, seed=0)
    for rows in (places, places[truth == 0], places[truth == 1], places[truth == 2]):
        sizes = np.bincount(rows, minlength=5)
        assert sizes.max() - sizes.min() <= 1
    assert np.array_equal(places, stratified_folds(truth, 5, seed=0))
    assert not np.array_equal(places, stratified_folds(truth, 5, seed=1))


def test_a_gram_weighs_by_its_rarity_and_by_how_it_favours_a_class():
    # Gram 0 lies in both rows of class 0 alone, gram 1 in every row, gram 2 in none.
    counts = sp.csr_array(np.array([[1.0, 1, 0], [3, 1, 0], [0, 1, 0], [0, 2, 0]]))
    weights = gram_weights(counts, np.array([0, 0, 1, 1]), 2, shrink=2)
    drawn = (2 * 2 + 2) / (2 + 2)  # favour 2, held by 2 rows, 2 rows of doubt
    assert weights.tolist() == pytest.approx([(math.log(5 / 3) + 1) * math.log(drawn), 0, 0])


def test_predicting_does_not_load_scikit_learn():
    code = "import sys, fengqiao.kit.text; sys.exit(bool({'sklearn', 'scipy', 'django'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
