"""Mail over SMTP. A server that took the letter and whose answer was lost may have sent it: nobody knows, so not again."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from django.utils.translation import gettext

from fengqiao.gateway.wording import headline, lines
from fengqiao.notices.terms import Answer, Letter, Outcome, Receipt

TIMEOUT = 15.0
BUSY_FROM, REFUSED_FROM = 400, 500


def encode(letter: Letter, given: Mapping[str, Any], *, at: datetime) -> EmailMessage:
    """Return a letter as a mail in plain text, known by the same Message-ID at every try."""
    sender = str(given.get("from", ""))
    message = EmailMessage()
    message["Subject"] = headline(letter)
    message["From"] = Mailbox(gettext("枫桥"), addr_spec=sender)
    message["To"] = letter.to
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.id}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    text = [*lines(letter), *(["", letter.url] if letter.url else []), "", gettext("本邮件由系统发出，请勿回复。")]
    message.set_content("\n".join(text) + "\n")
    return message


def decode(code: int) -> Answer:
    """Return what a reply code of the server means (RFC 5321, 4.2.1)."""
    if BUSY_FROM <= code < REFUSED_FROM:
        return Answer(Outcome.BUSY, problem=f"smtp-{code}")
    if code >= REFUSED_FROM:
        return Answer(Outcome.REFUSED, problem=f"smtp-{code}")
    return Answer(Outcome.TAKEN)


class Smtp:
    """Hands letters to a mail server, step by step, so that it is known how far each came."""

    name = "smtp"
    idempotent = False

    def send(self, letter: Letter, given: Mapping[str, Any], *, at: datetime) -> Answer:
        """Send one mail: until the server has been given the text, nothing has gone out."""
        try:
            message = encode(letter, given, at=at)
        except (ValueError, IndexError):
            return Answer(Outcome.REFUSED, problem="mailbox-malformed")
        try:
            server = _server(given)
        except smtplib.SMTPResponseException as error:  # a wrong password is mended in the file: again later
            return Answer(Outcome.BUSY, problem=f"smtp-{error.smtp_code}")
        except (OSError, ValueError, smtplib.SMTPException):
            return Answer(Outcome.BUSY, problem="unreachable")
        try:
            for code, _words in (server.mail(str(given["from"])), server.rcpt(letter.to)):
                if code >= BUSY_FROM:
                    return decode(code)
        except (OSError, smtplib.SMTPException):
            return Answer(Outcome.BUSY, problem="unreachable")
        try:
            code, _words = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:  # refused before the text was given
            return decode(error.smtp_code)
        except (OSError, smtplib.SMTPException):
            return Answer(Outcome.UNKNOWN, problem="no-answer")
        finally:
            server.close()
        return decode(code)

    def receipts(self, given: Mapping[str, Any]) -> Sequence[Receipt]:
        """Mail reports nothing that could be relied on."""
        return ()


def _server(given: Mapping[str, Any]) -> smtplib.SMTP:
    """Return a server that is ready to take a letter."""
    host, security = str(given["host"]) if "host" in given else "", str(given.get("security", "tls"))
    if not host:
        raise ValueError("host")
    server: smtplib.SMTP
    if security == "tls":
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, int(given.get("port", 465)), timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, int(given.get("port", 587 if security == "starttls" else 25)), timeout=TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if given.get("user"):
            server.login(str(given["user"]), str(given.get("password", "")))
    except Exception:
        server.close()
        raise
    return server
