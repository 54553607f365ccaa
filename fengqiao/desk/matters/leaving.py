"""What is looked at before words leave a matter: private data found, ticked to be hidden, left readable on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from fengqiao.desk.words import PRIVATE_KINDS
from fengqiao.kit.privacy import find_private, masked
from fengqiao.matters.rules.masking import Masking


@dataclass(frozen=True, slots=True)
class Block:
    """A text that is about to leave: `key` names it, `label` says what it is."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """The texts that leave, as they go out: `words` by key, how many findings there were and how many stay readable."""

    words: dict[str, str]
    found: int
    left: int


class Outgoing:
    """Hides private data in the cells of a list that goes out as a file (unless `readable`), and counts it."""

    def __init__(self, *, readable: bool) -> None:
        self.readable = readable
        self.found = 0

    def __call__(self, text: str) -> str:
        """Return a cell's text as it goes out."""
        spans = find_private(text) if text else ()
        self.found += len(spans)
        return masked(text, spans) if spans and not self.readable else text

    @property
    def left(self) -> int:
        """How many findings went out readable."""
        return self.found if self.readable else 0


def all_hidden(texts: Sequence[str]) -> tuple[list[str], int]:
    """Return texts of one matter with whatever looks private made unreadable, and how many findings that were.

    A name that is sure in one of the texts is hidden in all.
    """
    masking = Masking(texts)
    every = range(len(masking.findings))
    return [masking.hidden(which, every) for which in range(len(texts))], len(masking.findings)


def look_through(blocks: Sequence[Block]) -> Masking:
    """Return what is private in the texts."""
    return Masking([block.text for block in blocks])


def check_list(blocks: Sequence[Block], masking: Masking, post: QueryDict | None = None) -> dict[str, Any]:
    """Return what the step of ticking shows: every text in pieces, every finding with its tick (set, unless taken off)."""
    ticked = _numbers(post, masking) if post is not None and "looked" in post else set(range(len(masking.findings)))
    return {
        "findings": [
            {
                "number": number,
                "kind": PRIVATE_KINDS[finding.kind],
                "words": finding.words,
                "times": finding.times,
                "unsure": finding.confidence < 0.7,
                "ticked": number in ticked,
            }
            for number, finding in enumerate(masking.findings)
        ],
        "blocks": [
            {"label": block.label, "pieces": masking.pieces(which)}
            for which, block in enumerate(blocks)
            if block.text.strip()
        ],
    }


def leaving(blocks: Sequence[Block], masking: Masking, post: QueryDict) -> Leaving:
    """Return the texts with what was ticked made unreadable."""
    ticked = _numbers(post, masking)
    words = {block.key: masking.hidden(which, ticked) for which, block in enumerate(blocks)}
    return Leaving(words, len(masking.findings), masking.left(ticked))


def _numbers(post: QueryDict, masking: Masking) -> set[int]:
    wanted = {int(each) for each in post.getlist("hide") if each.isdecimal() and len(each) < 6}
    return wanted & set(range(len(masking.findings)))
