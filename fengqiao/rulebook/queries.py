"""Reading what is in force; parsed packs and loaded models are kept in the process by edition id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.known import Known, known
from fengqiao.catalogue.model import Pack
from fengqiao.catalogue.reading import parse_pack
from fengqiao.kit import text
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Table
from fengqiao.kit.tables.sheet import CellFault, read_lines
from fengqiao.rulebook.models import Edition, ModelDraft, TableDraft
from fengqiao.rulebook.terms import EditionKind

BASE = "base"
TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class PublishedPack:
    """A pack in force and the edition that it came in."""

    edition_id: UUID
    serial: int
    pack: Pack


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A text model in force and the edition that it came in."""

    edition_id: UUID
    serial: int
    label: str
    digest: str
    model: text.TextModel


@lru_cache(maxsize=16)
def pack_of(edition_id: UUID) -> PublishedPack:
    """Return the pack of an edition; refuses an id that is none."""
    row = Edition.objects.filter(id=edition_id, kind=EditionKind.PACK.value).first()
    if row is None:
        raise Problem("edition-unknown", "没有这个版本的规则包。")
    return PublishedPack(row.id, row.serial, parse_pack(row.texts))


@lru_cache(maxsize=4)
def model_of(edition_id: UUID) -> PublishedModel:
    """Return the text model of an edition; refuses an id that is none."""
    row = Edition.objects.filter(id=edition_id, kind=EditionKind.TEXT_MODEL.value).first()
    if row is None:
        raise Problem("edition-unknown-model", "没有这个版本的文本模型。")
    return PublishedModel(row.id, row.serial, row.label, row.digest, text.load(bytes(row.content)))


def edition_on(kind: EditionKind, name: str, at: datetime) -> UUID | None:
    """Return the edition in force at a moment: the last that had begun and had not been taken back by then."""
    return (
        Edition.objects.filter(kind=kind.value, name=name, valid_from__lte=at)
        .exclude(withdrawn_at__lte=at)
        .order_by("-valid_from", "-serial")
        .values_list("id", flat=True)
        .first()
    )


def newest_pack() -> tuple[UUID, datetime] | None:
    """Return the edition of the pack that holds last, with its first moment, which may be still to come; those taken back hold nothing."""
    rows = Edition.objects.filter(kind=EditionKind.PACK.value, name=BASE, withdrawn_at__isnull=True)
    return rows.order_by("-valid_from", "-serial").values_list("id", "valid_from").first()


def pack_on(at: datetime, name: str = BASE) -> PublishedPack:
    """Return the pack in force at a moment; refuses where none has been published."""
    edition_id = edition_on(EditionKind.PACK, name, at)
    if edition_id is None:
        raise Problem("pack-none", "还没有发布规则包。请先运行 fengqiao setup。")
    return pack_of(edition_id)


def _known_on(code: str, at: datetime) -> Known:
    edition_id = edition_on(EditionKind.PACK, BASE, at)
    return known(pack_of(edition_id).pack if edition_id else None, code, timezone.localdate(at))


def limit_on(code: str, at: datetime) -> int:
    """Return a number as it holds at a moment; the product's own where the pack in force has none, or none is in force."""
    return _known_on(code, at).number


def codes_on(code: str, at: datetime) -> tuple[str, ...]:
    """Return a value that lists codes as it holds at a moment; the product's own where no pack says it."""
    value = _known_on(code, at).value
    return tuple(str(each) for each in value) if isinstance(value, tuple) else (str(value),)


def texts_on(at: datetime, name: str = BASE) -> dict[str, str]:
    """Return the files of the pack in force at a moment, with what other packs add to it; nothing before the first."""
    edition_id = edition_on(EditionKind.PACK, name, at)
    return texts_of(edition_id) if edition_id else {}


def texts_of(edition_id: UUID) -> dict[str, str]:
    """Return the files of an edition of a pack; refuses an id that is none."""
    row = Edition.objects.filter(id=edition_id, kind=EditionKind.PACK.value).values_list("texts", flat=True).first()
    if row is None:
        raise Problem("edition-unknown", "没有这个版本的规则包。")
    return dict(row)


def model_on(at: datetime, name: str = TOPICS) -> PublishedModel | None:
    """Return the text model in force at a moment, or None: routing then goes by the table's words alone."""
    edition_id = edition_on(EditionKind.TEXT_MODEL, name, at)
    return model_of(edition_id) if edition_id else None


def editions() -> list[Edition]:
    """Return all editions, newest first, without their contents."""
    return list(Edition.objects.defer("texts", "content").order_by("-published_at", "-serial"))


def model_editions() -> list[Edition]:
    """Return the editions of text models, newest first, without their contents."""
    rows = Edition.objects.filter(kind=EditionKind.TEXT_MODEL.value, name=TOPICS)
    return list(rows.defer("texts", "content").order_by("-serial"))


def model_drafts() -> list[ModelDraft]:
    """Return the text models that wait to be published, newest first, without their contents."""
    return list(ModelDraft.objects.defer("content").order_by("-made_at", "-id"))


def model_draft(draft_id: UUID) -> ModelDraft | None:
    """Return a text model that waits to be published, with its contents."""
    return ModelDraft.objects.filter(id=draft_id).first()


def table_draft(code: str) -> TableDraft | None:
    """Return the draft of a table, where somebody is changing it."""
    return TableDraft.objects.filter(table=code).first()


def tables_with_draft() -> frozenset[str]:
    """Return the codes of the tables that somebody is changing."""
    return frozenset(TableDraft.objects.values_list("table", flat=True))


def table_draft_of(draft_id: UUID) -> TableDraft | None:
    """Return a draft of a table by its id."""
    return TableDraft.objects.filter(id=draft_id).first()


def read_draft(row: TableDraft) -> tuple[Table, tuple[CellFault, ...]]:
    """Return the table that a draft would be, and the cells that cannot be read."""
    return read_lines(pack_of(row.base_id).pack.tables[row.table], row.lines)


def pack_with(row: TableDraft, at: datetime) -> Pack:
    """Return the pack in force with the table of a draft in the place of its own; refuses a draft with faults."""
    return pack_with_lines(pack_on(at).edition_id, row.table, row.lines)


def pack_with_lines(edition_id: UUID, code: str, lines: Sequence[Sequence[str]]) -> Pack:
    """Return the pack of an edition with other rows in one table; refuses lines with faults."""
    pack = pack_of(edition_id).pack
    table, faults = read_lines(pack.tables[code], lines)
    if faults:
        raise Problem("table-faults", "草稿里还有 {count} 格读不懂，先改好再试。", count=len(faults))
    return replace(pack, tables=MappingProxyType({**pack.tables, code: table}))


def table_editions(code: str) -> list[tuple[Edition, Table]]:
    """Return the editions of the pack in which a table changed, newest first, each with the table."""
    rows = Edition.objects.filter(kind=EditionKind.PACK.value, name=BASE).defer("texts", "content").order_by("serial")
    found: list[tuple[Edition, Table]] = []
    for row in list(rows)[-30:]:
        table = pack_of(row.id).pack.tables.get(code)
        if table is not None and (not found or found[-1][1].rows != table.rows):
            found.append((row, table))
    return found[::-1]
