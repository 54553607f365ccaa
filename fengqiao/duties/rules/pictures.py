"""Unsent messages on numbered QR codes: how a phone writes them down, and how they are put together again (ADR 168).

A code says `FQ1/<set>/<number>/<of>/<part>`; the parts in order are base64url of the deflated JSON of a batch. `FQ0` is not deflated.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable

from fengqiao.kit.problems import Problem

LARGEST = 256 * 1024  # bytes of a batch put together
_CODE = re.compile(r"FQ([01])/([0-9a-f]{8})/([0-9]{1,2})/([0-9]{1,2})/([A-Za-z0-9_-]{1,800})\Z")


def put_together(marks: Iterable[str]) -> list[bytes]:
    """Return the batches that stand on codes, whatever the order and however often; other codes are passed over.

    Refuses (`pictures-none`) where there is none, (`pictures-missing`) a set of which parts are missing and says which, and
    (`pictures-broken`) what cannot be put together.
    """
    sets: dict[tuple[str, str, int], dict[int, str]] = {}
    for mark in marks:
        found = _CODE.match(mark)
        if found and 1 <= int(found[3]) <= int(found[4]):
            sets.setdefault((found[1], found[2], int(found[4])), {})[int(found[3])] = found[5]
    if not sets:
        raise Problem("pictures-none", "这些图上没有找到手机导出的二维码。")
    return [_whole(form, parts, of) for (form, _name, of), parts in sorted(sets.items())]


def _whole(form: str, parts: dict[int, str], of: int) -> bytes:
    missing = [str(number) for number in range(1, of + 1) if number not in parts]
    if missing:
        raise Problem("pictures-missing", "一共 {of} 张二维码，还缺第 {missing} 张。", of=of, missing=tuple(missing))
    text = "".join(parts[number] for number in range(1, of + 1))
    broken = Problem("pictures-broken", "二维码上的内容拼不起来，请在手机上重新生成。")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if form == "0":
            return packed[:LARGEST]
        opened = zlib.decompressobj(-15)
        found = opened.decompress(packed, LARGEST)
    except (binascii.Error, ValueError, zlib.error):
        raise broken from None
    if not opened.eof:
        raise broken
    return found
