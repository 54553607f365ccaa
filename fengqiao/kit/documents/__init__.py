"""Documents from data: PDF to print (`pdf`), Word to edit (`word`); the codes on its pictures (`scans`). What they hold is in `model`."""

from fengqiao.kit.documents.model import Binder, Document, Grid, IndexLine, Line, Picture
from fengqiao.kit.documents.pdf import can_print, drawn, faces, render_pdf, render_pictures
from fengqiao.kit.documents.ready import make_ready
from fengqiao.kit.documents.scans import marks_on
from fengqiao.kit.documents.word import render_word

__all__ = [
    "Binder",
    "Document",
    "Grid",
    "IndexLine",
    "Line",
    "Picture",
    "can_print",
    "drawn",
    "faces",
    "make_ready",
    "marks_on",
    "render_pdf",
    "render_pictures",
    "render_word",
]
