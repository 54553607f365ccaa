"""Catalogues of words: English from its .po file, traditional Chinese made by OpenCC. `python -m fengqiao.site.languages`.

`python -m fengqiao.site.languages extract` brings the English .po file up to date with the sources first.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

from fengqiao.site.messages import in_sources, template
from fengqiao.site.words import both

LOCALE = Path(__file__).resolve().parents[1] / "look" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
TRADITIONAL = LOCALE / "zh_Hant" / "LC_MESSAGES" / "django.mo"
HEAD = """\
# English of the interface. `python -m fengqiao.site.languages extract` adds what is new in the sources and takes out
# what is gone; translations of the rest stay. Terms as in docs/glossary.md.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def english() -> Catalog:
    """Return the English catalogue, whose ids are the simplified Chinese words of the interface."""
    with ENGLISH.open("rb") as source:
        return read_po(source, locale="en")


def brought_up_to_date() -> tuple[str, Catalog]:
    """Return what the English .po file should hold: the messages of the sources with the translations there are."""
    known, wanted = english(), template(in_sources())
    for message in wanted:
        kept = known.get(message.id, message.context) if message.id else None
        if kept and kept.pluralizable == message.pluralizable:
            message.string, message.user_comments = kept.string, kept.user_comments
    made = io.BytesIO()
    write_po(made, wanted, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    return HEAD + made.getvalue().decode(), wanted


def extract() -> list[str]:
    """Bring the English .po file up to date with the sources; return what has no translation yet."""
    text, wanted = brought_up_to_date()
    ENGLISH.write_text(text, encoding="utf-8")
    return [str(message.id) for message in wanted if message.id and not _said(message.string)]


def _said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


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


def main(arguments: list[str]) -> int:
    """Build the catalogues, after an extraction where it is asked for; 1 where words are not translated yet."""
    missing = extract() if arguments == ["extract"] else []
    sys.stderr.writelines(f"{both('没有译文', 'not translated')}: {words}\n" for words in missing)
    build()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
