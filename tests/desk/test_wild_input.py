"""Wild input: whatever somebody sends, they get a page in words; nothing breaks, nothing leaks, nobody is sent away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.desk.matters.moves import MOVES
from fengqiao.matters.models import Clock, Matter
from fengqiao.matters.terms import Move
from fengqiao.orgs.models import Staff, Unit
from tests.desk.conftest import LogIn, settled
from tests.desk.scene import Scene
from tests.matters.conference import conferring
from tests.matters.levelled import LEVELLED
from tests.world import NOW, PASSWORD, unit, viewer

pytestmark = pytest.mark.strict_database
WILD = (
    "", " ", "\x00", "a\x00b", "x" * 30_000, "事" * 6_000, "😀" * 200, "\u202e\u200b\ufeff", "\r\nSet-Cookie: a=b", "\ud7ff\uffff",
    "' OR 1=1 --", "%' \\", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%(x)s{0}{x}", "../../etc/passwd", "=1+1", "-1", "0",
    "1e9", "NaN", "Infinity", "٣", "½", "99999999999999999999", "2026-13-45", "0000-00-00", "0001-01-01", "9999-12-31",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1990-01-01", "2026-09-01 10:00", "不是日期", "not-a-uuid",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000001}", "none", "null", "[]", '{"a": 1}',
)  # fmt: skip
WORST = ("\x00", "x" * 30_000, "00000000-0000-0000-0000-000000000000")
FOREIGN = (
    "http://evil.example/", "https://evil.example/matters/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example",
    "http:evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "\t//evil.example", "//testserver@evil.example/",
    "http://testserver.evil.example/", "/\t/evil.example", "\x00//evil.example",
)  # fmt: skip
wild = st.one_of(st.sampled_from(WILD), st.text(max_size=30))
few = settings(
    max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip


def some(field: str, every: int) -> tuple[str, ...]:
    """Return the worst values, and of the others every so many, another choice for each field."""
    return (*WORST, *WILD[sum(map(ord, field)) % every :: every])


def forms(base: dict[str, str], names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Return forms as people send them, with up to four fields gone wild, some of them twice over."""
    values = st.one_of(wild, st.lists(wild, min_size=2, max_size=3))
    return st.dictionaries(st.sampled_from(names), values, min_size=1, max_size=4).map(lambda odd: {**base, **odd})


def sent(
    client: Client, method: str, url: str, form: dict[str, Any] | None = None, *, follow: bool = True, **headers: str
) -> HttpResponse:
    """Send a request and follow it to its page; everything it wrote is checked and taken back."""
    with transaction.atomic():
        response = getattr(client, method)(url, form or {}, follow=follow, **headers)
        connection.check_constraints()
        transaction.set_rollback(True)
    for address, _ in getattr(response, "redirect_chain", ()):
        assert urlsplit(address).netloc in ("", "testserver"), address
    assert response.status_code < 500
    if not response.streaming:
        text = response.content.decode()
        assert "Traceback" not in text
        assert "<script>alert" not in text or response.headers["Content-Type"].startswith("text/plain")
    return response


LISTS = ("queue", "overview", "rules", "intake-fields", "queue-news", "notices", "notice-ways", "notices-count")
QUERY = ("tab", "q", "state", "kind", "unit", "area", "door", "lamp", "urgent", "mine", "since", "until", "sort", "page", "days", "next",
         "state[]", "kind[0]")  # fmt: skip


@few
@given(query=st.lists(st.tuples(st.sampled_from(QUERY), wild), max_size=6))
def test_any_query_is_answered(query: list[tuple[str, str]], scene: Scene, log_in: LogIn) -> None:
    client = settled(log_in("dispatcher"))
    for name in LISTS:
        assert sent(client, "get", f"{reverse(name)}?{urlencode(query)}").status_code == 200


@pytest.mark.parametrize("name", QUERY[:15])
def test_each_word_of_a_query_stands_every_value(name: str, scene: Scene, log_in: LogIn) -> None:
    client = settled(log_in("dispatcher"))
    place = "overview" if name == "days" else "queue"
    for value in some(name, 6):
        assert sent(client, "get", f"{reverse(place)}?{urlencode({name: value})}").status_code == 200
    for raw in ("%ff%fe", "%u4e8b%"):
        assert sent(client, "get", f"{reverse(place)}?{name}={raw}").status_code == 200


MOVE_AS = {  # who can, on which matter, and a form that would do
    "amend": ("handler.urban", "working", {"title": "改过的标题"}),
    "reclass": ("handler.urban", "working", {"kind": "help", "text": "其实是求助"}),
    "accept": ("handler.urban", "offered", {}),
    "route": ("dispatcher", "triage_north", {"unit": "dept.urban", "text": "属于城管"}),
    "rule": ("dispatcher", "triage_north", {"unit": "dept.urban", "text": "属于城管"}),
    "transfer": ("desk.north", "stolen", {"unit": "dept.urban", "consent": "yes", "text": "转请办理"}),
    "up": ("dispatcher.north", "triage_north", {"unit": "centre", "reason": "beyond_power", "text": "超出权限"}),
    "down": ("dispatcher", "triage_north", {"unit": "centre.north", "reason": "on_the_spot", "text": "就地办"}),
    "across": ("dispatcher.north", "triage_north", {"unit": "dept.market", "reason": "their_area", "text": "在对面"}),
    "take_back": ("dispatcher.north", "triage_north", {"text": "再看看"}),
    "check": ("dispatcher", "triage_north", {"outcome": "wrong", "text": "第二条不适用"}),
    "confer": ("desk.north", "stolen", {"unit": "dept.urban", "unit_2": "", "caller": "joined", "text": "归谁管"}),
    "opine": ("desk.north", "stolen", {"unit": "dept.urban", "view": "ours", "reason": "", "text": "电话里说归他们"}),
    "agree": ("desk.north", "stolen", {"unit": "dept.urban", "text": "商定"}),
    "keep": ("desk.north", "stolen", {"text": "先办"}),
    "refer": ("desk.north", "stolen", {"text": "请裁决"}),
    "assign": ("desk.north", "stolen", {"staff": "assistant"}),
    "progress": ("handler.urban", "working", {"text": "看过", "step": "check", "field.verified": "true"}),
    "give_back": ("handler.urban", "offered", {"reason": "not_our_duty", "text": "不归我们"}),
    "add_party": ("handler.urban", "working", {"unit": "dept.market", "role": "helper", "text": "查照"}),
    "finish_task": ("handler.housing", "helped_working", {"text": "查过"}),
    "close": ("handler.urban", "working", {"result": "explained", "text": "办妥", "field.verified": "true"}),
    "reopen": ("dispatcher", "closed", {"reason": "not_solved", "text": "没有解决"}),
    "rate": (
        "dispatcher",
        "closed",
        {"way": "phone", "responded": "yes", "solved": "no", "satisfied": "no", "text": "还在渗水"},
    ),
    "miss": ("dispatcher", "closed", {"way": "visit"}),
    "place": ("dispatcher", "working", {"area": "TC0102", "text": "桥头", "place": "桥头"}),
    "urge": ("supervisor", "working", {"text": "请抓紧"}),
    "pause": ("handler.urban", "working", {"clock": "finish", "reason": "unreachable", "text": "联系不上"}),
    "ask_longer": ("handler.urban", "working", {"clock": "finish", "amount": "3", "text": "要检测"}),
    "extend": ("supervisor", "working", {"clock": "finish", "amount": "3", "text": "同意"}),
    "contact": ("handler.urban", "counter", {"purpose": "call_back"}),
}
FIELDS = ("text", "clock", "amount", "unit", "staff", "step", "reason", "role", "result", "version", "purpose", "area", "place", "proposed", "field.verified", "field.nothing", "field.",
          "files", "csrfmiddlewaretoken")  # fmt: skip


def meant(form: dict[str, str], matter: Matter) -> dict[str, str]:
    """Put ids where a form names units, people and a clock of the matter."""
    found = dict(form)
    if "unit" in form:
        found["unit"] = str(unit(form["unit"]))
    if "clock" in form:
        found["clock"] = str(Clock.objects.get(matter=matter, code=form["clock"], stopped_at=None).id)
    if "staff" in form:
        found["staff"] = str(Staff.objects.get(account__username=form["staff"]).id)
    return found


def test_every_move_is_tried() -> None:
    joining = {"merge", "part", "split"}  # they name another matter or telling, and answer 404 where it is not there
    after_another = {"resume", "decline", "new_rule"}  # a pause, an asking, a publishing comes before
    assert set(MOVE_AS) == {*MOVES, "contact"} - joining - after_another


@pytest.mark.parametrize("move", MOVE_AS)
def test_a_move_with_wild_values_is_done_or_refused_in_words(move: str, scene: Scene, log_in: LogIn) -> None:
    login, name, form = MOVE_AS[move]
    if move == "rule":
        Matter.objects.filter(id=scene[name].id).update(ruling="asked")
    if move == "check":
        Matter.objects.filter(id=scene[name].id).update(check_of=unit("dept.urban"))
    if move in ("opine", "agree", "keep", "refer"):
        conferring(scene[name], "desk.north", Move.OPINE if move == "opine" else Move.AGREE)
    if move == "down":
        Matter.objects.filter(id=scene[name].id).update(unit_id=unit("centre"))
    if move == "across":
        Unit.objects.filter(code="dept.market").update(level="town", neighbours=["centre.north"])
    if move == "take_back":
        LEVELLED[Move.HAND_ON].do(scene[name], viewer("dispatcher.north"), NOW)
    client, url = settled(log_in(login)), f"/matters/{scene[name].id}/{move}/"
    base = meant(form, scene[name])
    assert sent(client, "post", url, base, follow=False).status_code == (200 if move == "contact" else 302)
    for field in sorted({*base, "version"}):
        for value in some(field + move, 5):
            answer = sent(client, "post", url, {**base, field: value}, follow=False, HTTP_HX_REQUEST="true")
            assert answer.status_code in (200, 302, 422)

    @few
    @given(odd=forms(base, FIELDS))
    def anything(odd: dict[str, Any]) -> None:
        assert sent(client, "post", url, odd).status_code in (200, 422)
        assert sent(client, "post", url, odd, HTTP_HX_REQUEST="true").status_code in (200, 422)

    anything()


TOLD = {"text": "菜场门口流动摊贩占道经营。", "door": "counter", "kind": "dispute", "area": "TC0101", "ticket": "t-1", "told_at": "2026-09-01 09:30"}  # fmt: skip
IN_FORM = (*TOLD, "title", "place", "to_unit", "reason", "again", "files", "field.teller_name", "field.teller_phone",
           "field.teller_id_number", "field.dispute_type", "field.parties_count", "field.amount", "field.x")  # fmt: skip


@few
@given(odd=forms(TOLD, IN_FORM))
def test_a_telling_with_wild_values_is_taken_or_refused_beside_its_field(
    odd: dict[str, Any], scene: Scene, log_in: LogIn
) -> None:
    client = settled(log_in("desk.north"))
    assert sent(client, "post", reverse("intake"), odd).status_code in (200, 422)
    assert sent(client, "post", reverse("intake-preview"), odd).status_code in (200, 422)


@pytest.mark.parametrize("field", IN_FORM)
def test_each_field_of_the_counter_stands_every_value(field: str, scene: Scene, log_in: LogIn) -> None:
    client = settled(log_in("desk.north"))
    for value in some(field, 8):
        assert sent(client, "post", reverse("intake"), {**TOLD, field: value}, follow=False).status_code in (302, 422)
        assert sent(client, "post", reverse("intake-preview"), {**TOLD, field: value}).status_code in (200, 422)


@few
@given(odd=forms({"email": "a@b.cn", "kind": "urged"}, ("email", "kind", "kind", "x")))
def test_wild_ways_are_kept_or_refused_in_words(odd: dict[str, Any], scene: Scene, log_in: LogIn) -> None:
    client = log_in("handler.urban")
    assert sent(client, "post", reverse("notice-ways"), odd).status_code in (200, 422)
    assert sent(client, "get", reverse("notice-ways")).status_code == 200


@pytest.mark.parametrize("name", ["notices-read", "notice-test", "channel-test", "channel-resend"])
def test_wild_deeds_with_notices_are_done_or_refused_in_words(name: str, scene: Scene, log_in: LogIn) -> None:
    client = log_in("admin")

    @few
    @given(odd=forms({"notice": "", "until": "", "way": "sms", "unit": ""}, ("notice", "until", "way", "unit")))
    def anything(odd: dict[str, Any]) -> None:
        assert sent(client, "post", reverse(name), odd).status_code in (200, 422)
        assert sent(client, "post", reverse(name), odd, HTTP_HX_REQUEST="true").status_code in (200, 422)

    anything()


NAMES = ("a\x00b.jpg", "../../x.jpg", "字" * 300 + ".jpg", "..", "C:\\照片.jpg", "\u202egpj.exe", "=1+1.pdf", '"; x="')
CONTENTS = (b"", b"\xff\xd8\xff\xe0 not a picture", b"MZ" * 50, b"<html><script>alert(1)</script>", b"%PDF-1.7 x")


@pytest.mark.parametrize(
    ("name", "content"), [*((name, CONTENTS[-1]) for name in NAMES), *(("x.jpg", content) for content in CONTENTS)]
)
def test_a_wild_file_is_kept_safely_or_refused(name: str, content: bytes, scene: Scene, log_in: LogIn) -> None:
    client = settled(log_in("desk.north"))
    upload = SimpleUploadedFile("x", content, "text/html")
    upload._name = name  # past the checks that a browser's name would meet on this side
    assert sent(client, "post", reverse("intake"), {**TOLD, "files": upload}).status_code in (200, 422)


@pytest.mark.parametrize("to", FOREIGN)
def test_nobody_is_sent_to_a_foreign_host(to: str, scene: Scene, log_in: LogIn) -> None:
    entry = {"login": "desk.north", "password": PASSWORD, "next": to}
    answers = [
        log_in().post(f"/account/login/?{urlencode({'next': to})}", {k: v for k, v in entry.items() if k != "next"}),
        log_in().post("/account/login/", entry),
        log_in("desk.north").get(f"/account/login/?{urlencode({'next': to})}"),
        log_in("desk.north").post("/account/logout/", {"next": to}),
        log_in().post("/account/language/", {"language": "en", "next": to}),
        log_in().post("/account/display/", {"theme": "dark", "next": to}),
        log_in("desk.north").post("/account/post/", {"post": "x", "next": to}),
        log_in("desk.north").post("/account/password/", {"next": to}),
    ]
    for response in answers:
        target = response.headers.get("Location", "/")
        assert target.startswith("/"), target
        assert not target.startswith(("//", "/\\", "/\t")), target


@few
@given(form=forms({"login": "desk.north", "password": "wrong wrong wrong"}, ("login", "password", "next", "remember")))
def test_a_wild_log_in_is_refused_in_words(form: dict[str, Any], scene: Scene, log_in: LogIn) -> None:
    response = sent(log_in(), "post", "/account/login/", form)
    assert response.status_code in (200, 429)
    assert "_auth_user_id" not in response.client.session


@few
@given(cookie=wild)
def test_wild_cookies_are_passed_over(cookie: str, scene: Scene, log_in: LogIn) -> None:
    client = log_in()
    for name in ("fq_language", "fq_theme", "fq_elder", "fq_menu", "fq_chapters", "messages", "sessionid"):
        client.cookies[name] = cookie.encode("ascii", "ignore").decode()
    assert sent(client, "get", "/account/login/").status_code == 200
