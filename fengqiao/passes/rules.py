"""Tokens: unguessable, kept as their digest alone; and what a pass is still good for."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from fengqiao.kit.problems import Problem
from fengqiao.passes.terms import Deed, PassState

if TYPE_CHECKING:
    from fengqiao.catalogue.named import Named

# The headings of a sheet of tasks, the same in every language: a sheet travels, and comes back to another's screen.
TASK, SINCE, NUMBER, STATE = "交办编号 Task", "导出时间 Exported", "编号 Number", "状态 State"
TITLE, TOLD, PLACE, WANTED, DUE = "事项 Matter", "诉求 Told", "地点 Place", "请办 Asked", "到期 Due"
DEED, CLAUSE, RESULT, WORDS, REPLY = (
    "动作 Action",
    "退回条款 Clause",
    "办理结果 Result",
    "办理情况 Report",
    "答复反映人 Answer",
)
TO_FILL = (DEED, CLAUSE, RESULT, WORDS, REPLY)
CALLED: Mapping[str, Deed] = MappingProxyType(
    {
        **dict.fromkeys(("签收", "簽收", "accept", "接收"), Deed.ACCEPT),
        **dict.fromkeys(("进展", "進展", "progress", "办理中", "辦理中"), Deed.PROGRESS),
        **dict.fromkeys(("办结", "辦結", "finish", "done", "完成"), Deed.FINISH),
        **dict.fromkeys(("退回", "return"), Deed.RETURN),
    }
)

TOKEN_BYTES = 18  # 144 random bits: 24 letters, short enough for a QR code that an old telephone reads
TOKEN = re.compile(r"[A-Za-z0-9_-]{24}\Z")


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what is kept of a token: SHA-256; with 144 random bits nothing can be tried from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def looks_like_token(text: str) -> bool:
    """Say whether a text may be a token at all."""
    return TOKEN.match(text) is not None


def state_of(
    *, expires_at: datetime, revoked_at: datetime | None, over: bool, opened: bool, now: datetime
) -> PassState:
    """Return where a pass stands: revoked before expired, expired before over, what it was for being done."""
    if revoked_at is not None:
        return PassState.REVOKED
    if over:
        return PassState.OVER
    if now >= expires_at:
        return PassState.EXPIRED
    return PassState.OPENED if opened else PassState.LIVE


def deed_named(text: str) -> Deed:
    """Return what a unit wrote that it did; refuses other words."""
    found = CALLED.get(text.strip().lower())
    if found is None:
        raise Problem("sheet-deed", "“{value}”不是办理动作，可写：签收、进展、办结、退回。", value=text.strip()[:20])
    return found


def code_named(text: str, among: Iterable[Named], *, clauses: Mapping[str, str] | None = None) -> str:
    """Return the code of an entry called by code, name, or number of its clause; the text itself where none is called so."""
    wanted = text.strip().lower()
    for entry in among:
        called = {entry.code, entry.name, entry.name_en, (clauses or {}).get(entry.code, "")}
        both = f"{(clauses or {}).get(entry.code, '')} {entry.name}".strip()
        if wanted and wanted in {each.lower() for each in {*called, both}}:
            return str(entry.code)
    return text.strip()[:40]
