"""The archive: a ZIP of lines and files with a manifest of sizes and checksums, verified whole before anything is believed."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from fengqiao.kit.problems import Problem

FORMAT, MANIFEST = "fengqiao-backup-1", "manifest.json"
PIECE = 1024 * 1024
Tick = Callable[[int, int], None]


@dataclass(slots=True)
class Manifest:
    """What an archive holds: of which installation and edition, when, each entry with its size and checksum."""

    format: str = FORMAT
    installation: str = ""
    made_at: str = ""
    database: str = ""
    migrations: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    lost_files: int = 0
    entries: dict[str, tuple[int, str]] = field(default_factory=dict)


class Writer:
    """Writes an archive entry by entry, remembering sizes and checksums."""

    def __init__(self, path: Path) -> None:
        self.manifest = Manifest()
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def put(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> str:
        """Write an entry; returns its checksum."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
        self.manifest.entries[name] = (size, digest.hexdigest())
        return digest.hexdigest()

    def close(self) -> None:
        """Write the manifest and the end."""
        self._zip.writestr(MANIFEST, json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1))
        self._zip.close()

    def abandon(self) -> None:
        """Let go of the file."""
        self._zip.close()


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """Give a place to write to, and put what was written there under its name at the end, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield fresh
        handle = os.open(fresh, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


class Reader:
    """An archive that has been verified whole."""

    def __init__(self, path: Path, tick: Tick | None = None) -> None:
        if not path.is_file():
            raise Problem("file-none", "找不到文件“{name}”。请核对路径。", name=path.name)
        broken = Problem(
            "backup-broken", "备份“{name}”不完整或被改动过，没有恢复任何内容。请换一份备份。", name=path.name
        )
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = self._manifest()
            self._verify(tick)
        except Problem:
            raise
        except (OSError, ValueError, LookupError, TypeError, RuntimeError, NotImplementedError, EOFError,
                zipfile.BadZipFile, zlib.error) as error:  # fmt: skip
            raise broken from error

    def _manifest(self) -> Manifest:
        raw = json.loads(self._zip.read(MANIFEST))
        if raw.get("format") != FORMAT:
            raise Problem(
                "backup-format", "这份备份的格式是“{format}”，本版本读不了。", format=str(raw.get("format"))[:40]
            )
        entries = {str(name): (int(size), str(digest)) for name, (size, digest) in raw.pop("entries").items()}
        return Manifest(**raw, entries=entries)

    def _verify(self, tick: Tick | None) -> None:
        names = [info.filename for info in self._zip.infolist()]
        if len(names) != len(set(names)) or set(names) != {*self.manifest.entries, MANIFEST}:
            raise ValueError
        for number, (name, (size, digest)) in enumerate(self.manifest.entries.items(), 1):
            found, length = hashlib.sha256(), 0
            with self.open(name) as source:
                while piece := source.read(PIECE):
                    found.update(piece)
                    length += len(piece)
                    if length > size:
                        raise ValueError
            if (length, found.hexdigest()) != (size, digest):
                raise ValueError
            if name.startswith("files/") and name.removeprefix("files/") != digest:
                raise ValueError
            if tick:
                tick(number, len(self.manifest.entries))

    def open(self, name: str) -> IO[bytes]:
        """Return an entry to be read."""
        return self._zip.open(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of an entry."""
        with self.open(name) as source:
            yield from source

    def files(self) -> list[str]:
        """Return the addresses of the files inside."""
        return [name.removeprefix("files/") for name in self.manifest.entries if name.startswith("files/")]
