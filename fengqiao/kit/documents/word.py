"""A binder as Word, to be edited: the same parts as the PDF, in the fonts that office machines have."""

from __future__ import annotations

import io
from typing import Any

import segno

from fengqiao.kit.documents.model import Binder, Document, Grid, IndexLine, Line

FONT, HEAD_FONT = "仿宋", "方正小标宋简体"
MARGINS = {"top": 35, "bottom": 30, "left": 28, "right": 26}  # millimetres


def render_word(binder: Binder) -> bytes:
    """Return a binder as a Word file. Pages are counted by Word itself: the contents name no page."""
    import docx

    file = docx.Document()
    _page(file, binder)
    if binder.cover:
        _heading(file, binder.office, 17)
        _heading(file, binder.title, 28)
        _lines(file, binder.cover)
        file.add_page_break()
        _heading(file, binder.words[0], 20)
        _index(file, binder.index, binder.words)
    sheets = [(document, copy) for document in binder.documents for copy in document.copies or ("",)]
    for number, (document, copy) in enumerate(sheets):
        if number or binder.cover:
            file.add_page_break()
        _document(file, document, copy, binder.words)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: Any, binder: Binder) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, length in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(length))
    section.header.paragraphs[0].text = f"{binder.office}\t\t{binder.number}"
    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    file.core_properties.title, file.core_properties.author = binder.title, binder.office


def _heading(file: Any, words: str, size: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = file.add_paragraph()
    paragraph.alignment = 1
    run = paragraph.add_run(words)
    run.bold, run.font.size, run.font.name = True, Pt(size), HEAD_FONT
    run._element.rPr.rFonts.set(qn("w:eastAsia"), HEAD_FONT)


def _document(file: Any, document: Document, copy: str, words: tuple[str, ...]) -> None:
    from docx.shared import Mm, Pt

    if document.mark:
        picture = io.BytesIO()
        segno.make(document.mark, error="m", micro=False).save(picture, kind="png", scale=6, border=2)
        picture.seek(0)
        paragraph = file.add_paragraph()
        paragraph.alignment = 2
        paragraph.add_run().add_picture(picture, width=Mm(19))
    _heading(file, document.title, 20)
    if copy:
        file.add_paragraph(copy).alignment = 1
    for text in document.text:
        _prose(file, text)
    for part in document.parts:
        if isinstance(part, Grid):
            _grid(file, part)
        else:
            _lines(file, (part,))
    for drawn in document.pictures:
        file.add_paragraph().add_run(drawn.label).bold = True
        shape = file.add_picture(io.BytesIO(drawn.png), width=Mm(150))
        shape._inline.docPr.set("descr", drawn.words)  # what a reader of screens says
        _prose(file, drawn.words)
    for sign in document.signs:
        paragraph = file.add_paragraph(f"{sign}：" + "　" * 12 + f"（{words[6]}）　{words[5]}")
        paragraph.paragraph_format.space_before = Pt(24)


def _prose(file: Any, words: str) -> None:
    from docx.shared import Pt

    for line in words.splitlines():
        if line.strip():
            file.add_paragraph(line).paragraph_format.first_line_indent = Pt(24)


def _lines(file: Any, lines: tuple[Line, ...]) -> None:
    from docx.shared import Mm

    table = file.add_table(rows=0, cols=2, style="Table Grid")
    for line in lines:
        cells = table.add_row().cells
        if line.wide:
            cell = cells[0].merge(cells[1])
            cell.text = f"{line.label}\n{line.value or chr(10) * 5}"
            continue
        cells[0].width, cells[1].width = Mm(31), Mm(125)
        cells[0].text, cells[1].text = line.label, line.value


def _grid(file: Any, grid: Grid) -> None:
    if grid.label:
        file.add_paragraph().add_run(grid.label).bold = True
    table = file.add_table(rows=0, cols=len(grid.heads), style="Table Grid")
    for row in (grid.heads, *grid.rows):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value


def _index(file: Any, index: tuple[IndexLine, ...], words: tuple[str, ...]) -> None:
    table = file.add_table(rows=0, cols=3, style="Table Grid")
    rows = [(words[1], words[2], words[4]), *((str(each.number), each.name, each.remark) for each in index)]
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
