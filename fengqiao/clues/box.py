"""Sealing for people: boxes of libsodium (PyNaCl), passphrases and receipt codes through Argon2id. No cipher of our own.

libsodium is loaded when something is sealed or opened, not with the pages.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from fengqiao.kit.problems import Problem

KEY, SALT, LOCATOR = 32, 16, 16
GROUPS, DIGITS = 5, 4  # 20 digits: 66 random bits, which Argon2id makes as costly to try as some 90
# Operations and bytes of Argon2id. A passphrase is chosen by a person, a code is random and opens at a public door.
PASSPHRASE_COST = (4, 128 * 1024 * 1024)
CODE_COST = (2, 64 * 1024 * 1024)
_CODE_SALT = b"fengqiao clue 1\0"
LETTER_BLOCK = 4096  # bytes: letters are as long as the next multiple, so that their length says nothing


def _sodium() -> Any:
    import nacl.bindings

    return nacl.bindings


def new_key() -> bytes:
    """Return a fresh key of 256 bits."""
    return secrets.token_bytes(KEY)


def new_pair() -> tuple[bytes, bytes]:
    """Return a private key (X25519) and its public one."""
    private = secrets.token_bytes(KEY)
    return private, public_of(private)


def public_of(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return bytes(_sodium().crypto_scalarmult_base(private))


def sealed_to(public: bytes, content: bytes) -> bytes:
    """Return content that only the holder of the private key opens (`crypto_box_seal`); the writer cannot either."""
    return bytes(_sodium().crypto_box_seal(content, public))


def opened_with(private: bytes, sealed: bytes) -> bytes:
    """Return what was sealed to the key; refuses in words what was not."""
    try:
        return bytes(_sodium().crypto_box_seal_open(sealed, public_of(private), private))
    except Exception as error:
        raise broken() from error


def sealed(key: bytes, content: bytes) -> bytes:
    """Return content under a key (XSalsa20-Poly1305), its nonce before it."""
    nonce = secrets.token_bytes(24)
    return nonce + bytes(_sodium().crypto_secretbox(content, nonce, key))


def opened(key: bytes, box: bytes) -> bytes:
    """Return what lies under a key; refuses in words what does not."""
    try:
        return bytes(_sodium().crypto_secretbox_open(box[24:], box[:24], key))
    except Exception as error:
        raise broken() from error


def broken() -> Problem:
    """Return the refusal of a box that this key does not open."""
    return Problem("clue-broken", "这把钥匙打不开这封密件。")


def padded(content: bytes, block: int) -> bytes:
    """Return content filled up to a multiple of a block (ISO/IEC 7816-4)."""
    return bytes(_sodium().sodium_pad(content, block))


def unpadded(content: bytes, block: int) -> bytes:
    """Return content as it was before `padded`."""
    return bytes(_sodium().sodium_unpad(content, block))


def file_block(size: int) -> int:
    """Return the block to which a file is filled up: at most an eighth more, and lengths fall into few classes.

    Padmé (Nikitin et al., Reducing metadata leakage from encrypted files and communication with PURBs, 2019).
    """
    exponent = max(size, 4096).bit_length() - 1
    return 1 << (exponent - exponent.bit_length())


@dataclass(frozen=True, slots=True)
class Locked:
    """A private key under a passphrase, with what is needed to derive its key again."""

    salt: bytes
    operations: int
    memory: int
    sealed: bytes


def locked(private: bytes, passphrase: str) -> Locked:
    """Return a private key under a passphrase."""
    salt, (operations, memory) = secrets.token_bytes(SALT), PASSPHRASE_COST
    return Locked(salt, operations, memory, sealed(_derived(passphrase, salt, operations, memory, KEY), private))


def unlocked(lock: Locked, passphrase: str) -> bytes | None:
    """Return the private key, None with another passphrase."""
    try:
        return opened(_derived(passphrase, lock.salt, lock.operations, lock.memory, KEY), lock.sealed)
    except Problem:
        return None


def _derived(secret: str, salt: bytes, operations: int, memory: int, length: int) -> bytes:
    words = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    sodium = _sodium()
    return bytes(sodium.crypto_pwhash_alg(length, words, salt, operations, memory, sodium.crypto_pwhash_ALG_ARGON2ID13))


def new_code() -> str:
    """Return a receipt code: five groups of four digits, easy to write down and to read out."""
    return " ".join(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}" for _ in range(GROUPS))


def code_in(text: str) -> str:
    """Return the digits of a code as somebody typed it; nothing else of it counts."""
    plain = unicodedata.normalize("NFKC", text[:200])
    return re.sub(r"[^0-9]", "", plain)[: GROUPS * DIGITS + 1]


def behind(code: str) -> tuple[bytes, bytes]:
    """Return by what a clue is found and the informant's private key; both follow from the code alone, slowly.

    The salt is one for all: a code is random, and nothing but the code may be needed to come back.
    """
    found = _derived(code_in(code), _CODE_SALT, *CODE_COST, LOCATOR + KEY)
    return found[:LOCATOR], found[LOCATOR:]
