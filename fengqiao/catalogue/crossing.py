"""What only shows across the files of a pack: tables that name codes of other files, word lists nobody uses."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.catalogue.duty import Family
from fengqiao.catalogue.finding import Severity
from fengqiao.catalogue.layering import Layer
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.node import Node
from fengqiao.catalogue.table_reading import ReadTable
from fengqiao.kit.suggesting import suggestion
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


def note_lessons(pack: Pack, layers: Sequence[Layer], file: str) -> None:
    """Note where a kind of duty asks for a lesson that cannot be held: a kind that no pack has, or one that is no study."""
    kinds = pack.duties.kinds
    for layer in layers:
        for node in layer.tops[file].children("kind") if file in layer.tops else ():
            lesson = node.data.get("lesson", "")
            if not isinstance(lesson, str) or not lesson.strip():
                continue
            found = kinds.get(lesson.strip())
            if found is None:
                hint, hint_en = suggestion(
                    lesson, [each.code for each in kinds.values() if each.family is Family.STUDY]
                )
                node.note(
                    "lesson",
                    "unknown-code",
                    f"没有“{lesson}”这种岗前课{hint}",
                    f"no kind of lesson “{lesson}”{hint_en}",
                )
            elif found.family is not Family.STUDY:
                node.note(
                    "lesson", "wrong-type", f"岗前课“{lesson}”要是学习类的勤务。", f"the lesson “{lesson}” is no study"
                )


def note_required(pack: Pack, layers: Sequence[Layer], file: str) -> None:
    """Note where what has to be held is of a kind of duty that no pack has."""
    kinds = pack.duties.kinds
    for layer in layers:
        for node in layer.tops[file].children("required") if file in layer.tops else ():
            said = node.data.get("kinds", ())
            for code in said if isinstance(said, list) else ():
                if isinstance(code, str) and code not in kinds:
                    hint, hint_en = suggestion(code, list(kinds))
                    node.note(
                        "kinds", "unknown-code", f"没有“{code}”这种勤务{hint}", f"no kind of duty “{code}”{hint_en}"
                    )


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
