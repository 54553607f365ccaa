"""Text messages by approved template, as Yunpian (云片) takes them: v2/sms/tpl_single_send and pull_status.

A gateway with the same shape at another address serves as well. Templates are approved under a number of the gateway's own; the
file of channels says which stands for which kind of notice. Their places: #number#, #result#, #link#.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode
from uuid import UUID

from fengqiao.gateway.posting import Reply, post
from fengqiao.gateway.wording import named
from fengqiao.notices.terms import Answer, Letter, Outcome, Receipt

URL = "https://sms.yunpian.com"
SEND, STATUS = "/v2/sms/tpl_single_send.json", "/v2/sms/pull_status.json"
HEADERS = {
    "Accept": "application/json;charset=utf-8",
    "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
}
# Codes that mean “later”: nothing was taken. 3: money is out; 8, 9, 17, 22, 33: too many to one number, or too fast.
LATER = frozenset({3, 8, 9, 17, 22, 33})
PAGE = 100


def encode(letter: Letter, given: Mapping[str, Any]) -> bytes | None:
    """Return a letter as the gateway takes it, None where no template stands for its kind.

    `uid` is the notice's id: reports carry it, also of a message whose answer was lost.
    """
    template = given.get("templates", {}).get(letter.kind.value)
    if not template:
        return None
    places = {"number": letter.number, "result": named(letter.result) if letter.result else "", "link": letter.url}
    pairs = (f"{quote_plus(f'#{name}#')}={quote_plus(said)}" for name, said in places.items() if said)
    return urlencode(
        {
            "apikey": str(given.get("key", "")),
            "mobile": letter.to,
            "tpl_id": str(template),
            "tpl_value": "&".join(pairs),
            "uid": str(letter.id),
        }
    ).encode()


def decode(reply: Reply) -> Answer:
    """Return what the gateway's answer means: code 0 is taken, with the number of the message as reference."""
    if reply.status == 0:
        return (
            Answer(Outcome.UNKNOWN, problem="no-answer") if reply.sent else Answer(Outcome.BUSY, problem="unreachable")
        )
    try:
        said = json.loads(reply.body)
        code = said["code"]
    except (ValueError, KeyError, TypeError):
        later = reply.status in (429, 503)
        return Answer(Outcome.BUSY if later else Outcome.UNKNOWN, problem=f"http-{reply.status}")
    if code == 0:
        return Answer(Outcome.TAKEN, reference=str(said.get("sid", "")))
    if not isinstance(code, int):
        return Answer(Outcome.UNKNOWN, problem="unread-answer")
    if code in LATER:
        return Answer(Outcome.BUSY, problem=f"yunpian-{code}")
    # From -50 down the gateway itself failed: whether before or after sending, it does not say.
    return Answer(Outcome.UNKNOWN if code <= -50 else Outcome.REFUSED, problem=f"yunpian-{code}")


def decode_receipts(reply: Reply) -> list[Receipt]:
    """Return the reports that the gateway gave; nothing where it gave none."""
    try:
        rows = json.loads(reply.body)
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    found = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        arrived = row.get("report_status") == "SUCCESS"
        code = "".join(c for c in str(row.get("error_msg") or "") if c.isascii() and (c.isalnum() or c in ":._-"))
        found.append(
            Receipt(arrived, _id(row.get("uid")), str(row.get("sid") or ""), "" if arrived else f"report-{code}"[:40])
        )
    return found


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


class Yunpian:
    """Sends text messages; the gateway does not know one again, but reports by the notice's id."""

    name = "yunpian"
    idempotent = False

    def send(self, letter: Letter, given: Mapping[str, Any], *, at: datetime) -> Answer:
        """Send one message."""
        if not given.get("key"):
            return Answer(Outcome.BUSY, problem="channel-incomplete")
        body = encode(letter, given)
        if body is None:
            return Answer(Outcome.REFUSED, problem="no-template")
        return decode(post(f"{given.get('url') or URL}{SEND}", body, HEADERS))

    def receipts(self, given: Mapping[str, Any]) -> Sequence[Receipt]:
        """Return the reports since the last time, where the file says that the gateway was opened for them."""
        if not given.get("receipts") or not given.get("key"):
            return ()
        body = urlencode({"apikey": str(given["key"]), "page_size": PAGE}).encode()
        return decode_receipts(post(f"{given.get('url') or URL}{STATUS}", body, HEADERS))
