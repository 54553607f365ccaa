"""The file of a model: what is kept, and what is refused without being run or unpacked."""

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from fengqiao.kit.problems import Problem
from fengqiao.kit.text import ArchiveLimits, Settings, TextModel, load
from fengqiao.kit.text.parts import ModelParts, Parameters, TrainingCounts

JUDGED = {
    "confusion": [[3, 1], [0, 3]],
    "bins": [[0, None, 0]] * 9 + [[7, 0.9, 6]],
    "curve": [[7, 1]] * 101,
    "bar": 0.5,
    "lowest": 0.4,
}
TEXTS = ["水停了", "路坏了，水也停", "水路", "别的", ""]


def made(**over):
    """A model of two labels and the grams 水, 水停, 路, written by hand."""
    numbers = {
        "grams": np.array([[ord("水"), 0], [ord("水"), ord("停")], [ord("路"), 0]], dtype=np.uint16),
        "weights": np.array([1, 2, 1.5], dtype=np.float32),
        "coefficients": np.array([[1, -1], [2, -2], [-1, 1]], dtype=np.float32),
        "intercepts": np.array([0.25, -0.25]),
        "temperature": 2.5,
    }
    counts = TrainingCounts(
        given=9, used=7, empty=1, unlabelled=1, rare=0, rare_labels=0, by_label={"供水": 4, "道路": 3}
    )
    return TextModel(
        ModelParts(("供水", "道路"), Parameters(**{**numbers, **over}), Settings(abstain_below=0.6), counts, "测试")
    )


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def zipped_again(content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in content.items():
            zipped.writestr(name, data)
    return buffer.getvalue()


def forged(arrays=None, *, drop=(), **manifest):
    """A model file changed by somebody who also puts the check sums right."""
    content = members(made().to_bytes())
    content.update(arrays or {})
    words = json.loads(content.pop("manifest.json")) | manifest
    words["sha256"] = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()} | words.get("sums", {})
    for name in drop:
        del words[name]
    return zipped_again({"manifest.json": json.dumps(words), **content})


def npy(array, **options):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, **options)
    return buffer.getvalue()


def said(value):
    """A test's name for bytes."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


def refusal_of(data, **options):
    with pytest.raises(Problem) as refusal:
        load(data, **options)
    assert str(refusal.value)
    return refusal.value.code


def test_a_model_kept_and_read_again_answers_the_same(tmp_path):
    model = made()
    path = tmp_path / "模型.fqm"
    model.save(path)
    again = load(path)
    assert again.predict(TEXTS) == model.predict(TEXTS)
    assert again.predict(TEXTS)[0].label == "供水"
    assert again.parts.counts == model.parts.counts
    assert again.parts.settings == model.parts.settings
    assert (again.labels, again.parts.created_by) == (("供水", "道路"), "测试")
    assert load(path.read_bytes()).to_bytes() == path.read_bytes()


def test_saving_leaves_nothing_but_the_file_and_replaces_an_older_one(tmp_path):
    path = tmp_path / "a.fqm"
    path.write_bytes(b"old")
    made().save(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.fqm"]
    assert load(path).gram_count == 3


def test_a_file_that_cannot_be_written_or_read_is_a_problem(tmp_path):
    with pytest.raises(Problem) as refusal:
        made().save(tmp_path / "none" / "a.fqm")
    assert refusal.value.code == "text-model-unwritable"
    assert refusal_of(tmp_path / "none.fqm") == "text-model-missing"
    assert refusal_of(tmp_path) == "text-model-missing"


def test_the_manifest_tells_people_what_the_file_is():
    words = json.loads(members(made().to_bytes())["manifest.json"])
    assert (words["format"], words["format_version"], words["labels"]) == ("fengqiao-text-model", 2, ["供水", "道路"])
    assert words["counts"]["by_label"] == {"供水": 4, "道路": 3}
    assert words["settings"]["abstain_below"] == 0.6
    assert set(words["sha256"]) == {"grams.npy", "weights.npy", "coefficients.npy", "intercepts.npy"}


def test_what_the_model_was_worth_at_its_training_is_read_again():
    judgement = load(forged(judgement=JUDGED)).parts.judgement
    assert (judgement.rows, judgement.right, judgement.bins[9].accuracy) == (7, 6, 6 / 7)
    assert judgement.choice.curve[50].per_thousand == pytest.approx(12 / 7 * 1000)
    assert judgement.confused(5) == [("供水", "道路", 1, 0.25)]
    assert made().parts.judgement is None


def test_a_model_of_the_first_format_still_answers():
    old = {"abstain_below": 0.6, "gram_max": 2, "min_rows": 3, "shrink": 10.0, "strength": 1.0, "rows_per_label": 5}
    old |= {"calibration_folds": 5, "max_chars": 20_000, "max_numbers": 3_000_000, "seed": 0}
    counts = {"given": 9, "used": 7, "empty": 1, "unlabelled": 1, "rare": 0, "rare_labels": 0, "by_label": {"供水": 7}}
    data = forged(format_version=1, settings=old, counts=counts, drop=("abstain_below", "judgement"))
    model = load(data)
    assert (model.abstain_below, model.parts.settings.folding, model.parts.judgement) == (0.6, 1, None)
    assert model.predict(TEXTS) == made().predict(TEXTS)


def test_a_changed_array_is_found_by_its_check_sum():
    content = members(made().to_bytes())
    content["weights.npy"] = npy(np.array([1, 2, 9], dtype="<f4"))
    with pytest.raises(Problem, match="校验值不符") as refusal:
        load(zipped_again(content))
    assert refusal.value.code == "text-model-damaged"


def test_any_changed_byte_gives_a_problem_or_the_same_model():
    data = made().to_bytes()
    answers = made().predict(TEXTS)
    refused = 0
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 0x55
        try:
            again = load(bytes(changed))
        except Problem:
            refused += 1
        else:
            assert again.predict(TEXTS) == answers
    assert refused > len(data) / 2


@pytest.mark.parametrize("kept", [0, 1, 30, 400, -1])
def test_a_file_cut_off_is_refused(kept):
    assert refusal_of(made().to_bytes()[:kept]) == "text-model-damaged"


class Trap:
    """Makes a folder when it is unpickled."""

    def __reduce__(self):
        return (os.mkdir, ("sprung",))


def test_a_pickled_array_is_refused_and_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pickled = npy(np.array([Trap()] * 3, dtype=object), allow_pickle=True)
    assert refusal_of(forged({"weights.npy": pickled})) == "text-model-damaged"
    assert not Path("sprung").exists()
    np.load(io.BytesIO(pickled), allow_pickle=True)  # the trap does work
    assert Path("sprung").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("weights.npy", npy(np.ones(4, dtype="<f4"))),
        ("weights.npy", npy(np.ones((3, 1), dtype="<f4"))),
        ("weights.npy", npy(np.ones(3, dtype="<f8"))),
        ("weights.npy", npy(np.ones(3, dtype=">f4"))),
        ("weights.npy", npy(np.ones(3, dtype="<f4"), version=(2, 0))),
        ("weights.npy", npy(np.ones(3, dtype="<f4")) + b"more"),
        ("weights.npy", npy(np.ones(3, dtype="<f4"))[:-1]),
        ("weights.npy", npy(np.ones(3, dtype="<f4")).replace(b"(3,)", b"(99,")),
        ("weights.npy", npy(np.array([1, np.inf, 1], dtype="<f4"))),
        ("weights.npy", b""),
        ("weights.npy", b"\x93NUMPY\x01\x00\xff\xff{"),
        ("intercepts.npy", npy(np.array([np.nan, 0.0]))),
        ("coefficients.npy", npy(np.asfortranarray(np.ones((3, 2), dtype="<f4")))),
        ("grams.npy", npy(np.array([[5, 0], [4, 0], [6, 0]], dtype="<u2"))),
        ("grams.npy", npy(np.array([[5, 0], [5, 0], [6, 0]], dtype="<u2"))),
        ("grams.npy", npy(np.array([[0, 5], [5, 0], [6, 0]], dtype="<u2"))),
    ],
    ids=said,
)
def test_arrays_that_make_no_model_are_refused_though_their_check_sums_fit(name, content):
    assert refusal_of(forged({name: content})) == "text-model-damaged"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "other"}, "text-model-damaged"),
        ({"format_version": 3}, "text-model-version"),
        ({"format_version": True}, "text-model-version"),
        ({"format_version": None}, "text-model-version"),
        ({"labels": ["供水"]}, "text-model-damaged"),
        ({"labels": ["供水", "供水"]}, "text-model-damaged"),
        ({"labels": ["供水", ""]}, "text-model-damaged"),
        ({"labels": ["供水", 7]}, "text-model-damaged"),
        ({"labels": ["供水", "长" * 101]}, "text-model-damaged"),
        ({"labels": [str(n) for n in range(2000)]}, "text-model-damaged"),
        ({"labels": {"a": 1, "b": 2}}, "text-model-damaged"),
        ({"labels": ["供水", "道路", "教育"]}, "text-model-damaged"),
        ({"gram_count": 4}, "text-model-damaged"),
        ({"gram_count": -1}, "text-model-damaged"),
        ({"gram_count": 3.0}, "text-model-damaged"),
        ({"gram_count": True}, "text-model-damaged"),
        ({"gram_count": 10**30}, "text-model-damaged"),
        ({"gram_count": 11_000_000}, "text-model-damaged"),
        ({"temperature": 0.0}, "text-model-damaged"),
        ({"temperature": "1"}, "text-model-damaged"),
        ({"temperature": float("inf")}, "text-model-damaged"),
        ({"temperature": float("nan")}, "text-model-damaged"),
        ({"settings": {}}, "text-model-settings"),
        ({"settings": None}, "text-model-settings"),
        ({"counts": {}}, "text-model-damaged"),
        ({"counts": []}, "text-model-damaged"),
        ({"created_by": None}, "text-model-damaged"),
        ({"abstain_below": 2}, "text-model-damaged"),
        ({"judgement": {}}, "text-model-damaged"),
        ({"judgement": JUDGED | {"confusion": [[1, 2]]}}, "text-model-damaged"),
        ({"judgement": JUDGED | {"bins": [[1, 0.5]] * 10}}, "text-model-damaged"),
        ({"judgement": JUDGED | {"bins": [[-1, 0.5, 1]] * 10}}, "text-model-damaged"),
        ({"judgement": JUDGED | {"curve": [[1, 0]] * 100}}, "text-model-damaged"),
        ({"judgement": JUDGED | {"bar": "x"}}, "text-model-damaged"),
    ],
)
def test_manifests_that_make_no_model_are_refused(change, code):
    assert refusal_of(forged(**change)) == code


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("abstain_below", 2, "text-setting-range"),
        ("abstain_below", "0", "text-model-settings"),
        ("gram_max", 2.0, "text-model-settings"),
        ("seed", True, "text-model-settings"),
        ("shrink", 10**400, "text-model-settings"),
        ("shrink", -1, "text-setting-range"),
        ("unheard_of", 1, "text-model-settings"),
    ],
)
def test_settings_of_a_file_are_checked(name, value, code):
    settings = json.loads(members(made().to_bytes())["manifest.json"])["settings"]
    assert refusal_of(forged(settings=settings | {name: value})) == code


@pytest.mark.parametrize("missing", ["format", "labels", "settings", "counts", "sha256", "temperature", "gram_count"])
def test_a_manifest_without_a_part_is_refused(missing):
    assert refusal_of(forged(drop=[missing])) in {"text-model-damaged", "text-model-settings"}


@pytest.mark.parametrize(
    "words", [b"", b"[]", b"{", b"\xff", b"[" * 200_000, b'{"format": 1e999999}', b"1" * 5000], ids=said
)
def test_a_manifest_that_is_no_object_is_refused(words):
    assert refusal_of(zipped_again(members(made().to_bytes()) | {"manifest.json": words})) == "text-model-damaged"


def test_missing_and_added_members_are_refused():
    content = members(made().to_bytes())
    assert refusal_of(zipped_again(content | {"../evil.py": b"1"})) == "text-model-damaged"
    del content["weights.npy"]
    assert refusal_of(zipped_again(content)) == "text-model-damaged"
    assert refusal_of(b"PK no zip") == "text-model-damaged"


def test_a_bomb_is_not_unpacked():
    bomb = forged({"coefficients.npy": bytes(200 * 2**20)})
    assert len(bomb) < 2**20
    assert refusal_of(bomb) == "text-model-too-large"
    big_manifest = members(made().to_bytes()) | {"manifest.json": b" " * (2 * 2**20)}
    assert refusal_of(zipped_again(big_manifest)) == "text-model-too-large"


def test_a_bomb_that_hides_its_size_is_not_unpacked():
    size = 50 * 2**20
    bomb = forged({"coefficients.npy": bytes(size)})
    hidden = bomb.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert hidden != bomb
    assert refusal_of(hidden) == "text-model-damaged"


def test_a_locked_member_is_refused():
    data = bytearray(made().to_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag of encryption in the directory
    assert refusal_of(bytes(data)) == "text-model-damaged"


def test_a_file_larger_than_the_limit_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "a.fqm"
    made().save(path)
    limits = ArchiveLimits(file_bytes=100)
    assert refusal_of(path, limits=limits) == "text-model-too-large"
    assert refusal_of(path.read_bytes(), limits=limits) == "text-model-too-large"
    assert refusal_of(path, limits=ArchiveLimits(array_bytes=10)) == "text-model-too-large"
