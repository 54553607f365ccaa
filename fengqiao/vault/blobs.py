"""Where encrypted content lies on disk: under the hash of the bytes that lie there, which can be checked without any key."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

_ADDRESS = re.compile(r"[0-9a-f]{64}\Z")


def path_of(address: str) -> Path:
    """Return where the content with this hash lies."""
    return Path(settings.FILES_DIR) / address[:2] / address


def write(pieces: Iterable[bytes]) -> str:
    """Write content so that it outlasts a power cut; returns its address."""
    root = Path(settings.FILES_DIR)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = root / f".{os.getpid()}.{os.urandom(6).hex()}"
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        path = path_of(digest.hexdigest())
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def remove(addresses: Iterable[str]) -> None:
    """Remove content; what is gone already is no fault."""
    for address in addresses:
        if _ADDRESS.match(address):
            path_of(address).unlink(missing_ok=True)


def written_before(moment: float) -> Iterator[str]:
    """Yield the addresses of what was written before a moment (seconds since 1970); left-over beginnings are removed."""
    root = Path(settings.FILES_DIR)
    for path in root.glob(".*") if root.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < moment:
            path.unlink(missing_ok=True)
    for path in root.glob("??/*") if root.is_dir() else ():
        if _ADDRESS.match(path.name) and path.stat().st_mtime < moment:
            yield path.name
