"""The master key, which lies outside the database, and the data keys that it wraps (AES-256-GCM)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@lru_cache(maxsize=4)
def _master(path: Path) -> AESGCM:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        fresh.write_bytes(AESGCM.generate_key(256))
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            fresh.unlink()
    return AESGCM(path.read_bytes())


def seal(owner_id: UUID, fields: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Return (wrapped data key, ciphertext) of the fields; both are bound to the owner's id."""
    bound = owner_id.bytes
    key = AESGCM.generate_key(256)
    nonce, wrap_nonce = os.urandom(_NONCE), os.urandom(_NONCE)
    text = json.dumps(dict(fields), ensure_ascii=False).encode()
    wrapped = wrap_nonce + _master(settings.MASTER_KEY_FILE).encrypt(wrap_nonce, key, bound)
    return wrapped, nonce + AESGCM(key).encrypt(nonce, text, bound)


def unseal(owner_id: UUID, wrapped: bytes, sealed: bytes) -> dict[str, str]:
    """Return the fields again; raises InvalidTag where key, owner or bytes do not belong together."""
    bound = owner_id.bytes
    key = _master(settings.MASTER_KEY_FILE).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound)
    return cast("dict[str, str]", json.loads(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)))
