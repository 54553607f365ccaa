"""The shelf: papers that somebody handed in to be worked on, sealed, each lot under the id of its row until it is thrown away.

What lies here is not evidence: it is taken off as soon as its term is over, and no backup needs it.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from fengqiao.kit.problems import Problem

_NONCE = 12
_NAME = re.compile(r"[a-z0-9-]{1,40}")


def put(lot: UUID, name: str, content: bytes) -> None:
    """Seal content under a name in a lot (in place of what had that name)."""
    place = _place(lot, name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    nonce = os.urandom(_NONCE)
    fresh = place.with_name(f".{name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(nonce + _cipher(lot).encrypt(nonce, content, name.encode()))
    fresh.replace(place)


def take(lot: UUID, name: str) -> bytes:
    """Return what lies under a name; refuses what is not there any more or has been altered."""
    try:
        sealed = _place(lot, name).read_bytes()
        return _cipher(lot).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except (FileNotFoundError, InvalidTag) as error:
        raise Problem("shelf-gone", "这份文件已过保留期，或者已经删除。请重新上传。") from error


def names(lot: UUID) -> list[str]:
    """Return the names of a lot, sorted."""
    folder = _folder(lot)
    return sorted(each.name for each in folder.iterdir() if _NAME.fullmatch(each.name)) if folder.is_dir() else []


def throw_away(lot: UUID) -> None:
    """Take a lot off the shelf for good."""
    shutil.rmtree(_folder(lot), ignore_errors=True)


def _folder(lot: UUID) -> Path:
    return Path(settings.SHELF_DIR) / lot.hex


def _place(lot: UUID, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return _folder(lot) / name


def _cipher(lot: UUID) -> AESGCM:
    """Return the cipher of a lot; its key follows from the installation's secret, which lies outside of the shelf."""
    secret = str(settings.SECRET_KEY).encode()
    return AESGCM(HKDF(SHA256(), 32, salt=lot.bytes, info=b"fengqiao shelf").derive(secret))
