"""What was typed into the search of a list: it may name somebody, so addresses hold a code and the session holds it sealed."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.kit.problems import Problem

KEY, CODE, LONGEST, MOST = "typed", "w", 100, 30
FIELDS = ("lamp", "state", "kind", "area", "unit", "tag", "sort")  # the form that carries the words


def _seal() -> Fernet:
    """The key lies where the installation keeps its secrets, the sealed words in the table of sessions."""
    return Fernet(base64.urlsafe_b64encode(salted_hmac(__name__, KEY, algorithm="sha256").digest()))


def keep(session: Any, text: str) -> str:
    """Keep words in a session and return the code that stands for them; the oldest are forgotten beyond a number."""
    kept = session.get(KEY, {})
    code = next((code for code, sealed in kept.items() if _opened(sealed) == text), "")
    if not code:
        code = secrets.token_urlsafe(6)
        session[KEY] = dict([*kept.items(), (code, _seal().encrypt(text.encode()).decode())][-MOST:])
    return code


def _opened(sealed: str) -> str:
    try:
        return _seal().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def typed(request: DeskRequest) -> str:
    """Return the words that an address stands for, "" where it names none; refuses a code that is no longer known."""
    code = request.GET.get(CODE, "")
    if not code:
        return ""
    text = _opened(request.session.get(KEY, {}).get(code, ""))
    if not text:
        raise Problem("words-gone", "搜索的文字已经过期，请重新搜索。")
    return text


@require_POST
@staff_only(*READERS)
def words(request: DeskRequest) -> HttpResponse:
    """Take the words and choices of the form above a list, and go to the list that they ask for."""
    query: QueryDict = request.GET.copy()
    for key in ("page", "q", CODE):
        query.pop(key, None)
    for key in FIELDS:
        if key in request.POST:
            query.setlist(key, [value for value in request.POST.getlist(key) if value])
    if query.get("sort") == "due":  # as it comes
        del query["sort"]
    text = request.POST.get("q", "").strip()[:LONGEST]
    if text:
        query[CODE] = keep(request.session, text)
    query.setdefault("tab", "todo")
    return redirect(f"{reverse('queue')}?{query.urlencode()}")
