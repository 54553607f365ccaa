"""Terms of files, keys and personal fields."""

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


class PersonalKind(StrEnum):
    """What a personal field holds: it decides how it is masked and whether it can be searched for."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    OTHER = "other"


class PersonalGroup(StrEnum):
    """What is shown in one look: nobody who wants to telephone is shown an identity number with it."""

    CONTACT = "contact"
    IDENTITY = "identity"
    DETAILS = "details"


class KeyState(StrEnum):
    """Where a master key stands: new data keys go under the active one; a retiring one still opens old ones."""

    ACTIVE = "active"
    RETIRING = "retiring"
    RETIRED = "retired"
