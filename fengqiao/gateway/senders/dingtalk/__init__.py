"""A robot in a DingTalk group: signed by time and secret (HMAC-SHA256); at most 20 messages a minute from each robot."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from fengqiao.gateway.posting import Reply, post
from fengqiao.gateway.wording import headline, lines
from fengqiao.notices.terms import Answer, Letter, Outcome, Receipt

# Codes that mean “later”: the system is busy, too many in a minute.
LATER = frozenset({-1, 130101, 410100})
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]()#+-.!|<>"})


def signed(url: str, secret: str, at: datetime) -> str:
    """Return the address of a robot with the signature that it asks for; as it is where there is no secret."""
    if not secret:
        return url
    moment = round(at.timestamp() * 1000)
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}timestamp={moment}&sign={quote_plus(base64.b64encode(digest))}"


def encode(letter: Letter) -> bytes:
    """Return a letter as the robot takes it: a title for the lock screen, and a few lines with the link."""
    title = headline(letter)
    said = [f"#### {title.translate(_MARKDOWN)}", *(f"- {line.translate(_MARKDOWN)}" for line in lines(letter))]
    if letter.url:
        said.append(f"[{letter.number or letter.url}]({letter.url})")
    body = {"msgtype": "markdown", "markdown": {"title": title, "text": "\n".join(said)}}
    return json.dumps(body, ensure_ascii=False).encode()


def decode(reply: Reply) -> Answer:
    """Return what a robot's answer means: refusals come with status 200 and a code of their own."""
    if reply.status == 0:
        return (
            Answer(Outcome.UNKNOWN, problem="no-answer") if reply.sent else Answer(Outcome.BUSY, problem="unreachable")
        )
    if reply.status in (429, 503):
        return Answer(Outcome.BUSY, problem=f"http-{reply.status}")
    if reply.status >= 500:
        return Answer(Outcome.UNKNOWN, problem=f"http-{reply.status}")
    if reply.status != 200:
        return Answer(Outcome.REFUSED, problem=f"http-{reply.status}")
    try:
        code = json.loads(reply.body)["errcode"]
    except (ValueError, KeyError, TypeError):
        return Answer(Outcome.UNKNOWN, problem="unread-answer")
    if code == 0:
        return Answer(Outcome.TAKEN)
    found = Outcome.BUSY if code in LATER else Outcome.REFUSED
    return Answer(found, problem=f"dingtalk-{code}" if isinstance(code, int) else "unread-answer")


class DingTalk:
    """Speaks in the group of a unit; the robot knows no message again, so nothing is said twice on a doubt."""

    name = "dingtalk"
    idempotent = False

    def send(self, letter: Letter, given: Mapping[str, Any], *, at: datetime) -> Answer:
        """Say one letter in the group."""
        url = str(given.get("url", ""))
        if not url:
            return Answer(Outcome.BUSY, problem="channel-incomplete")
        address = signed(url, str(given.get("secret", "")), at)
        return decode(post(address, encode(letter), {"Content-Type": "application/json; charset=utf-8"}))

    def receipts(self, given: Mapping[str, Any]) -> Sequence[Receipt]:
        """A robot reports nothing."""
        return ()
