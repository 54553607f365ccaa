"""The statistics sheet: its columns, and what goes into which."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from fengqiao.catalogue.reading import read_pack
from fengqiao.disputes.rules.statistics import Column, Counted, Part, Sum, body_of, columns_of, tally
from tests.world import PACKS

SAID = read_pack(PACKS / "base").disputes
FIELDS = read_pack(PACKS / "base").kinds["dispute"]
ROW = Counted(
    UUID(int=1),
    "neighbours",
    "court",
    "major",
    "oral",
    "performed",
    agreed=True,
    confirmed=True,
    signs=("violence", "law"),
    taken=2,
    people=5,
    fen=300,
)


def codes(name: str) -> list[str]:
    field = FIELDS.field(name)
    assert field
    return [option.code for option in field.options]


def columns() -> tuple[Column, ...]:
    return columns_of(SAID, codes("dispute_type"), codes("dispute_source"), ["written", "oral"])


def test_the_sheet_has_the_columns_of_the_form() -> None:
    by_part = {part: [each.code for each in columns() if each.part is part] for part in Part}
    assert [len(by_part[part]) for part in (Part.WHOLE, Part.SOURCE, Part.TYPE, Part.FORM)] == [5, 8, 18, 2]
    assert by_part[Part.BODY] == ["village", "community", "town", "street", "firm", "trade", "station", "none"]
    assert by_part[Part.SOURCE][:3] == ["applied", "active", "referred"]
    assert by_part[Part.AVERTED] == by_part[Part.AVERTED_PEOPLE] == ["violence", "petition"]
    assert len(set(columns())) == len(columns())


@pytest.mark.parametrize(
    ("name", "line", "level", "body"),
    [
        ("枫林村社会治理工作站", "governance", "village", "village"),
        ("北苑社区社会治理工作站", "governance", "village", "community"),
        ("城关镇社会治理中心", "governance", "town", "town"),
        ("北苑街道社会治理中心", "governance", "town", "street"),
        ("县人力资源和社会保障局", "partner", "", "trade"),
        ("云溪木业有限公司", "partner", "", "firm"),
        ("城关派出所", "police", "", "station"),
        ("县社会治理中心", "governance", "county", "none"),
    ],
)
def test_a_unit_is_the_committee_that_its_line_level_and_name_say(name: str, line: str, level: str, body: str) -> None:
    assert body_of(name, line, level, SAID.bodies) == body


def test_parts_add_up_to_the_whole() -> None:
    other = replace(
        ROW,
        unit=UUID(int=2),
        source="applied",
        grade="simple",
        agreed=False,
        confirmed=False,
        form="",
        state="open",
        taken=1,
        people=2,
        fen=0,
    )
    sums = tally([ROW, other], {UUID(int=1): "town"}, SAID)
    for part in (Part.BODY, Part.TYPE):
        assert sum(sums.get(each, 0) for each in columns() if each.part is part) == 3
    assert [sums.get(Column(Part.SOURCE, code), 0) for code in ("applied", "referred", "court")] == [1, 2, 2]
    assert [sums.get(Column(Part.WHOLE, each), 0) for each in ("taken", "people", "agreed", "hard", "fen")] == [
        3,
        7,
        2,
        2,
        300,
    ]
    assert [sums.get(Column(Part.AFTER, each), 0) for each in (Sum.PERFORMED, Sum.CONFIRMED)] == [2, 2]
    assert [sums.get(Column(Part.BODY, each), 0) for each in ("town", Sum.OTHER)] == [2, 1]


def test_what_agreements_averted_is_counted_in_cases_and_people() -> None:
    """A dispute that showed a sign and was not agreed averted nothing."""
    failed = replace(ROW, agreed=False, form="", state="failed", signs=("violence", "petition"), taken=7, people=70)
    sums = tally([ROW, failed], {}, SAID)
    assert [sums.get(Column(part, "violence"), 0) for part in (Part.AVERTED, Part.AVERTED_PEOPLE)] == [2, 5]
    assert not any(sums.get(Column(part, "petition"), 0) for part in (Part.AVERTED, Part.AVERTED_PEOPLE))
