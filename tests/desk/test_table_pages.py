"""The pages of decision tables: a sheet saved with its faults, files in and out, published, replayed, taken back."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fengqiao.desk.rulebook.naming import coded
from fengqiao.kit.dmn import written
from fengqiao.kit.sheets import Column, SheetSpec, write_xlsx
from fengqiao.kit.tables.sheet import columns_of, lines_of
from fengqiao.rulebook.models import Edition, TableDraft
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.world import NOW, make_matter

SHEET = reverse("table-sheet", args=["kind"])


def act(client: Client, deed: str, **given: object) -> str:
    response = client.post(reverse("table-act", args=["kind", deed]), given, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def saved(client: Client, lines: list[list[str]]) -> str:
    version = TableDraft.objects.get().version
    return act(client, "save", version=version, lines=json.dumps(lines))


@pytest.fixture
def client(world: None, log_in: LogIn) -> Client:
    found = log_in("dispatcher")
    act(found, "begin")
    return found


def lines() -> list[list[str]]:
    return lines_of(pack_on(NOW).pack.tables["kind"])


def test_a_cell_that_cannot_be_read_is_named_with_row_and_column(client: Client) -> None:
    place = [each.key for each in columns_of(pack_on(NOW).pack.tables["kind"])].index("then.kind")
    wrong = lines()
    wrong[0][place] = "有 空格"
    page = saved(client, wrong)
    assert "1 格读不懂" in page
    assert "第 1 行“性质”列" in page
    assert TableDraft.objects.get().lines[0][place] == "有 空格"


def test_a_dead_row_and_a_missing_last_row_are_shown_before_publishing(client: Client) -> None:
    dead = ["never", "多余", *[""] * (len(lines()[0]) - 2)]
    dead[[c.key for c in columns_of(pack_on(NOW).pack.tables["kind"])].index("then.kind")] = "help"
    dead[[c.key for c in columns_of(pack_on(NOW).pack.tables["kind"])].index("why")] = "因"
    assert "（never）永远轮不到" in saved(client, [*lines(), dead])
    assert "没有" in saved(client, lines()[:-1])
    assert "缺少兜底的最后一行" in client.get(SHEET).content.decode()


@pytest.mark.parametrize("given", [{}, {"lines": "x", "version": "1"}, {"lines": "[1]", "version": "1"}, {"lines": "[]", "version": "a"}, {"lines": "[" * 100000, "version": "1"}])  # fmt: skip
def test_what_no_page_sends_is_refused_in_words(client: Client, given: dict[str, str]) -> None:
    assert "没有收到表格的内容" in act(client, "save", **given)


def files() -> list[tuple[str, bytes]]:
    table = pack_on(NOW).pack.tables["kind"]
    out = io.BytesIO()
    write_xlsx(out, [SheetSpec("x", tuple(Column(c.name) for c in columns_of(table)), lines())])
    return [("表.xlsx", out.getvalue()), ("表.dmn", written(table))]


def test_files_go_out_and_come_back_the_same(client: Client) -> None:
    for kind in ("xlsx", "dmn", "toml"):
        response = client.get(reverse("table-file", args=["kind", kind]))
        saved(client, lines()[-1:])
        act(client, "upload", file=SimpleUploadedFile(f"表.{kind}", response.content))
        assert TableDraft.objects.get().lines == lines(), kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.dmn", b"<a", "XML 第 1 行第 1 列读不懂"),
        ("x.dmn", b"<a/>", "这不是 DMN 文件"),
        ("x.toml", b"[table", "第 1 行："),
        ("x.toml", b"\xff\xfe", "不是 UTF-8 编码"),
        ("x.xlsx", b"PK\x03\x04", ""),
        ("x.csv", "行号,名称,颜色\na,b,c\n".encode(), "表头第 3 列“颜色”不是这张清单的列"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(client: Client, name: str, content: bytes, words: str) -> None:
    before = TableDraft.objects.get().lines
    assert words in act(client, "upload", file=SimpleUploadedFile(name, content))
    assert TableDraft.objects.get().lines == before


def test_published_shown_among_the_versions_and_taken_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = lines()
    changed[0][1] = "改过的名称"
    page = saved(client, changed)
    assert "改动 1 行" in page
    act(client, "publish", label="2026.2", note="改名", when="now")
    assert pack_on(NOW).pack.tables["kind"].rows[0].name == "改过的名称"
    edition = Edition.objects.filter(kind="pack").order_by("-serial").first()
    assert edition is not None
    page = client.get(reverse("rules-table", args=[edition.id, "kind"])).content.decode()
    assert "改名" in page
    assert "与前一版对照" in page
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))
    client.post(reverse("edition-withdraw", args=[edition.id]), {"reason": "改错"})
    assert pack_on(NOW + timedelta(hours=1)).pack.tables["kind"].rows[0].name != "改过的名称"
    assert "已收回" in client.get(reverse("rules")).content.decode()


def test_a_replay_is_asked_for_and_shown(client: Client) -> None:
    make_matter()
    response = client.post(reverse("table-replay", args=["kind"]), follow=True)
    page = response.content.decode()
    assert "已重判 0 / 1 件" in page
    part = client.get(response.redirect_chain[-1][0] + "progress/").content.decode()
    assert "hx-get" in part
    assert client.post(response.redirect_chain[-1][0] + "stop/", follow=True).status_code == 200


def test_each_row_of_every_table_says_its_conclusion_in_words(client: Client) -> None:
    found = pack_on(NOW)
    for code, table in found.pack.tables.items():
        page = client.get(reverse("rules-table", args=[found.edition_id, code])).content.decode()
        told = re.findall(r'<td class="fq-then">(.*?)</td>', page)
        assert len(told) == len(table.rows), code
        assert not [each for each in told if "不作结论" in each], code
        bare = [re.sub(r"<[^>]+>", "", each) for each in told]
        assert not [each for each in bare if re.search(r"[a-z]{3}", each)], (code, bare)
    page = client.get(reverse("rules-table", args=[found.edition_id, "dispatch"])).content.decode()
    assert "案件办理队" in page
    assert "值班的人" in page
    assert "是 刑事类警情" in page
    assert "是 农村<" in page  # the place, not the topic that is called alike


def test_names_are_taken_for_codes_and_a_new_row_gets_a_number(client: Client) -> None:
    changed = lines()
    place = [each.key for each in columns_of(pack_on(NOW).pack.tables["kind"])].index("then.kind")
    changed[0][place] = "求助"
    changed.insert(1, ["", "写了名称的", *changed[0][2:]])
    page = saved(client, changed)
    kept = TableDraft.objects.get().lines
    assert kept[0][place] == kept[1][place] == "help"
    assert kept[1][0] == "row-1"
    assert "不是代码" not in page
    assert 'title="求助"' in page
    assert "也可以写名称" in page


def test_names_within_lists_negations_and_word_lists(world: None) -> None:
    pack = pack_on(NOW).pack
    table = pack.tables["routing"]
    keys = [each.key for each in columns_of(table)]
    line = [""] * len(keys)
    line[0], line[keys.index("when.kind")] = "one", "not(求助，投诉举报)"
    line[keys.index("when.door")] = "电话、网上"
    line[keys.index("when.title")] = "含 @落水溺水、@noise；不含 求助"
    line[keys.index("then.function")] = "没有这样的"
    (made,) = coded([line], table, pack)
    assert made[keys.index("when.kind")] == "not(help，complaint)"
    assert made[keys.index("when.door")] == "phone、portal"
    assert made[keys.index("when.title")] == "含 @danger_water、@noise；不含 求助"
    assert made[keys.index("then.function")] == "没有这样的"
    assert coded([line], table, pack) == [made]
    assert coded([made], table, pack) == [made]


def test_the_page_of_rules_comes_in_parts_and_marks_what_is_being_changed(client: Client) -> None:
    page = client.get(reverse("rules")).content.decode()
    assert "发布记录" in page
    assert "有草稿" in page
    assert "每个数值都有起用日期和依据" not in page
    assert "事项种类" in client.get(reverse("rules") + "?part=kinds").content.decode()
    assert "每个数值都有起用日期和依据" in client.get(reverse("rules") + "?part=values").content.decode()
    assert client.get(reverse("rules") + "?part=%00x").status_code == 200


def test_replay_is_offered_only_where_the_past_was_kept(client: Client, log_in: LogIn) -> None:
    assert "重放" in client.get(SHEET).content.decode()
    client.post(reverse("table-act", args=["dispute_grade", "begin"]))
    page = client.get(reverse("table-sheet", args=["dispute_grade"])).content.decode()
    assert 'form="do-replay"' not in page
