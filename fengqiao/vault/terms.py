"""Terms of files."""

from __future__ import annotations

from enum import StrEnum


class MediaType(StrEnum):
    """The types of file that can be told by looking inside; which of them are taken a pack says."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    MP4 = "video/mp4"
    MP3 = "audio/mpeg"
    M4A = "audio/mp4"
