"""A pack added to the one in force: one edition of both; running matters keep theirs; the base renewed keeps what was added."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from fengqiao.catalogue.layering import overlaid, rebased
from fengqiao.catalogue.reading import compiled_files, pack_files
from fengqiao.matters.queries import dossier
from fengqiao.orgs.models import Account
from fengqiao.orgs.queries import system_viewer
from fengqiao.rulebook.actions import publish_pack
from fengqiao.rulebook.models import Edition
from fengqiao.rulebook.queries import pack_on, texts_of, texts_on
from tests.commands import fengqiao
from tests.world import NOW, PACKS, make_matter, viewer

DAY = timedelta(days=1)
LOCKED_OUT = {"title": "要开锁", "text": "出门忘带钥匙，想找人帮忙开锁。", "kind": ""}


def publish(texts: dict[str, str]) -> None:
    by = system_viewer(at=NOW)
    assert by is not None
    publish_pack(texts=texts, valid_from=NOW, by=by, at=NOW)


def test_a_pack_added_is_one_edition_named_after_both(world: None) -> None:
    publish(compiled_files(PACKS / "zhejiang"))
    published = pack_on(NOW)
    assert Edition.objects.get(id=published.edition_id).label == "2026.1+zhejiang 2026.1"
    assert "non_police" in published.pack.kinds
    assert {"received", "zj.sent"} <= set(published.pack.measures)
    assert texts_of(published.edition_id) == texts_on(NOW)


def test_a_running_matter_keeps_the_edition_it_began_with(world: None) -> None:
    before = make_matter(at=NOW - DAY, told_at=NOW - DAY, by="dispatcher", outside_ref="old", **LOCKED_OUT)
    publish(compiled_files(PACKS / "zhejiang"))
    after = make_matter(by="dispatcher", outside_ref="new", **LOCKED_OUT)
    assert before.edition_id != after.edition_id
    rows = [m.routings.get().row for m in (before, after)]
    assert rows[0] != "zj-small-services"
    assert rows[1] == "zj-small-services"
    found = dossier(viewer("dispatcher"), before.id)
    assert found is not None
    assert found.published.edition_id == before.edition_id
    assert "non_police" not in found.published.pack.kinds


def test_the_base_published_anew_keeps_what_was_added(world: None) -> None:
    publish(compiled_files(PACKS / "zhejiang"))
    base = pack_files(PACKS / "base")
    values = base["values.toml"].replace("value = 50000", "value = 60000")
    publish(rebased(texts_on(NOW), {**base, "values.toml": values}))
    pack = pack_on(NOW).pack
    assert "non_police" in pack.kinds
    assert pack.value_on("export.max_rows", NOW.date()).number == 60000
    publish(overlaid(texts_on(NOW), "zhejiang", {}))
    assert "non_police" not in pack_on(NOW).pack.kinds


@pytest.fixture
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.mark.usefixtures("_at_now")
def test_publishing_shows_the_differences_and_asks(world: None) -> None:
    editions = Edition.objects.count()
    asked = fengqiao("publish", "pack", PACKS / "zhejiang")
    assert (asked.code, Edition.objects.count()) == (2, editions)
    assert "新增 事项种类“非警务警情”  added: kind “Call that is not police work”" in asked.err
    assert "加 --yes 再运行" in asked.err
    assert fengqiao("publish", "pack", PACKS / "zhejiang", "--yes").code == 0
    assert Edition.objects.count() == editions + 1
    again = fengqiao("publish", "pack", PACKS / "base")
    assert again.code == 0
    assert "没有不同" in again.err
    assert Edition.objects.count() == editions + 1
    assert fengqiao("publish", "withdraw", "zhejiang", "--yes").code == 0
    assert "non_police" not in pack_on(NOW).pack.kinds
    assert fengqiao("publish", "withdraw", "zhejiang", "--yes").code == 2


@pytest.mark.usefixtures("_at_now")
def test_differences_from_the_edition_in_force_are_told_with_file_and_line(world: None, tmp_path: Path) -> None:
    for path, text in pack_files(PACKS / "base").items():
        target = tmp_path / "base" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("value = 50000", "value = 60000"), encoding="utf-8")
    said = fengqiao("packs", "diff", tmp_path / "base", "--json")
    assert said.code == 1
    line = pack_files(PACKS / "base")["values.toml"].split("value = 50000")[0].count("\n") + 1
    assert f'"line": {line}' in said.out
    assert "数值“单次导出最多行数” · 起用“2020-01-01” · 数值：50000 → 60000" in said.out
    assert "value “Most rows of one export” · from “2020-01-01” · value: 50000 → 60000" in said.out
    assert fengqiao("packs", "diff", PACKS / "base").code == 0
    assert fengqiao("packs", "diff", tmp_path / "base", "--against", PACKS / "base").code == 1
    assert fengqiao("packs", "diff", tmp_path / "none").code == 2


def test_the_page_of_two_editions_shows_what_was_added(world: None) -> None:
    publish(compiled_files(PACKS / "zhejiang"))
    client = Client()
    client.force_login(Account.objects.get(username="dispatcher"))
    page = client.get("/rules/compare/").content.decode()
    assert "事项种类“非警务警情”" in page
    assert "行“开锁、送油等小求助”" in page
    client.cookies["fq_language"] = "en"
    assert "kind “Call that is not police work”" in client.get("/rules/compare/").content.decode()
