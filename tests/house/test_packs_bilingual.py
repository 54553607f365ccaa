"""Every entry of the packs that people read has its English beside it, and its source where it sets a limit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.house.sources import ROOT, WIDE

BASE = ROOT / "packs/base"
IN_BOTH = {"name": "name_en", "title": "title_en", "about": "about_en", "hint": "hint_en", "why": "why_en"}
FILES = sorted(BASE.rglob("*.toml"))
DEMO = [ROOT / "packs/demo" / name for name in ("areas.toml", "units.toml", "venues.toml")]


def tables(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table of a TOML file with where it stands."""
    if isinstance(value, Mapping):
        yield path, value
        for key, part in value.items():
            yield from tables(part, f"{path}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from tables(part, f"{path}[{number}]")


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*FILES, *DEMO], ids=lambda path: path.name)
def test_every_entry_has_its_english(path: Path) -> None:
    found = read(path)
    named = found.get("names_en", {})  # a calendar lists the English of its days once
    for where, table in tables(found):
        for zh, en in IN_BOTH.items():
            if isinstance(table.get(zh), str) and WIDE.search(table[zh]):
                english = table.get(en) or named.get(table[zh], "")
                assert english, f"{path.name}{where}: {table[zh]}"
                assert not WIDE.search(english), f"{path.name}{where}: {english}"


def test_days_of_the_calendar_are_named_once_and_all_are_used() -> None:
    calendar = read(BASE / "calendar/china.toml")
    used = {
        entry["name"] for year in calendar["year"] for key in ("holidays", "workdays") for entry in year.get(key, ())
    }
    used |= {entry["name"] for entry in calendar["provisional"]["holidays"]}
    assert set(calendar["names_en"]) == used


def test_every_clock_and_value_names_its_source() -> None:
    for where, clock in tables(read(BASE / "kinds.toml")):
        if "amount" in clock:
            assert clock.get("source"), where
    for where, value in tables(read(BASE / "values.toml")):
        if "from" in value:
            assert value.get("source"), where
    for path in FILES:
        found = read(path)
        if "table" in found:
            assert all(row.get("source") or found["table"]["source"] for row in found["row"]), path.name
        assert all(each.get("source") for each in found.get("list", {}).values()), path.name
