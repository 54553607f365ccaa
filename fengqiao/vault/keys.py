"""The master keys, which lie in files outside the database, and sealing with keys (AES-256-GCM)."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from fengqiao.kit.problems import Problem

NONCE, KEY = 12, 32
Stamp = tuple[tuple[str, int, int], ...]
_read: dict[Path, tuple[Stamp, Mapping[str, bytes]]] = {}


def folder() -> Path:
    """Return the folder of the master keys."""
    return Path(settings.MASTER_KEY_FILE).parent


def files() -> list[Path]:
    """Return the files of the master keys, the newest first."""
    name = Path(settings.MASTER_KEY_FILE).name
    found = [p for p in folder().glob(f"{name}*") if p.name == name or p.name.startswith(f"{name}-")]
    return sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.name))


def fingerprint(key: bytes) -> str:
    """Return by what a master key is known: nothing can be learnt about the key from it."""
    return hashlib.sha256(b"fengqiao master key\0" + key).hexdigest()[:16]


def ring() -> Mapping[str, bytes]:
    """Return the master keys that are there by fingerprint, the newest first; read again when a file has changed."""
    try:
        found = files()
        stamp = tuple((p.name, p.stat().st_mtime_ns, p.stat().st_ino) for p in found)
    except FileNotFoundError:  # retired by another process just now
        found = files()
        stamp = ()
    known = _read.get(folder())
    if known and known[0] == stamp and stamp:
        return known[1]
    read = (path.read_bytes() for path in found if path.stat().st_size == KEY)
    keys = MappingProxyType({fingerprint(key): key for key in read})
    _read[folder()] = (stamp, keys)
    return keys


def master(key_id: str, among: Mapping[str, bytes] | None = None) -> bytes:
    """Return a master key (`among` those read before); refuses in words where its file is not there."""
    found = (ring() if among is None else among).get(key_id)
    if found is None:
        raise Problem(
            "key-missing",
            "主密钥 {key} 不在密钥文件夹里，加密的内容打不开。请管理员把它放回去；放错的密钥不会被采用。",
            key=key_id or "–",
        )
    return found


def make_master() -> str:
    """Write a new master key to a file of its own, for its owner alone; returns its fingerprint."""
    key = AESGCM.generate_key(256)
    first = Path(settings.MASTER_KEY_FILE)
    first.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = first if not files() else first.with_name(f"{first.name}-{fingerprint(key)}")
    fresh = first.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, path)  # never over a key that is there
    except FileExistsError:
        pass  # another process was first; the caller looks again
    finally:
        fresh.unlink()
    _sync(first.parent)
    return fingerprint(path.read_bytes())


def forget_master(key_id: str) -> None:
    """Overwrite and remove the file of a master key that nothing lies under any more."""
    for path in files():
        content = path.read_bytes()
        if len(content) == KEY and fingerprint(content) == key_id:
            with path.open("r+b") as out:
                out.write(os.urandom(KEY))
                out.flush()
                os.fsync(out.fileno())
            path.unlink()
    _sync(folder())


def _sync(where: Path) -> None:
    """Make a change of names in a folder outlast a power cut."""
    handle = os.open(where, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_key() -> bytes:
    """Return a fresh key of 256 bits."""
    return AESGCM.generate_key(256)


def seal(key: bytes, bound: bytes, content: bytes) -> bytes:
    """Return content encrypted and bound to what it belongs to: elsewhere it does not open."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def unseal(key: bytes, bound: bytes, sealed: bytes) -> bytes:
    """Return the content again; refuses in words where key, place or bytes do not belong together."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError):
        raise Problem(
            "sealed-broken", "加密的内容打不开：密钥不符，或者内容被改动过。请管理员核对密钥和备份。"
        ) from None


def digest(key: bytes, kind: str, value: str) -> bytes:
    """Return the keyed digest of a value for the blind index; each kind of value has digests of its own."""
    return hmac.new(key, f"fengqiao blind index 1\0{kind}\0{value}".encode(), hashlib.sha256).digest()


def loose_files() -> list[str]:
    """Return the names of key files that others than their owner can read."""
    return [path.name for path in files() if path.stat().st_mode & 0o077]
