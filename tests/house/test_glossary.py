"""docs/glossary.md has every term, model and pack class, nothing that is gone, and the words that pages show."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from functools import cache

import pytest
from django.db.models import Model

from fengqiao.desk import words
from fengqiao.gateway import wording
from fengqiao.jobs.terms import JobState
from fengqiao.kit.clocks import StepKind
from fengqiao.matters.terms import Door, Lamp, MatterState, Move, Tab, TaskRole, TaskState
from fengqiao.notices.terms import NoticeKind, NoticeState, Way
from fengqiao.orgs.terms import PostState, Proposed, Role
from tests.house.sources import ROOT, WIDE

ROOMS = (
    "kit",
    "catalogue",
    "ledger",
    "measure",
    "orgs",
    "jobs",
    "vault",
    "rulebook",
    "notices",
    "matters",
    "passes",
    "inspections",
    "enterprises",
    "incidents",
    "disputes",
    "clues",
    "command",
    "meetings",
    "visits",
    "duties",
    "contests",
    "squads",
    "placements",
    "studies",
    "errands",
    "wishes",
    "practical",
    "thanks",
    "helps",
    "volunteers",
    "villages",
)
LINE = re.compile(
    r"\| (?P<term>[^|]+) \| `(?P<identifier>[A-Za-z0-9_.]+)` \| (?P<meaning>[^|]+) \| (?P<source>[^|]+) \|"
)
HEADING = re.compile(r"## \S+ (?P<room>[a-z]+)")


@dataclass(frozen=True)
class Line:
    room: str
    term: str
    identifier: str
    meaning: str
    source: str


@cache
def glossary() -> tuple[Line, ...]:
    """The lines of the glossary; the heading above them names the room."""
    found, room = [], ""
    for text in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines():
        if heading := HEADING.fullmatch(text):
            room = heading["room"]
        elif line := LINE.fullmatch(text):
            found.append(Line(room, **{key: value.strip() for key, value in line.groupdict().items()}))
        else:
            assert not text.startswith("|") or text.startswith(("| 术语 |", "|---")), (
                f"not a line of a glossary: {text}"
            )
    return tuple(found)


@cache
def classes(room: str) -> dict[str, type]:
    """Every public class of a room by its name."""
    base = importlib.import_module(f"fengqiao.{room}")
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(base.__path__, f"fengqiao.{room}.")]
    return {
        name: found
        for module in modules
        if ".migrations" not in module.__name__
        for name, found in vars(module).items()
        if inspect.isclass(found) and found.__module__ == module.__name__ and not name.startswith("_")
    }


def is_frozen(found: type) -> bool:
    return is_dataclass(found) and found.__dataclass_params__.frozen  # type: ignore[attr-defined]


def wanted(room: str) -> set[str]:
    """What of a room must be in the glossary."""
    names: set[str] = set()
    for name, found in classes(room).items():
        if issubclass(found, StrEnum) and found.__module__.endswith(".terms"):
            names |= {name, *(f"{name}.{member.name}" for member in found)}
        elif (issubclass(found, Model) and not found._meta.abstract) or (
            room == "catalogue" and (is_frozen(found) or issubclass(found, StrEnum))
        ):
            names.add(name)
    return names


def known(room: str) -> set[str]:
    """What of a room may be in the glossary."""
    members = {f"{n}.{m.name}" for n, found in classes(room).items() if issubclass(found, StrEnum) for m in found}
    return set(classes(room)) | members


@pytest.mark.parametrize("room", ROOMS)
def test_every_term_model_and_pack_class_is_in_the_glossary(room: str) -> None:
    assert wanted(room) - {line.identifier for line in glossary() if line.room == room} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_entry_is_stale_or_stands_twice(room: str) -> None:
    entries = [line.identifier for line in glossary() if line.room == room]
    assert set(entries) - known(room) == set()
    assert len(entries) == len(set(entries)) > 0


def test_every_entry_stands_in_a_room_and_is_complete() -> None:
    assert {line.room for line in glossary()} == set(ROOMS)
    for line in glossary():
        assert line.term and line.meaning.endswith(".") and line.source, line  # noqa: PT018


@pytest.mark.parametrize(
    ("terms", "labels"),
    [
        (MatterState, words.STATES), (TaskState, words.TASK_STATES), (TaskRole, words.TASK_ROLES), (Lamp, words.LAMPS),
        (Door, words.DOORS), (Move, words.MOVES), (Tab, words.TABS), (Role, words.ROLES), (PostState, words.POST_STATES), (Proposed, words.PROPOSED), (StepKind, words.CLOCK_STEPS),
        (JobState, words.JOB_STATES), (NoticeKind, wording.NOTICE_KINDS), (NoticeState, wording.NOTICE_STATES), (Way, wording.WAYS),
    ],
)  # fmt: skip
def test_pages_say_what_the_glossary_says(terms: type[StrEnum], labels: dict[object, object]) -> None:
    said = {line.identifier: line.term for line in glossary()}
    assert {f"{terms.__name__}.{term.name}": str(labels[term]) for term in terms} == {
        identifier: term for identifier, term in said.items() if identifier.startswith(f"{terms.__name__}.")
    }


def test_terms_are_codes_in_small_english_letters() -> None:
    for room in ROOMS:
        for found in classes(room).values():
            if issubclass(found, StrEnum) and found.__module__.endswith(".terms"):
                assert all(
                    re.fullmatch(r"[a-z0-9_./+-]+", term.value) and not WIDE.search(term.value) for term in found
                )
