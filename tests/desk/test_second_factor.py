"""The second factor: set up, asked for, recovered, switched off; who must have one."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.orgs.models import Account
from fengqiao.rulebook.queries import pack_on
from tests.world import NOW, PASSWORD

FACTOR, CODES = "/account/safety/factor/", "/account/safety/codes/"


def enter(client: Client, login: str = "chief.north", password: str = PASSWORD) -> HttpResponse:
    return client.post("/account/login/", {"login": login, "password": password})  # type: ignore[return-value]


def again(client: Client, to: str) -> HttpResponse:
    """Follow to a page that asks for the password again, and give it."""
    asked = client.get(to)
    assert asked.status_code == 302, "the password is asked for again"
    assert asked.headers["Location"].startswith("/account/again/?next=")
    return client.post(asked.headers["Location"], {"password": PASSWORD, "next": to}, follow=True)  # type: ignore[return-value]


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def set_up(client: Client) -> tuple[str, list[str]]:
    """Switch the second factor on; returns the secret and the recovery codes."""
    page = again(client, FACTOR).content.decode()
    found = re.search(r'<code class="fq-factor-secret">([A-Z2-7 ]+)</code>', page)
    assert found
    secret = found[1].replace(" ", "")
    shown = client.post(FACTOR, {"code": code_of(secret)}, follow=True).content.decode()
    return secret, re.findall(r"<li><code>(\d{8})</code></li>", shown)


@pytest.fixture
def inside(world: None) -> Client:
    client = Client()
    enter(client)
    return client


def test_it_is_set_up_with_a_picture_and_the_secret_in_words(inside: Client) -> None:
    page = again(inside, FACTOR).content.decode()
    assert '<img class="fq-factor-code" src="data:image/svg+xml;base64,' in page, "our policy of content allows it"
    wrong = inside.post(FACTOR, {"code": "000000"}).content.decode()
    assert "验证码不对。请核对手机时间，等下一个验证码再试。" in wrong
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_shown_once_and_counted(inside: Client) -> None:
    secret, codes = set_up(inside)
    assert len(set(codes)) == 10
    second = inside.get(CODES).content.decode()
    assert not any(code in second for code in codes)
    assert "还有 <b>10</b> 个没有用过" in second
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)
    assert list(Event.objects.order_by("seq").values_list("kind", flat=True))[-1] == "factor.added"


def test_the_codes_can_be_kept_as_text(inside: Client) -> None:
    page = again(inside, FACTOR).content.decode()
    secret = re.search(r'fq-factor-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    html = inside.post(FACTOR, {"code": code_of(secret)}, follow=True).content.decode()
    href = re.search(r'download="fengqiao-recovery-codes.txt" href="(data:text/plain;charset=utf-8,[^"]+)"', html)
    assert href
    assert all(code in href[1] for code in re.findall(r"<li><code>(\d{8})</code></li>", html))


def test_new_codes_make_the_old_ones_worthless(inside: Client) -> None:
    _, old = set_up(inside)
    html = inside.post("/account/safety/codes/new/", follow=True).content.decode()
    fresh = re.findall(r"<li><code>(\d{8})</code></li>", html)
    assert len(fresh) == 10
    other = Client()
    enter(other)
    assert other.post("/account/login/code/", {"code": old[0]}).status_code == 200
    assert other.post("/account/login/code/", {"code": fresh[0]}).status_code == 302
    assert other.get("/matters/").status_code == 200


def test_the_log_in_asks_for_the_code_and_takes_each_once(inside: Client) -> None:
    secret, codes = set_up(inside)
    client = Client()
    assert enter(client).headers["Location"] == "/account/login/code/"
    assert client.get("/matters/").status_code == 302, "the password alone opens nothing"
    wrong = client.post("/account/login/code/", {"code": "000000"})
    assert "验证码不对。" in wrong.content.decode()
    failed = Event.objects.latest("seq")
    assert (failed.kind, failed.attributes) == ("account.login_failed", {"by": "code"})
    assert client.post("/account/login/code/", {"code": code_of(secret, 1)}).status_code == 302
    assert client.get("/matters/").status_code == 200
    assert Event.objects.filter(kind="account.logged_in").latest("seq").attributes == {"by": "totp"}
    for number, code in enumerate([codes[0], codes[0]]):
        client = Client()
        enter(client)
        assert (client.post("/account/login/code/", {"code": code}).status_code == 302) is (number == 0)
    assert "还有 <b>9</b> 个没有用过" in inside.get(CODES).content.decode()


def test_five_wrong_codes_hold_the_account_up(inside: Client) -> None:
    secret, _ = set_up(inside)
    client = Client()
    enter(client)
    for _ in range(5):
        client.post("/account/login/code/", {"code": "000000"})
    said = client.post("/account/login/code/", {"code": code_of(secret, 1)}).content.decode()
    assert "试错的次数太多，请过五分钟再试，或请本单位管理员解锁。" in said
    assert client.get("/matters/").status_code == 302


def test_it_is_switched_off_only_after_the_password_again(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(inside)
    later = time.time() + 3600
    monkeypatch.setattr("time.time", lambda: later)
    refused = inside.post("/account/safety/factor/off/")
    assert refused.headers["Location"].startswith("/account/again/")
    assert Authenticator.objects.filter(type="totp").exists()
    again(inside, "/account/safety/factor/off/")
    inside.post("/account/safety/factor/off/")
    assert not Authenticator.objects.exists(), "recovery codes go with it"
    assert Event.objects.latest("seq").kind == "factor.removed"


@pytest.fixture
def chiefs_must(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack asks chiefs for a second factor."""
    real = pack_on(NOW).pack
    changed = {**real.values, "account.second_factor_roles": _with(real.values, ("chief",))}
    monkeypatch.setattr(type(real), "value_on", lambda self, code, day: changed[code].on(day))


def _with(values: Mapping[str, Any], roles: tuple[str, ...]) -> Any:
    from dataclasses import replace

    found = values["account.second_factor_roles"]
    return replace(found, history=(replace(found.history[0], value=roles),))


def test_whose_post_asks_for_it_sets_it_up_before_anything_else(world: None, chiefs_must: None) -> None:
    client = Client()
    enter(client)
    for url in ("/matters/", "/overview/", "/account/safety/", "/people/deputies/"):
        assert client.get(url).headers["Location"] == FACTOR
    assert client.post("/intake/", {"text": "一段很长的诉求，不能丢。"}).status_code == 403
    set_up(client)
    assert client.get("/matters/").status_code == 200
    assert "必须使用两步验证，不能关闭" in client.get("/account/safety/factor/off/").content.decode()
    client.post("/account/safety/factor/off/")
    assert Authenticator.objects.filter(type="totp").exists()
    other = Client()
    enter(other, "desk.north")
    assert other.get("/matters/").status_code == 200


def test_a_secret_that_cannot_be_opened_is_said_in_words(inside: Client) -> None:
    set_up(inside)
    Authenticator.objects.filter(type="totp").update(data={"secret": "gAAAA"})
    client = Client()
    enter(client)
    said = client.post("/account/login/code/", {"code": "123456"}, follow=True)
    assert "两步验证的密钥打不开，请本单位管理员重置两步验证。" in said.content.decode()
    assert Account.objects.get(username="chief.north").is_active
