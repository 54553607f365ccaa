"""Each sender against a server of this machine: what it says, and what it makes of every kind of answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit
from uuid import UUID

import pytest
from django.utils import translation

from fengqiao.gateway import posting
from fengqiao.gateway.senders import dingtalk, smtp, yunpian
from fengqiao.gateway.senders.dingtalk import DingTalk
from fengqiao.gateway.senders.log import Log
from fengqiao.gateway.senders.smtp import Smtp
from fengqiao.gateway.senders.yunpian import Yunpian
from fengqiao.notices.terms import Answer, Letter, Named, NoticeKind, Outcome, Receipt
from tests.gateway import fake

ID = UUID("0199d2f0-0000-7000-8000-000000000001")
AT = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
LETTER = Letter(
    id=ID, kind=NoticeKind.OFFERED, to="office@unit.example", number="TC20260901-00042",
    matter=Named("投诉", "Complaint"), area=Named("北一村", "North One"), url="https://fengqiao.example/matters/0199/",
)  # fmt: skip
TOLD = Letter(
    id=ID, kind=NoticeKind.TOLD_CLOSED, to="13200000000", number="TC20260901-00042", result=Named("已解释", "Explained")
)


def sample(module: Any, name: str) -> bytes:
    return (Path(module.__file__).parent / "samples" / name).read_bytes()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting.post, "__kwdefaults__", {"timeout": 0.5})
    monkeypatch.setattr(smtp, "TIMEOUT", 0.5)


# --- DingTalk


def test_a_robot_is_given_what_the_sample_shows() -> None:
    letter = Letter(
        id=ID, kind=NoticeKind.URGED, to="group", number="TC20260901-00042", urgent=True, matter=LETTER.matter,
        area=LETTER.area, due=datetime(2026, 9, 8, 17, 30, tzinfo=timezone(timedelta(hours=8))), url=LETTER.url,
    )  # fmt: skip
    assert json.loads(dingtalk.encode(letter)) == json.loads(sample(dingtalk, "request.json"))


def test_a_robot_is_signed_by_time_and_secret() -> None:
    """The signature of the documented formula, worked out apart from the code."""
    url = dingtalk.signed("https://oapi.dingtalk.com/robot/send?access_token=x", "this is secret", AT)
    query = parse_qs(urlsplit(url).query)
    assert query["timestamp"] == ["1788228000000"]
    assert query["sign"] == ["VVVUYHouK4GLbiLqC92tAfuqmloiVv3Lg8fh8oMJwMc="]
    assert dingtalk.signed("https://x.example/", "", AT) == "https://x.example/"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("taken.json", Answer(Outcome.TAKEN)),
        ("sign_not_match.json", Answer(Outcome.REFUSED, problem="dingtalk-310000")),
        ("keywords_missing.json", Answer(Outcome.REFUSED, problem="dingtalk-310000")),
        ("token_unknown.json", Answer(Outcome.REFUSED, problem="dingtalk-300001")),
        ("too_fast.json", Answer(Outcome.BUSY, problem="dingtalk-130101")),
        ("system_busy.json", Answer(Outcome.BUSY, problem="dingtalk--1")),
    ],
)
def test_what_a_robot_answers_is_understood(name: str, expected: Answer) -> None:
    with fake.http((200, sample(dingtalk, name))) as place:
        given = {"url": f"{place.url}/robot/send?access_token=t", "secret": "SEC1"}
        assert DingTalk().send(LETTER, given, at=AT) == expected
    (heard,) = place.heard
    assert heard.startswith(b"POST /robot/send?access_token=t&timestamp=1788228000000&sign=")
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["msgtype"] == "markdown"


BAD = [
    ("hang up", Outcome.UNKNOWN, "no-answer"),
    ("silence", Outcome.UNKNOWN, "no-answer"),
    ((502, b"<html>bad gateway"), Outcome.UNKNOWN, "http-502"),
    ((503, b"<html>later"), Outcome.BUSY, "http-503"),
    ((200, b"<html>not what was asked"), Outcome.UNKNOWN, ""),
]


@pytest.mark.parametrize(("answer", "outcome", "problem"), BAD)
def test_a_robot_that_misbehaves_is_told_apart(answer: Any, outcome: Outcome, problem: str) -> None:
    with fake.http(answer) as place:
        found = DingTalk().send(LETTER, {"url": place.url}, at=AT)
    assert found == Answer(outcome, problem=problem or "unread-answer")


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "gopher://x/", "http://127.0.0.1:99999/", "//x"])
def test_where_nobody_listens_nothing_was_sent(url: str) -> None:
    found = DingTalk().send(LETTER, {"url": url.format(fake.closed_port())}, at=AT)
    assert found == Answer(Outcome.BUSY, problem="unreachable")
    assert DingTalk().send(LETTER, {}, at=AT) == Answer(Outcome.BUSY, problem="channel-incomplete")


def test_a_redirection_is_not_followed() -> None:
    with fake.http((302, b"")) as place:
        assert DingTalk().send(LETTER, {"url": place.url}, at=AT) == Answer(Outcome.REFUSED, problem="http-302")
    assert len(place.heard) == 1


# --- Yunpian

GIVEN = {"key": "9b11127a9701975c734b8aee81ee3526", "templates": {"told_closed": 4530001}, "receipts": True}


def test_a_text_message_is_given_as_the_sample_shows() -> None:
    assert yunpian.encode(TOLD, GIVEN) == sample(yunpian, "request.txt").strip()
    fields = parse_qs(str(yunpian.encode(TOLD, GIVEN), "ascii"))
    pairs = dict(pair.split("=") for pair in fields["tpl_value"][0].split("&"))
    assert {unquote_plus(k): unquote_plus(v) for k, v in pairs.items()} == {
        "#number#": "TC20260901-00042",
        "#result#": "已解释",
    }
    assert yunpian.encode(LETTER, GIVEN) is None


@pytest.mark.parametrize(
    ("status", "name", "expected"),
    [
        (200, "taken.json", Answer(Outcome.TAKEN, reference="3310228982")),
        (400, "malformed.json", Answer(Outcome.REFUSED, problem="yunpian-2")),
        (400, "template_unknown.json", Answer(Outcome.REFUSED, problem="yunpian-7")),
        (400, "key_unknown.json", Answer(Outcome.REFUSED, problem="yunpian--1")),
        (400, "no_money.json", Answer(Outcome.BUSY, problem="yunpian-3")),
        (400, "too_many.json", Answer(Outcome.BUSY, problem="yunpian-22")),
        (500, "gateway_failed.json", Answer(Outcome.UNKNOWN, problem="yunpian--50")),
    ],
)
def test_what_the_gateway_answers_is_understood(status: int, name: str, expected: Answer) -> None:
    with fake.http((status, sample(yunpian, name))) as place:
        assert Yunpian().send(TOLD, {**GIVEN, "url": place.url}, at=AT) == expected
    assert place.heard[0].startswith(b"POST /v2/sms/tpl_single_send.json HTTP/1.1")


@pytest.mark.parametrize(("answer", "outcome", "problem"), BAD)
def test_a_gateway_that_misbehaves_is_told_apart(answer: Any, outcome: Outcome, problem: str) -> None:
    with fake.http(answer) as place:
        found = Yunpian().send(TOLD, {**GIVEN, "url": place.url}, at=AT)
    assert found == Answer(outcome, problem=problem or "http-200")


def test_a_kind_without_template_and_a_gateway_without_key_say_so() -> None:
    assert Yunpian().send(LETTER, GIVEN, at=AT).problem == "no-template"
    assert Yunpian().send(TOLD, {}, at=AT) == Answer(Outcome.BUSY, problem="channel-incomplete")


def test_reports_name_the_notice_or_the_message() -> None:
    with fake.http((200, sample(yunpian, "status.json"))) as place:
        found = Yunpian().receipts({**GIVEN, "url": place.url})
    assert found == [
        Receipt(arrived=True, reference="9527"),
        Receipt(arrived=False, notice_id=ID, reference="9528", problem="report-YP:54"),
    ]
    assert Yunpian().receipts({"key": "k"}) == ()  # not opened for reports
    for body in (b"", b"{}", b"[1, null]", b"<html>"):
        assert yunpian.decode_receipts(posting.Reply(200, body)) == []


# --- mail

MAIL = {"security": "none", "host": "127.0.0.1", "from": "fengqiao@county.example"}


def test_a_mail_says_what_the_sample_shows() -> None:
    with fake.smtp(after=sample(smtp, "taken.txt").decode().strip()) as place:
        assert Smtp().send(LETTER, {**MAIL, "port": place.port}, at=AT) == Answer(Outcome.TAKEN)
    mail = message_from_bytes(place.heard[0].removesuffix(b".\r\n"), policy=policy.default)
    assert mail["Subject"] == "新到待签收 TC20260901-00042"
    assert (mail["To"], mail["Message-ID"]) == ("office@unit.example", f"<{ID}@county.example>")
    assert mail.get_content().strip() == sample(smtp, "mail.txt").decode().strip()


def test_a_mail_speaks_the_language_of_whoever_runs_it() -> None:
    with translation.override("en"):
        text = smtp.encode(LETTER, MAIL, at=AT)
    assert "Kind: Complaint" in text.get_content()
    assert "Place: North One" in text.get_content()


def reply(name: str) -> str:
    return sample(smtp, name).decode().strip()


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({"rcpt": reply("unknown_user.txt")}, Answer(Outcome.REFUSED, problem="smtp-550")),
        ({"rcpt": reply("greylisted.txt")}, Answer(Outcome.BUSY, problem="smtp-451")),
        ({"mail": "452 full"}, Answer(Outcome.BUSY, problem="smtp-452")),
        ({"data": "554 no"}, Answer(Outcome.REFUSED, problem="smtp-554")),
        ({"after": "451 later"}, Answer(Outcome.BUSY, problem="smtp-451")),
        ({"after": "554 spam"}, Answer(Outcome.REFUSED, problem="smtp-554")),
        ({"after": "hang up"}, Answer(Outcome.UNKNOWN, problem="no-answer")),
        ({"hello": "421 busy"}, Answer(Outcome.BUSY, problem="smtp-421")),
        ({"auth": reply("wrong_password.txt")}, Answer(Outcome.BUSY, problem="smtp-535")),
    ],
)
def test_what_a_mail_server_answers_is_understood(says: dict[str, str], expected: Answer) -> None:
    with fake.smtp(**says) as place:
        given = {**MAIL, "port": place.port, **({"user": "u", "password": "p"} if "auth" in says else {})}
        assert Smtp().send(LETTER, given, at=AT) == expected


def test_a_mail_that_cannot_be_written_or_a_server_that_is_not_there() -> None:
    assert Smtp().send(LETTER, {**MAIL, "port": fake.closed_port()}, at=AT).problem == "unreachable"
    assert Smtp().send(LETTER, {"from": "a@b.example"}, at=AT) == Answer(Outcome.BUSY, problem="unreachable")
    bad = Letter(id=ID, kind=NoticeKind.TEST, to="no\nbody")
    assert Smtp().send(bad, MAIL, at=AT) == Answer(Outcome.REFUSED, problem="mailbox-malformed")


def test_the_log_says_neither_to_whom_nor_where(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    logger = logging.getLogger("fengqiao.notices.log")
    logger.addHandler(caplog.handler)
    try:
        assert Log().send(TOLD, {}, at=AT) == Answer(Outcome.TAKEN)
    finally:
        logger.removeHandler(caplog.handler)
    assert caplog.messages == [f"notice {ID} told_closed TC20260901-00042"]
    assert Log().receipts({}) == ()
