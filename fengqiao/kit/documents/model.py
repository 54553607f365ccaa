"""What a document holds, whichever way it is rendered: lines, grids, standing text, places for signatures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value; `wide`: the value is text under its label. An empty value is space to write in."""

    label: str
    value: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table inside a document: its label, heads, and rows as long as the heads."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing under its label, as PNG; what it shows is said in words as well."""

    label: str
    png: bytes
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `mark` is what its QR code says (no personal data), `signs` where somebody signs, stamps or
    leaves a fingerprint. `pictures` stand after the parts, in Word alone. `copies`: the words of each copy where it
    is made out in several (联): each stands on a sheet of its own.
    """

    code: str
    title: str
    parts: tuple[Line | Grid, ...]
    text: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    mark: str = ""
    pictures: tuple[Picture, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of the contents: number, name, the document on whose page it begins (""), and a remark."""

    number: int
    name: str
    begins: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Binder:
    """Documents bound together. With `cover` there is a cover with the contents after it; `words` are those of the
    frame: contents, number, name, page, remark, date, print.
    """

    title: str
    office: str
    number: str
    documents: tuple[Document, ...]
    words: tuple[str, ...]
    cover: tuple[Line, ...] = ()
    index: tuple[IndexLine, ...] = ()
    traditional: bool = False
