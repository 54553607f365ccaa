"""The pages in English and in traditional Chinese: every word of the product is translated, no word of people's is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from opencc import OpenCC

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.matters.clocks import limit_words
from fengqiao.desk.middleware import LANGUAGE_COOKIE
from fengqiao.desk.words import in_language, listed, say
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import progress
from fengqiao.matters.models import Entry, Matter, Report, Task
from fengqiao.matters.queries import CALENDAR, matter_for
from fengqiao.orgs.models import Area, Staff, Unit
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.models import PersonalRecord, StoredFile
from fengqiao.vault.queries import name_of
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene
from tests.world import LOGINS, NOW, viewer

pytestmark = pytest.mark.one_database
WIDE = re.compile("[　-〿㐀-鿿＀-￯]")
SPOKEN = {"title", "aria-label", "placeholder", "alt", "label", "content", "data-label"}
SEARCHED = {"words", "any_of", "all_of", "none_of"}  # words of the pack that messages are searched for
BETWEEN = re.compile(r"[\s、，,；;：:“”\[\]〔〕]+")
convert = OpenCC("s2t").convert
simplify = OpenCC("t2s").convert


class Words(HTMLParser):
    """The words that a page says: its text and what readers are told; languages are named in themselves."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.foreign = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.foreign = tag if tag == "button" and "lang" in given else self.foreign
        if not self.foreign:
            self.said += [value or "" for name, value in attrs if name in SPOKEN or name.startswith("data-word-")]

    def handle_endtag(self, tag: str) -> None:
        self.foreign = "" if tag == self.foreign else self.foreign

    def handle_data(self, data: str) -> None:
        if not self.foreign:
            self.said.append(data)


def texts_named(names: set[str], value: object, name: str = "") -> Iterator[str]:
    """The texts of a pack that stand in fields of these names."""
    if isinstance(value, str):
        if name in names:
            yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_named(names, getattr(value, each.name), each.name)
    elif isinstance(value, Mapping | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from texts_named(names, each, name)


@dataclass(frozen=True)
class Own:
    """What is never translated: `texts` wherever they stand (the longest first), and `words` that stand alone."""

    texts: frozenset[str]
    words: frozenset[str]

    def but_for(self, said: list[str], wrong: Callable[[str], object]) -> list[str]:
        """What is left of the words said that is wrong, once what is not translated is taken away."""
        texts = sorted((text for text in self.texts if WIDE.search(text)), key=len, reverse=True)
        known = re.compile("|".join(map(re.escape, texts)))
        left = [known.sub("", each) for each in said if wrong(each)]
        return [part for each in left for part in BETWEEN.split(each) if part not in self.words and wrong(part)]


@pytest.fixture
def own(scene: Scene, world: None) -> Own:
    """What people wrote, their names, and the words that messages are searched for."""
    texts: set[str] = set()
    for rows in (
        Staff.objects.values_list("name"),
        Matter.objects.values_list("title", "place"),
        Report.objects.values_list("title", "text"),
        Entry.objects.values_list("text"),
        Task.objects.values_list("wanted"),
        [(name_of(row),) for row in StoredFile.objects.all()],
        PersonalRecord.objects.values_list("masked"),
        Matter.objects.values_list("fields"),
    ):
        for row in rows:
            for value in row:
                texts |= set(value.values()) if isinstance(value, dict) else {value}
    texts |= {name[-2:] for name in Staff.objects.values_list("name", flat=True)}
    searched = (part for text in texts_named(SEARCHED, pack_on(NOW).pack) for part in BETWEEN.split(text))
    return Own(frozenset(texts), frozenset(searched))


@pytest.fixture
def cited(own: Own) -> Own:
    """Those, and the sources and clauses that a pack cites: they stand in Chinese on English pages."""
    return replace(own, texts=own.texts | set(texts_named({"source", "clause"}, pack_on(NOW).pack)))


@pytest.fixture
def written(own: Own) -> Own:
    """Those, and the names of areas and units: entered with an English name beside, never in traditional characters."""
    names: set[str] = set(Area.objects.values_list("name", flat=True))
    for row in Unit.objects.values_list("name", "short"):
        names |= set(row)
    return replace(own, texts=own.texts | names)


def said(client: Client, url: str, status: int = 200, data: object = None) -> list[str]:
    """What a page says."""
    response = client.get(url) if data is None else client.post(url, data)
    assert response.status_code == status, url
    return [" ".join(words.split()) for words in Words(response.content.decode()).said if words.strip()]


@cache
def _names(edition_id: UUID) -> frozenset[str]:
    return frozenset(texts_named({"name"}, pack_on(NOW).pack))


def on(url: str, own: Own) -> Own:
    """What is not translated on a page: only tables of rules show words that are names of the product too (处理)."""
    names = frozenset() if url.startswith("/rules/") else _names(pack_on(NOW).edition_id)
    return replace(own, words=own.words - names)


def chinese(said: list[str], own: Own) -> list[str]:
    """What of the words said is Chinese."""
    return own.but_for(said, WIDE.search)


def simplified(said: list[str], own: Own) -> list[str]:
    """What of the words said is written in simplified characters."""
    return own.but_for(said, lambda text: convert(simplify(text)) != text)


def speaking(client: Client, language: str) -> Client:
    """The same browser with a language chosen."""
    client.cookies[LANGUAGE_COOKIE] = language
    return client


def addresses(scene: Scene) -> list[tuple[str, str]]:
    """Somebody who sees it, and the address of: every matter, list, form, table and figure."""
    edition = pack_on(NOW)
    readers = [viewer(login) for login in LOGINS]
    found = []
    for number, matter in enumerate(scene.values()):
        seen = [login for login, reader in zip(LOGINS, readers, strict=True) if matter_for(reader, matter.id)]
        found.append((seen[number % len(seen)], reverse("matter", args=[matter.id])))
    tables = [reverse("rules-table", args=[edition.edition_id, code]) for code in edition.pack.tables]
    queues = [reverse("queue") + "?tab=" + tab for tab in ("todo", "done", "watch", "all&lamp=late&kind=complaint")]
    found += [
        ("dispatcher", url) for url in (*queues, *tables, reverse("overview"), reverse("intake"), reverse("rules"))
    ]
    found += [("admin", reverse("rules-calendar", args=[year])) for year in (2015, 2020, 2026, 2027)]
    found += [("admin", reverse("account_change_password")), ("officer.north", reverse("queue"))]
    found += [("supervisor", reverse(name)) for name in ("measures", "stories", "imports")]
    found += [("supervisor", reverse("measure", args=[code])) for code in ("closed", "accepted.in_time.share")]
    found += [("chief.north", reverse("rules-compare"))]
    found += [
        ("handler.urban", reverse("matter-paper", args=[scene["working"].id, form]))
        for form in ("internal", "handover")
    ]
    found += [("desk.north", f"{reverse('intake-fields')}?kind={code}") for code in edition.pack.kinds]
    return found


@pytest.fixture
def moved_on(scene: Scene, world: None) -> None:
    """A matter that somebody moved to a step of its kind."""
    row = scene["working"]
    (_, step, *_) = pack_on(NOW).pack.kinds[row.kind].steps
    by = viewer("handler.urban")
    progress(matter_id=row.id, text="", uploads=[], step=step.code, fields={"verified": "true"}, by=by, at=NOW)


@pytest.mark.usefixtures("moved_on")
def test_an_english_page_has_no_chinese_word_of_the_product(scene: Scene, log_in: LogIn, cited: Own) -> None:
    for login, url in addresses(scene):
        words = said(speaking(log_in(login), "en"), url)
        assert chinese(words, on(url, cited)) == [], (login, url)


def test_a_traditional_page_has_no_simplified_word_of_the_product(scene: Scene, log_in: LogIn, written: Own) -> None:
    for login, url in addresses(scene):
        words = said(speaking(log_in(login), "zh-hant"), url)
        assert simplified(words, on(url, written)) == [], (login, url)


def test_what_people_wrote_is_never_converted(scene: Scene, log_in: LogIn) -> None:
    url = reverse("matter", args=[scene["working"].id])
    page = speaking(log_in("handler.urban"), "zh-hant").get(url).content.decode()
    assert "事項" in page and "流动摊贩占道经营" in page and "已到现场查看" in page  # noqa: PT018


def test_names_that_were_entered_are_never_converted(scene: Scene, log_in: LogIn) -> None:
    Staff.objects.update(name="东方云岳")
    Unit.objects.filter(code=scene["working"].unit.code).update(name="东山综合执法队", short="东山执法队")
    Area.objects.filter(code=scene["working"].area.code).update(name="东山村")
    Matter.objects.filter(id=scene["working"].id).update(title="东山村门前台阶", place="长兴发廊")
    client = speaking(log_in("handler.urban"), "zh-hant")
    page = client.get(reverse("matter", args=[scene["working"].id])).content.decode()
    listing = client.get(reverse("queue") + "?tab=all").content.decode()
    for name in ("东山综合执法队", "东山村", "东山村门前台阶", "长兴发廊", "东方云岳"):
        assert name in page, name
        assert convert(name) not in page + listing, name
    assert "东山执法队" in listing


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_pages_for_nobody_speak_the_language_chosen(language: str, scene: Scene, log_in: LogIn, own: Own) -> None:
    client = speaking(log_in(), language)
    for url, status in ((reverse("account_login"), 200), ("/nowhere/", 404)):
        words = said(client, url, status)
        assert (chinese if language == "en" else simplified)(words, own) == []
    assert client.get(reverse("account_login")).headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("filled", "refusal"),
    [
        ({"told_at": "yesterday"}, "“yesterday” cannot be read as a date. Write it like 2019-04-25 09:32."),
        ({"field.teller_phone": "x"}, "“Telephone” must be a telephone number."),
        ({"text": ""}, "This field is required."),
    ],
)
def test_refusals_are_said_in_english_with_the_english_names_of_fields(
    filled: dict[str, str], refusal: str, scene: Scene, log_in: LogIn, cited: Own
) -> None:
    given = {"text": "The street is blocked.", "kind": "complaint", "door": "counter", **filled}
    words = said(speaking(log_in("desk.north"), "en"), reverse("intake"), 422, given)
    assert refusal in words
    assert chinese(words, cited) == []


def test_where_a_telling_would_go_is_said_in_english(scene: Scene, log_in: LogIn, cited: Own) -> None:
    client = speaking(log_in("desk.north"), "en")
    telling = {"text": "菜场门口流动摊贩占道经营，人行道走不通。", "kind": "complaint", "door": "counter"}
    words = said(client, reverse("intake-preview"), 200, telling)
    assert "Dept.Urban" in words
    assert chinese(words, cited) == []


def test_a_refusal_names_things_in_the_language_of_the_page(world: None) -> None:
    kind = pack_on(NOW).pack.kinds["complaint"]
    problem = Problem("close-fields", "办结前请填写：{fields}。", fields=kind.fields[:2])
    names, names_en = ([getattr(f, key) for f in kind.fields[:2]] for key in ("name", "name_en"))
    assert str(problem) == f"办结前请填写：{'、'.join(names)}。"
    with override("zh-hans"):
        assert say(problem) == str(problem)
    with override("en"):
        assert say(problem) == f"Before closing fill in: {', '.join(names_en)}."
    with override("zh-hant"):
        assert say(problem) == f"辦結前請填寫：{convert('、'.join(names))}。"


def test_one_and_many_differ_in_english(world: None) -> None:
    limits = {limit.amount: limit for kind in pack_on(NOW).pack.kinds.values() for limit in kind.clocks.values()}
    with override("en"):
        assert listed(["a", "b"]) == "a, b"
        for amount, limit in limits.items():
            assert limit_words(limit).endswith("s") is (amount != 1), limit


def test_every_reason_of_the_calendar_has_an_english_name(world: None) -> None:
    calendar = pack_on(NOW).pack.calendars[CALENDAR]
    reasons = {fact.reason for fact in calendar.days.values()}
    assert {reason for reason in reasons if not calendar.english(reason)} == set()
    assert not any(WIDE.search(calendar.english(reason)) for reason in reasons)
    assert calendar.english("春节调休上班") == "Working day for Spring Festival"
    assert calendar.english("周六") == "Saturday"
    with override("en"):
        assert in_language("国庆节", calendar.english("国庆节")) == "National Day"


def test_reasons_to_choose_from_have_english_names(world: None) -> None:
    reasons = pack_on(NOW).pack.reasons
    assert all(reason.name_en for use in ReasonUse for reason in reasons.get(use, ()))
