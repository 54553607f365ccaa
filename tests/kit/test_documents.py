"""Documents rendered: what stands in them stands in the PDF and the Word file, as data and never as source."""

from __future__ import annotations

import io

import docx
import pytest
from PIL import Image

from fengqiao.kit.documents import (
    Binder,
    Document,
    Grid,
    IndexLine,
    Line,
    Picture,
    drawn,
    faces,
    make_ready,
    render_pdf,
    render_pictures,
    render_word,
)
from fengqiao.kit.problems import Problem
from fengqiao.look.maps import survey, survey_svg

WORDS = ("卷内目录", "序号", "文书名称", "页号", "备注", "年月日", "捺印处")
WILD = '#panic("x") $y$ {{ 7*7 }} <w:t> & */ \\'
PAPER = Document(
    "agreement", "调解协议书",
    (Line("编号", "JX-0001"), Grid("当事人", ("甲乙", "姓名"), (("甲方", "周文海"), ("乙方", ""))), Line("协议内容", f"墙退一尺\n{WILD}", wide=True),
     Line("说明", "", wide=True)),
    ("经调解自愿达成如下协议。",), ("甲方签名", "乙方签名"), "FQ/00/agreement",
)  # fmt: skip
BACK = Document("back", "封底", (Line("卷号", "JX-0001"),))
BOUND = Binder(
    "人民调解卷宗", "北镇调委会", "JX-0001", (PAPER, BACK), WORDS, (Line("卷名", "院墙纠纷"),),
    (IndexLine(1, "调解协议书", "agreement"), IndexLine(2, "履行凭证", "", "缺件"), IndexLine(3, "封底", "back")),
)  # fmt: skip
HELD = (
    "JX-0001",
    "周文海",
    "墙退一尺",
    "院墙纠纷",
    "缺件",
    "经调解自愿达成如下协议",
    "乙方签名",
    '#panic("x")',
    "{{ 7*7 }}",
    "<w:t>",
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_pdf_holds_every_value_numbers_its_contents_and_carries_its_fonts() -> None:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(render_pdf(BOUND))).pages
    text = squeezed("".join(page.extract_text() for page in pages))
    assert not [each for each in HELD if squeezed(each) not in text]
    assert len(pages) == 4
    contents = squeezed(pages[1].extract_text())
    assert "1调解协议书3" in contents
    assert "3封底4" in contents
    files = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert files
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in files), "nothing depends on the reader's machine"
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert render_pictures(BOUND, ppi=20)[0].startswith(b"\x89PNG")


def test_word_opens_with_the_same_values() -> None:
    import docx

    file = docx.Document(io.BytesIO(render_word(BOUND)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    text = squeezed("".join([*(each.text for each in file.paragraphs), *cells]))
    assert not [each for each in HELD if squeezed(each) not in text]
    assert len(file.inline_shapes) == 1


def test_a_machine_without_chinese_fonts_says_so() -> None:
    assert faces(frozenset({"Noto Serif CJK SC", "Arial"})) == ("Noto Serif CJK SC", "Noto Serif CJK SC")
    assert faces(frozenset({"Noto Serif CJK SC", "Noto Serif CJK TC"}), traditional=True)[0] == "Noto Serif CJK TC"
    with pytest.raises(Problem) as caught:
        faces(frozenset({"Arial"}))
    assert caught.value.code == "fonts-missing"


def test_a_map_stands_in_a_word_file_as_a_picture_with_words() -> None:
    square = [(0.0, 0.0), (40.0, 0.0), (40.0, 20.0), (0.0, 20.0)]
    found = survey(
        [square], square, [("place", (10.0, 10.0), ""), ("base", (30.0, 5.0), "1"), ("position", (30.0, 5.0), "<2>")]
    )
    assert found
    png = drawn(survey_svg(found))
    assert png.startswith(b"\x89PNG")
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.width > picture.height > 200
        assert len(set(picture.convert("RGB").resize((60, 30)).tobytes())) > 8, "something is drawn"
    sheet = Document("joint", "联动", (), pictures=(Picture("图", png, "圆圈是事发地"),))
    word = docx.Document(io.BytesIO(render_word(Binder("联动", "所", "1", (sheet,), ("", "", "", "", "", "", "")))))
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "圆圈是事发地"
    assert any("圆圈是事发地" in each.text for each in word.paragraphs)


def test_what_the_first_paper_waits_for_is_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    from fengqiao.kit.documents import pdf, ready

    pdf._fonts.cache_clear()
    make_ready()
    assert pdf._fonts.cache_info().currsize == 1, "the fonts are there"
    made: list[str] = []

    def without_fonts(_binder: Binder) -> bytes:
        raise Problem("fonts-missing", "没有字体")

    monkeypatch.setattr(ready, "render_pdf", without_fonts)
    monkeypatch.setattr(ready, "render_word", lambda binder: made.append(binder.title))
    make_ready()  # a machine without fonts starts all the same
    assert made
