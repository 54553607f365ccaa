"""`fengqiao text groups` from end to end."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fengqiao.site.cli import app

TOLD = Path(__file__).parents[1] / "data" / "told_alike.csv"


def run(*words):
    return CliRunner().invoke(app, ["text", "groups", *(str(word) for word in words)])


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    out = tmp_path_factory.mktemp("groups") / "out.csv"
    names = ("--text", "title", "--text", "text", "--time", "told_at", "--likes", "likes", "--dislikes", "dislikes")
    result = run(TOLD, *names, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    return rows, json.loads(result.stdout.splitlines()[-1])


def test_every_row_has_a_group_and_a_heat_under_its_excel_number(found):
    rows, summary = found
    assert [row["row"] for row in rows] == [str(number) for number in range(2, 67)]
    assert list(rows[0])[:3] == ["row", "group", "heat"]
    assert all(int(row["group"]) > 0 and float(row["heat"]) > 0 for row in rows)
    assert (summary["read"], summary["unread_times"]) == (65, 0)


def test_heat_is_the_sum_of_its_parts_and_group_one_is_the_hottest(found):
    rows, _ = found
    for row in rows:
        assert float(row["heat"]) == pytest.approx(
            int(row["told"]) + float(row["support"]) + int(row["rush"]), abs=0.01
        )
    heats = {int(row["group"]): float(row["heat"]) for row in rows}
    assert [heats[number] for number in sorted(heats)] == sorted(heats.values(), reverse=True)


def test_who_stands_alone_has_a_group_of_their_own(found):
    rows, _ = found
    sizes = {}
    for row in rows:
        sizes.setdefault(row["group"], []).append(row["size"])
    assert all(size == [str(len(size))] * len(size) for size in sizes.values())


def test_an_unknown_column_is_refused_in_words(tmp_path):
    result = run(TOLD, "--text", "标题", "--out", tmp_path / "o.csv")
    assert result.exit_code == 2
    assert "没有“标题”这一列" in result.stderr


def test_unread_times_and_counts_are_no_obstacle(tmp_path):
    sheet = tmp_path / "a.csv"
    sheet.write_text("题,时间,赞\n柳河新村停水三天,昨天,很多\n柳河新村停水三天,,\n", encoding="utf-8")
    result = run(sheet, "--text", "题", "--time", "时间", "--likes", "赞", "--out", tmp_path / "o.csv", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout.splitlines()[-1])
    assert (summary["unread_times"], summary["groups"], summary["hottest"]) == (1, 1, [{"heat": 2.0, "size": 2}])
