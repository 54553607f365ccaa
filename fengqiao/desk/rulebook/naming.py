"""Codes of decision tables in words, and back: what people write in a sheet by its name becomes the code that a table holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.named import Named
from fengqiao.command.terms import Whom
from fengqiao.desk.joint.words import SETTINGS
from fengqiao.desk.words import DOORS, TASK_ROLES, listed, name_of
from fengqiao.kit.tables import Input, InputType, Output, Table
from fengqiao.kit.tables.naming import pieces, with_codes, with_lists
from fengqiao.kit.tables.sheet import SheetColumn, columns_of
from fengqiao.matters.terms import TaskRole

Words = Mapping[str, str]
DISPUTES = "dispute."  # disputes are called by the class of call that they are
# What the product itself gives to tables, by the name of the column: doors, places, roles, whom in a team.
OWN: Mapping[str, Mapping[str, object]] = {
    "door": {each.value: word for each, word in DOORS.items()},
    "setting": {each.value: word for each, word in SETTINGS.items()},
    "role": {"lead": TASK_ROLES[TaskRole.LEAD], "helper": TASK_ROLES[TaskRole.HELPER], "into": _("并入的")},
    "who": {Whom.DUTY.value: _("值班的人"), Whom.LEAST.value: _("手上最少的人"), Whom.TEAM.value: _("由队里定")},
}
_NUMBERED = re.compile(r"row-(\d+)\Z")


def _of_pack(pack: Pack) -> dict[str, Mapping[str, Named]]:
    """By the name of a column the entries of the pack whose codes it holds."""
    disputes = {
        each.code.removeprefix(DISPUTES): each for each in pack.classes.values() if each.code.startswith(DISPUTES)
    }
    return {
        "kind": pack.kinds,
        "topic": pack.topics,
        "function": pack.functions,
        "class": {each.code: each for each in pack.classes.values() if each.level == 1},
        "part": pack.station.parts,
        "type": disputes,
        "grade": pack.disputes.grades,
        "route": pack.disputes.routes,
    }


def words_of(pack: Pack, table: Table) -> dict[str, Words]:
    """Return, for each column of codes of a table, its codes with their names in the language of the page."""
    named, found = _of_pack(pack), dict[str, Words]()
    columns: list[Input | Output] = [*table.inputs, *table.outputs]
    for each in columns:
        if each.type is InputType.CODE:
            own = OWN.get(each.code, {})
            found[each.code] = {code: name_of(entry) for code, entry in named.get(each.code, {}).items()} or {
                code: str(word) for code, word in own.items() if not each.values or code in each.values
            }
    return found


def coded(lines: Sequence[Sequence[str]], table: Table, pack: Pack) -> list[list[str]]:
    """Return lines of a sheet with codes in the place of names, and of word lists after “@”; what is no name stays.

    A row that says something and has no number gets the next free “row-…”.
    """
    readers = [_names(column, table, pack) for column in columns_of(table)]
    lists = {name: each.code for each in pack.lists.values() for name in (each.name, each.name_en) if name}
    last = max((int(found[1]) for line in lines if line and (found := _NUMBERED.match(line[0].strip()))), default=0)
    made = []
    for line in lines:
        cells = [_cell(text, names, lists) for text, names in zip(line, readers, strict=False)]
        if cells and not cells[0].strip() and any(cell.strip() for cell in cells):
            last += 1
            cells[0] = f"row-{last}"
        made.append(cells)
    return made


def _cell(text: str, names: Words | None, lists: Words) -> str:
    """A cell with codes for names: `names` are those of a column of codes, none for one of words, None for any other."""
    if names is None or text.lstrip().startswith("="):
        return text
    if not names:
        return with_lists(text, lists)
    return with_codes(text, names)


def _names(column: SheetColumn, table: Table, pack: Pack) -> Words | None:
    if column.part not in ("when", "then"):
        return None
    there: Sequence[Input | Output] = table.inputs if column.part == "when" else table.outputs
    kind = next(each.type for each in there if each.code == column.code)
    if kind is InputType.WORDS:
        return {}
    if kind is not InputType.CODE:
        return None
    entries = _of_pack(pack).get(column.code, {})
    found = {name: code for code, each in entries.items() for name in (each.name, each.name_en) if name}
    return found or {str(word): code for code, word in OWN.get(column.code, {}).items()} or None


def title_of(text: str, words: Words) -> str:
    """Return what the codes of a cell mean, for who points at it; nothing where they say so themselves."""
    return listed(words[piece] for piece in pieces(text) if words.get(piece, piece) != piece)
