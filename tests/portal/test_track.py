"""Following a matter: what opens it, what never does, what a resident reads and what nobody reads there."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter
from fengqiao.matters.terms import Channel, Door
from fengqiao.passes import actions
from fengqiao.passes.models import Slip
from fengqiao.site.logs import WithoutWords
from tests.desk.conftest import LogIn
from tests.matters.helping import CHECKED, CLUE, end, later, offered, working
from tests.passes.helping import by_mail
from tests.world import NOW, viewer

TELLER = {"teller_name": "周文海", "teller_phone": "13912345678"}


def slip(matter: Matter) -> str:
    return actions.make_slip(matter_id=matter.id, by=viewer("dispatcher"), at=NOW)


def told(**over: object) -> Matter:
    return working(**{"door": Door.COUNTER, "personal": TELLER, "fields": {"target": "摊贩王大有"}, **over})


def plain(response: object) -> str:
    """The page without what changes with every request: the mark against forged forms, and the address itself."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"/(t|d)/[^\"/]+/", "", text)


def test_a_resident_reads_how_it_stands_and_nothing_about_people(nobody: Client) -> None:
    by_mail(by_link=False)
    matter = told()
    urban = viewer("handler.urban")
    matters.progress(matter_id=matter.id, text="王大有不配合，明天再去", uploads=[], step="", by=urban, at=NOW)
    words = "已请摊主挪走，联系人王大有13800001111。"
    matters.reply(matter_id=matter.id, text=words, channel=Channel.PHONE, by=urban, at=NOW)
    page = nobody.get(f"/t/{slip(matter)}/")
    text = page.content.decode()
    assert page.status_code == 200
    for word in (
        matter.number,
        "urban局 正在办您反映的事",
        "urban局 接收",
        "urban局 有了办理进展",
        "已请摊主挪走",
        "0571-8700000",
    ):
        assert word in text, word
    for word in (
        "周文海",
        "13912345678",
        "5678",
        "王大有",
        "13800001111",
        urban.name,
        "占道",
        "不配合",
        str(matter.id),
    ):
        assert word not in text, word
    assert Slip.objects.get().opened_at == NOW


def test_the_dates_say_why_this_day(nobody: Client) -> None:
    text = nobody.get(f"/t/{slip(working())}/").content.decode()
    assert "为什么是这一天？" in text
    assert "办结时限" in text
    assert "签收时限" not in text  # done


def test_closed_it_says_the_result(nobody: Client) -> None:
    matter = told()
    end(matter)
    text = nobody.get(f"/t/{slip(matter)}/").content.decode()
    assert "办完了" in text
    assert "结果：" in text
    assert "已向反映人说明" not in text  # words of the file, not of the answer


def test_of_a_sealed_matter_only_that_it_was_received(nobody: Client) -> None:
    matter = offered(by="desk.north", **CLUE)
    token = actions.make_slip(matter_id=matter.id, by=viewer("desk.north"), at=NOW)
    text = nobody.get(f"/t/{token}/").content.decode()
    assert "已交专人办理，不公开进展。" in text
    assert 'id="course"' not in text


def test_every_token_that_opens_nothing_is_answered_alike(nobody: Client) -> None:
    live, revoked, expired = (slip(working()) for _ in range(3))
    rows = {row.digest: row for row in Slip.objects.all()}
    from fengqiao.passes.rules import digest

    actions.revoke_slip(slip_id=rows[digest(revoked)].id, by=viewer("dispatcher"), at=NOW)
    Slip.objects.filter(id=rows[digest(expired)].id).update(expires_at=NOW)
    assert nobody.get(f"/t/{live}/").status_code == 200
    tokens = (revoked, expired, "x" * 24, live[:-1], live.swapcase(), "x", "x" * 500, "%00" * 24, "é")
    for last in ("", "slip/"):
        pages = [nobody.get(f"/t/{token}/{last}") for token in tokens]
        assert {page.status_code for page in pages} == {404}
        assert len({plain(page) for page in pages}) == 1
        assert (
            len({tuple(sorted((k, v) for k, v in page.headers.items() if k != "Content-Length")) for page in pages})
            == 1
        )


def test_what_public_pages_tell_browsers_and_search_engines(nobody: Client) -> None:
    for address in (
        f"/t/{slip(working())}/",
        f"/t/{'x' * 24}/",
        "/portal/",
        "/portal/track/",
        "/portal/tell/",
        "/portal/who/",
    ):
        page = nobody.get(address)
        assert page.headers["X-Robots-Tag"].startswith("noindex")
        assert page.headers["Cache-Control"] == "no-store, private"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert "sessionid" not in page.cookies
        assert 'name="robots" content="noindex' in page.content.decode()


def test_the_slip_has_number_code_dates_and_whom_to_call(nobody: Client, settings: object) -> None:
    by_mail(by_link=False)
    matter = offered()
    settings.PUBLIC_URL = "https://fq.example"  # type: ignore[attr-defined]
    token = slip(matter)
    text = nobody.get(f"/t/{token}/slip/").content.decode()
    for word in (
        matter.number,
        f"https://fq.example/t/{token}/",
        "data:image/svg+xml",
        "签收时限",
        "办结时限",
        "0571-8700000",
        "9:00",
    ):
        assert word in text, word
    assert "占道" not in text


def find(client: Client, number: str, ending: str) -> object:
    return client.post("/portal/track/", {"number": number, "ending": ending})


def test_number_and_ending_find_it_for_half_an_hour_in_this_browser(nobody: Client) -> None:
    matter = told()
    answer = find(nobody, f" {matter.number.lower()} ", "５６７８")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/track/found/")  # type: ignore[attr-defined]
    cookie = nobody.cookies["fq_track"]
    assert (cookie["max-age"], cookie["httponly"], cookie["path"]) == (1800, True, "/portal/track/")
    page = nobody.get("/portal/track/found/")
    assert matter.number in page.content.decode()
    assert "打印查询单" not in page.content.decode()
    assert Client().get("/portal/track/found/").status_code == 302


def test_a_landline_counts_too(nobody: Client) -> None:
    matter = told(personal={"teller_phone": "0571-8652341"})
    assert find(nobody, matter.number, "2341").status_code == 302  # type: ignore[attr-defined]


def test_every_failure_reads_the_same(nobody: Client) -> None:
    matter, without = told(), working()
    clue = offered(by="desk.north", personal=TELLER, door=Door.COUNTER, **CLUE)
    ends = (
        (matter.number, "1234"), (matter.number, "678"), (matter.number, ""), (matter.number, "----"), (without.number, "5678"),
        (clue.number, "5678"), ("XX2609010001", "5678"), ("", ""), ("\x00", "\x00"), ("x" * 9000, "5" * 900), (without.number, "0000"),
    )  # fmt: skip
    pages = []
    for number, ending in ends:
        from django.core.cache import cache

        cache.clear()
        page = find(nobody, number, ending)
        assert page.status_code == 422, (number, ending)  # type: ignore[attr-defined]
        pages.append(re.sub(r'(name="(number|ending)")( value="[^"]*")?', r"\1", plain(page)))
    assert len(set(pages)) == 1
    assert "fq_track" not in nobody.cookies


def test_tries_are_few_by_number_and_by_place_whether_there_is_such_a_number_or_not(nobody: Client) -> None:
    matter = told()
    statuses = [find(nobody, matter.number, f"{n:04}").status_code for n in range(6)]  # type: ignore[attr-defined]
    assert statuses == [422] * 5 + [429]
    assert find(nobody, matter.number, "5678").status_code == 429  # type: ignore[attr-defined]
    other = Client(REMOTE_ADDR="10.1.1.9")
    assert find(other, matter.number, "5678").status_code == 429  # type: ignore[attr-defined]
    statuses = [find(other, "XX2609010001", f"{n:04}").status_code for n in range(6)]  # type: ignore[attr-defined]
    assert statuses == [422] * 5 + [429]
    statuses = [find(other, f"XX260901{n:04}", "1234").status_code for n in range(30)]  # type: ignore[attr-defined]
    assert statuses.count(422) < 20
    assert statuses[-1] == 429


def test_pages_are_limited_by_place(nobody: Client) -> None:
    statuses = [nobody.get("/portal/").status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert Client(REMOTE_ADDR="10.1.1.9").get("/portal/").status_code == 200


def test_a_cookie_that_somebody_made_up_opens_nothing(nobody: Client) -> None:
    for value in ("x", f'"{told().id}"', "a:b:c", "\u00e9"):
        nobody.cookies["fq_track"] = value
        assert nobody.get("/portal/track/found/").status_code == 302


def test_no_line_of_a_log_has_a_token() -> None:
    line = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", ("/t/abcdefghijklmnopqrstuvwx/slip/",), None
    )
    assert WithoutWords("%(message)s").format(line) == "Not Found: /t/…/slip/"
    line = logging.LogRecord("x", logging.ERROR, "", 0, "Forbidden: /d/abcdefghijklmnopqrstuvwx/", (), None)
    assert "abcdef" not in WithoutWords("%(message)s").format(line)
    assert (
        WithoutWords("%(message)s").format(logging.LogRecord("x", 40, "", 0, "/matters/t/", (), None)) == "/matters/t/"
    )


def test_the_desk_makes_prints_and_takes_back(log_in: LogIn) -> None:
    matter, desk = told(), log_in("dispatcher")
    answer = desk.post(reverse("matter-slip", args=[matter.id]))
    assert re.fullmatch(r"/t/[A-Za-z0-9_-]{24}/slip/", answer.headers["Location"])
    token = answer.headers["Location"].split("/")[2]
    assert desk.get(answer.headers["Location"]).status_code == 200
    page = desk.get(reverse("matter", args=[matter.id])).content.decode()
    assert "查询单、交办链接" in page
    assert token not in page
    row = Slip.objects.get()
    desk.post(reverse("matter-slip-revoke", args=[matter.id, row.id]))
    assert Client().get(f"/t/{token}/").status_code == 404
    assert "已作废" in desk.get(reverse("matter", args=[matter.id])).content.decode()


def test_a_slip_follows_until_its_day(nobody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token = slip(told())
    monkeypatch.setattr("django.utils.timezone.now", lambda: later() + timedelta(days=181))
    assert nobody.get(f"/t/{token}/").status_code == 404


def test_fields_of_the_matter_stay_inside(nobody: Client) -> None:
    matter = told()
    end(matter, fields=CHECKED)
    assert "摊贩王大有" not in nobody.get(f"/t/{slip(matter)}/").content.decode()
