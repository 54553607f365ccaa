"""Who wrote a document, where a film was taken: what files that are no pictures say beside their content, taken out."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from fengqiao.kit.problems import Problem
from fengqiao.vault.rules.files import cleaned
from fengqiao.vault.terms import MediaType

LARGEST_MEMBER = 64 * 1024 * 1024
LARGEST_WHOLE = 256 * 1024 * 1024
_UNREADABLE = (
    OSError, ValueError, LookupError, RuntimeError, NotImplementedError, EOFError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_EMPTY = {
    "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMED = (b'w:author="', b"<author>", b"displayName=")  # of tracked changes, comments, persons
_PDF_WORDS = re.compile(
    rb"/(?:Author|Creator|Producer|Company|Manager|Keywords)\s*(\((?:\\.|[^\\()]|\([^()]*\))*\)|<[0-9A-Fa-f\s]*>)", re.S
)
_PDF_PACKET = re.compile(rb"(<\?xpacket begin=.{0,80}?\?>)(.*?)(<\?xpacket end=)", re.S)
_BOXES = (b"moov", b"trak", b"mdia")
_TELLING = (b"udta", b"meta", b"uuid")


def anonymous(content: bytes, kind: MediaType, max_pixels: int) -> tuple[bytes, bool]:
    """Return a document, sound or film without what it says about its maker, and whether some may be left.

    Nothing is refused here: what cannot be read is kept as it is, with True.
    """
    try:
        match kind:
            case MediaType.DOCX | MediaType.XLSX:
                return _office(content, max_pixels)
            case MediaType.PDF:
                return _pdf(content)
            case MediaType.MP4 | MediaType.M4A:
                return _boxes(content), False
            case MediaType.MP3:
                return _mp3(content), False
    except _UNREADABLE:
        return content, True
    return content, False


def _office(content: bytes, max_pixels: int) -> tuple[bytes, bool]:
    out, left = io.BytesIO(), False
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        members = source.infolist()
        if sum(member.file_size for member in members) > LARGEST_WHOLE:
            return content, True
        for member in members:
            with source.open(member) as opened:
                data = opened.read(LARGEST_MEMBER + 1)
            if len(data) > LARGEST_MEMBER:
                return content, True
            if member.filename in _EMPTY:
                data = (_XML + _EMPTY[member.filename]).encode()
            elif "/media/" in member.filename:
                data = _picture(data, member.filename, max_pixels)
            left |= any(word in data for word in _NAMED)
            plain = zipfile.ZipInfo(member.filename)  # 1980: when each part was written says nothing to anybody
            plain.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(plain, data)
    return out.getvalue(), left


def _picture(data: bytes, name: str, max_pixels: int) -> bytes:
    kind = {"jpg": MediaType.JPEG, "jpeg": MediaType.JPEG, "png": MediaType.PNG}.get(name.rsplit(".", 1)[-1].lower())
    try:
        return cleaned(data, kind, max_pixels) if kind else data
    except Problem:
        return data


def _pdf(content: bytes) -> tuple[bytes, bool]:
    """Blank out in place, so that no offset in the file changes; what lies in compressed objects cannot be seen."""
    if b"/Encrypt" in content:
        return content, True
    hidden = b"/ObjStm" in content

    def blank(found: re.Match[bytes]) -> bytes:
        whole, word = found.group(0), found.group(1)
        return whole[: len(whole) - len(word)] + word[:1] + b" " * (len(word) - 2) + word[-1:]

    plain = _PDF_WORDS.sub(blank, content)
    plain = _PDF_PACKET.sub(lambda found: found.group(1) + b" " * len(found.group(2)) + found.group(3), plain)
    return plain, hidden


def _boxes(content: bytes) -> bytes:
    """Turn the boxes that tell of place and maker into free space of the same length."""
    whole = bytearray(content)
    _walk(whole, 0, len(whole), 0)
    return bytes(whole)


def _walk(whole: bytearray, at: int, end: int, depth: int) -> None:
    while at + 8 <= end:
        size, head = int.from_bytes(whole[at : at + 4], "big"), 8
        name = bytes(whole[at + 4 : at + 8])
        if size == 1:
            size, head = int.from_bytes(whole[at + 8 : at + 16], "big"), 16
        size = size or end - at
        if size < head or at + size > end:
            return
        if name in _TELLING:
            whole[at + 4 : at + 8] = b"free"
            whole[at + head : at + size] = bytes(size - head)
        elif name in _BOXES and depth < 4:
            _walk(whole, at + head, at + size, depth + 1)
        at += size


def _mp3(content: bytes) -> bytes:
    """Empty the tags before and after the sound."""
    whole = bytearray(content)
    if whole[:3] == b"ID3" and len(whole) >= 10:
        size = sum(byte << shift for byte, shift in zip(whole[6:10], (21, 14, 7, 0), strict=True))
        end = min(10 + size, len(whole))
        whole[5] = 0  # no extended header: only the padding is left
        whole[10:end] = bytes(end - 10)
    if len(whole) >= 128 and whole[-128:-125] == b"TAG":
        del whole[-128:]
    return bytes(whole)
