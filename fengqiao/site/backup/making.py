"""Making a backup: every table as it stood at one moment, while others go on working; then the files those rows name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.ledger.queries import first_event_id
from fengqiao.orgs.queries import Viewer
from fengqiao.site.backup import keyfile, rows
from fengqiao.site.backup.archive import PIECE, Tick, Writer, put_in_place
from fengqiao.site.upkeep import bring_up_to_date, note
from fengqiao.vault.blobs import path_of
from fengqiao.vault.queries import KeyRow, active_master_id, key_rows, open_rows


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds, and where its data keys lie."""

    rows: int
    files: int
    lost_files: int
    keys: int
    key_file: Path


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it stands at one moment; writers are not held up."""
    if connection.in_atomic_block:  # a caller's transaction, which has a moment of its own
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own begin would take the one lock of the writers
            cursor.execute("SELECT count(*) FROM django_migrations")  # the moment is that of the first read
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def installation_id() -> str:
    """Return by what an installation is known to its backups: the id of its first event, which a restore keeps."""
    first = first_event_id()
    if first is None:
        raise Problem("backup-empty", "这个安装里还没有内容，没有什么可备份。请先运行 fengqiao setup。")
    return first.hex


def make(to: Path, *, key_file: Path | None, by: Viewer, tick: Tick | None = None) -> Made:
    """Make a backup at `to` and the file of data keys beside it; refuses a file that is there already.

    The archive holds no key, and the words of matters only sealed; it is written under another name and renamed when
    it is whole.
    """
    if to.exists():
        raise Problem("backup-there", "“{name}”已经存在，没有覆盖。请换一个文件名。", name=to.name)
    if not to.parent.is_dir():
        raise Problem("folder-none", "没有文件夹“{name}”。请先建立。", name=to.parent.name)
    bring_up_to_date()
    with put_in_place(to) as fresh:
        writer = Writer(fresh)
        try:
            with snapshot():
                installation = installation_id()
                found = list(key_rows())
                active = active_master_id() or ""
                addresses = _write_rows(writer, found, tick)
            _write_files(writer, addresses, tick)
            about = writer.manifest
            about.installation, about.made_at = installation, timezone.now().isoformat()
            about.database = connection.vendor
            about.migrations = migrations()
            writer.close()
        except BaseException:
            writer.abandon()
            raise
        place = key_file or to.parent / keyfile.name_for(installation)
        live = keyfile.write(place, installation, active, found)
    keyfile.remember(place)
    count = sum(writer.manifest.rows.values())
    note("backup.made", by=by, at=timezone.now(), rows=count, files=writer.manifest.files)
    return Made(count, writer.manifest.files, writer.manifest.lost_files, live, place)


def migrations() -> list[str]:
    """Return the migrations that the database has seen, of the tables that an archive holds."""
    apps = {model._meta.app_label for model in rows.tables()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in apps)


def _write_rows(writer: Writer, found: list[KeyRow], tick: Tick | None) -> list[str]:
    known = open_rows(found)
    addresses: list[str] = []
    models = rows.tables()
    for number, model in enumerate(models, 1):
        label = model._meta.label_lower
        writer.put(f"rows/{label}.jsonl", _lines(model, known, writer, addresses))
        if tick:
            tick(number, len(models))
    return addresses


def _lines(model: type, known: dict[UUID, bytes], writer: Writer, addresses: list[str]) -> Iterator[bytes]:
    label = model._meta.label_lower  # type: ignore[attr-defined]
    owner, count = rows.OF_MATTER.get(label, ""), 0
    for row in rows.rows_of(model):
        try:
            yield rows.line(label, row, known.get(row[owner]) if owner else None)
        except LookupError:
            raise Problem("backup-key-none", "有事项还没有数据密钥，备份没有做。请先运行 fengqiao setup。") from None
        if label == "vault.storedfile":
            addresses += [each for each in (row["address"], row["small"]) if each]
        count += 1
    writer.manifest.rows[label] = count


def _write_files(writer: Writer, addresses: list[str], tick: Tick | None) -> None:
    """Add the files; one that is not there any more, or not what it was, is counted as lost."""
    total = len(addresses)
    for number, address in enumerate(addresses, 1):
        path = path_of(address)
        if not path.is_file():
            writer.manifest.lost_files += 1
            continue
        found = writer.put(f"files/{address}", _pieces(path), packed=False)
        if found != address:
            raise Problem(
                "file-damaged-at", "文件 {address} 已损坏，备份没有做完。请先用旧备份恢复它。", address=address[:12]
            )
        writer.manifest.files += 1
        if tick:
            tick(number, total)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def renew_key_files() -> list[Path]:
    """Write the files of data keys anew after the master key has changed; returns those that could not be written."""
    places = keyfile.known_places()
    if not places:
        return []
    with snapshot():
        installation, active, found = installation_id(), active_master_id() or "", list(key_rows())
    failed = []
    for place in places:
        try:
            if keyfile.read(place).installation == installation:
                keyfile.write(place, installation, active, found)
        except (OSError, Problem):
            failed.append(place)
    return failed
