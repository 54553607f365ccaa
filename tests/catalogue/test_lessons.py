"""A guard task that asks for a lesson nobody can hold could never be started: `packs check` says where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.catalogue.layering import overlaid
from fengqiao.catalogue.reading import check_files, check_pack, pack_files

BASE = Path(__file__).parents[2] / "packs" / "base"
ASKS = 'lesson = "guard_lesson"'
OWN = """
[[kind]]
code = "rally"
name = "集会安保"
name_en = "Guarding a rally"
family = "guard"
minutes = 60
least = 2
places = 0
early = 30
late = 15
metres = 300
ways = ["list"]
lesson = "LESSON"
source = "测试"
"""
HEAD = 'name = "more"\nversion = "1"\ntitle = "加"\ntitle_en = "More"\nvalid_from = 2026-01-01\nrequires = ["base"]\n'


def row_of(text: str) -> tuple[int, int]:
    """Return the line on which the lesson is asked for, and the number of its kind."""
    lines = text.splitlines()
    line = lines.index(ASKS)
    return line + 1, lines[:line].count("[[kind]]") - 1


@pytest.mark.parametrize(
    ("lesson", "says"),
    [
        ("gaurd_lesson", "没有“gaurd_lesson”这种岗前课，是不是“guard_lesson”？"),
        ("nothing.at.all", "没有“nothing.at.all”这种岗前课。"),
        ("patrol", "岗前课“patrol”要是学习类的勤务。"),
    ],
)
def test_a_lesson_that_cannot_be_held_is_said_with_file_row_and_field(lesson: str, says: str) -> None:
    files = pack_files(BASE)
    line, number = row_of(files["duties.toml"])
    broken = files | {"duties.toml": files["duties.toml"].replace(ASKS, f'lesson = "{lesson}"')}
    (found,) = check_files(broken)
    assert (found.file, found.line, found.path) == ("duties.toml", line, f"kind[{number}].lesson")
    assert (found.is_error, found.message) == (True, says)
    assert [each for each in check_files(files) if each.file == "duties.toml"] == []


def test_a_pack_above_may_use_the_lessons_below_and_its_own_mistake_is_its_own(tmp_path: Path) -> None:
    below = pack_files(BASE)
    sound = overlaid(below, "more", {"pack.toml": HEAD, "duties.toml": OWN.replace("LESSON", "guard_lesson")})
    assert [each for each in check_files(sound) if "lesson" in each.path] == []
    (tmp_path / "base").symlink_to(BASE)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "pack.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "more" / "duties.toml").write_text(OWN.replace("LESSON", "none"), encoding="utf-8")
    assert [(each.file, each.path) for each in check_pack(tmp_path / "more")] == [("duties.toml", "kind[0].lesson")]
