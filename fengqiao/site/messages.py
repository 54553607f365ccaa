"""The words of the interface, found in the sources: gettext calls, templates, and what refusals say."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
NOT_SHOWN = frozenset({"look/templates/look/patterns.html"})  # the sheet of components, which only tests open

SINGLE = frozenset({"gettext", "gettext_lazy", "gettext_noop", "_"})
PLURAL = frozenset({"ngettext", "ngettext_lazy"})
IN_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})  # the first text says where the second stands
REFUSAL = "Problem"

_CHINESE = re.compile("[㐀-鿿]")
_SLUG = re.compile(r"[a-z][a-z0-9_-]*")
_IN_TEMPLATES = ("gettext", "ngettext", "pgettext", "npgettext", "_")


@dataclass(frozen=True, slots=True)
class Found:
    """A message where it stands: `id` is one text, or singular and plural; `comment` is for the translator."""

    file: str
    line: int
    id: str | tuple[str, str]
    context: str | None = None
    comment: str = ""


def is_chinese(text: str) -> bool:
    """Return whether a text holds a Chinese character."""
    return bool(_CHINESE.search(text))


def in_sources(package: Path = PACKAGE) -> Iterator[Found]:
    """Return every message of the product, file by file; refuses (ValueError) a refusal that is no plain text."""
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if "/migrations/" not in name:
            yield from in_python(path.read_text(encoding="utf-8"), name)
    for path in sorted(package.rglob("*.html")):
        name = path.relative_to(package).as_posix()
        if name not in NOT_SHOWN:
            yield from in_template(path.read_text(encoding="utf-8"), name)


def in_template(text: str, name: str) -> Iterator[Found]:
    """Return the messages of a template: translate, blocktranslate, and `_("…")` in other tags."""
    code = "\n".join(line.strip() for line in templatize(text, origin=name).splitlines())
    for line, function, messages, comments in extract_python(
        io.BytesIO(code.encode()), dict.fromkeys(_IN_TEMPLATES), ["Translators"], {"encoding": "utf-8"}
    ):
        texts = [messages] if isinstance(messages, str) else [part for part in messages if part]
        context = texts.pop(0) if function in {"pgettext", "npgettext"} else None
        yield Found(name, line, _id(texts), context, " ".join(map(str, comments or ())))


def in_python(source: str, name: str) -> Iterator[Found]:
    """Return the messages of a module: those given to gettext, and those that refusals are made with."""
    tree = ast.parse(source)
    lines = source.splitlines()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called in SINGLE | PLURAL | IN_CONTEXT:
            texts = [text for part in node.args[: 1 if called in SINGLE else 2] if (text := _constant(part))]
            context = texts.pop(0) if called in IN_CONTEXT and texts else None
            if texts:
                yield Found(name, node.lineno, _id(texts), context, _comment(lines, node.lineno))
    for call in _refusals(tree):
        for text in _said(tree, call, name):
            if is_chinese(text):
                yield Found(name, call.lineno, text)


def _refusals(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that make a refusal, and those by which a class of refusals passes its message on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == REFUSAL:
            yield node
        elif isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == REFUSAL for b in node.bases):
            yield from (
                call
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
            )


def _said(tree: ast.Module, call: ast.Call, name: str) -> Iterable[str]:
    """The texts that a refusal may say: its second argument, the values of that name, or the pairs spread into it."""
    if call.args and isinstance(call.args[0], ast.Starred):
        texts = [pair for node in ast.walk(tree) if (pair := _pair(node))]
    else:
        said = call.args[1] if len(call.args) > 1 else None
        values = _values(tree, said.id) if isinstance(said, ast.Name) else [said]
        texts = [text for value in values for text in _constants(value)]
    if not texts:
        raise ValueError(f"{name}:{call.lineno}: the message of a refusal must be a plain text")
    return texts


def _values(tree: ast.Module, variable: str) -> list[ast.expr]:
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == variable for t in node.targets)
    ]


def _pair(node: ast.AST) -> str:
    """The message of a pair (code, message) written as two texts."""
    if not isinstance(node, ast.Tuple) or len(node.elts) != 2:
        return ""
    code, message = (_constant(part) or "" for part in node.elts)
    return message if _SLUG.fullmatch(code) and is_chinese(message) else ""


def _constants(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    text = _constant(node)
    return [text] if text else []


def _constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _comment(lines: list[str], number: int) -> str:
    above = lines[number - 2].strip() if number > 1 else ""
    return above.removeprefix("# ") if above.startswith("# Translators:") else ""


def _id(texts: list[str]) -> str | tuple[str, str]:
    return texts[0] if len(texts) == 1 else (texts[0], texts[1])


def template(found: Iterable[Found]) -> Catalog:
    """Return the messages as an empty catalogue, each once, with the files that say it."""
    made = Catalog(project="Fengqiao", charset="utf-8")
    for each in sorted(found, key=lambda f: (f.file, f.line)):
        comments = [each.comment] if each.comment else []
        made.add(each.id, context=each.context, locations=[(each.file, 0)], auto_comments=comments)
    return made
