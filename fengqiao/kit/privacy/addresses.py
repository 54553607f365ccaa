"""The numbered part of an address, by which a home is found: house, building, staircase, room. Works on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fengqiao.kit.privacy.spans import PrivateKind, PrivateSpan

_N = r"(?:[A-Za-z]?\d{1,5}[A-Za-z]?(?:-\d{1,5}){0,3}|[A-Z]|[零〇一二三四五六七八九十百]{1,5}|[东西南北])"
_HOUSE = r"(?:号楼|号院|号|弄|支弄|巷|排|组|队|户)"
_BUILDING = r"(?:栋|幢|座|号楼|期|区)"
_INSIDE = r"(?:单元|门|梯|楼|层|室|号房|房|户|号)"
_PART = rf"(?<![第\d]){_N} ?(?:{_HOUSE}|{_BUILDING}|{_INSIDE})"
_CHAIN = re.compile(
    rf"{_PART}(?:[ ,、]?{_N} ?(?:{_HOUSE}|{_BUILDING}|{_INSIDE}))*(?:[ ]?\d{{3,4}}(?![\d-]))?(?![\d年月日时点分岁元万%])"
)
_DASHED = re.compile(r"(?<![\d\-])\d{1,3}(?:号楼|栋|幢|号|#)?-\d{1,2}-\d{3,4}(?![\d\-])")
_LIVES = re.compile(
    r"(?:住址|住所|住在|家住|现住|居住|住于|租住|租房|家庭地址|家庭住址|地址|户籍|我家|房屋位于|房子在|住)[^。；;\n]{0,26}\Z"
)
_STREET = re.compile(
    r"(?:路|街|巷|弄|大道|里|胡同|村|社区|小区|花园|家园|公寓|苑|新村|山庄|城|府|庄|园|湾|寨|居|邨|屋)\Z"
)
_COUNT = re.compile(r"(?:共|有|约|近|余|全|等|几|数|两|达|的|第|每|各|建|盖|拆|共计|总共|原|月|年|日)\Z")
_PRECISE = re.compile(r"室|单元|号房|\d房|栋|幢|座")
_ROOM = re.compile(r"室|单元|号房|\d{3,4}(?:房|号|户)?\Z")
_REACH = 32


def find_addresses(text: str) -> Iterator[PrivateSpan]:
    """Yield the numbered parts of addresses; only where a street or estate stands before or somebody lives there."""
    for match in _CHAIN.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        sure = _sure(match[0], before)
        if sure:
            yield PrivateSpan(*match.span(), PrivateKind.ADDRESS, sure)
    for match in _DASHED.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if _STREET.search(before) or _LIVES.search(before):
            yield PrivateSpan(*match.span(), PrivateKind.ADDRESS, 0.9)


def _sure(words: str, before: str) -> float:
    """Return how sure it is that the words are the number of a home; 0 where they count something else."""
    lives, street = bool(_LIVES.search(before)), bool(_STREET.search(before))
    parts = len(re.findall(rf"{_HOUSE}|{_BUILDING}|{_INSIDE}", words))
    if _COUNT.search(before) or (parts == 1 and re.fullmatch(r".*(?:楼|层|期|区|门|巷|队|排|座|户|梯|房)", words)):
        return 0.0
    if parts >= 2 and _ROOM.search(words):
        return 0.95 if lives or street else 0.85
    if parts >= 2 and _PRECISE.search(words):
        return 0.85 if lives else 0.45
    if _PRECISE.search(words):
        return 0.8 if lives and street else 0.65 if lives else 0.45 if street else 0.0
    if lives and street:
        return 0.8
    return 0.45 if street and "号" in words else 0.0
