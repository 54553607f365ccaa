"""Restoring: the archive verified, the keys found to fit, then all tables in one transaction; or nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from fengqiao.kit.problems import Problem
from fengqiao.ledger import guard
from fengqiao.ledger.queries import first_event_id
from fengqiao.site.backup import keyfile, rows
from fengqiao.site.backup.archive import PIECE, Reader, Tick
from fengqiao.site.backup.making import migrations
from fengqiao.site.upkeep import note, system
from fengqiao.vault import blobs
from fengqiao.vault.actions.restoring import index_all, set_keys
from fengqiao.vault.queries import KeyRow, active_master_id, key_rows, open_rows

BATCH = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows, files, and how many matters came back as codes and numbers alone."""

    rows: int
    files: int
    erased: int


def restore(
    source: Path, *, key_file: Path | None, replace_live: bool, without_keys: bool, tick: Tick | None = None
) -> Restored:
    """Restore an installation from an archive and the file of data keys.

    Refuses a damaged archive, another edition's, keys that do not fit, and to replace a live installation unless asked;
    whatever is refused, nothing is changed. Matters whose key has been destroyed meanwhile, here or in the file of keys,
    come back as codes and numbers alone.
    """
    archive = Reader(source, tick)
    call_command("migrate", verbosity=0)
    _refuse_other_edition(archive)
    live = first_event_id()
    if live is not None and not replace_live:
        raise Problem("restore-live", "这里已经有一个在用的安装，没有覆盖。确要用备份替换它，请加 --replace。")
    wanted = list(_matters(archive))
    known, active = _keys(archive, source, key_file, wanted, without_keys=without_keys)
    opened = open_rows(known.values())
    added = _unpack_files(archive, opened, tick)
    try:
        count = _load(archive, opened, known, active, tick)
    except BaseException as error:
        blobs.remove(added)
        if isinstance(error, DatabaseError | ValueError | LookupError) and not isinstance(error, Problem):
            raise Problem(
                "restore-failed", "备份里的内容和这个版本对不上，没有恢复任何内容。请用做备份时的版本恢复。"
            ) from error
        raise
    return Restored(count, len(added), len(wanted) - len(opened))


def _refuse_other_edition(archive: Reader) -> None:
    here, there = set(migrations()), set(archive.manifest.migrations)
    if here != there:
        raise Problem(
            "restore-edition",
            "备份是另一个版本做的（多 {more} 项、少 {less} 项结构变更）。请先用做备份时的版本恢复，再升级。",
            more=len(there - here),
            less=len(here - there),
        )


def _matters(archive: Reader) -> Iterator[UUID]:
    """The ids of the rows that have a data key each: matters, and what is kept like them."""
    for name in rows.KEYED:
        model = apps.get_model(name)
        read = rows.reader(model)
        for text in archive.lines(f"rows/{model._meta.label_lower}.jsonl"):
            yield read(text)[0]["id"]


def _keys(
    archive: Reader, source: Path, key_file: Path | None, wanted: list[UUID], *, without_keys: bool
) -> tuple[dict[UUID, KeyRow], str]:
    """The keys that survive: of the file, and of this database; a key destroyed in one of them is destroyed."""
    place = key_file or source.parent / keyfile.name_for(archive.manifest.installation)
    here = {row.matter_id: row for row in key_rows()}
    found: dict[UUID, KeyRow] = {}
    active = active_master_id() or ""
    if key_file or place.exists():
        read = keyfile.read(place)
        if read.installation != archive.manifest.installation:
            raise Problem("keyfile-foreign", "数据密钥文件“{name}”不是这个安装的。", name=place.name)
        found, active = dict(read.keys), active or read.active
    for matter_id, row in here.items():
        gone = found.get(matter_id)
        found[matter_id] = gone if gone and gone.destroyed_at and not row.destroyed_at else row
    if wanted and not without_keys and not any(each in found for each in wanted):
        raise Problem(
            "restore-keys-none",
            "没有找到数据密钥文件“{name}”。请用 --keys 指明；没有它只能恢复编号、代码和数字，确要如此请加 --without-keys。",
            name=place.name,
        )
    if without_keys:
        found = {each: row for each, row in found.items() if row.destroyed_at}
    now = timezone.now()
    return {each: found.get(each) or KeyRow(each, b"", "", now, held=False) for each in wanted}, active


def _unpack_files(archive: Reader, opened: dict[UUID, bytes], tick: Tick | None) -> list[str]:
    """Put the files that can be opened in their places; returns those that were not there before."""
    model = apps.get_model("vault", "StoredFile")
    read, named = rows.reader(model), set()
    for text in archive.lines("rows/vault.storedfile.jsonl"):
        row, _ = read(text)
        if row["matter_id"] in opened:
            named |= {row["address"], row["small"]}
    added: list[str] = []
    inside = [address for address in archive.files() if address in named]
    try:
        for number, address in enumerate(inside, 1):
            if not blobs.path_of(address).exists():
                added.append(blobs.write(_pieces(archive, address)))
            if tick:
                tick(number, len(inside))
    except OSError as error:
        blobs.remove(added)
        raise Problem("disk-full", "文件写不进数据文件夹，没有恢复任何内容。请检查磁盘空间和权限。") from error
    return added


def _pieces(archive: Reader, address: str) -> Iterator[bytes]:
    with archive.open(f"files/{address}") as source:
        while piece := source.read(PIECE):
            yield piece


@transaction.atomic
def _load(archive: Reader, opened: dict[UUID, bytes], known: dict[UUID, KeyRow], active: str, tick: Tick | None) -> int:
    found = rows.tables()
    guard.remove(connection)
    _empty()
    count = 0
    for number, model in enumerate(found, 1):
        count += _load_table(archive, model, opened)
        if tick:
            tick(number, len(found))
    set_keys(known.values(), active=active, at=timezone.now())
    index_all(at=timezone.now())
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)
    connection.check_constraints()
    for path in settings.AFTER_RESTORE:
        import_string(path)()
    guard.install(connection)
    erased = len(known) - len(opened)
    note("backup.restored", by=system(), at=timezone.now(), rows=count, erased=erased)
    return count


def _empty() -> None:
    """Empty every table but those that migrations fill."""
    kept = {"contenttypes", "auth"}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and model._meta.app_label not in kept:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def _load_table(archive: Reader, model: type[models.Model], opened: dict[UUID, bytes]) -> int:
    label, read, count = model._meta.label_lower, rows.reader(model), 0
    owner = rows.OF_MATTER.get(label)

    def instances() -> Iterator[Any]:
        for text in archive.lines(f"rows/{label}.jsonl"):
            row, sealed = read(text)
            key = opened.get(row[owner]) if owner else None
            if owner and key is None and label in rows.GONE_WITH_KEY:
                continue
            yield model(**(rows.unsealed(model, row, sealed, key) if sealed and key else row))

    for batch in _batches(instances()):
        model._default_manager.bulk_create(batch)
        count += len(batch)
    return count


def _batches(found: Iterable[Any]) -> Iterator[list[Any]]:
    each = iter(found)
    while batch := list(islice(each, BATCH)):
        yield batch
