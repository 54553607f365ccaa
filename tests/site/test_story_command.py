"""`fengqiao story`: an installation of its own, the table, the exit code, what is kept and what is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.commands import fengqiao
from tests.stories.stage import PACKS

BASE = PACKS / "base"


STORY = """\
[story]
code = "little"
name = "一通电话"
name_en = "One call"
about = "一通电话送到执法局"
about_en = "One call goes to urban management"
source = "测试"
begins = 2026-03-02
ends = 2026-03-06
[county]
area = [{ code = "A", name = "甲县", name_en = "County A", level = "county" }]
[[unit]]
code = "station"
name = "派出所"
name_en = "Station"
line = "police"
function = "police"
areas = ["A"]
staff = { duty_desk = ["甲"] }
[[unit]]
code = "urban"
name = "执法局"
name_en = "Urban"
line = "partner"
function = "urban"
areas = ["A"]
staff = { handler = ["乙"] }
[[unit]]
code = "centre"
name = "中心"
name_en = "Centre"
line = "governance"
function = "centre"
areas = ["A"]
staff = { dispatcher = ["丙"] }
[[telling]]
code = "stalls"
door = "phone"
by = "station/duty_desk"
kind = "help"
titles = ["占道经营"]
texts = ["菜场门口有人占道经营。"]
areas = ["A"]
[days]
scene = [{ telling = "stalls", on = [2026-03-03], at = "09:00-10:00" }]
[[figure]]
code = "received"
name = "受理"
name_en = "Taken in"
whose = "ours"
source = "测试"
measure = "received"
bound = "exact"
value = VALUE
"""


def small(folder: Path, *, value: int = 1) -> Path:
    """Packs with a story of one call, beside the base pack."""
    (folder / "base").symlink_to(BASE)
    pack = folder / "little"
    pack.mkdir()
    (pack / "pack.toml").write_text(
        'name = "little"\nversion = "1"\ntitle = "小"\ntitle_en = "Little"\nvalid_from = 2026-01-01\nrequires = ["base"]\n'
    )
    (pack / "story.toml").write_text(STORY.replace("VALUE", str(value)))
    return folder


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fengqiao.site.cli", "story", *map(str, words)]
    keep = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**keep, **environment})


def test_a_story_plays_in_a_folder_of_its_own_and_is_kept_where_asked(tmp_path: Path) -> None:
    packs = small(tmp_path)
    said = run("little", "--packs", packs, "--home", tmp_path / "home", "--json")
    assert said.returncode == 0, said.stderr
    record = json.loads(said.stdout)
    assert (record["right"], record["told"], record["matters"]) == (True, 1, 1)
    (figure,) = record["figures"]
    assert (figure["value"], figure["wanted"], figure["right"], figure["whose"]) == ("1", "1", True, "ours")
    assert json.loads((tmp_path / "home/story.json").read_text()) == record
    again = run("little", "--packs", packs, "--home", tmp_path / "home")
    assert (again.returncode, "不是空的" in again.stderr) == (2, True)


def test_a_figure_that_does_not_come_out_gives_exit_code_1_and_nothing_stays(tmp_path: Path) -> None:
    packs = small(tmp_path, value=2)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    said = run("little", "--packs", packs, TMPDIR=str(scratch), COLUMNS="160")
    assert said.returncode == 1, said.stderr
    assert "✗" in said.stdout
    assert "0 / 1 个数对上" in said.stdout
    assert list(scratch.iterdir()) == []


def test_stories_are_listed_without_an_installation() -> None:
    (row,) = [each for each in fengqiao("story", "list", "--json").summary if each["story"] == "zhejiang"]
    assert (row["pack"], row["begins"], row["ends"]) == ("zhejiang", "2026-03-01", "2026-03-31")
    assert "zhejiang" in fengqiao("story", "list").out


def test_an_unknown_story_and_a_folder_in_use_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    unknown = fengqiao("story", "zhejang")
    assert unknown.code == 2
    assert "没有“zhejang”这个故事" in unknown.err
    (tmp_path / "work.txt").write_text("somebody's")
    assert fengqiao("story", "zhejiang", "--home", tmp_path).code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["work.txt"]
