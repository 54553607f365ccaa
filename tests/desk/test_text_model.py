"""The page of the text model, drafts compared and published on it, and the words that weighed on a matter's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fengqiao.matters.models import Matter
from fengqiao.rulebook.actions import publish_model
from fengqiao.rulebook.queries import model_drafts, model_editions
from tests.desk.conftest import LogIn
from tests.matters.helping import offered
from tests.matters.packs import judged_model_bytes, model_bytes, published_model
from tests.world import NOW, viewer

PAGE = reverse("text-model")
RIVER = {"title": "河水发黑", "text": "村里的河水发黑发臭，请管一管。", "kind": ""}


@pytest.fixture
def trained() -> bytes:
    """The model made by hand with its two labels exchanged, and judged."""
    return judged_model_bytes()


@pytest.fixture
def judged(world: None, trained: bytes) -> None:
    """The county with a model that says what it was worth."""
    publish_model(content=trained, label="2026-11", note="手工", valid_from=NOW, by=viewer("admin"), at=NOW)


def hand_in(client: Client, content: bytes, label: str = "试-2") -> str:
    response = client.post(PAGE, {"file": SimpleUploadedFile("m.fqm", content), "label": label, "note": "更正"})
    return response.headers.get("Location", "")


def test_the_page_says_what_the_model_knows_how_sure_and_how_right(judged: None, log_in: LogIn) -> None:
    text = log_in("officer.north").get(PAGE).content.decode()
    for words in (
        "现行 2026-11（#1）",
        "9 条",
        "环境保护",
        "教育文体",
        "90%–100%",
        "为什么是这个阈值",
        "还没有问过模型",
    ):
        assert words in text
    assert "待发布" not in text  # an officer reads, and publishes nothing


def test_without_a_model_the_page_says_what_to_do(world: None, log_in: LogIn) -> None:
    assert "还没有文本模型" in log_in("admin").get(PAGE).content.decode()


def test_a_model_of_the_first_format_says_that_it_was_not_judged(world: None, log_in: LogIn) -> None:
    published_model()
    assert "没有训练时的评估" in log_in("supervisor").get(PAGE).content.decode()


def test_a_model_handed_in_is_compared_and_published_with_a_reason(judged: None, log_in: LogIn) -> None:
    client = log_in("supervisor")
    place = hand_in(client, model_bytes())
    text = client.get(place).content.decode()
    assert "还没有可以比较的事项" in text
    assert "为什么仍要发布" in text
    (row,) = model_drafts()
    publish = reverse("text-model-act", args=[row.id, "publish"])
    client.post(publish)
    assert len(model_editions()) == 1
    assert client.post(publish, {"reason": "刚开始用"}).headers["Location"] == PAGE
    text = client.get(PAGE).content.decode()
    assert "理由：刚开始用" in text
    assert client.get(place).status_code == 404


def test_the_comparison_lists_what_would_change_to_those_who_may_see_it(
    world: None, log_in: LogIn, trained: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fengqiao.matters.queries.learning.held_back", lambda *_: True)
    published_model()
    matter = settled()
    place = hand_in(log_in("supervisor"), trained)
    text = log_in("supervisor").get(place).content.decode()
    assert "不如现行模型" in text
    assert "改错了" in text
    assert matter.number in text
    theirs = log_in("admin").get(place).content.decode()
    assert "不如现行模型" in theirs
    assert matter.number not in theirs
    assert "另有 1 件" in theirs


def settled() -> Matter:
    """A matter about a river that was done where the model sent it."""
    matter = offered(**RIVER)
    Matter.objects.filter(id=matter.id).update(
        state="closed", result="explained", closed_at=NOW + timedelta(hours=1), kind="complaint"
    )
    return matter


def test_a_file_that_is_no_model_is_refused_in_words(judged: None, log_in: LogIn) -> None:
    client = log_in("supervisor")
    for content in (b"", b"no model"):
        assert hand_in(client, content) in {"/", PAGE}
    assert hand_in(client, model_bytes(), label=" ") in {"/", PAGE}
    assert model_drafts() == []


def test_going_back_to_an_older_model_is_done_on_the_page(judged: None, log_in: LogIn) -> None:
    published_model(NOW + timedelta(minutes=1), label="试-2")
    first = model_editions()[-1]
    client = log_in("admin")
    assert "换回这一版" in client.get(PAGE).content.decode()
    client.post(reverse("text-model-act", args=[first.id, "back"]), {"reason": "判错太多"})
    newest = model_editions()[0]
    assert (newest.serial, newest.label, newest.reason) == (3, "2026-11", "判错太多")
    assert client.post(reverse("text-model-act", args=[first.id, "other"])).status_code == 404


def test_a_town_centre_does_not_publish_for_the_county(judged: None, log_in: LogIn) -> None:
    client = log_in("dispatcher.north")
    assert "交一个新模型" not in client.get(PAGE).content.decode()
    hand_in(client, model_bytes())
    assert model_drafts() == []


def test_a_matters_page_underlines_the_words_that_weighed_and_adds_them_up(world: None, log_in: LogIn) -> None:
    published_model()
    matter = offered(**RIVER)
    text = log_in("dispatcher").get(reverse("matter", args=[matter.id])).content.decode()
    assert '<mark class="fq-weighed">' in text
    assert "划线的词使文本模型认为是“环境保护”。" in text
    assert "为什么是“环境保护”而不是“教育文体”" in text
    assert "其余文字" in text


def test_a_matter_opened_again_is_not_explained_again(
    world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_model()
    matter, client = offered(**RIVER), log_in("dispatcher")
    first = client.get(reverse("matter", args=[matter.id])).content.decode()
    monkeypatch.setattr("fengqiao.kit.text.TextModel.explain", lambda *_given, **_named: pytest.fail("asked again"))
    again = client.get(reverse("matter", args=[matter.id])).content.decode()
    assert first.count('<mark class="fq-weighed">') == again.count('<mark class="fq-weighed">') > 0


def test_a_matter_of_before_any_model_shows_none(world: None, log_in: LogIn) -> None:
    matter = offered(**RIVER)
    published_model(NOW + timedelta(hours=1))
    assert "fq-weighed" not in log_in("dispatcher").get(reverse("matter", args=[matter.id])).content.decode()


def test_the_counter_shows_what_the_model_thinks_and_why(world: None, log_in: LogIn) -> None:
    published_model()
    client = log_in("desk.north")
    text = client.post(reverse("intake-preview"), {"text": "村里的河水又黑又臭"}).content.decode()
    assert "环境保护 100%" in text
    assert "看重的词" in text
    unknown = client.post(reverse("intake-preview"), {"text": "想问问怎么办证件"}).content.decode()
    assert "看重的词" not in unknown
