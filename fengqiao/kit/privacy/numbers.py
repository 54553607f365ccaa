"""Numbers that belong to one person: phones, identity documents, cards, e-mail, accounts, plates. Works on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fengqiao.kit.privacy.spans import PrivateKind, PrivateSpan

_GAP = r"[ -]?"
# MIIT's plan of numbers: mobiles begin with 13 to 19 and have eleven digits.
_MOBILE = re.compile(rf"(?<![\d.])(?:\+?(?:00)?86[ -]?)?1[3-9](?:{_GAP}\d){{9}}(?![\d])(?!\.\d)")
_WORDS = "零〇○一二三四五六七八九幺两"
_MOBILE_IN_WORDS = re.compile(rf"(?<![{_WORDS}])[一幺](?:[ ,，、-]?[{_WORDS}]){{10}}(?![{_WORDS}])")
# Area codes: 010, 02x, and 03xx to 09xx; local numbers have seven or eight digits and do not begin with 0 or 1.
_LANDLINE = re.compile(r"(?<![\d\-.])[(]?0(?:10|2\d|[3-9]\d{2})[)]? ?[- ]? ?[2-9]\d{2,3}[- ]?\d{4}(?:-\d{1,4})?(?!\d)")
_LOCAL = re.compile(
    r"(?:电话|座机|固话|传真|联系方式|致电|拨打|tel)(?:号码)?(?:是|为)?[:： ]{0,3}([2-8]\d{2,3}[- ]?\d{4})(?!\d)", re.I
)
_IDENTITY_18 = re.compile(r"(?<![\dA-Za-z])[1-9](?:[ -]?\d){16}[ -]?[\dXx](?![\dA-Za-z])")
_IDENTITY_15 = re.compile(r"(?<![\dA-Za-z])[1-9]\d{14}(?![\dA-Za-z])")
_SPEAKS_OF_IDENTITY = re.compile(r"身份证|证件号|证号|身份号")
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
_PASSPORT = re.compile(r"(?<![A-Za-z\d])(?:E[A-HJ-NP-Z]\d{7}|[EGDSPKHMC]\d{8})(?![A-Za-z\d])", re.I)
_SPEAKS_OF_PASSPORT = re.compile(r"护照|通行证|证件|签证")
_CARD = re.compile(r"(?<![\dA-Za-z])\d(?:[ -]?\d){15,18}(?![\dA-Za-z])")
_CARD_NAMED = re.compile(
    r"(?:卡号|银行卡|储蓄卡|信用卡|账号|帐号|账户|帐户|存折)[^\d\n。]{0,8}?(\d(?:[ -]?\d){11,21})(?!\d)"
)
_ISSUERS = re.compile(r"62|60|4|5[1-5]|3[457]|9[0-9]")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-@*])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9][A-Za-z0-9\-]{0,62}(?:\.[A-Za-z0-9\-]{1,24}){0,2}\.[A-Za-z]{2,12}"
)
_QQ = re.compile(r"(?:qq|扣扣|企鹅号?)(?:号码?|是)?[^\w]{0,3}([1-9]\d{4,10})(?!\d)", re.I)
_WECHAT = re.compile(
    r"(?:微信|威信|薇信|v信|weixin|wechat|vx|wx)(?:号码?|账号)?(?:是|为)?[^\w]{0,3}([A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_])",
    re.I,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Za-hj-z][·•. -]?"
    r"(?=[A-HJ-NP-Za-hj-np-z]{0,2}\d|\d)[A-HJ-NP-Za-hj-np-z\d]{4,5}[A-HJ-NP-Za-hj-np-z\d挂学港澳](?![A-Za-z\d])"
)
_NO_PERSONS_NUMBER = re.compile(
    r"(?:订单|单号|工单|编号|流水号?|文号|案号|合同号?|条码|快递|运单|受理号|信用代码)[^\d，。；\n]{0,6}\Z"
)
_BEFORE = 14


def _context(text: str, start: int) -> str:
    return text[max(0, start - _BEFORE) : start]


def _digits(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum()).upper()


def luhn(digits: str) -> bool:
    """Say whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def identity_check(digits: str) -> bool:
    """Say whether the eighteenth sign checks the others (GB 11643-1999, ISO 7064 MOD 11-2)."""
    weighed = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(digits[:17]))
    return "10X98765432"[weighed % 11] == digits[17].upper()


def _born(digits: str, century: str = "") -> bool:
    try:
        date(int(century + digits[: 4 - len(century)]), int(digits[-4:-2]), int(digits[-2:]))
    except ValueError:
        return False
    return 1880 <= int(century + digits[: 4 - len(century)]) <= 2099


def find_numbers(text: str) -> Iterator[PrivateSpan]:
    """Yield every number, account and plate of a person; they may overlap."""
    yield from _identities(text)
    yield from _phones(text)
    yield from _cards(text)
    if "@" in text:
        yield from (PrivateSpan(*m.span(), PrivateKind.EMAIL, 0.99) for m in _EMAIL.finditer(text))
    for pattern in (_QQ, _WECHAT):
        yield from (PrivateSpan(*m.span(1), PrivateKind.ACCOUNT, 0.92) for m in pattern.finditer(text))
    for match in _PASSPORT.finditer(text):
        named = _SPEAKS_OF_PASSPORT.search(_context(text, match.start()))
        yield PrivateSpan(*match.span(), PrivateKind.PASSPORT, 0.95 if named else 0.6)
    yield from (PrivateSpan(*m.span(), PrivateKind.PLATE, 0.95) for m in _PLATE.finditer(text))


def _identities(text: str) -> Iterator[PrivateSpan]:
    for match in _IDENTITY_18.finditer(text):
        digits = _digits(match[0])
        if len(digits) != 18 or int(digits[:2]) not in _PROVINCES or not _born(digits[6:14]):
            continue
        named = _SPEAKS_OF_IDENTITY.search(_context(text, match.start()))
        sure = 0.99 if identity_check(digits) else 0.9 if named else 0.7
        yield PrivateSpan(*match.span(), PrivateKind.IDENTITY, sure)
    for match in _IDENTITY_15.finditer(text):
        if int(match[0][:2]) in _PROVINCES and _born(match[0][6:12], "19"):
            named = _SPEAKS_OF_IDENTITY.search(_context(text, match.start()))
            yield PrivateSpan(*match.span(), PrivateKind.IDENTITY, 0.96 if named else 0.6)


def _phones(text: str) -> Iterator[PrivateSpan]:
    for match in _MOBILE.finditer(text):
        odd = _NO_PERSONS_NUMBER.search(_context(text, match.start()))
        yield PrivateSpan(*match.span(), PrivateKind.PHONE, 0.45 if odd else 0.98)
    yield from (PrivateSpan(*m.span(), PrivateKind.PHONE, 0.93) for m in _MOBILE_IN_WORDS.finditer(text))
    for match in _LANDLINE.finditer(text):
        odd = _NO_PERSONS_NUMBER.search(_context(text, match.start()))
        yield PrivateSpan(*match.span(), PrivateKind.PHONE, 0.4 if odd else 0.9)
    yield from (PrivateSpan(*m.span(1), PrivateKind.PHONE, 0.85) for m in _LOCAL.finditer(text))


def _cards(text: str) -> Iterator[PrivateSpan]:
    for match in _CARD_NAMED.finditer(text):
        yield PrivateSpan(*match.span(1), PrivateKind.BANK_CARD, 0.95 if luhn(_digits(match[1])) else 0.85)
    for match in _CARD.finditer(text):
        digits = _digits(match[0])
        odd = _NO_PERSONS_NUMBER.search(_context(text, match.start()))
        if _ISSUERS.match(digits) and luhn(digits) and not odd:
            yield PrivateSpan(*match.span(), PrivateKind.BANK_CARD, 0.8)
