"""Opening letters: with a recipient's key, or with the receipt code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fengqiao.clues import box
from fengqiao.clues.models import Attachment, Clue, KeyPair, Letter, Share
from fengqiao.clues.terms import LetterKind
from fengqiao.kit.problems import Problem

TO_INFORMANT = (LetterKind.ANSWER.value, LetterKind.QUESTION.value)
FROM_INFORMANT = (LetterKind.TOLD.value, LetterKind.ADDED.value, LetterKind.CLAIM.value)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a letter by what the letter says of it."""

    id: UUID
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """A letter in clear; `text` is None where this key does not open it."""

    id: UUID
    kind: LetterKind
    day: date
    text: str | None
    files: Sequence[OpenedFile]
    staff_id: UUID | None


def opened_letters(clue: Clue, key: KeyPair, private: bytes) -> list[OpenedLetter]:
    """Return a clue's letters in order, opened with a recipient's key (two queries)."""
    shares = Share.objects.filter(letter__clue=clue, key=key)
    wrapped = {row.letter_id: bytes(row.sealed) for row in shares}
    found = []
    for row in clue.letters.order_by("place").prefetch_related("attachments"):
        own = wrapped.get(row.id)
        said = read_letter(row, box.opened_with(private, own)) if own and row.sealed else None
        found.append(_shown(row, said))
    return found


def answers_behind(clue: Clue, private: bytes) -> list[OpenedLetter]:
    """Return the letters written to the informant, opened with what his code gives; of his own only the day."""
    found = []
    for row in clue.letters.order_by("place"):
        if row.kind in TO_INFORMANT:
            key = box.opened_with(private, bytes(row.for_informant)) if row.sealed else b""
            found.append(_shown(row, read_letter(row, key) if key else None))
        elif row.kind in FROM_INFORMANT:
            found.append(_shown(row, None))
    return found


def read_letter(row: Letter, key: bytes) -> dict[str, Any]:
    """Return what a letter says."""
    said: dict[str, Any] = json.loads(box.unpadded(box.opened(key, bytes(row.sealed)), box.LETTER_BLOCK))
    return said


def _shown(row: Letter, said: dict[str, Any] | None) -> OpenedLetter:
    files = [OpenedFile(UUID(one["id"]), one["name"], one["type"]) for one in said["files"]] if said else []
    return OpenedLetter(row.id, LetterKind(row.kind), row.day, said["text"] if said else None, files, row.staff_id)


def file_in(clue: Clue, file_id: UUID, key: KeyPair, private: bytes) -> tuple[str, str, bytes]:
    """Return name, type and content of a file of a clue; refuses what this key does not open."""
    row = Attachment.objects.filter(id=file_id, letter__clue=clue).select_related("letter").first()
    share = Share.objects.filter(letter=row.letter, key=key).first() if row else None
    if row is None or share is None:
        raise Problem("clue-broken", "这把钥匙打不开这封密件。")
    opener = box.opened_with(private, bytes(share.sealed))
    said = read_letter(row.letter, opener)
    about = next(one for one in said["files"] if one["id"] == str(file_id))
    content = box.unpadded(box.opened(opener, bytes(row.sealed)), box.file_block(about["size"]))
    return about["name"], about["type"], content
