"""What must be looked at before the words of a matter leave it: private data found in all of its texts together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fengqiao.kit.privacy import PrivateKind, PrivateSpan, find_private, masked

_CUT = "…"
_LEAST_CUT = 2
_PART = PrivateKind.PASSPORT  # a beginning is hidden like a number whose form nobody knows
_BREAK = "\n\n"  # nothing private goes over it


@dataclass(frozen=True, slots=True)
class Finding:
    """Something private: its kind, the words, how often they stand in the texts, and how sure that is."""

    kind: PrivateKind
    words: str
    times: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `finding` is the number of the finding that it is, None for the rest."""

    words: str
    finding: int | None


class Masking:
    """Several texts looked through at once: a name that is sure in one of them is found in all."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        starts, whole = [0], ""
        for text in self.texts:
            whole += text + _BREAK
            starts.append(len(whole))
        self._spans: list[list[PrivateSpan]] = [[] for _ in self.texts]
        self._numbers: dict[tuple[PrivateKind, str], int] = {}
        counted: list[tuple[PrivateSpan, str]] = []
        for span in find_private(whole):
            which = bisect_right(starts, span.start) - 1
            local = PrivateSpan(span.start - starts[which], span.end - starts[which], span.kind, span.confidence)
            self._spans[which].append(local)
            words = span.of(whole)
            self._numbers.setdefault((span.kind, words), len(self._numbers))
            counted.append((span, words))
        self.findings = tuple(
            Finding(
                kind,
                words,
                sum(each.kind is kind and said == words for each, said in counted),
                max(each.confidence for each, said in counted if each.kind is kind and said == words),
            )
            for kind, words in self._numbers
        )
        for which, text in enumerate(self.texts):
            cut = self._cut_off(text)
            if cut:
                self._spans[which].append(cut)

    def pieces(self, which: int) -> list[Piece]:
        """Return a text in pieces, what is private apart from the rest."""
        text, at, found = self.texts[which], 0, []
        for span in self._spans[which]:
            found += [Piece(text[at : span.start], None), Piece(span.of(text), self._number(span, text))]
            at = span.end
        return [piece for piece in (*found, Piece(text[at:], None)) if piece.words]

    def hidden(self, which: int, numbers: Collection[int]) -> str:
        """Return a text with the findings of these numbers made unreadable."""
        text = self.texts[which]
        return masked(text, [span for span in self._spans[which] if self._number(span, text) in numbers])

    def left(self, numbers: Collection[int]) -> int:
        """Return how many findings stay readable when those of these numbers are hidden."""
        return len(self.findings) - len(set(numbers) & set(range(len(self.findings))))

    def _cut_off(self, text: str) -> PrivateSpan | None:
        """Return the beginning of a finding with which a shortened text (…) breaks off."""
        if not text.endswith(_CUT):
            return None
        body = text.removesuffix(_CUT)
        for kind, words in self._numbers:
            for length in range(len(words) - 1, _LEAST_CUT - 1, -1):
                if body.endswith(words[:length]):
                    self._numbers.setdefault((_PART, words[:length]), self._numbers[kind, words])
                    return PrivateSpan(len(body) - length, len(body), _PART, 1.0)
        return None

    def _number(self, span: PrivateSpan, text: str) -> int:
        return self._numbers[span.kind, span.of(text)]
