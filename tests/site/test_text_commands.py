"""`fengqiao text` from end to end on small sheets."""

import csv
import json

import pytest
import xlsxwriter
from typer.testing import CliRunner

from fengqiao.kit.text import load
from fengqiao.site.commands.text import app

WORDS = {"供水": ("停水", "水管漏", "水费"), "道路": ("路灯", "路面", "公路")}
HEADER = ("编号", "主题", "详情", "类别")


def lines():
    return [
        (f"N{place}{at}", f"反映{word}", f"{place}村{word}的事，请处理", label)
        for place in "甲乙丙丁戊"
        for label, words in WORDS.items()
        for at, word in enumerate(words)
    ]


def csv_file(path, rows, header=HEADER, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


@pytest.fixture
def sheet(tmp_path):
    return csv_file(tmp_path / "留言.csv", lines())


@pytest.fixture
def run(tmp_path):
    def call(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    return call


@pytest.fixture
def model(run, sheet, tmp_path):
    path = tmp_path / "m.fqm"
    assert run("train", sheet, "--title", "主题", "--text", "详情", "--label", "类别", "--out", path).exit_code == 0
    return path


def results(path):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel takes the file for GBK
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def summary(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout.splitlines()[-1])


def refused(result, words):
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_train_then_predict_labels_each_row_by_its_excel_number(run, sheet, model, tmp_path):
    out = tmp_path / "out.csv"
    found = summary(run("predict", model, sheet, "--title", "主题", "--text", "详情", "--out", out, "--json"))
    assert (found["read"], found["labelled"], found["abstained"]) == (30, 30, 0)
    assert found["by_label"] == {"供水": 15, "道路": 15}
    table = results(out)
    assert [line["row"] for line in table] == [str(number) for number in range(2, 32)]
    assert [line["label"] for line in table] == [label for *_, label in lines()]
    first = table[0]
    assert first["second"] == "道路"
    assert (first["third"], first["third_confidence"]) == ("", "")
    assert float(first["confidence"]) + float(first["second_confidence"]) == pytest.approx(1, abs=1e-3)
    assert first["abstained"] == "FALSE"


def test_train_reports_what_was_used_and_left_out(run, tmp_path):
    rows = [*lines(), ("1", "", "", "供水"), ("2", "无类", "无类", ""), ("3", "少见", "少见", "罕类")]
    file = csv_file(tmp_path / "a.csv", rows)
    out = tmp_path / "m.fqm"
    found = summary(run("train", file, "--text", "详情", "--label", "类别", "--out", out, "--json"))
    left_out = {name: found[name] for name in ("given", "used", "empty", "unlabelled", "rare", "rare_labels")}
    assert left_out == {"given": 33, "used": 30, "empty": 1, "unlabelled": 1, "rare": 1, "rare_labels": 1}
    assert found["bytes"] == out.stat().st_size
    assert load(out).labels == ("供水", "道路")
    assert load(out).parts.created_by.startswith("fengqiao ")


def test_the_threshold_comes_from_the_packs_costs_unless_given(run, sheet, tmp_path):
    out = tmp_path / "m.fqm"
    base = ("train", sheet, "--text", "详情", "--label", "类别", "--out", out)
    assert 0 < summary(run(*base, "--json"))["abstain_below"] < 1
    assert summary(run(*base, "--abstain-below", "0.9", "--json"))["abstain_below"] == 0.9
    assert load(out).abstain_below == 0.9


def test_the_subject_line_weighs_as_at_intake(run, sheet, model, tmp_path):
    out = tmp_path / "out.csv"
    assert run("predict", model, sheet, "--title", "主题", "--text", "详情", "--out", out).exit_code == 0
    _, title, text, _ = lines()[0]
    (expected,) = load(model).predict([text], titles=[title])
    assert results(out)[0]["confidence"] == str(round(expected.confidence, 4))
    refused(run("predict", model, sheet, "--title", "主题", "--text", "主题", "--out", out), "不要再写在 --text")


def test_a_row_below_the_threshold_has_no_label_but_its_confidence(run, sheet, model, tmp_path):
    out = tmp_path / "out.csv"
    call = ("predict", model, sheet, "--text", "详情", "--out", out, "--abstain-below", "1", "--json")
    assert summary(run(*call))["abstained"] == 30
    line = results(out)[0]
    assert (line["label"], line["best"], line["abstained"]) == ("", "供水", "TRUE")
    assert 0.5 < float(line["confidence"]) < 1


def test_rows_without_text_are_counted_and_keep_their_line(run, model, tmp_path):
    rows = [("1", "", "", "x"), ("2", "", "停水", "x")]
    out = tmp_path / "out.csv"
    file = csv_file(tmp_path / "b.csv", rows)
    found = summary(run("predict", model, file, "--text", "详情", "--out", out, "--json"))
    assert (found["read"], found["labelled"], found["empty"]) == (2, 1, 1)
    assert [line["label"] for line in results(out)] == ["", "供水"]


def test_a_row_with_more_cells_than_the_header_is_not_trusted(run, model, tmp_path):
    file = csv_file(tmp_path / "b.csv", [("1", "停水", "停水", "x", "多出"), ("2", "停水", "停水", "x")])
    out = tmp_path / "out.csv"
    found = summary(run("predict", model, file, "--text", "详情", "--out", out, "--json"))
    assert (found["labelled"], found["slipped"], found["empty"]) == (1, 1, 0)
    assert [line["label"] for line in results(out)] == ["", "供水"]


def test_gb18030_and_xlsx_give_the_same_as_utf8(run, sheet, model, tmp_path):
    old = csv_file(tmp_path / "old.csv", lines(), encoding="gb18030")
    book = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate([HEADER, *lines()]):
            page.write_row(number, 0, row)
    tables = []
    for file in (sheet, old, book):
        out = tmp_path / f"{file.stem}-out.csv"
        assert run("predict", model, file, "--text", "详情", "--out", out).exit_code == 0
        tables.append(results(out))
    assert tables[0] == tables[1] == tables[2]


def test_a_sheet_of_one_column_is_predicted(run, model, tmp_path):
    file = csv_file(tmp_path / "one.csv", [["某村停水的事"], ["某村路灯的事"]], header=["诉求"])
    out = tmp_path / "out.csv"
    assert summary(run("predict", model, file, "--text", "诉求", "--out", out, "--json"))["labelled"] == 2
    assert [line["label"] for line in results(out)] == ["供水", "道路"]


def test_a_label_that_looks_like_a_formula_is_neutralised(run, tmp_path):
    rows = [(number, title, text, f"=1+{label}") for number, title, text, label in lines()]
    file, out = csv_file(tmp_path / "f.csv", rows), tmp_path / "out.csv"
    model = tmp_path / "f.fqm"
    assert run("train", file, "--text", "详情", "--label", "类别", "--out", model).exit_code == 0
    assert run("predict", model, file, "--text", "详情", "--out", out).exit_code == 0
    assert results(out)[0]["label"] == "'=1+供水"


def test_evaluate_prints_scores_and_a_confusion_table(run, sheet):
    result = run("evaluate", sheet, "--text", "详情", "--label", "类别", "--folds", "3", "--json")
    found = summary(result)
    assert sum(map(sum, found["confusion"])) == 30
    assert found["folds"] == 3
    assert len(found["fold_macro_f1"]) == 3
    assert found["macro_f1"] == pytest.approx(sum(score["f1"] for score in found["classes"]) / 2)
    assert sum(each["count"] for each in found["reliability"]) == 30
    assert (found["cost_wrong"], found["cost_look"], len(found["cost_curve"])) == (12, 5, 21)
    for words in ("macro-F1", "accuracy", "precision", "recall", "1 供水", "2 道路", "ECE", "← 选定", "代价曲线"):
        assert words in result.stdout


def test_words_in_brackets_are_shown_as_they_are(run, tmp_path):
    rows = [(number, title, text, f"[red]{label}") for number, title, text, label in lines()]
    file = csv_file(tmp_path / "f.csv", rows)
    assert "[red]供水" in run("evaluate", file, "--text", "详情", "--label", "类别", "--folds", "2").stdout


def test_a_column_name_may_hold_a_comma(run, tmp_path):
    file = csv_file(tmp_path / "c.csv", lines(), header=("编号", "主题", "详情,补充", "类别"))
    assert run("train", file, "--text", "详情,补充", "--label", "类别", "--out", tmp_path / "m").exit_code == 0


def test_an_unknown_column_is_refused_with_those_there_are(run, sheet, model, tmp_path):
    out = tmp_path / "out.csv"
    for call in (
        ("predict", model, sheet, "--text", "正文", "--out", out),
        ("train", sheet, "--text", "详情，正文", "--label", "类别", "--out", out),
        ("evaluate", sheet, "--text", "详情", "--label", "正文"),
    ):
        refused(run(*call), "“正文”这一列，现有的列：编号、主题、详情、类别")
    refused(run("predict", model, sheet, "--text", "，", "--out", out), "--text")
    assert not out.exists()


def test_an_empty_or_missing_file_is_refused(run, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    columns = ("--text", "a", "--label", "b")
    refused(run("evaluate", empty, *columns), "文件是空的")
    assert run("evaluate", tmp_path / "none.csv", *columns).exit_code == 2
    header_only = csv_file(tmp_path / "head.csv", [])
    assert run("train", header_only, *columns, "--out", tmp_path / "m").exit_code == 2


def test_a_file_that_is_no_model_is_refused(run, sheet, tmp_path):
    out = tmp_path / "out.csv"
    refused(run("predict", sheet, sheet, "--text", "详情", "--out", out), "模型文件不可用")
    refused(run("predict", tmp_path / "none", sheet, "--text", "详情", "--out", out), "打不开模型文件")


def test_one_label_alone_cannot_be_learnt(run, tmp_path):
    file = csv_file(tmp_path / "one.csv", [row for row in lines() if row[3] == "供水"])
    refused(run("train", file, "--text", "详情", "--label", "类别", "--out", tmp_path / "m"), "至少要有两个标签")


def test_no_input_is_overwritten_and_no_folder_made(run, sheet, model, tmp_path):
    before = sheet.read_bytes(), model.read_bytes()
    refused(run("predict", model, sheet, "--text", "详情", "--out", sheet), "不能与输入文件相同")
    refused(run("predict", model, sheet, "--text", "详情", "--out", model), "不能与输入文件相同")
    refused(run("train", sheet, "--text", "详情", "--label", "类别", "--out", sheet), "不能与输入文件相同")
    assert (sheet.read_bytes(), model.read_bytes()) == before
    refused(run("predict", model, sheet, "--text", "详情", "--out", tmp_path / "no" / "a.csv"), "无法写入")
    refused(run("train", sheet, "--text", "详情", "--label", "类别", "--out", tmp_path / "no" / "m"), "无法写入")


@pytest.mark.parametrize("command", [[], ["train"], ["predict"], ["evaluate"]])
def test_help_speaks_both_languages(run, command):
    text = run(*command, "--help").stdout
    assert "训练" in text or "模型" in text or "评估" in text
    assert "model" in text or "Evaluate" in text
