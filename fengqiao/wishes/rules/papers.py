"""The guardian's consent, to be signed before a wish is kept: what stands on it. In Chinese whatever the page's language; pure."""

from __future__ import annotations

from collections.abc import Callable

from fengqiao.catalogue.wish import WishConsent
from fengqiao.kit.documents import Binder, Document, Line

FRAME = ("目录", "序号", "文书名称", "页号", "备注", "年　　月　　日", "捺印／盖章处")
LINES = ("孩子姓名", "学　　校", "监 护 人", "与孩子关系", "电　　话", "心　　愿")
Say = Callable[[str], str]


def consent_binder(consent: WishConsent, office: str, *, say: Say = str, traditional: bool = False) -> Binder:
    """Return the form with lines to write on: it is signed before anything is kept."""
    lines = tuple(Line(say(label), "") for label in LINES)
    texts, signs = (tuple(say(each) for each in some) for some in (consent.text, consent.signs))
    document = Document("consent", say(consent.name), lines, texts, signs)
    return Binder(document.title, office, "", (document,), tuple(say(word) for word in FRAME), traditional=traditional)
