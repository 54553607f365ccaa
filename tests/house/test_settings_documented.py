"""docs/settings.md has every setting, command and option, with its default, and nothing that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer

from fengqiao.site.cli import app
from tests.house.sources import ROOT, WIDE, python_files

NAME = re.compile(r"\bFENGQIAO_[A-Z_]+\b")
HEADING = re.compile(r"#{2,3} `(?P<command>[^`]+)`")
ROW = re.compile(r"\| `(?P<name>[^`]+)` \| (?P<default>–|`[^`]+`) \| (?P<zh>.+) \| (?P<en>.+) \|")


@cache
def documented() -> dict[str, dict[str, re.Match[str]]]:
    """The rows of each section by name: "" is the environment, the others are commands."""
    sections: dict[str, dict[str, re.Match[str]]] = {"": {}}
    here = sections[""]
    for line in (ROOT / "docs/settings.md").read_text(encoding="utf-8").splitlines():
        if heading := HEADING.fullmatch(line):
            here = sections.setdefault(heading["command"], {})
        elif row := ROW.fullmatch(line):
            assert row["name"] not in here, f"twice: {row['name']}"
            here[row["name"]] = row
    return sections


def commands(command: Any, path: str = "fengqiao") -> Iterator[tuple[str, Any]]:
    """Every command that can be run, with its arguments in its name: `fengqiao intake FILE`."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        yield from commands(each, f"{path} {name}")
    if not below:
        arguments = [written(each) for each in command.params if each.param_type_name == "argument"]
        yield " ".join([path, *arguments]), command


def written(parameter: Any) -> str:
    """How the page writes a parameter: `--port`, `FILE`."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(parameter.opts[0])


COMMANDS = dict(commands(typer.main.get_command(app)))


def test_every_setting_read_from_the_environment_is_documented_and_no_other() -> None:
    files = [path for path in python_files("fengqiao", "tests", "bench") if "house" not in path.parts]
    read = {name for path in (ROOT / "run", ROOT / ".ci/run", *files) for name in NAME.findall(path.read_text())}
    assert set(documented()[""]) == read
    assert "FENGQIAO_HOME" in read


def test_every_command_is_documented_and_no_other() -> None:
    assert {name for name in documented() if name.startswith("fengqiao ")} == set(COMMANDS)
    assert len(COMMANDS) >= 12


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_is_documented_with_its_default_and_no_other(name: str) -> None:
    wanted = {written(each): each.default for each in COMMANDS[name].params if each.name != "help"}
    rows = documented()[name]
    assert list(rows) == list(wanted)
    for parameter, default in wanted.items():
        said = rows[parameter]["default"].strip("`")
        assert said == ("–" if default in (None, "", False) else str(default)), parameter


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_there_in_chinese_and_english(name: str) -> None:
    command = COMMANDS[name]
    for words in (command.help, *(each.help for each in command.params if each.name != "help")):
        zh, _, en = str(words).partition(" / ")
        assert WIDE.search(zh), words
        assert en, words
        assert not WIDE.search(en), words


def test_every_row_says_it_in_chinese_and_in_english() -> None:
    for rows in documented().values():
        for row in rows.values():
            assert WIDE.search(row["zh"]), row["name"]
            assert not WIDE.search(row["en"]), row["name"]


def test_what_run_does_is_documented() -> None:
    text = (ROOT / "run").read_text(encoding="utf-8")
    branches = set(re.findall(r"^([a-z]+)\)$", text, re.MULTILINE))
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert branches == set(re.findall(r"^\| `\./run ([a-z]+)` \|", page, re.MULTILINE))
    assert branches == {"demo", "test", "check", "fengqiao"}
