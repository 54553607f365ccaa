"""What the first paper of a process would wait for, done before anybody asks for one."""

from __future__ import annotations

from contextlib import suppress

from fengqiao.kit.documents.model import Binder, Document, Grid, Line
from fengqiao.kit.documents.pdf import render_pdf
from fengqiao.kit.documents.word import render_word
from fengqiao.kit.problems import Problem

SAMPLE = Document("ready", "卷", (Line("名", "文"), Grid("表", ("甲", "乙"), (("一", "二"),))), mark="FQ")


def make_ready() -> None:
    """Load the typesetter, the fonts and the writer of Word by making one small paper of each; a machine without fonts does without."""
    binder = Binder("卷", "", "", (SAMPLE,), ("卷内目录", "序号", "文书名称", "页号", "备注", "日", "章"))
    with suppress(Problem):
        render_pdf(binder)
    render_word(binder)
