"""Catalogues of words: English from its .po file, traditional Chinese made by OpenCC. `python -m fengqiao.site.languages`."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from opencc import OpenCC

LOCALE = Path(__file__).resolve().parents[1] / "look" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
TRADITIONAL = LOCALE / "zh_Hant" / "LC_MESSAGES" / "django.mo"


def english() -> Catalog:
    """Return the English catalogue, whose ids are the simplified Chinese words of the interface."""
    with ENGLISH.open("rb") as source:
        return read_po(source, locale="en")


def traditional(source: Catalog) -> Catalog:
    """Return the same words in traditional characters; what people entered never passes through here."""
    convert = OpenCC("s2t").convert
    made = Catalog(locale="zh_Hant")
    for message in source:
        if isinstance(message.id, str) and message.id:
            made.add(message.id, convert(message.id), context=message.context)
        elif message.id:  # singular and plural, which Chinese says alike
            made.add(message.id, (convert(message.id[0]),), context=message.context)
    return made


def build() -> None:
    """Write the catalogues that Django reads, where they have changed."""
    source = english()
    for target, catalogue in ((ENGLISH.with_suffix(".mo"), source), (TRADITIONAL, traditional(source))):
        made = io.BytesIO()
        write_mo(made, catalogue)
        if not target.exists() or target.read_bytes() != made.getvalue():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(made.getvalue())


if __name__ == "__main__":
    build()
