"""`fengqiao packs check`: findings with file and line, as text and as JSON."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fengqiao.site.commands.packs import app

PACK = """\
name = "sample"
version = "1.0"
title = "样例"
title_en = "Sample"
valid_from = 2026-01-01
"""
TOPICS = """\
[[topic]]
code = "ecology"
name = "环境保护"
name_en = "Environment"
"""
WORDS = """\
[list.spare]
name = "备用"
words = ["备用"]
source = "测试"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_sound_pack_is_said_to_be_sound(folder: Path) -> None:
    result = run("check", folder)
    assert (result.exit_code, result.output) == (0, "没有发现问题 / nothing wrong\n")


def test_error_is_printed_with_file_and_line_and_the_exit_code_is_1(folder: Path) -> None:
    (folder / "topics.toml").write_text(TOPICS.replace("name_en", "nam_en"), encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{folder}/topics.toml:1: 错误 / error: 缺少“name_en”。  “name_en” is missing",
        f"{folder}/topics.toml:4: 错误 / error: 不认识“nam_en”，是不是“name_en”？"
        "  unknown key “nam_en”, did you mean “name_en”?",
        "2 处错误，0 处提醒 / 2 errors, 0 warnings",
    ]


def test_warning_alone_leaves_the_exit_code_0(folder: Path) -> None:
    (folder / "words.toml").write_text(WORDS, encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"{folder}/words.toml:1: 提醒 / warning: 词表“spare”没有清单使用。  no table uses the word list “spare”",
        "0 处错误，1 处提醒 / 0 errors, 1 warnings",
    ]


def test_json_holds_everything(folder: Path) -> None:
    (folder / "topics.toml").write_text("[[topic]\n", encoding="utf-8")
    result = run("check", folder, "--json")
    assert result.exit_code == 1
    data = json.loads(result.output)
    assert (data["errors"], data["warnings"]) == (1, 0)
    (finding,) = data["findings"]
    reason = finding.pop("message_en").removeprefix("TOML syntax: ")
    assert finding == {
        "file": "topics.toml",
        "line": 1,
        "path": "",
        "code": "syntax",
        "message": f"TOML 写法有误：{reason}",
        "severity": "error",
    }


def test_folder_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")
    assert (result.exit_code, result.output) == (1, f"没有“{tmp_path}/nowhere”这个文件夹。\n")


def test_help_speaks_chinese_and_english() -> None:
    assert "规则包 / Packs" in run("--help").output
    text = run("check", "--help").output
    assert "检查规则包" in text
    assert "Check a pack" in text
    assert "以 JSON 输出 / Print JSON" in text
