"""The mediation file: every document filled from what was entered once, what is ready and what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from fengqiao.catalogue.form import FilePlace, Form, FormItem, Forms
from fengqiao.kit.documents.model import Binder, Document, Grid, IndexLine, Line
from fengqiao.kit.problems import Problem

_MARK = re.compile(r"FQ/([0-9a-f]{32})/([a-z][a-z0-9_-]{0,39})")
Say = Callable[[str], str]
PARTY_HEADS = ("当事人", "姓名或名称", "性别、年龄、民族、职业等", "证件号码", "联系方式", "单位或住址")
FRAME = ("卷内目录", "序号", "文书名称", "页号", "备注", "年　　月　　日", "捺印／盖章处")
TITLES = {"people": "人民调解卷宗", "police": "治安调解卷宗"}
BREAK = "、"


class PlaceState(StrEnum):
    """How an item of the file stands: ready, something missing, not called for, or empty (as needed)."""

    READY = "ready"
    MISSING = "missing"
    UNNEEDED = "unneeded"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the documents are filled from. `fields` by name (`catalogue.form.FIELDS`), those of `groups` for each row.

    `parties`: rows as long as `PARTY_HEADS`. `marks`: what holds of the case (`catalogue.form.MARKS`). Words of the
    pack stand in `fields` as the language of the documents has them; what people entered stays as entered. `signed`:
    codes of the documents whose signed paper is there.
    """

    id: UUID
    number: str
    office: str
    fields: Mapping[str, str]
    parties: tuple[tuple[str, ...], ...]
    marks: frozenset[str]
    groups: Mapping[str, tuple[Mapping[str, str], ...]]
    signed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filled:
    """A document filled from its form, and the needed items that are still empty."""

    form: Form
    document: Document
    lacking: tuple[FormItem, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """An item of the file: how it stands, its documents, and blank ones where there is nothing to fill in."""

    place: FilePlace
    state: PlaceState
    filled: tuple[Filled, ...]
    blank: tuple[Filled, ...]

    @property
    def lacking(self) -> tuple[FormItem, ...]:
        """The needed items that are empty, each once."""
        found = {item.field: item for each in self.filled for item in each.lacking}
        return tuple(found.values())


def places_of(case: CaseFile, forms: Forms, say: Say = str) -> tuple[PlaceView, ...]:
    """Return the items of a file in their order. The account of the file says what the others lack."""
    ordered = sorted(forms.places.values(), key=lambda each: each.number)
    first = [_place(case, place, forms, say) for place in ordered]
    missing = BREAK.join(say(each.place.name) for each in first if each.state is PlaceState.MISSING)
    told = replace(case, fields={**case.fields, "lacking": missing or say("无")})
    return tuple(_place(told, place, forms, say) for place in ordered)


def _place(case: CaseFile, place: FilePlace, forms: Forms, say: Say) -> PlaceView:
    filled: list[Filled] = []
    blank: list[Filled] = []
    for form in forms.of(place.code):
        holds = case.marks.issuperset(form.when)
        rows: Sequence[Mapping[str, str]] = case.groups.get(form.each, ()) if form.each else ({},)
        if holds and rows:
            filled += [_filled(case, form, row, number, say) for number, row in enumerate(rows, 1)]
        elif holds or not place.needed:
            blank.append(_filled(case, form, {}, 0, say))
    return PlaceView(place, _state(case, place, filled, blank), tuple(filled), tuple(blank))


def _state(case: CaseFile, place: FilePlace, filled: Sequence[Filled], blank: Sequence[Filled]) -> PlaceState:
    """What was filled in by hand and signed is there, whatever was not entered."""
    papers = [each.document.code in case.signed for each in (*filled, *blank)]
    if any(papers) and (all(papers[: len(filled)]) or not filled):
        return PlaceState.READY
    if filled:
        return PlaceState.MISSING if any(each.lacking for each in filled) else PlaceState.READY
    if not place.needed:
        return PlaceState.EMPTY
    return PlaceState.UNNEEDED if case.marks & set(place.unless) else PlaceState.MISSING


def _filled(case: CaseFile, form: Form, row: Mapping[str, str], number: int, say: Say) -> Filled:
    fields = {**case.fields, **row}
    code = f"{form.code}-{number}" if form.each else form.code
    parts: list[Line | Grid] = []
    for item in form.items:
        if item.field == "parties":
            heads = tuple(say(word) for word in PARTY_HEADS)
            parts.append(Grid(say(item.label), heads, case.parties))
        else:
            parts.append(Line(say(item.label), fields.get(item.field, ""), item.wide))
    lacking = tuple(
        item for item in form.items
        if item.needed and not (fields.get("party_names") if item.field == "parties" else fields.get(item.field))
    )  # fmt: skip
    document = Document(
        code, say(form.name), tuple(parts), tuple(say(each) for each in form.text), tuple(say(each) for each in form.signs),
        mark=mark_of(case.id, code), copies=tuple(say(each) for each in form.copies),
    )  # fmt: skip
    return Filled(form, document, lacking)


def document_of(case_id: UUID, marks: Sequence[str], known: Collection[str]) -> str:
    """Return which document of a case the QR codes on a paper name; empty where none does, or they name two.

    Refuses (`paper-elsewhere`) a paper of another dispute: it would lie in a file of strangers.
    """
    told = [found.groups() for mark in marks if (found := _MARK.fullmatch(mark))]
    if any(UUID(hex=case) != case_id for case, _ in told):
        raise Problem("paper-elsewhere", "这张纸上的二维码是另一起纠纷的文书，请核对后放到那一起的卷宗里。")
    codes = {code for _, code in told if code in known}
    return codes.pop() if len(codes) == 1 else ""


def mark_of(case_id: UUID, code: str) -> str:
    """Return what the QR code of a document says: the dispute's id and the document's code, nothing of anybody."""
    return f"FQ/{case_id.hex}/{code}"


def binder_of(case: CaseFile, forms: Forms, places: Sequence[PlaceView], *, say: Say = str, traditional: bool = False) -> Binder:  # fmt: skip
    """Return the whole file: cover, contents with the page of each item and what is missing, documents."""
    index = tuple(
        IndexLine(each.place.number, say(each.place.name), each.filled[0].document.code if each.filled else "", _remark(each, say))
        for each in places
    )  # fmt: skip
    return Binder(
        title=say(TITLES["police" if "police" in case.marks else "people"]),
        office=case.office,
        number=case.number,
        documents=tuple(filled.document for each in places for filled in each.filled),
        words=tuple(say(word) for word in FRAME),
        cover=tuple(Line(say(item.label), case.fields.get(item.field, "")) for item in forms.cover),
        index=index,
        traditional=traditional,
    )


def sheet_of(case: CaseFile, document: Document, *, say: Say = str, traditional: bool = False) -> Binder:
    """Return one document by itself."""
    words = tuple(say(word) for word in FRAME)
    return Binder(document.title, case.office, case.number, (document,), words, traditional=traditional)


def agreements_of(forms: Forms) -> frozenset[str]:
    """Return the codes of the documents that are a written agreement, to be signed."""
    return frozenset(
        form.code
        for form in forms.forms.values()
        if {"agreed", "written"} & set(form.when) and any(item.field == "agreement" for item in form.items)
    )


def found_in(places: Sequence[PlaceView], code: str) -> Document | None:
    """Return the document with a code, filled or blank."""
    every = (filled.document for each in places for filled in (*each.filled, *each.blank))
    return next((document for document in every if document.code == code), None)


def _remark(view: PlaceView, say: Say) -> str:
    match view.state:
        case PlaceState.READY:
            count = len(view.filled)
            return say(f"{count} 份") if count > 1 else ""
        case PlaceState.MISSING:
            words = BREAK.join(item.label.replace("　", "") for item in view.lacking)
            return say(f"缺：{words}" if words else "缺件")
        case PlaceState.UNNEEDED:
            return say("不需要")
        case PlaceState.EMPTY:
            return say("无")


def of_number(number: str, on_year: int) -> tuple[str, str]:
    """Return sex and age by the end of a year from a resident's identity number (GB 11643), empty where it is none."""
    if len(number) != 18 or not number[:17].isdecimal():
        return "", ""
    age = on_year - int(number[6:10])
    return ("男" if int(number[16]) % 2 else "女"), (str(age) if 0 <= age <= 120 else "")
