"""A zip file from outside, unpacked with a count of every byte, so that a zip bomb never reaches a parser."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.table import SheetLimits

_CHUNK = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # APPNOTE.TXT 4.3.7: signature, …, length of name, length of extra field
_LOCAL_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED = 0x1  # APPNOTE.TXT 4.4.4, bit 0
# What `zipfile` raises on damaged directories; it documents only the first.
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, EOFError, struct.error, ValueError, OverflowError, LookupError)


def broken() -> Problem:
    """Return the refusal of a file that is cut off or damaged."""
    return Problem(
        "sheet-broken", "文件不完整或已损坏，无法读取。请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后再上传。"
    )


def locked() -> Problem:
    """Return the refusal of a file with a password."""
    return Problem(
        "sheet-locked", "文件设有打开密码，无法读取。请用 Excel 或 WPS 打开，取消密码（加密）并另存为 .xlsx 后再上传。"
    )


class Archive:
    """The members of a zip held in memory, found without regard to case or kind of slash.

    Refuses (Problem) damaged directories, members with a password, and directories that announce more than
    the limits allow. `read` refuses a member that unpacks to another size than announced, so that no
    more than the announced bytes are ever held.
    """

    def __init__(self, data: bytes, limits: SheetLimits) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as zipped:
                members = zipped.infolist()
        except _DAMAGE as error:
            raise broken() from error
        self._data = memoryview(data)
        self._members = {member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members}
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise locked()
        unpacked = sum(member.file_size for member in members)
        if unpacked > limits.max_unpacked_bytes or unpacked > limits.max_ratio * len(data):
            raise _bomb()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def has_folder(self, name: str) -> bool:
        """Whether any member lies under the folder."""
        return any(member.startswith(name.lower() + "/") for member in self._members)

    def read(self, name: str) -> bytes:
        """Return the member's bytes; refuses a member that is missing, damaged, or larger than announced."""
        member = self._members.get(name.lower())
        if member is None:
            raise broken()
        packed = self._packed(member)
        if member.compress_type == zipfile.ZIP_STORED:
            plain = bytes(packed)
        elif member.compress_type == zipfile.ZIP_DEFLATED:
            plain = _inflate(packed, member.file_size)
        else:
            raise broken()
        if len(plain) > member.file_size:
            raise _lies()
        if len(plain) < member.file_size or zlib.crc32(plain) != member.CRC:
            raise broken()
        return plain

    def _packed(self, member: zipfile.ZipInfo) -> memoryview:
        header = self._data[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size:
            raise broken()
        signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        packed = self._data[start : start + member.compress_size]
        if signature != _LOCAL_SIGNATURE or len(packed) < member.compress_size:
            raise broken()
        return packed


def _inflate(packed: memoryview, announced: int) -> bytes:
    """Unpack a deflate stream, stopping as soon as it holds more than `announced` bytes."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    plain = bytearray()
    rest: bytes | memoryview = packed
    try:
        while not stream.eof:
            piece = stream.decompress(rest, _CHUNK)
            plain += piece
            if len(plain) > announced:
                raise _lies()
            rest = stream.unconsumed_tail
            if not piece and not rest:
                break
    except zlib.error as error:
        raise broken() from error
    if not stream.eof:
        raise broken()
    return bytes(plain)


def _bomb() -> Problem:
    return Problem(
        "sheet-bomb",
        "文件展开后过大，可能是压缩炸弹，为安全起见没有打开。请用 Excel 或 WPS 打开核对，只留需要的内容，另存后上传。",
    )


def _lies() -> Problem:
    return Problem(
        "sheet-size-lies",
        "文件展开后的大小与文件里登记的不符，可能是压缩炸弹，为安全起见没有打开。"
        "请向提供文件的人核实，用 Excel 或 WPS 打开另存后再上传。",
    )
