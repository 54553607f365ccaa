"""Officers' acts as training rows, matters held back, and two models compared on them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.text import load
from fengqiao.matters import actions
from fengqiao.matters.actions.retention import take_words
from fengqiao.matters.models import Correction, Matter, Report
from fengqiao.matters.queries import (
    Month,
    compared_with_force,
    held_back_rows,
    model_months,
    numbers_of,
    told_title,
    training_rows,
)
from fengqiao.matters.rules.learning import (
    Quota,
    TrainingRow,
    held_back,
    same_text,
    topic_meant,
    topics_of,
    within_quota,
)
from fengqiao.rulebook.queries import model_drafts, model_editions, pack_on
from tests.commands import fengqiao
from tests.matters.helping import CLUE, again, closed, end, later, offered, working
from tests.matters.packs import model_bytes, published_model
from tests.world import NOW, unit, viewer

RIVER = {"title": "河水发黑", "text": "村里的河水发黑发臭，请管一管。", "kind": ""}


@pytest.fixture
def modelled(world: None) -> None:
    """The county with the model made by hand: 河 is the environment, 课 schools."""
    published_model()


def route(matter: Matter, to: str, at: datetime | None = None, **over: object) -> None:
    actions.route(
        matter_id=matter.id, unit_id=unit(to), reason="按职责", by=viewer("dispatcher"), at=at or later(hours=1), **over
    )


def amend(matter: Matter, topic: str, at: datetime | None = None) -> None:
    actions.amend(matter_id=matter.id, values={"topic": topic}, by=viewer("dispatcher"), at=at or later(hours=1))


def noted(matter: Matter) -> tuple[str, str, str]:
    row = Correction.objects.get(matter=matter)
    assert row.report == Report.objects.get(matter=matter)
    return row.was, row.topic, row.how


def pack():
    return pack_on(NOW).pack


def test_a_route_by_hand_says_what_the_topic_should_have_been(modelled: None) -> None:
    matter = offered(**RIVER)
    assert matter.topic == "ecology"
    route(matter, "dept.market")
    assert noted(matter) == ("ecology", "market", "route")
    row = Correction.objects.get()
    assert (row.staff_id, row.at) == (viewer("dispatcher").staff_id, later(hours=1))


def test_a_route_where_the_topic_leads_anyway_corrects_nothing(modelled: None) -> None:
    matter = offered(**RIVER)
    route(matter, "dept.market")
    route(matter, "dept.ecology", later(hours=2))
    assert noted(matter) == ("ecology", "ecology", "route")  # the last word counts, and it is the model's own
    other = offered()
    route(other, "dept.market")
    assert noted(other) == ("", "market", "route")


def test_the_centre_where_nothing_is_decided_says_nothing(modelled: None) -> None:
    matter = offered(**RIVER)
    route(matter, "centre.north")
    assert not Correction.objects.exists()


def test_amending_the_topic_has_the_last_word_and_stands_in_the_timeline(modelled: None) -> None:
    matter = offered(**RIVER)
    route(matter, "dept.market")
    amend(matter, "rural", later(hours=2))
    assert noted(matter) == ("ecology", "rural", "amend")
    assert again(matter).entries.latest("at").codes == {"changes": [["topic", "ecology", "rural"]]}
    actions.amend(matter_id=matter.id, values={"title": "别的"}, by=viewer("dispatcher"), at=later(hours=3))
    assert noted(matter) == ("ecology", "rural", "amend")


def test_handing_back_as_not_ours_says_that_the_topic_was_wrong_until_somebody_says_what_is_right(
    modelled: None,
) -> None:
    matter = working()
    Matter.objects.update(topic="urban")
    back = {"reason": "not_our_duty", "text": "不是我们的", "by": viewer("handler.urban"), "at": later(hours=1)}
    actions.give_back(matter_id=matter.id, **back)
    assert noted(matter) == ("urban", "", "return")
    assert training_rows(0.0) == []
    route(matter, "dept.market", later(hours=2))
    assert noted(matter) == ("urban", "market", "route")
    assert [row.topic for row in training_rows(0.0)] == ["market"]


def test_handing_back_for_another_reason_says_nothing(modelled: None) -> None:
    matter = working()
    Matter.objects.update(topic="urban")
    actions.give_back(matter_id=matter.id, reason="repeated", text="", by=viewer("handler.urban"), at=later(hours=1))
    assert not Correction.objects.exists()


def test_a_training_row_points_at_the_text_and_holds_no_copy(modelled: None) -> None:
    matter = offered(**RIVER)
    route(matter, "dept.market")
    (row,) = training_rows(0.0)
    assert (row.matter_id, row.topic, row.title, row.text) == (matter.id, "market", "河水发黑", RIVER["text"])
    assert not {"text", "title"} & {field.name for field in Correction._meta.fields}


def test_sealed_held_back_and_erased_matters_teach_nothing(modelled: None) -> None:
    matter, clue = offered(**RIVER), offered(**CLUE)
    route(matter, "dept.market")
    Correction.objects.create(
        matter=clue, report=clue.reports.get(), topic="market", how="route", staff_id=new_id(), at=NOW
    )
    assert [row.matter_id for row in training_rows(0.0)] == [matter.id]
    assert training_rows(1.0) == []
    take_words([matter])
    assert training_rows(0.0) == []
    assert not Correction.objects.filter(matter=matter).exists()


def test_a_matter_is_held_back_by_its_id_alone() -> None:
    ids = [UUID(int=number) for number in range(5000)]
    kept = [each for each in ids if held_back(each, 0.2)]
    assert 900 < len(kept) < 1100
    assert kept == [each for each in ids if held_back(each, 0.2)]
    assert set(kept) <= {each for each in ids if held_back(each, 0.3)}
    assert not any(held_back(each, 0.0) for each in ids)
    assert all(held_back(each, 1.0) for each in ids)


def test_topics_of_a_function_are_its_namesake_and_those_that_rows_send_there(world: None) -> None:
    assert "housing" in topics_of(pack(), "housing")
    assert topic_meant(pack(), "housing", "market") == "housing"
    assert topic_meant(pack(), "housing", "housing") == "housing"
    assert topic_meant(pack(), "centre", "housing") is None
    assert topic_meant(pack(), "unheard", "housing") is None


def row(number: int, topic: str = "market", by: int = 1, at: datetime = NOW) -> TrainingRow:
    return TrainingRow(UUID(int=number), UUID(int=number), topic, "", "话", UUID(int=by), at)


def test_neither_one_person_nor_one_wave_bends_the_model() -> None:
    quota = Quota(weight=2, share=0.5, by_one=3)
    many = [row(number, at=NOW + timedelta(minutes=number)) for number in range(10)]
    kept = within_quota(many, {"market": 100}, quota)
    assert [each.report_id.int for each in kept] == [9, 8, 7]  # the latest of one person
    crowd = [row(number, by=number) for number in range(50)]
    assert len(within_quota(crowd, {"market": 100}, quota)) == 25  # 25 × 2 rows are half of 100
    assert len(within_quota(crowd, {}, quota)) == 3  # a new topic may begin


def test_texts_are_the_same_whatever_their_signs_and_script() -> None:
    assert same_text("養老保險，ＡＢ 1") == same_text("养老保险ab1") == "养老保险ab1"


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("河水发黑", "村里的河水发黑。请管", "河水发黑"),
        ("村里的河水发黑", "村里的河水发黑。请管", ""),
        ("王*家在*幢", "王小明家在12幢。请管", ""),
        ("请管*号", "我家在12幢。请管12号", "请管*号"),
        ("长" * 59 + "…", "长" * 80, ""),
        ("", "", ""),
    ],
)
def test_a_title_made_from_the_text_was_told_by_nobody(title: str, text: str, told: str) -> None:
    assert told_title(title, text) == told


def test_a_settled_matter_is_one_corrected_or_done_where_it_was_sent(modelled: None) -> None:
    done, open_one, corrected, came_back = closed(), offered(), offered(**RIVER), closed()
    Matter.objects.filter(id=came_back.id).update(returned=1)
    route(corrected, "dept.market")
    found = {row.matter_id: (row.topic, row.corrected) for row in held_back_rows(pack(), 1.0, 100)}
    assert found == {done.id: ("urban", False), corrected.id: ("market", True)}
    assert open_one.id not in found
    assert held_back_rows(pack(), 0.0, 100) == []
    assert len(held_back_rows(pack(), 1.0, 1)) == 1


def test_what_is_withdrawn_confirms_no_topic(modelled: None) -> None:
    matter = working()
    end(matter, result="withdrawn", text="反映人撤回")
    assert held_back_rows(pack(), 1.0, 100) == []


def test_a_new_model_is_compared_on_the_held_back_matters(modelled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fengqiao.matters.queries.learning.held_back", lambda *_: True)
    matter = offered(**RIVER)
    school = offered(title="补课收费", text="学校补课收费，河边的课。", kind="")
    amend(matter, "rural")
    amend(matter, "ecology", later(hours=2))
    amend(school, "ecology")
    same = compared_with_force(load(model_bytes(0.5)), at=later(hours=2))
    assert (same["rows"], same["gained"], same["lost"], same["worse"], same["changes"]) == (2, 0, 0, False, 0)
    assert (same["old_right"], same["corrected"], same["old_label"]) == (1, 2, "试-1")
    assert same["topics"] == ({"topic": "ecology", "rows": 2, "old_right": 1, "new_right": 1},)


def test_without_a_model_in_force_there_is_nothing_to_compare_with(world: None) -> None:
    assert compared_with_force(load(model_bytes()), at=NOW) == {"old_digest": ""}


def test_months_count_what_was_asked_left_open_and_corrected(modelled: None) -> None:
    offered()  # the model knows none of its words
    offered(**RIVER)
    matter = offered(**RIVER)
    amend(matter, "rural")
    found = model_months(viewer("dispatcher"), since=NOW - timedelta(days=40))
    assert found == [Month(NOW.date().replace(day=1), asked=3, abstained=1, corrected=1)]
    assert model_months(viewer("handler.housing"), since=NOW - timedelta(days=40)) == []


def test_numbers_are_told_to_those_who_may_see_the_matter(modelled: None) -> None:
    matter = offered()
    assert numbers_of(viewer("dispatcher"), [matter.id]) == {matter.id: matter.number}
    assert numbers_of(viewer("handler.housing"), [matter.id]) == {}


def lessons(path: Path) -> Path:
    """A labelled sheet: ten rows of each of two topics, one of them the text of a held-back matter."""
    rows = [f"河边{n}号排污口的水发臭,环境保护" for n in range(10)] + [
        f"学校{n}班补课收费的事,教育文体" for n in range(10)
    ]
    path.write_text("\n".join(["详情,类别", *rows, f"{RIVER['text'].replace('，', ' ')},环境保护"]), encoding="utf-8")
    return path


def test_retraining_takes_corrections_in_and_leaves_held_back_texts_out(
    modelled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_id = offered(**RIVER).id
    monkeypatch.setattr("fengqiao.matters.queries.learning.held_back", lambda each, _share: each == kept_id)
    for number in range(6):
        amend(offered(title=f"{number}号菜场", text="菜场摊贩短斤少两，缺斤短两要管。", kind=""), "market")
    out = tmp_path / "m.fqm"
    said = fengqiao(
        "text", "retrain", lessons(tmp_path / "a.csv"), "--text", "详情", "--label", "类别", "--out", out, "--json"
    )
    assert said.code == 0, said.err
    found = said.summary
    assert (found["labelled"], found["held_back"], found["corrections"], found["corrections_used"]) == (20, 1, 6, 6)
    model = load(out)
    assert set(model.labels) == {"环境保护", "教育文体", "market"}
    assert model.predict(["菜场短斤少两"])[0].ranked[0][0] == "market"


def test_publishing_a_model_compares_first_and_asks_why_where_it_could_not(modelled: None, tmp_path: Path) -> None:
    file = tmp_path / "m.fqm"
    file.write_bytes(model_bytes(0.5))
    said = fengqiao("publish", "model", file, "--label", "试-2")
    assert said.code == 2
    assert "没有可以比较的事项" in said.err
    assert fengqiao("publish", "model", file, "--label", "试-2", "--draft").code == 0
    assert [each.label for each in model_drafts()] == ["试-2"]
    assert fengqiao("publish", "model", file, "--label", "试-2", "--reason", "刚开始用").code == 0
    assert [(each.label, each.reason) for each in model_editions()] == [("试-2", "刚开始用"), ("试-1", "")]
