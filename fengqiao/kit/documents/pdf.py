"""A binder as PDF by typst. The data go in as JSON; nothing that people entered becomes source."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno

from fengqiao.kit.documents.model import Binder
from fengqiao.kit.problems import Problem

ARCHIVED = "a-2b"  # PDF/A: whole in itself, as archives take it
SOURCE = Path(__file__).with_name("binder.typ")
# What official papers are set in comes first; then what servers have.
BODY = ("FangSong", "FangSong_GB2312", "STFangsong", "FandolFang R", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC",
        "SimSun", "Songti SC", "Noto Sans CJK SC", "Noto Sans SC")  # fmt: skip
HEAD = ("FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimHei", *BODY)
BODY_HANT = ("Noto Serif CJK TC", "Noto Serif TC", "Source Han Serif TC", "MingLiU", "PMingLiU", "Songti TC",
             "Noto Sans CJK TC")  # fmt: skip


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst  # the compiler is large: it is loaded when the first paper is asked for

    return typst.Fonts()


def faces(families: frozenset[str], *, traditional: bool = False) -> tuple[str, str]:
    """Return the families for text and for titles among those a machine has; refuses (`fonts-missing`) without any."""
    body_of, head_of = (BODY_HANT + BODY, BODY_HANT + HEAD) if traditional else (BODY, HEAD)
    body = next((each for each in body_of if each in families), "")
    head = next((each for each in head_of if each in families), "")
    if not body:
        raise Problem(
            "fonts-missing", "这台服务器没有中文字体，不能生成 PDF，可以先下载 Word。请管理员安装 Noto Serif CJK 字体。"
        )
    return body, head


def can_print() -> None:
    """Refuse (`fonts-missing`) where no PDF could be made."""
    faces(frozenset(_fonts().families()))


def render_pdf(binder: Binder) -> bytes:
    """Return a binder as PDF with its fonts inside; refuses (`fonts-missing`) where there is no Chinese font."""
    return bytes(_compiled(binder, "pdf", pdf_standards=ARCHIVED))


def render_pictures(binder: Binder, *, ppi: float = 72) -> list[bytes]:
    """Return the pages as PNG."""
    pages = _compiled(binder, "png", ppi=ppi)
    return list(pages) if isinstance(pages, list) else [bytes(pages)]


def drawn(svg: str, *, ppi: float = 144) -> bytes:
    """Return a drawing as PNG by the compiler that sets papers, with the fonts that it has."""
    import typst

    source = (
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 480pt)'
    )
    pages = typst.compile(source, font_paths=_fonts(), format="png", ppi=ppi, sys_inputs={"svg": svg})
    return bytes(pages[0] if isinstance(pages, list) else pages)


def _compiled(binder: Binder, kind: str, **more: Any) -> Any:
    import typst

    fonts = _fonts()
    body, head = faces(frozenset(fonts.families()), traditional=binder.traditional)
    data = json.dumps({**_data(binder), "body": body, "head": head}, ensure_ascii=False)
    return typst.compile(SOURCE.read_bytes(), font_paths=fonts, format=kind, sys_inputs={"binder": data}, **more)


def _data(binder: Binder) -> dict[str, Any]:
    found = asdict(binder)
    for document in found["documents"]:
        document.pop("pictures")
        document["qr"] = _svg(document["mark"]) if document["mark"] else ""
    return found


def _svg(mark: str) -> str:
    out = io.BytesIO()
    segno.make(mark, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
