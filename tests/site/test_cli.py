"""The command line: help in two languages, setting up, the demo, accounts, what is refused and how."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import psycopg
import pytest
import typer
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.db import connection
from typer.testing import CliRunner

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.models import Matter
from fengqiao.orgs.models import Account, Staff, Unit
from fengqiao.orgs.queries import SYSTEM_NUMBER
from fengqiao.rulebook.models import Edition
from fengqiao.site import cli
from fengqiao.site.commands import accounts
from fengqiao.site.home import database, free_port, home, secret, wipe
from tests.commands import fengqiao
from tests.world import LOGINS, make_matter

CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3}")


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and group, by its words."""

    def walk(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield words, command
        for name, below in getattr(command, "commands", {}).items():
            yield from walk(f"{words} {name}".strip(), below)

    yield from walk("", typer.main.get_command(cli.app))


COMMANDS = dict(commands())


def test_these_are_the_commands() -> None:
    assert set(COMMANDS) == {
        "", "accounts", "accounts factor", "accounts list", "accounts password", "backup", "decide", "demo", "intake", "keys", "keys rotate", "keys status",
        "measure", "measure list", "measure show", "notices", "notices deliver", "notices status", "notices test", "packs", "packs check", "packs diff", "publish", "publish model",
        "publish pack", "publish withdraw", "restore", "retention", "search", "search rebuild", "serve", "setup", "story", "text", "text evaluate",
        "text groups", "text predict", "text retrain", "text train", "worker",
    }  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
def test_the_help_of_every_command_speaks_chinese_and_english(words: str) -> None:
    said = fengqiao(*words.split(), "--help")
    assert said.code == 0
    assert CHINESE.search(said.out)
    texts = [COMMANDS[words].help or ""]
    texts += [getattr(each, "help", "") or "" for each in COMMANDS[words].params if each.name != "help"]
    for text in texts:
        assert CHINESE.search(text), (words, text)
        assert ENGLISH.search(text), (words, text)


def test_what_is_no_command_is_refused_with_code_2() -> None:
    said = fengqiao("intke")
    assert (said.code, said.out) == (2, "")
    assert "intake" in said.err


def test_a_refusal_is_printed_as_it_is_in_one_line(world: None, tmp_path: Path) -> None:
    """Brackets are no markup, and a long sentence is not broken."""
    name = "[red]" + "很长的文件名" * 8 + "[b].xlsx"
    said = fengqiao("intake", tmp_path / name)
    assert (said.code, said.err) == (2, f"找不到文件“{name}”。请核对路径。\n")


# --- accounts


def password(username: str, typed: str) -> Any:
    return CliRunner().invoke(accounts.app, ["password", username], input=f"{typed}\n{typed}\n")


def test_a_password_is_typed_and_then_opens_the_door(world: None) -> None:
    result = password("desk.north", "北镇值班室的新密码-7")
    assert result.exit_code == 0, result.output
    assert "北镇" not in result.output
    assert authenticate(username="desk.north", password="北镇值班室的新密码-7") is not None
    told = Event.objects.get(kind=EventKind.PASSWORD_RESET.value)
    assert (told.subject_id, told.staff_id) == (
        Staff.objects.get(account__username="desk.north").id,
        Staff.objects.get(number=SYSTEM_NUMBER).id,
    )


def test_a_second_factor_is_taken_away_by_the_owner(world: None) -> None:
    account = Account.objects.get(username="desk.north")
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    assert CliRunner().invoke(accounts.app, ["factor", "desk.north"]).exit_code == 0
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(kind=EventKind.FACTOR_RESET.value, subject_id=account.staff_id).count() == 1
    again = CliRunner().invoke(accounts.app, ["factor", "desk.north"])
    assert str(again.exception) == "这个账号没有开启两步验证。"


@pytest.mark.parametrize("typed", ["short", "password123", "1234567890123"])
def test_a_weak_password_is_refused(world: None, typed: str) -> None:
    result = password("desk.north", typed)
    assert isinstance(result.exception, Problem)
    assert result.exception.code == "password-weak"
    assert CHINESE.search(str(result.exception))
    assert authenticate(username="desk.north", password=typed) is None


def test_an_unknown_log_in_is_refused(world: None) -> None:
    result = password("nobody", "correct horse battery staple")
    assert str(result.exception) == "没有名为“nobody”的账号。"


def test_the_accounts_are_listed_with_unit_and_role(world: None) -> None:
    said = fengqiao("accounts", "list")
    assert said.code == 0
    assert all(login in said.out for login in LOGINS)
    assert "duty_desk" in said.out


# --- packs and models


def test_the_packs_of_the_product_are_sound() -> None:
    assert fengqiao("packs", "check", Path(__file__).resolve().parents[2] / "packs" / "base").code == 0


def test_a_missing_pack_or_model_is_refused_in_words(world: None, tmp_path: Path) -> None:
    assert fengqiao("packs", "check", tmp_path / "none").code == 1
    said = fengqiao("publish", "model", tmp_path / "none.fqm", "--label", "1")
    assert (said.code, said.err) == (2, "找不到文件“none.fqm”。请核对路径。\n")
    (tmp_path / "bad.fqm").write_bytes(b"no model")
    assert fengqiao("publish", "model", tmp_path / "bad.fqm", "--label", "1").code == 2
    said = fengqiao("publish", "pack", tmp_path)
    assert said.code == 2
    assert "Traceback" not in said.err


# --- the data folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    monkeypatch.setenv("FENGQIAO_HOME", str(place))
    monkeypatch.delenv("FENGQIAO_DATABASE", raising=False)
    return place


def test_the_data_folder_and_its_secrets_are_for_the_owner_alone(folder: Path) -> None:
    first = secret("django")
    assert secret("django") == first
    assert len(first) >= 50
    assert stat.S_IMODE(home().stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys" / "django").stat().st_mode) == 0o600
    assert [each.name for each in (folder / "keys").iterdir()] == ["django"]


def test_starting_afresh_empties_what_the_product_made_and_nothing_else(folder: Path) -> None:
    secret("django")
    (folder / "files" / "ab").mkdir(parents=True)
    for name in ("fengqiao.sqlite3", "fengqiao.sqlite3-wal", "files/ab/x", "mine.xlsx"):
        (folder / name).write_text("x")
    wipe()
    assert {str(each.relative_to(folder)) for each in folder.rglob("*")} == {"keys", "keys/django", "mine.xlsx"}


def test_a_folder_of_somebody_else_is_not_emptied(folder: Path) -> None:
    folder.mkdir()
    (folder / "keys").mkdir()
    (folder / "holiday.jpg").write_text("x")
    said = fengqiao("demo", "--reset", "--fill-only")
    assert (said.code, said.err) == (2, "文件夹“home”里不是本系统的数据，没有清空。\n")
    assert (folder / "holiday.jpg").exists()


@pytest.mark.parametrize("url", ["postgresql://police@db/fengqiao", "sqlite:////var/lib/other/fengqiao.sqlite3"])
def test_an_outside_database_is_not_emptied(folder: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    secret("django")
    (folder / "files").mkdir()
    monkeypatch.setenv("FENGQIAO_DATABASE", url)
    said = fengqiao("demo", "--reset", "--fill-only")
    assert (said.code, said.err) == (2, "--reset 只清空自带的数据库；外部数据库请由管理员清空。\n")
    assert (folder / "files").is_dir()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////data/a.sqlite3", {"NAME": "/data/a.sqlite3"}),
        (
            "postgresql://police:p%40ss@db.example:5433/feng%20qiao",
            {"NAME": "feng qiao", "USER": "police", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433"},
        ),
        ("postgresql://police@/fengqiao?host=/run/pg", {"NAME": "fengqiao", "HOST": "/run/pg", "PORT": ""}),
    ],
)
def test_a_database_is_named_by_its_address(folder: Path, url: str, expected: dict[str, str]) -> None:
    found = database(url)
    assert {name: found[name] for name in expected} == expected


def test_without_an_address_the_database_lies_in_the_data_folder(folder: Path) -> None:
    assert database(None)["NAME"] == str(folder / "fengqiao.sqlite3")


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port("127.0.0.1", port) < port + 100


# --- setting up and the demo, in processes of their own


@contextmanager
def empty_database(place: Path) -> Iterator[str]:
    """The address of a database of one's own with nothing in it; empty for the one in the data folder."""
    if connection.vendor == "sqlite":
        yield ""
        return
    url, name = urlsplit(os.environ["FENGQIAO_DATABASE"]), f"fq_cli_{os.getpid()}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield url._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(place: Path, url: str, *words: str) -> str:
    """Run a command on an installation; returns what it said, refuses (AssertionError) a failure."""
    values = {**os.environ, "FENGQIAO_HOME": str(place), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    values.pop("FENGQIAO_DATABASE", None)
    if url:
        values["FENGQIAO_DATABASE"] = url
    command = [sys.executable, "-m", "fengqiao.site.cli", *words]
    done = subprocess.run(command, env=values, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_setting_up_again_keeps_everything(world: None) -> None:
    make_matter()
    before = Matter.objects.count(), Edition.objects.count(), Event.objects.count(), Unit.objects.count()
    for _ in range(2):
        assert fengqiao("setup").code == 0
    assert (Matter.objects.count(), Edition.objects.count(), Event.objects.count(), Unit.objects.count()) == before


@pytest.mark.usefixtures("django_db_setup")
def test_the_demo_again_keeps_what_was_entered(tmp_path: Path) -> None:
    place = tmp_path / "home"
    demo = ("demo", "--fill-only", "--matters", "40")
    sheet = tmp_path / "a.csv"
    sheet.write_text("编号,内容\n1,路灯不亮\n", encoding="utf-8")
    with empty_database(tmp_path) as url:
        first = run(place, url, *demo)
        assert json.loads(run(place, url, "intake", str(sheet), "--json").splitlines()[0])["new"] == 1
        second = run(place, url, *demo)
        assert json.loads(run(place, url, "intake", str(sheet), "--json").splitlines()[0])["known"] == 1
    kept = json.loads((place / "keys" / "demo-logins.json").read_text())
    assert stat.S_IMODE((place / "keys" / "demo-logins.json").stat().st_mode) == 0o600
    lines = [line for line in first.splitlines() if " fq-" in line]
    assert lines == [line for line in second.splitlines() if " fq-" in line]
    assert len(lines) == len(kept) == 16
    for line in lines:
        name, typed, role, _, unit, *_ = line.split()
        assert kept[name] == typed
        assert CHINESE.search(role)
        assert CHINESE.search(unit)
