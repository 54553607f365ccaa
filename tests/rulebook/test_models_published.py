"""Text models: drafted, compared, published with a reason where worse, taken back; by whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.rulebook.actions import discard_draft, draft_model, publish_draft, publish_model, reinstate_model
from fengqiao.rulebook.models import Edition, ModelDraft
from fengqiao.rulebook.queries import model_drafts, model_editions, model_on
from fengqiao.rulebook.rules import why_not_replace
from tests.matters.helping import events_of, refused
from tests.matters.packs import model_bytes, published_model
from tests.world import NOW, viewer

HOUR = timedelta(hours=1)
BETTER = {"rows": 40, "worse": False, "old_digest": "a"}


def in_force() -> str:
    return Edition.objects.filter(kind="text_model").order_by("-serial")[0].digest


def draft(login: str = "supervisor", temperature: float = 0.5, **comparison: object):
    found = {"rows": 40, "worse": False, "old_digest": in_force(), **comparison}
    content = model_bytes(temperature)
    return draft_model(content=content, label="试-2", note="更正", comparison=found, by=viewer(login), at=NOW)


@pytest.mark.parametrize(
    ("comparison", "in_force", "reason", "code"),
    [
        (BETTER, "a", "", None),
        (BETTER, "b", "", "model-compare-again"),
        (BETTER, "b", "急用", "model-compare-again"),
        ({**BETTER, "worse": True}, "a", "", "model-worse"),
        ({**BETTER, "worse": True}, "a", "新增了主题", None),
        ({"old_digest": "a"}, "a", " ", "model-not-compared"),
        ({"old_digest": "a"}, "a", "还没有事项", None),
        ({"old_digest": ""}, "", "", None),
        (BETTER, "a", "长" * 501, "reason-long"),
        ({"back_to": 1, "old_digest": "a"}, "a", "", "reinstate-reason"),
    ],
)
def test_when_a_model_may_take_the_place_of_another(comparison, in_force, reason, code) -> None:
    refusal = why_not_replace(comparison, in_force, reason)
    assert (refusal.code if refusal else None) == code


def test_a_draft_is_published_with_its_comparison_and_is_gone(world: None) -> None:
    published_model()
    made = draft()
    (event,) = events_of(lambda: publish_draft(draft_id=made, reason="", by=viewer("supervisor"), at=NOW + HOUR))
    newest, first = model_editions()
    assert (newest.serial, newest.label, newest.note, newest.comparison["rows"]) == (2, "试-2", "更正", 40)
    assert (first.comparison, first.reason) == ({}, "")
    assert (event.kind, event.measures) == ("edition.published", {"serial": 2})
    assert model_drafts() == []
    with refused("draft-unknown"):
        publish_draft(draft_id=made, reason="", by=viewer("supervisor"), at=NOW + HOUR)


def test_a_worse_model_needs_a_reason_which_is_kept(world: None) -> None:
    published_model()
    made = draft(worse=True)
    with refused("model-worse"):
        publish_draft(draft_id=made, reason=" ", by=viewer("supervisor"), at=NOW)
    publish_draft(draft_id=made, reason="新增了一个主题", by=viewer("supervisor"), at=NOW)
    assert model_editions()[0].reason == "新增了一个主题"


def test_a_comparison_with_a_model_no_longer_in_force_does_not_count(world: None) -> None:
    published_model()
    made = draft()
    published_model(NOW + HOUR, temperature=2.0)
    with refused("model-compare-again"):
        publish_draft(draft_id=made, reason="照发", by=viewer("supervisor"), at=NOW + HOUR)


def test_going_back_makes_a_new_edition_of_the_old_file(world: None) -> None:
    first = published_model()
    published_model(NOW + HOUR, temperature=0.5)
    with refused("reinstate-reason"):
        reinstate_model(edition_id=first, reason="", by=viewer("admin"), at=NOW + 2 * HOUR)
    back = reinstate_model(edition_id=first, reason="新模型把河流判成学校", by=viewer("admin"), at=NOW + 2 * HOUR)
    found = model_on(NOW + 2 * HOUR)
    assert found is not None
    assert (found.edition_id, found.serial) == (back, 3)
    row = Edition.objects.get(id=back)
    assert (bytes(row.content), row.comparison["back_to"]) == (model_bytes(), 1)


@pytest.mark.parametrize("login", ["dispatcher.north", "chief.north", "handler.urban", "volunteer"])
def test_only_those_who_answer_for_the_whole_county_publish(world: None, login: str) -> None:
    first = published_model()
    made = draft("dispatcher")
    by = viewer(login)
    code = "denied-reach" if login == "dispatcher.north" else "denied"
    for do in (
        lambda: draft(login),
        lambda: publish_draft(draft_id=made, reason="", by=by, at=NOW),
        lambda: discard_draft(draft_id=made, by=by),
        lambda: reinstate_model(edition_id=first, reason="试", by=by, at=NOW),
    ):
        with refused(code):
            do()


def test_the_same_file_drafted_again_is_one_draft_with_the_newer_comparison(world: None) -> None:
    published_model()
    assert draft(rows=1) == draft("admin", rows=2)
    (row,) = model_drafts()
    assert (row.comparison["rows"], row.made_by) == (2, viewer("supervisor").staff_id)
    discard_draft(draft_id=row.id, by=viewer("admin"))
    assert not ModelDraft.objects.exists()


def test_the_command_line_compares_too(world: None) -> None:
    published_model()
    with refused("model-not-compared"):
        publish_model(
            content=model_bytes(0.5), label="2", note="", valid_from=NOW, by=viewer("admin"), at=NOW,
            comparison={"old_digest": in_force()},
        )  # fmt: skip
