"""The file of data keys: as wrapped as they lie in the database, beside the archives, only ever the newest of an installation.

It is renewed with every backup and after every change of the master key. An older copy of it is dead once the master key has been
changed: that is what makes destroying a key hold for backups too (ADR 11).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from fengqiao.kit.problems import Problem
from fengqiao.site.backup.archive import put_in_place
from fengqiao.vault.queries import KeyRow

FORMAT = "fengqiao-data-keys-1"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The data keys of an installation as they stood at a moment."""

    installation: str
    active: str
    keys: dict[UUID, KeyRow]


def name_for(installation: str) -> str:
    """Return the name of an installation's file of data keys."""
    return f"fengqiao-keys-{installation[-12:]}.fqk"


def write(path: Path, installation: str, active: str, rows: Iterable[KeyRow]) -> int:
    """Write the file in place of an older one; returns how many keys it holds that live."""
    digest, live = hashlib.sha256(), 0
    with put_in_place(path) as fresh, fresh.open("wb") as out:

        def put(record: object) -> None:
            text = json.dumps(record).encode() + b"\n"
            digest.update(text)
            out.write(text)

        put({"format": FORMAT, "installation": installation, "active": active})
        for row in rows:
            gone = row.destroyed_at.isoformat() if row.destroyed_at else ""
            put([str(row.matter_id), base64.b64encode(row.wrapped).decode(), row.master, gone, row.held])
            live += not gone
        out.write(json.dumps({"end": digest.hexdigest()}).encode() + b"\n")
    return live


def read(path: Path) -> KeyFile:
    """Read the file; refuses one that is not whole."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
        head, *body, end = lines
        about, whole = json.loads(head), {"end": hashlib.sha256(b"".join([head, *body])).hexdigest()}
        if json.loads(end) != whole or about["format"] != FORMAT:
            raise ValueError(path.name)  # noqa: TRY301
        rows = {}
        for text in body:
            matter_id, wrapped, master, gone, held = json.loads(text)
            moment = datetime.fromisoformat(gone) if gone else None
            rows[UUID(matter_id)] = KeyRow(UUID(matter_id), base64.b64decode(wrapped), master, moment, bool(held))
        return KeyFile(about["installation"], about["active"], rows)
    except FileNotFoundError:
        raise Problem("file-none", "找不到文件“{name}”。请核对路径。", name=path.name) from None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Problem(
            "keyfile-broken", "数据密钥文件“{name}”不完整或被改动过，没有恢复任何内容。", name=path.name
        ) from error


def _places() -> Path:
    return Path(settings.MASTER_KEY_FILE).parent / "key-files.json"


def known_places() -> list[Path]:
    """Return where files of data keys were written: they are renewed when the master key changes."""
    try:
        return [Path(each) for each in json.loads(_places().read_text())]
    except (OSError, ValueError):
        return []


def remember(path: Path) -> None:
    """Remember where a file of data keys was written."""
    places = [str(each) for each in known_places() if each.parent.is_dir()]
    if str(path.resolve()) not in places:
        _places().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with put_in_place(_places()) as fresh:
            fresh.write_text(json.dumps([*places, str(path.resolve())], ensure_ascii=False))
