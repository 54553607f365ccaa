"""Every word of the interface goes through gettext and has its English; nothing Chinese stands loose in the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.template.base import Lexer, TokenType
from opencc import OpenCC

from fengqiao.site import languages, messages
from fengqiao.site.messages import IN_CONTEXT, NOT_SHOWN, PLURAL, REFUSAL, SINGLE, in_python, in_template
from tests.house.sources import PRODUCT, ROOT, WIDE, called, docstrings, name_of, python_files, tree

TRANSLATED = SINGLE | PLURAL | IN_CONTEXT | {REFUSAL, "both"}
# Chinese that is data: what messages of the demo and names of stories are put together from, what is looked for in texts, the name of a file.
DATA = {"fengqiao/site/demo/play.py", "fengqiao/site/demo/texts.py", "fengqiao/site/stories/naming.py"}
PATTERN = re.compile(r"@?\(?\[.*\]\+?\)?")  # a pattern of what people type
NAMES = {"-待更正", "以示范县生成的诉求训练，仅供演示"}  # of the sheet of rows to correct; the note of the demo's model
LANGUAGES = "look/templates/look/parts/languages.html"  # languages are named in themselves
MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
PERCENT = re.compile(r"%\(\w+\)[sd]|%%")
BRACE = re.compile(r"{\w*[^}]*}")
SAID = list(messages.in_sources())
ENGLISH = [message for message in languages.english() if message.id]


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said)


# --- the catalogue


def test_the_catalogue_holds_exactly_the_words_of_the_sources() -> None:
    """If this fails, run `python -m fengqiao.site.languages extract` and translate what it names."""
    text, _ = languages.brought_up_to_date()
    found = [(each.id, each.context) for each in SAID]
    assert {(m.id, m.context) for m in ENGLISH} == set(found)
    assert languages.ENGLISH.read_text(encoding="utf-8") == text
    assert len(ENGLISH) > 400


def test_every_word_is_translated_and_none_is_a_guess() -> None:
    assert [m.id for m in ENGLISH if not all(strings(m))] == []
    assert [m.id for m in ENGLISH if m.fuzzy] == []
    assert not languages.english().obsolete


def test_english_is_english() -> None:
    assert [s for m in ENGLISH for s in strings(m) if WIDE.search(s)] == []


def test_a_translation_has_the_same_places_to_fill() -> None:
    for message in ENGLISH:
        for pattern in (PERCENT, BRACE):
            wanted = {place for text in ids(message) for place in pattern.findall(text)}
            for text in strings(message):
                assert set(pattern.findall(text)) == wanted, message.id


def test_a_message_with_a_number_has_a_form_for_one_and_for_many() -> None:
    plural = [message for message in ENGLISH if message.pluralizable]
    assert len(plural) > 8
    for message in plural:
        assert len(strings(message)) == 2, message.id
    assert next(strings(m) for m in plural if m.id[0] == "%(n)s 个工作日") == (
        "%(n)s working day",
        "%(n)s working days",
    )


def test_no_word_is_used_both_with_a_number_and_without() -> None:
    single = {each.id for each in SAID if isinstance(each.id, str)}
    assert single & {text for each in SAID if isinstance(each.id, tuple) for text in each.id} == set()


def test_dates_and_sentences_end_alike() -> None:
    said = {message.id: message.string for message in ENGLISH if not message.context}
    assert said["n月j日"] == "j M"
    assert said["Y年n月j日"] == "j M Y"
    sentences = {zh: en for zh, en in said.items() if isinstance(zh, str) and len(zh) > 6}
    assert {zh: en for zh, en in sentences.items() if zh.endswith("。") != en.endswith(".")} == {}
    assert {zh: en for zh, en in sentences.items() if zh.endswith("？") != en.endswith("?")} == {}


def test_words_that_stand_in_attributes_hold_no_quotation_mark() -> None:
    part = PRODUCT / "look/templates/look/parts/words.html"
    found = {each.id for each in in_template(part.read_text(encoding="utf-8"), "words")}
    assert len(found) >= 8
    assert [m.string for m in ENGLISH if m.id in found and '"' in str(m.string)] == []


def test_no_translation_brings_its_own_markup() -> None:
    tags = re.compile(r"</?\w+>|&\w+;")
    for message in ENGLISH:
        wanted = sorted(tags.findall(ids(message)[0]))
        assert [sorted(tags.findall(text)) for text in strings(message)] == [wanted] * len(strings(message)), message.id


def test_traditional_is_made_for_every_word_with_its_places_kept() -> None:
    made = languages.traditional(languages.english())
    convert = OpenCC("s2t").convert
    for message in ENGLISH:
        (found, *_) = strings(made.get(message.id, message.context))
        assert found == convert(ids(message)[0])
        assert set(PERCENT.findall(found)) == set(PERCENT.findall(ids(message)[0]))
        assert set(BRACE.findall(found)) == set(BRACE.findall(ids(message)[0]))


# --- what the extraction sees


def test_a_refusal_must_be_a_plain_text_to_be_translated() -> None:
    with pytest.raises(ValueError, match=r"x\.py:2: the message of a refusal must be a plain text"):
        list(in_python("def f(n):\n    raise Problem('code', f'第 {n} 行有误。')\n", "x.py"))


def test_refusals_are_found_however_they_are_passed() -> None:
    source = (
        "PAIRS = {1: ('a-b', '先签收。'), 2: ('c', '已办结。')}\n"
        "def f(late):\n"
        "    message = '晚了。' if late else '早了。'\n"
        "    raise Problem('x', message, n=1)\n"
        "def g(): return Problem(*PAIRS[1])\n"
        "class Refused(Problem):\n"
        "    def __init__(self):\n"
        "        super().__init__('r', '不收：{why}', why='x')\n"
    )
    assert {each.id for each in in_python(source, "x")} == {"晚了。", "早了。", "先签收。", "已办结。", "不收：{why}"}


def test_templates_give_up_all_their_words() -> None:
    source = (
        '{% translate "甲" %}{% tag _("乙") %}{{ x|default:_("丙") }}{% blocktranslate with n=1 %}丁 {{ n }}{% endblocktranslate %}'
        "{% blocktranslate count n=1 %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}"
    )
    assert {each.id for each in in_template(source, "x")} == {"甲", "乙", "丙", "丁 %(n)s", ("%(n)s 件", "%(n)s 件")}


# --- nothing loose


def loose_in_python(path: Path) -> Iterator[str]:
    """Chinese in a module that no call translates and that is no docstring."""
    module = tree(path)
    known = docstrings(module)
    for node in ast.walk(module):
        if called(node) in TRANSLATED:
            known |= {id(part) for argument in node.args for part in ast.walk(argument)}  # type: ignore[attr-defined]
    said = {each.id for each in in_python(path.read_text(encoding="utf-8"), path.name)}
    for node in ast.walk(module):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        data = text in NAMES or PATTERN.fullmatch(text)
        if WIDE.search(text) and id(node) not in known and text not in said and not data:
            yield f"{name_of(path)}:{node.lineno}: {text}"


def loose_in_template(path: Path) -> Iterator[str]:
    """Chinese in a template outside translate tags and `_("…")`."""
    inside = False
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        word = (token.contents.split() or [""])[0]
        if token.token_type is TokenType.BLOCK and word in {"blocktranslate", "endblocktranslate"}:
            inside = word == "blocktranslate"
        elif not inside and token.token_type is not TokenType.COMMENT and word not in {"translate", "comment"}:
            for line in MARKED.sub("", token.contents).splitlines():
                if WIDE.search(line):
                    yield f"{name_of(path)}:{token.lineno}: {line.strip()}"


def test_no_chinese_stands_loose_in_the_pages_and_commands() -> None:
    files = [
        path
        for path in python_files("fengqiao/desk", "fengqiao/gateway", "fengqiao/look", "fengqiao/site")
        if name_of(path) not in DATA
    ]
    assert [found for path in files for found in loose_in_python(path)] == []


def test_no_chinese_stands_loose_in_a_template() -> None:
    shown = [
        path
        for path in sorted(PRODUCT.rglob("*.html"))
        if path.relative_to(PRODUCT).as_posix() not in {LANGUAGES, *NOT_SHOWN}
    ]
    assert len(shown) > 20
    assert [found for path in shown for found in loose_in_template(path)] == []


def test_no_words_stand_in_scripts() -> None:
    code = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
    for path in (PRODUCT / "look/static").rglob("*.js"):
        assert not WIDE.search(code.sub("", path.read_text(encoding="utf-8"))), name_of(path)


def test_only_what_is_known_beforehand_is_looked_up() -> None:
    """`_(variable)` hides words from the extraction; the one place that may is where refusals are said."""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files("fengqiao/desk", "fengqiao/gateway", "fengqiao/look", "fengqiao/site")
        for node in ast.walk(tree(path))
        if called(node) in SINGLE | PLURAL | IN_CONTEXT and not isinstance(node.args[0], ast.Constant)  # type: ignore[attr-defined]
    ]
    assert [line.partition(":")[0] for line in found] == ["fengqiao/desk/words.py"]


def test_the_catalogue_is_where_django_looks(tmp_path: Path) -> None:
    assert languages.ENGLISH == ROOT / "fengqiao/look/locale/en/LC_MESSAGES/django.po"
    assert languages.english().get("事项").string == "Matters"
