"""Habits that no linter knows: layers, no clock below the doors, no printing, ledger entries in codes, migrations in step."""

from __future__ import annotations

import ast
import re

import pytest
from django.core.management import call_command

from fengqiao.ledger.models import Event
from fengqiao.ledger.rules import why_not_recorded
from fengqiao.ledger.terms import EventKind
from tests.desk.scene import play
from tests.house.sources import PRODUCT, ROOT, calls, name_of, python_files, tree

PAGES = {"desk", "portal", "site"}  # they ask what time it is and hand it down
ROOMS = sorted(place.parent.name for place in PRODUCT.glob("*/__init__.py") if place.parent.name not in PAGES)
DOORS = {"jobs.py"}  # where a room may ask what time it is
ASKED = {"datetime", "date", "timezone", "time"}
PRESENT = {"now", "utcnow", "today", "time", "time_ns", "gmtime"}
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users|mnt|private|var/folders)/\w")


def reads_the_clock(node: ast.Call) -> bool:
    """Whether a call asks for the present: `localdate(at)` with a moment does not."""
    *_, asked, what = ["", "", *ast.unparse(node.func).split(".")]
    return (asked in ASKED and what in PRESENT) or (what in {"localdate", "localtime"} and not node.args)


def test_no_room_reads_the_clock_below_its_jobs() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node.func)}"
        for path in python_files(*(f"fengqiao/{room}" for room in ROOMS))
        if path.name not in DOORS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and reads_the_clock(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("timezone.now()", True),
        ("datetime.now(UTC)", True),
        ("datetime.datetime.now()", True),
        ("localdate()", True),
        ("dt.datetime.now()", True),
        ("date.today()", True),
        ("time.time()", True),
        ("timezone.localdate()", True),
        ("timezone.localdate(at)", False),
        ("timezone.localtime(moment)", False),
        ("time.monotonic()", False),
        ("self.now()", False),
        ("datetime.combine(day, time.min)", False),
    ],
)
def test_what_counts_as_reading_the_clock(code: str, expected: bool) -> None:
    (node,) = (each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Call))
    assert reads_the_clock(node) is expected


def test_the_product_never_prints() -> None:
    printed = [
        f"{name_of(path)}:{line}"
        for path in python_files("fengqiao")
        for line, name in calls(path)
        if name in {"print", "pprint"}
    ]
    assert printed == []


def test_files_name_no_place_on_somebodys_machine() -> None:
    written = [
        ROOT / "run",
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *ROOT.glob(".ci/*"),
        *(ROOT / "docs").rglob("*.md"),
    ]
    written += [
        path for folder in (PRODUCT, ROOT / "packs", ROOT / "tests", ROOT / "bench") for path in folder.rglob("*")
    ]
    texts = {".py", ".md", ".toml", ".html", ".js", ".css", ".po", ".csv", ""}
    found = [
        f"{name_of(path)}: {line.strip()[:80]}"
        for path in written
        if path.is_file() and path.suffix in texts
        for line in path.read_text(encoding="utf-8").splitlines()
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_attributes_and_measures_of_events_have_plain_names() -> None:
    for path in python_files("fengqiao"):
        given = (
            node for node in ast.walk(tree(path)) if isinstance(node, ast.keyword) and isinstance(node.value, ast.Dict)
        )
        for keyword in given:
            if keyword.arg in {"attributes", "measures"}:
                assert isinstance(keyword.value, ast.Dict)
                for key, value in zip(keyword.value.keys, keyword.value.values, strict=True):
                    where = f"{name_of(path)}:{keyword.value.lineno}"
                    assert key is None or (isinstance(key, ast.Constant) and CODE.fullmatch(key.value)), where
                    assert not isinstance(value, ast.JoinedStr), where


@pytest.mark.parametrize("text", ["李明", "a b", "北镇", "", "x" * 65, "电话13912345678", "a/b", "a\n"])
def test_the_ledger_refuses_words(text: str) -> None:
    refusal = why_not_recorded({}, {"reason": text})
    assert refusal is not None
    assert refusal.code == "event-attribute"


@pytest.mark.parametrize("number", ["3", 2.5, True, None])
def test_the_ledger_refuses_measures_that_are_no_exact_numbers(number: object) -> None:
    refusal = why_not_recorded({"minutes": number}, {})
    assert refusal is not None
    assert refusal.code == "event-measure"


def test_a_day_of_work_leaves_only_codes_and_numbers_in_the_ledger(world: None) -> None:
    play()
    events = list(Event.objects.all())
    assert len(events) > 50
    assert {event.kind for event in events} <= set(EventKind)
    for event in events:
        assert all(CODE.fullmatch(key) and CODE.fullmatch(value) for key, value in event.attributes.items()), (
            event.attributes
        )
        assert all(CODE.fullmatch(key) and not isinstance(value, bool) for key, value in event.measures.items())
        assert all(isinstance(value, int) or re.fullmatch(r"-?\d+(\.\d+)?", value) for value in event.measures.values())
