"""The frozen classes of what a pack says about wishes: kinds, age bands, who consents, why one is sent back or withdrawn, the consent form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fengqiao.catalogue.named import Named


@dataclass(frozen=True, slots=True)
class WishCode(Named):
    """A code of wishes: a kind, an age band, a relation, a reason."""


@dataclass(frozen=True, slots=True)
class WishConsent:
    """What the guardian signs: name, standing text, where to sign, where it comes from."""

    name: str
    name_en: str
    text: tuple[str, ...]
    signs: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a pack says about wishes; a pack that says nothing has none."""

    kinds: Mapping[str, WishCode] = field(default_factory=dict)
    bands: Mapping[str, WishCode] = field(default_factory=dict)
    relations: Mapping[str, WishCode] = field(default_factory=dict)
    backs: Mapping[str, WishCode] = field(default_factory=dict)
    withdrawals: Mapping[str, WishCode] = field(default_factory=dict)
    consent: WishConsent | None = None


def joined(below: Wishes, above: Wishes) -> Wishes:
    """Return what two packs say together; what the one above says again takes the place of what is below."""
    return Wishes(
        {**below.kinds, **above.kinds},
        {**below.bands, **above.bands},
        {**below.relations, **above.relations},
        {**below.backs, **above.backs},
        {**below.withdrawals, **above.withdrawals},
        above.consent or below.consent,
    )
