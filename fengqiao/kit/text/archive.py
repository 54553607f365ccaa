"""The file of a model: a zip with manifest.json and plain arrays. Reading it runs no code and believes no stated size.

The check sums in the manifest find damage and careless changes; they are no signature. What makes a file of unknown
origin safe to open is that arrays are read as numbers only (never unpickled) and that every size is checked first.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from fengqiao.kit.problems import Problem

MANIFEST = "manifest.json"
# The first moment a zip can name: a file made twice from the same rows is the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1  # APPNOTE.TXT 4.4.4, bit 0
# An array's first bytes: sign and version 1.0, length of the header in two bytes (numpy.lib.format); the header is
# compared, never evaluated.
_MAGIC = b"\x93NUMPY\x01\x00"
_FIXED = len(_MAGIC) + 2
_ARRAY_HEADER_BYTES = 1024
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, LookupError)

AnyArray = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How large a model file, its manifest and one array may be, in bytes (unpacked where packed)."""

    file_bytes: int = 64 * 2**20
    manifest_bytes: int = 2**20
    array_bytes: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Expected:
    """The kind and shape an array must have."""

    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of the numbers alone."""
        return math.prod(self.shape) * self.dtype.itemsize

    @property
    def header(self) -> bytes:
        """The words of an array's header that say so, without the spaces after them."""
        return f"{{'descr': {self.dtype.str!r}, 'fortran_order': False, 'shape': {self.shape!r}, }}".encode()


def pack(manifest: Mapping[str, object], arrays: Mapping[str, AnyArray]) -> bytes:
    """Return the file's bytes; the same content gives the same bytes. The arrays' check sums go into the manifest."""
    members = {f"{name}.npy": _array_bytes(array) for name, array in arrays.items()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    words = json.dumps({**manifest, "sha256": sums}, ensure_ascii=False, indent=1, allow_nan=False).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in {MANIFEST: words, **members}.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, content)
    return buffer.getvalue()


class Archive:
    """A model file held in memory, opened member by member.

    Refuses (Problem) what is too large, is no zip, or holds other members than manifest.json and the arrays named.
    """

    def __init__(self, data: bytes, arrays: tuple[str, ...], limits: ArchiveLimits) -> None:
        if len(data) > limits.file_bytes:
            raise refuse_large("模型文件", limits.file_bytes)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNREADABLE as error:
            raise damaged("不是完整的 zip 文件") from error
        self._limits = limits
        names = sorted(entry.filename for entry in self._zip.infolist())
        if names != sorted([MANIFEST, *(f"{name}.npy" for name in arrays)]):
            raise damaged("所含文件与规定的不符")

    def manifest(self) -> dict[str, object]:
        """Return the manifest; refuses what is not a JSON object of plain finite values."""
        words = self._read(MANIFEST, self._limits.manifest_bytes)
        try:
            manifest = json.loads(words.decode(), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise damaged("manifest.json 无法读取") from error
        if not isinstance(manifest, dict):
            raise damaged("manifest.json 无法读取")
        return manifest

    def array(self, name: str, expected: Expected, sums: Mapping[str, object]) -> AnyArray:
        """Return a read-only array; refuses another kind, shape, length or check sum, and numbers not finite."""
        member = f"{name}.npy"
        if expected.size > self._limits.array_bytes:
            raise refuse_large(member, self._limits.array_bytes)
        content = self._read(member, expected.size + _ARRAY_HEADER_BYTES)
        if sums.get(member) != hashlib.sha256(content).hexdigest():
            raise damaged(f"{member} 的校验值不符，文件被改动过或已损坏")
        header = content[_FIXED : _FIXED + int.from_bytes(content[_FIXED - 2 : _FIXED], "little")]
        length = len(content) - _FIXED - len(header)
        if not content.startswith(_MAGIC) or header.rstrip() != expected.header or length != expected.size:
            raise damaged(f"{member} 的类型、形状或长度与规定的不符")
        array: AnyArray = np.load(io.BytesIO(content), allow_pickle=False)
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise damaged(f"{member} 含有无效数值")
        array.setflags(write=False)
        return array

    def _read(self, name: str, limit: int) -> bytes:
        """Return a member's bytes; unpacks no more than `limit`, whatever the directory says of its size."""
        entry = self._zip.getinfo(name)
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _DEFLATED:
            raise damaged(f"{name} 的压缩方式不受支持")
        if entry.file_size > limit:
            raise refuse_large(name, limit)
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(limit + 1)
        except (*_UNREADABLE, RuntimeError) as error:
            raise damaged(f"{name} 无法解压") from error
        if len(content) != entry.file_size:
            raise damaged(f"{name} 的长度与登记的不符")
        return content


def refuse_large(what: str, limit: int) -> Problem:
    """Return the refusal of a file or member larger than `limit` bytes."""
    return Problem("text-model-too-large", "{what} 超过上限 {limit} 字节，没有打开。", what=what, limit=limit)


def damaged(why: str) -> Problem:
    """Return the refusal of a model file that cannot be used, with the reason."""
    return Problem("text-model-damaged", "模型文件不可用：{why}。请重新训练或向提供者索取完整文件。", why=why)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _array_bytes(array: AnyArray) -> bytes:
    buffer = io.BytesIO()
    npy.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()
