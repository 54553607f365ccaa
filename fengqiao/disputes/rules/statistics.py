"""The statistics sheet of people's mediation: its columns in their order, and what a count goes into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from fengqiao.catalogue.dispute import Disputes, MediationBody


class Part(StrEnum):
    """The parts of the sheet: the whole, by committee, by source, by type, by form of agreement, what became of it,
    what agreements averted (cases, then people).
    """

    WHOLE = "whole"
    BODY = "body"
    SOURCE = "source"
    TYPE = "type"
    FORM = "form"
    AFTER = "after"
    AVERTED = "averted"
    AVERTED_PEOPLE = "averted_people"


class Sum(StrEnum):
    """What columns are that no code of the pack names; money is in fen."""

    TAKEN = "taken"
    PEOPLE = "people"
    AGREED = "agreed"
    HARD = "hard"
    FEN = "fen"
    REFERRED = "referred"
    OTHER = "none"
    PERFORMED = "performed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its part, and the code of the pack or the sum that it counts."""

    part: Part
    code: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Disputes that are alike in all that the sheet tells apart: how many, their parties, the money in dispute (fen)."""

    unit: UUID
    type: str
    source: str
    grade: str
    form: str
    state: str
    agreed: bool
    confirmed: bool
    signs: Sequence[str]
    taken: int
    people: int
    fen: int


def columns_of(
    said: Disputes, types: Iterable[str], sources: Iterable[str], forms: Iterable[str]
) -> tuple[Column, ...]:
    """Return the columns in the order of the form: five of the whole, committees, sources (those referred, then each), types, forms.

    Committees end with a column for units of none, so that the parts add up; two columns of what became of it follow, and two for each
    sign that an agreement keeps from becoming worse.
    """
    averted = [sign.code for sign in said.signs.values() if sign.averts]
    own = [code for code in sources if code in said.own]
    referred = [code for code in sources if code not in said.own]
    return (
        *(Column(Part.WHOLE, code.value) for code in (Sum.TAKEN, Sum.PEOPLE, Sum.AGREED, Sum.HARD, Sum.FEN)),
        *(Column(Part.BODY, code) for code in (*said.bodies, Sum.OTHER.value)),
        *(Column(Part.SOURCE, code) for code in (*own, Sum.REFERRED.value, *referred)),
        *(Column(Part.TYPE, code) for code in types),
        *(Column(Part.FORM, code) for code in forms),
        *(Column(Part.AFTER, code.value) for code in (Sum.PERFORMED, Sum.CONFIRMED)),
        *(Column(part, code) for code in averted for part in (Part.AVERTED, Part.AVERTED_PEOPLE)),
    )


def body_of(name: str, line: str, level: str, bodies: Mapping[str, MediationBody]) -> str:
    """Return which kind of committee a unit is; one that asks for words of the name goes before those that do not."""
    for body in sorted(bodies.values(), key=lambda each: not each.words):
        fits = body.line in {"", line} and body.level in {"", level}
        if fits and (not body.words or any(word in name for word in body.words)):
            return body.code
    return Sum.OTHER.value


def tally(rows: Iterable[Counted], bodies: Mapping[UUID, str], said: Disputes) -> dict[Column, int]:
    """Add up the columns; `bodies` is the kind of committee by unit."""
    sums: dict[Column, int] = {}
    for row in rows:
        for column, number in _goes_into(row, bodies.get(row.unit, Sum.OTHER.value), said):
            sums[column] = sums.get(column, 0) + number
    return sums


def _goes_into(row: Counted, body: str, said: Disputes) -> Iterator[tuple[Column, int]]:
    grade = said.grades.get(row.grade)
    yield Column(Part.WHOLE, Sum.TAKEN.value), row.taken
    yield Column(Part.WHOLE, Sum.PEOPLE.value), row.people
    yield Column(Part.WHOLE, Sum.FEN.value), row.fen
    if row.agreed:
        yield Column(Part.WHOLE, Sum.AGREED.value), row.taken
        yield Column(Part.FORM, row.form), row.taken
        for code in row.signs:
            yield Column(Part.AVERTED, code), row.taken
            yield Column(Part.AVERTED_PEOPLE, code), row.people
    if grade and grade.hard:
        yield Column(Part.WHOLE, Sum.HARD.value), row.taken
    yield Column(Part.BODY, body), row.taken
    yield Column(Part.SOURCE, row.source), row.taken
    if row.source not in said.own:
        yield Column(Part.SOURCE, Sum.REFERRED.value), row.taken
    yield Column(Part.TYPE, row.type), row.taken
    if row.state == Sum.PERFORMED.value:
        yield Column(Part.AFTER, Sum.PERFORMED.value), row.taken
    if row.confirmed:
        yield Column(Part.AFTER, Sum.CONFIRMED.value), row.taken
