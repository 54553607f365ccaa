"""Decision tables: a draft like a sheet, published from a day on as a new edition of the pack, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fengqiao.catalogue.finding import PackRefused
from fengqiao.catalogue.table_writing import with_table
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables.sheet import lines_of
from fengqiao.ledger.actions import NewEvent, record, record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.actions.publishing import publish_pack, refuse_strangers
from fengqiao.rulebook.models import Edition, TableDraft
from fengqiao.rulebook.queries import BASE, edition_on, newest_pack, pack_of, read_draft, texts_of
from fengqiao.rulebook.rules import why_not_publish_table
from fengqiao.rulebook.terms import EditionKind

LONGEST_NOTE = 200


@transaction.atomic
def draft_table(*, code: str, by: Viewer, at: datetime, lines: Sequence[Sequence[str]] | None = None) -> UUID:
    """Begin a draft of a table from the edition that holds last, be it still to come, or with the lines of a sheet from outside.

    There is one draft of a table at a time: beginning again gives that one, with the lines from outside where given.
    """
    refuse_strangers(by)
    row = TableDraft.objects.select_for_update().filter(table=code).first()
    if row is None:
        edition_id, _begins = newest_pack() or (None, at)
        if edition_id is None or code not in pack_of(edition_id).pack.tables:
            raise Problem("table-unknown", "没有这张清单。")
        row = TableDraft(
            id=new_id(),
            table=code,
            base_id=edition_id,
            lines=lines_of(pack_of(edition_id).pack.tables[code]),
            made_at=at,
            made_by=by.staff_id,
            changed_at=at,
            changed_by=by.staff_id,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Problem("draft-there", "刚刚有人开始改这张清单，请刷新后再看。") from error
        _tell(row, EventKind.TABLE_DRAFTED, by, at)
    if lines is not None:
        _write(row, lines, by, at)
    return row.id


@transaction.atomic
def save_table(*, draft_id: UUID, lines: Sequence[Sequence[str]], version: int, by: Viewer, at: datetime) -> int:
    """Keep the lines of a draft as they are, faulty cells and all, and return its new version.

    Refuses when somebody else saved it meanwhile.
    """
    row = _held(draft_id, by)
    if row.version != version:
        raise Problem("draft-overtaken", "别人刚刚存过这份草稿，您的改动没有存。请刷新后再改。")
    _write(row, lines, by, at)
    return row.version


def _write(row: TableDraft, lines: Sequence[Sequence[str]], by: Viewer, at: datetime) -> None:
    row.lines = [list(line) for line in lines]
    row.version += 1
    row.changed_at, row.changed_by = at, by.staff_id
    row.save(update_fields=["lines", "version", "changed_at", "changed_by"])


@transaction.atomic
def discard_table(*, draft_id: UUID, by: Viewer, at: datetime) -> None:
    """Throw a draft away."""
    row = _held(draft_id, by)
    _tell(row, EventKind.TABLE_DISCARDED, by, at)
    row.delete()


@transaction.atomic
def publish_table(*, draft_id: UUID, label: str, note: str, valid_from: datetime, by: Viewer, at: datetime) -> UUID:
    """Publish a draft as a new edition of the pack from a moment on; the draft is gone then.

    Refuses a draft with faults or errors, one whose table was changed by an edition since, one that would come before
    an edition that is due later, and a moment that is past.
    """
    row = _held(draft_id, by)
    table, faults = read_draft(row)
    editions = Edition.objects.select_for_update().filter(kind=EditionKind.PACK.value, name=BASE)
    list(editions.values_list("id", flat=True))
    latest = edition_on(EditionKind.PACK, BASE, valid_from)
    if latest is None:
        raise Problem("pack-none", "还没有发布规则包。请先运行 fengqiao setup。")
    later = editions.filter(valid_from__gt=valid_from, withdrawn_at__isnull=True).order_by("valid_from").first()
    base, now_there = pack_of(row.base_id).pack.tables[row.table], pack_of(latest).pack.tables.get(row.table)
    refusal = why_not_publish_table(
        faults=len(faults),
        label=label,
        taken={base.version, now_there.version if now_there else ""},
        is_stale=now_there is None or now_there.rows != base.rows,
        is_same=table.rows == base.rows,
        is_past=valid_from < at,
        later=later.valid_from if later else None,
    )
    if refusal:
        raise refusal
    if len(note) > LONGEST_NOTE:
        raise Problem("note-long", "说明最多 {limit} 个字。", limit=LONGEST_NOTE)
    texts = with_table(texts_of(latest), base, replace(table, version=label.strip()))
    try:
        edition_id = publish_pack(texts=texts, valid_from=valid_from, by=by, at=at)
    except PackRefused as refused:
        found = next(each for each in refused.findings if each.is_error)
        raise Problem("table-errors", "清单还有错：{why}", why=found.message) from refused
    # The list of editions says which table it was, also where nobody wrote a note.
    said = "：".join(filter(None, (f"{base.title} {label.strip()}", note.strip())))
    Edition.objects.filter(id=edition_id).update(note=said[:LONGEST_NOTE])
    _tell(row, EventKind.TABLE_PUBLISHED, by, at, subject=edition_id)
    row.delete()
    return edition_id


@transaction.atomic
def withdraw_edition(*, edition_id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Take an edition of the pack back: from now on the one before it is in force again; a reason is needed.

    What was decided under it stays as it is. The first edition, and one already taken back, cannot be.
    """
    refuse_strangers(by)
    editions = Edition.objects.select_for_update().filter(kind=EditionKind.PACK.value, name=BASE)
    list(editions.values_list("id", flat=True))
    row = editions.filter(id=edition_id).first()
    if row is None or row.withdrawn_at is not None:
        raise Problem("edition-unknown", "没有这个版本的规则包。")
    if not reason.strip():
        raise Problem("withdraw-reason", "请写明为什么收回。")
    if row.valid_from <= at and edition_on(EditionKind.PACK, BASE, at) != row.id:
        raise Problem("withdraw-old", "只能收回现行的或还没起用的版本。")
    if not editions.filter(valid_from__lte=at, withdrawn_at__isnull=True).exclude(id=row.id).exists():
        raise Problem("withdraw-first", "前面没有别的版本，不能收回。")
    row.withdrawn_at, row.withdrawn_by, row.reason = at, by.staff_id, reason.strip()[:500]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    record_deed(
        EventKind.EDITION_WITHDRAWN,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.id,
        measures={"serial": row.serial},
        attributes={"kind": row.kind, "name": row.name},
    )


def _held(draft_id: UUID, by: Viewer) -> TableDraft:
    refuse_strangers(by)
    row = TableDraft.objects.select_for_update().filter(id=draft_id).first()
    if row is None:
        raise Problem("draft-unknown-table", "没有这份草稿，可能已经发布或撤下。")
    return row


def _tell(row: TableDraft, kind: EventKind, by: Viewer, at: datetime, subject: UUID | None = None) -> None:
    record(
        [
            NewEvent(
                kind=kind,
                happened_at=at,
                recorded_at=at,
                unit_id=by.unit_id,
                staff_id=by.staff_id,
                subject_id=subject or row.id,
                measures={"rows": len(row.lines)},
                attributes={"table": row.table, **by.marks},
            )
        ]
    )
