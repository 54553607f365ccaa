"""Measures in a pack: what they may say, and each mistake on its line in both languages."""

from __future__ import annotations

import pytest

from fengqiao.catalogue import vocabulary
from fengqiao.catalogue.measure import What
from fengqiao.catalogue.vocabulary import EVENTS
from fengqiao.kit.tables import Codes, Range
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.terms import Door, MatterState, TaskRole
from fengqiao.orgs.terms import Line
from tests.measure.events import HEAD, one, read

LINES = HEAD.count("\n")


def test_the_vocabulary_speaks_of_events_that_there_are() -> None:
    assert set(EVENTS) <= {kind.value for kind in EventKind}
    assert set(vocabulary.LINES) == set(Line)
    assert set(vocabulary.DOORS) == set(Door)
    assert set(vocabulary.STATES) == set(MatterState)
    assert set(vocabulary.ROLES) == set(TaskRole)


def test_a_measure_is_read_whole() -> None:
    measure = one(
        'what = "subjects"\nevent = ["task.returned"]\nwhere = { role = "lead", times = { min = 2 } }\n'
        'undone_by = "matter.reopened"\nrestored_by = ["matter.closed"]\ntest.min = 1\n'
        '[[measure.unless]]\nevent = "matter.closed"\nwhere.counts = "no"\nwithin_minutes = 90\n'
    )
    assert (measure.what, measure.word_en, measure.undone_by) == (What.SUBJECTS, "matters", ("matter.reopened",))
    assert measure.restored_by == ("matter.closed",)
    assert measure.filter.codes == {"role": Codes(("lead",))}
    assert measure.filter.numbers == {"times": Range(least=2)}
    assert measure.test == Range(least=1)
    (unless,) = measure.unless
    assert (unless.within_minutes, unless.filter.codes) == (90, {"counts": Codes(("no",))})


@pytest.mark.parametrize(
    ("text", "line", "code", "says"),
    [
        ('what = "event"\nevent = "matter.closed"', 1, "unknown-term", "“what”不能是“event”，是不是“events”？"),
        ('what = "events"\nevent = "matter.close"', 2, "unknown-code", "没有“matter.close”这个事件，是不是“matter.closed”？"),
        ('what = "events"\nevent = "matter.closed"\nwhere.resul = "x"', 3, "unknown-code", "没有“resul”这个属性，是不是“result”？"),
        ('what = "events"\nevent = "task.returned"\nwhere.reason = "repeat"', 3, "unknown-code", "是不是“repeated”？"),
        ('what = "events"\nevent = "matter.received"\nwhere.kind = ["hlep"]', 3, "unknown-code", "是不是“help”？"),
        ('what = "sum"\nof = "money"\nevent = "matter.closed"', 2, "unknown-code", "没有“money”这个度量"),
        ('what = "events"\nevent = "matter.closed"\ntest.min = 2', 3, "test-of-no-count", "去重"),
        ('what = "subjects"\nevent = "matter.closed"\ntest = {}', 3, "empty-condition", "min 或 max"),
        ('what = "events"\nevent = ["matter.closed", "task.returned"]\nwhere.role = "lead"', 3, "unknown-code", "“role”"),
        ('what = "events"\nevent = "matter.closed"\nunles = []', 3, "unknown-key", "是不是“unless”？"),
        ('what = "events"', 0, "missing-key", "缺少“event”。"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_on_its_line(text: str, line: int, code: str, says: str) -> None:
    _, findings = read(f'[[measure]]\ncode = "one"\n{text}\n')
    (found,) = findings
    assert (found.code, found.line) == (code, LINES + 2 + line if line else 1)
    assert says in found.message
    assert found.message_en.isascii() or "“" in found.message_en


def test_two_measures_of_one_name_are_told() -> None:
    again = '[[measure]]\ncode = "one"\nwhat = "events"\nevent = "matter.closed"\n'
    _, findings = read(again + again)
    assert [found.code for found in findings] == ["repeated-code"]
