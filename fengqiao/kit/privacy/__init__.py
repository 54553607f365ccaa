"""Private data in free Chinese text: found with a kind and a confidence, and masked. Rules only; nothing is learned."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.kit.folding import folded
from fengqiao.kit.privacy.addresses import find_addresses
from fengqiao.kit.privacy.lexicon import lexicon
from fengqiao.kit.privacy.names import find_names
from fengqiao.kit.privacy.numbers import find_numbers
from fengqiao.kit.privacy.spans import PrivateKind, PrivateSpan, mask, settled

__all__ = ["PrivateKind", "PrivateSpan", "find_private", "mask", "masked"]

LEAST = 0.5  # from here on a finding is more likely right than not


def find_private(text: str, *, least: float = LEAST) -> tuple[PrivateSpan, ...]:
    """Return the stretches of a text that tell who somebody is or how to reach them, in order, none overlapping.

    A family name with a title alone (张女士, 李所长) is none; `least` is the confidence from which one counts.
    """
    plain = folded(text)
    found = [*find_numbers(plain), *find_addresses(plain), *find_names(plain)]
    return settled(span for span in found if span.confidence >= least)


def masked(text: str, spans: Sequence[PrivateSpan] | None = None) -> str:
    """Return the text with private data made unreadable: the spans given, or else all that are found."""
    compound = lexicon().compound
    if spans is not None:
        return mask(text, spans, compound)
    before, after = "", text
    while before != after:  # what is hidden may show another; at the end nothing is left to find
        before, after = after, mask(after, find_private(after), compound)
    return after
