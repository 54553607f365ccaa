"""Files encrypted in pieces, so that a large one is read without holding all of it (AES-256-GCM, STREAM construction).

A sealed file is `FQ1`, seven random bytes, and pieces of a mebibyte, each with its tag. The nonce of a piece is the seven
bytes, its number, and whether it is the last: pieces cannot be changed, left out, put elsewhere or cut off unnoticed
(Hoang, Reyhanitabar, Rogaway, Vizár: Online authenticated encryption and its nonce-reuse misuse-resistance, 2015).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengqiao.kit.problems import Problem

MARK, PREFIX, TAG, PIECE = b"FQ1", 7, 16, 1024 * 1024


def sealed_pieces(key: bytes, bound: bytes, content: bytes) -> Iterator[bytes]:
    """Yield a file encrypted under a key of its own and bound to what it belongs to."""
    cipher, prefix = AESGCM(key), os.urandom(PREFIX)
    yield MARK + prefix
    count = max(1, -(-len(content) // PIECE))
    for number in range(count):
        nonce = prefix + number.to_bytes(4, "big") + bytes([number == count - 1])
        yield cipher.encrypt(nonce, content[number * PIECE : (number + 1) * PIECE], bound)


def opened_pieces(key: bytes, bound: bytes, source: IO[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a sealed file in clear; refuses in words at the first that does not belong there."""
    cipher, head = AESGCM(key), source.read(len(MARK) + PREFIX)
    prefix, number = head[len(MARK) :], 0
    piece = source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        nonce = prefix + number.to_bytes(4, "big") + bytes([not following])
        try:
            clear = cipher.decrypt(nonce, piece, bound if head.startswith(MARK) else b"")
        except (InvalidTag, ValueError):
            raise Problem("file-damaged", "文件打不开：内容不完整或被改动过。请管理员用备份恢复。") from None
        yield clear
        if not following:
            return
        piece, number = following, number + 1
