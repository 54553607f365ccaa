"""Terms of what is published."""

from __future__ import annotations

from enum import StrEnum


class EditionKind(StrEnum):
    """What an edition holds."""

    PACK = "pack"
    TEXT_MODEL = "text_model"
