"""What only shows across the files of a pack: tables that name codes of other files, word lists nobody uses."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.catalogue.finding import Severity
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.table_reading import ReadTable
from fengqiao.kit.tables import Words


def note_tables(pack: Pack, tables: Sequence[ReadTable], words: Node | None) -> None:
    """Note what each table finds wrong with itself, codes that no file defines, tables that share a code.

    Inputs and outputs called `kind`, `topic`, `function`, `grade` and `route` hold codes of the pack; codes of a part that the pack
    does not have at all are not checked. `words`: the file of word lists, on which their findings are put.
    """
    said = pack.disputes
    known = {
        "kind": pack.kinds.keys(), "topic": pack.topics.keys(), "function": pack.functions.keys(),
        "grade": said.grades.keys(), "route": said.routes.keys(),
    }  # fmt: skip
    allowed = {name: codes for name, codes in known.items() if codes}
    for number, read in enumerate(tables):
        table = read.table
        if any(table.code == earlier.table.code for earlier in tables[:number]):
            message, message_en = f"清单“{table.code}”重复。", f"table “{table.code}” occurs twice"
            read.source.note(("table", "code"), "repeated-code", message, message_en)
        for finding in table.findings(allowed):
            in_list = finding.where[:1] == ("list",) and words is not None
            source, where = (words.source, finding.where) if in_list and words else read.written_at(finding.where)
            severity = Severity.ERROR if finding.is_error else Severity.WARNING
            source.note(where, finding.code, finding.message, finding.message_en, severity)
    if words is not None:
        _note_unused_lists(pack, tables, words)


def _note_unused_lists(pack: Pack, tables: Sequence[ReadTable], words: Node) -> None:
    conditions = (each for read in tables for row in read.table.rows for each in row.when.values())
    used = {
        entry.removeprefix("@")
        for each in conditions
        if isinstance(each, Words)
        for entry in (*each.any_of, *each.all_of, *each.none_of)
        if entry.startswith("@")
    }
    for code in pack.lists:
        if code not in used:
            message, message_en = f"词表“{code}”没有清单使用。", f"no table uses the word list “{code}”"
            words.source.note(("list", code), "unused-list", message, message_en, Severity.WARNING)
