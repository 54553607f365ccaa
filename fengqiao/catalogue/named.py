"""What everything of a pack has: a code and a name in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """Anything with a code and a name in both languages (word lists, being Chinese words, may go without English)."""

    code: str
    name: str
    name_en: str

    def __str__(self) -> str:
        return self.name

    def label(self, language: str) -> str:
        """Return the English name for `en…` where there is one, else the (simplified) Chinese one."""
        return self.name_en if self.name_en and language.startswith("en") else self.name
