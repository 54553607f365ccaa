"""Looking inside files and cleaning pictures."""

from __future__ import annotations

import io
import struct

import filetype
from PIL import Image, ImageOps

from fengqiao.kit.problems import Problem
from fengqiao.vault.terms import MediaType

# What Pillow raises on damaged or malicious pictures (a text chunk that unpacks without end, metadata of a wrong type).
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error)
_PICTURES = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}


def media_type(content: bytes) -> MediaType | None:
    """Return the type found in the first bytes, or None where it is not one that is taken."""
    found = filetype.guess(content[:8192])
    mime = found.mime if found else ""
    try:
        return MediaType(mime)
    except ValueError:
        return None


def plain_name(name: str) -> str:
    """Return a file's name without folders and what cannot be printed (at most 200 characters)."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip(" .")[:200] or "file"


def why_not_kept(content: bytes, name: str, max_bytes: int, allowed: frozenset[str]) -> Problem | None:
    """Return why a file is not taken: empty, too large, or of a type that is not wanted."""
    if not content:
        return Problem("file-empty", "文件“{name}”是空的，请重新选择。", name=name)
    if len(content) > max_bytes:
        return Problem(
            "file-large", "文件“{name}”超过 {limit} MB，请压缩后再传。", name=name, limit=max_bytes // 1024 // 1024
        )
    kind = media_type(content)
    if kind is None or kind.value not in allowed:
        return Problem(
            "file-type", "文件“{name}”的类型不在可收范围。请上传照片、PDF、Word、Excel、录音或视频。", name=name
        )
    return None


def cleaned(content: bytes, kind: MediaType, max_pixels: int) -> bytes:
    """Return a picture without EXIF (place, device), turned upright; other files as they are.

    Raises Problem for a picture that cannot be opened or has more than `max_pixels`.
    """
    if kind not in _PICTURES:
        return content
    too_large = Problem("picture-large", "照片的像素太多，请缩小后再传。")
    try:
        with Image.open(io.BytesIO(content), formats=[_PICTURES[kind]]) as picture:
            if picture.width * picture.height > max_pixels:
                raise too_large
            upright = ImageOps.exif_transpose(picture)
            fresh = Image.new(upright.mode, upright.size)
            fresh.paste(upright)
            if upright.mode == "P":
                fresh.putpalette(upright.getpalette() or [])
            out = io.BytesIO()
            fresh.save(out, format=_PICTURES[kind], quality=88)
            return out.getvalue()
    except Problem:
        raise
    except Image.DecompressionBombError as error:
        raise too_large from error
    except _UNREADABLE as error:
        raise Problem("picture-broken", "照片打不开，可能没有传完整，请重新选择。") from error


SMALL = 320  # pixels of the longer side: a card on the page, twice as dense on good screens


def small(content: bytes, kind: MediaType) -> bytes | None:
    """Return a small JPEG of a picture that has been cleaned, None for other files."""
    if kind not in _PICTURES:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=[_PICTURES[kind]]) as picture:
            picture.draft("RGB", (SMALL, SMALL))
            picture.thumbnail((SMALL, SMALL))
            shown = picture.convert("RGBA") if picture.mode in ("P", "LA", "PA", "RGBA") else picture.convert("RGB")
            if shown.mode == "RGBA":
                ground = Image.new("RGB", shown.size, (255, 255, 255))
                ground.paste(shown, mask=shown.getchannel("A"))
                shown = ground
            out = io.BytesIO()
            shown.save(out, "JPEG", quality=72)
            return out.getvalue()
    except (*_UNREADABLE, Image.DecompressionBombError):
        return None
