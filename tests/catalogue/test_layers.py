"""Packs on top of packs: what an added pack adds, takes the place of, puts in front; mistakes on its own lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fengqiao.catalogue.layering import overlaid, rebased, requires_of
from fengqiao.catalogue.model import ReasonUse
from fengqiao.catalogue.reading import check_files, check_pack, parse_pack
from fengqiao.kit.problems import Problem
from tests.catalogue.sample_pack import FILES

HEAD = (
    'name = "more"\nversion = "2"\ntitle = "更多"\ntitle_en = "More"\nvalid_from = 2026-01-01\nrequires = ["sample"]\n'
)
KIND = """
[[kind]]
code = "CODE"
name = "代办"
name_en = "Errand"
about = "替人跑腿"
about_en = "Runs an errand"
valid_from = FROM
step = [{ code = "go", name = "去办", name_en = "Going" }]
result = [{ code = "done", name = "办好", name_en = "Done", text_needed = true }]
[[kind.field]]
code = "alone"
name = "独居"
name_en = "Lives alone"
type = "choice"
options = "@yes_no"
[[kind.clock]]
code = "accept"
amount = 2
unit = "hour"
soon_hours = 1
source = "测试"
[[kind.clock]]
code = "finish"
amount = 2
unit = "workday"
soon_hours = 1
source = "测试"
"""


def kind(code: str, since: str = "2026-01-01") -> str:
    return KIND.replace("CODE", code).replace("FROM", since)


def added(**files: str) -> dict[str, str]:
    own = {"pack.toml": HEAD, **{f"{name}.toml": text for name, text in files.items()}}
    return overlaid(FILES, "more", own)


def test_a_new_kind_has_the_common_fields_results_and_options_of_the_pack_below() -> None:
    pack = parse_pack(added(kinds=kind("errand")))
    errand = pack.kinds["errand"]
    assert [field.code for field in errand.fields] == ["teller_phone", "alone"]
    assert [result.code for result in errand.results] == ["done", "withdrawn"]
    assert errand.version == "2"
    assert errand.clocks["finish"].day_ends == pack.kinds["help"].clocks["finish"].day_ends
    assert [(each.code, each.version) for each in pack.overlays] == [("more", "2")]


def test_a_kind_from_a_later_day_is_another_version_and_one_from_the_same_day_takes_the_place() -> None:
    later = parse_pack(added(kinds=kind("help", "2026-06-01")))
    assert later.kind_for("help", date(2026, 5, 31)).name == "求助"
    assert later.kind_for("help", date(2026, 6, 1)).name == "代办"
    same = parse_pack(added(kinds=kind("help")))
    assert same.kind_for("help", date(2026, 5, 31)).name == "代办"
    assert len([k for k in same.kind_versions if k.code == "help"]) == 1


def test_reasons_are_added_and_keep_their_order() -> None:
    reason = '[[reason]]\nfor = "return"\ncode = "other_town"\nname = "别的镇"\nname_en = "Another town"\n'
    pack, below = parse_pack(added(reasons=reason)), parse_pack(FILES)
    assert [r.code for r in pack.reasons[ReasonUse.RETURN]] == [
        *(r.code for r in below.reasons[ReasonUse.RETURN]), "other_town",
    ]  # fmt: skip


def test_rows_stand_in_front_of_the_row_they_name_and_mistakes_are_on_their_own_lines() -> None:
    below = parse_pack(FILES).tables["routing"]
    last = below.rows[-1].id
    row = f'[table]\nextends = "routing"\n[[row]]\nid = "new"\nbefore = "{last}"\nname = "新"\nwhen = {{}}\nthen = {{ function = "FUNCTION" }}\nwhy = "因为"\nwhy_en = "because"\n'
    good = row.replace("FUNCTION", str(below.rows[-1].then["function"]))
    found = [
        each.id
        for each in parse_pack(added(routing=good.replace("when = {}", 'when.text.any = ["新事"]')))
        .tables["routing"]
        .rows
    ]
    assert found == [*(each.id for each in below.rows[:-1]), "new", last]
    (wrong, *_) = [f for f in check_files(added(routing=row.replace("FUNCTION", "nobody"))) if f.code == "unknown-code"]
    assert (wrong.file, wrong.line) == ("with/more/routing.toml", 8)
    (astray,) = [f for f in check_files(added(routing=good.replace(last, "nowhere"))) if f.path == "row[0].before"]
    assert (astray.file, astray.line) == ("with/more/routing.toml", 5)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [('requires = ["sample"]', "requires = []", "wrong-base"), ('name = "more"', 'name = "less"', "wrong-name")],
)
def test_the_head_names_itself_and_what_it_adds_to(old: str, new: str, code: str) -> None:
    files = overlaid(FILES, "more", {"pack.toml": HEAD.replace(old, new)})
    assert [(f.file, f.code) for f in check_files(files)] == [("with/more/pack.toml", code)]


def test_a_new_edition_below_keeps_what_was_added_and_a_new_one_above_takes_its_own_place() -> None:
    files = added(kinds=kind("errand"))
    assert rebased(files, FILES) == files
    assert overlaid(files, "more", {"pack.toml": HEAD}) == added()
    assert overlaid(files, "more", {}) == FILES
    assert requires_of({"pack.toml": HEAD}) == ("sample",)


def test_a_folder_is_checked_with_the_one_beside_it(tmp_path: Path) -> None:
    for name, files in (
        ("sample", FILES),
        ("more", {"pack.toml": HEAD, "kinds.toml": kind("errand").replace("amount = 2", "amount = 0")}),
    ):
        for path, text in files.items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    found = check_pack(tmp_path / "more")
    assert {f.file for f in found} == {"kinds.toml"}
    assert {f.line for f in found} == {19, 25}
    (tmp_path / "sample").rename(tmp_path / "elsewhere")
    with pytest.raises(Problem, match="旁边没有这个文件夹"):
        check_pack(tmp_path / "more")
