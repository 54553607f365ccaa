"""Sums of money: read from what people type, kept in fen, said in yuan."""

from __future__ import annotations

import re
import unicodedata

from fengqiao.kit.problems import Problem

MOST = 10**13  # fen: a hundred thousand million yuan
_SUM = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?(万?)元?\Z")


def fen(text: str) -> int:
    """Read a sum: “3000”, “1,200.50”, “1.2万”; nothing is 0. Refuses what is no sum."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not plain:
        return 0
    found = _SUM.fullmatch(plain)
    if found is None:
        raise Problem("dispute-amount", "金额要填数字，如 3000 或 1.2万。")
    whole, part, many = found.groups()
    value = int(whole) * 100 + int((part or "").ljust(2, "0"))
    value *= 10_000 if many else 1
    if value > MOST:
        raise Problem("dispute-amount", "金额要填数字，如 3000 或 1.2万。")
    return value


def yuan(amount: int) -> str:
    """Return a sum in yuan, with fen only where there are any."""
    whole, rest = divmod(amount, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
