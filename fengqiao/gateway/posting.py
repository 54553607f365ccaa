"""One request over HTTP, told apart by what is certain: it was answered, it was certainly not sent, or nobody knows."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 15.0  # seconds; far shorter than the time after which a worker is given up
MOST = 65536  # bytes of an answer that are read


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status and a body; status 0 where nothing did (`sent`: it may have arrived all the same)."""

    status: int
    body: bytes = b""
    sent: bool = True


NOT_SENT, NO_REPLY = Reply(0, sent=False), Reply(0)


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = TIMEOUT) -> Reply:
    """Post to an address; follows no redirection, and never raises for what the other side does."""
    parts = urlsplit(url)
    try:
        connection = _connection(parts.scheme, parts.netloc, timeout)
        connection.connect()
    except (OSError, ValueError, http.client.HTTPException):
        return NOT_SENT
    path = parts.path or "/"
    try:
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, dict(headers))
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(MOST))
    except (OSError, ValueError, http.client.HTTPException):
        return NO_REPLY
    finally:
        connection.close()


def _connection(scheme: str, place: str, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(place, timeout=timeout, context=ssl.create_default_context())
    if scheme == "http":
        return http.client.HTTPConnection(place, timeout=timeout)
    raise ValueError(scheme)
