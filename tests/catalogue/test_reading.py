"""Packs that are sound, read into frozen classes."""

from datetime import date, time
from pathlib import Path

import pytest

from fengqiao.catalogue.model import (
    ClockCode,
    Field,
    FieldType,
    Option,
    Reason,
    ReasonUse,
    Result,
    Step,
    Value,
    WordList,
)
from fengqiao.catalogue.reading import check_files, check_pack, digest, pack_files, parse_pack, read_pack
from fengqiao.kit.clocks import ClockUnit, Limit
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Codes, Flag, Range, Words
from tests.catalogue.sample_pack import FILES, changed

PACK = parse_pack(FILES)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_sound_pack_has_no_findings() -> None:
    assert check_files(FILES) == ()


def test_head_of_the_pack() -> None:
    assert (PACK.name, PACK.version, PACK.title, PACK.title_en) == ("sample", "1.0", "样例", "Sample")
    assert (PACK.valid_from, PACK.requires) == (date(2026, 1, 1), ())


def test_kind_has_the_common_fields_before_its_own() -> None:
    assert PACK.kinds["help"].fields == (
        Field("teller_phone", "电话", "Telephone", FieldType.PHONE, personal=True),
        Field(
            "group", "人群", "Group", FieldType.CHOICE,
            options=(Option("old", "老人", "Old"), Option("child", "孩子", "Child")),
            needed_at="assist", filterable=True,
        ),
        Field(
            "alone", "独居", "Lives alone", FieldType.CHOICE,
            options=(Option("yes", "是", "Yes"), Option("no", "否", "No")), hint="问本人", hint_en="Ask the person",
        ),
    )  # fmt: skip
    assert [field.code for field in PACK.kinds["clue"].fields] == ["teller_phone"]


def test_kind_has_the_common_results_after_its_own() -> None:
    assert PACK.kinds["help"].results == (
        Result("solved", "已解决", "Solved", evidence=True, text_needed=False, counts_as_done=True),
        Result("withdrawn", "撤回", "Withdrawn", evidence=False, text_needed=True, counts_as_done=False),
    )


def test_clocks_of_a_kind_are_limits_with_their_source() -> None:
    assert PACK.kinds["help"].clocks == {
        "accept": Limit(amount=30, unit=ClockUnit.MINUTE, soon_hours=0.25, source="测试规定一"),
        "finish": Limit(amount=5, unit=ClockUnit.WORKDAY, soon_hours=24, source="测试规定二", day_ends=time(17, 30)),
    }
    assert PACK.kinds["help"].extendable == {"finish"}
    assert PACK.kinds["clue"].clocks[ClockCode.FINISH] == Limit(
        amount=10, unit=ClockUnit.DAY, soon_hours=48, source="测试规定四", day_ends=time(18), move_off_days=True
    )
    assert PACK.kinds["clue"].extendable == frozenset()


def test_parts_of_a_kind_are_found_by_code() -> None:
    kind = PACK.kinds["help"]
    assert kind.step("assist") == Step("assist", "帮办", "Helping")
    group, solved = kind.field("group"), kind.result("solved")
    assert group is not None
    assert solved is not None
    assert group.option("child") == Option("child", "孩子", "Child")
    assert (kind.step("x"), kind.field("x"), kind.result("x"), group.option("x")) == (None, None, None, None)


def test_kind_keeps_the_version_of_the_pack_unless_it_has_one_of_its_own() -> None:
    assert (PACK.kinds["help"].version, PACK.kinds["clue"].version) == ("1.0", "7")
    assert (PACK.kinds["clue"].urgent, PACK.kinds["clue"].sealed) == (True, True)


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_kind_is_valid_from_its_first_to_its_last_day(day: date, valid: bool) -> None:
    assert PACK.kinds["clue"].holds_on(day) is valid
    assert PACK.kind_on("clue", day) == (PACK.kinds["clue"] if valid else None)


def test_versions_of_a_kind_follow_each_other() -> None:
    kinds = FILES["kinds.toml"]
    later = kinds[kinds.index('[[kind]]\ncode = "clue"') :].replace("valid_to = 2026-12-31\n", "")
    later = later.replace('version = "7"', 'version = "8"').replace(
        "valid_from = 2026-01-01", "valid_from = 2027-01-01"
    )
    pack = parse_pack({**FILES, "kinds.toml": kinds + later})
    assert pack.kinds["clue"].version == "8"
    assert [(kind.code, kind.version) for kind in pack.kind_versions] == [("help", "1.0"), ("clue", "7"), ("clue", "8")]
    versions = [pack.kind_on("clue", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [kind.version for kind in versions if kind] == ["7", "8"]


@pytest.mark.parametrize(
    ("label", "code"),
    [("环境保护", "ecology"), ("环保", "ecology"), (" 生态环境 ", "ecology"), ("labour", "labour"), ("劳动", "labour")],
)
def test_topic_is_found_by_code_name_or_alias(label: str, code: str) -> None:
    assert PACK.topic_for_label(label) == PACK.topics[code]


def test_label_that_no_topic_has_means_no_topic() -> None:
    assert PACK.topic_for_label("环境") is None


def test_value_holds_from_its_day_until_the_next() -> None:
    size = PACK.values["queue.page_size"]
    assert size.on(date(2026, 6, 30)) == Value(50, "测试规定五", date(2026, 1, 1))
    assert size.on(date(2026, 7, 1)) == Value(20, "测试规定六", date(2026, 7, 1))
    assert PACK.value_on("queue.page_size", date(2030, 1, 1)).number == 20


def test_value_before_its_first_day_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        PACK.value_on("queue.page_size", date(2025, 12, 31))
    assert refused.value.code == "value-not-yet"
    assert str(refused.value) == "“每页行数”在 2025-12-31 还没有规定的数值。"


def test_value_that_the_pack_does_not_have_is_refused() -> None:
    with pytest.raises(Problem, match="规则包里没有“queue") as refused:
        PACK.value_on("queue.size", date(2026, 1, 1))
    assert refused.value.code == "value-unknown"


def test_value_is_read_as_number_or_texts() -> None:
    types = PACK.value_on("file.media_types", date(2026, 1, 1))
    assert types.texts == ("image/png", "application/pdf")
    assert PACK.value_on("queue.page_size", date(2026, 1, 1)).texts == ("50",)
    with pytest.raises(TypeError, match="not a number"):
        _ = types.number
    with pytest.raises(TypeError, match="not a number"):
        _ = Value(value=True, source="", since=date(2026, 1, 1)).number


def test_reasons_are_kept_by_what_they_are_given_for() -> None:
    assert PACK.reasons == {
        ReasonUse.RETURN: (Reason("not_ours", "不属于本单位", "Not ours", ReasonUse.RETURN, text_needed=True),),
        ReasonUse.UNMASK: (Reason("call_back", "回访", "Call back", ReasonUse.UNMASK),),
    }
    assert PACK.reason(ReasonUse.UNMASK, "call_back") == Reason("call_back", "回访", "Call back", ReasonUse.UNMASK)
    assert PACK.reason(ReasonUse.RETURN, "call_back") is None
    assert PACK.reason(ReasonUse.PAUSE, "call_back") is None


def test_names_are_given_in_the_language_asked_for() -> None:
    kind = PACK.kinds["help"]
    assert [kind.label(language) for language in ("zh-hans", "zh-hant", "en", "en-gb")] == [
        "求助",
        "求助",
        "Help",
        "Help",
    ]
    assert WordList("x", "词表", "", (), "").label("en") == "词表"


def test_conditions_of_a_table_are_read_in_their_short_and_long_forms() -> None:
    rows = {row.id: row.when for row in PACK.tables["routing"].rows}
    assert rows == {
        "police-fraud": {
            "title": Words(any_of=("@fraud", "杀猪盘"), none_of=("讲座",)),
            "kind": Codes(any_of=("help", "")),
        },
        "police-night": {
            "night": Flag(value=True),
            "text": Words(any_of=("打架", "吵闹", "噪声"), all_of=("夜里",), at_least=2),
        },
        "ecology-model": {
            "topic": Codes(any_of=("ecology",)),
            "confidence": Range(least=0.6, below=1),
            "kind": Codes(none_of=("clue",)),
        },
        "rest": {},
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "condition"),
    [
        ('topic = "ecology"', 'topic = ["ecology", "labour"]', "topic", Codes(("ecology", "labour"))),
        ("{ min = 0.6, below = 1 }", "{ above = 0, max = 5 }", "confidence", Range(above=0, most=5)),
        ("{ min = 0.6, below = 1 }", "1", "confidence", Range(least=1, most=1)),
        ('topic = "ecology"', 'title = "噪声"', "title", Words(("噪声",))),
        ('topic = "ecology"', 'title = ["噪声", "油烟"]', "title", Words(("噪声", "油烟"))),
    ],
)
def test_condition_may_be_written_shortly(old: str, new: str, code: str, condition: object) -> None:
    table = parse_pack(changed("routing.toml", old, new)).tables["routing"]
    assert table.row("ecology-model").when[code] == condition


def test_table_of_a_pack_decides() -> None:
    table = PACK.tables["routing"]
    decision = table.decide({"title": "刷单被骗", "text": "刷单被骗", "kind": None})
    assert (decision.row.id, dict(decision.outputs)) == ("police-fraud", {"function": "police", "human": True})
    assert decision.matched == {"title": ("刷单",)}


def test_tables_may_lie_in_files_of_any_name_that_have_a_table_section() -> None:
    other = FILES["routing.toml"].replace('code = "routing"', 'code = "grading"')
    pack = parse_pack({**FILES, "grading.toml": other, "tables/third.toml": other.replace("grading", "third")})
    assert list(pack.tables) == ["grading", "routing", "third"]


def test_calendar_of_a_pack_is_ready_to_be_asked() -> None:
    assert not PACK.calendars["china"].is_working(date(2026, 1, 2))
    assert PACK.calendars["china"].is_working(date(2026, 1, 4))


def test_pack_is_the_same_from_a_folder_and_from_texts(tmp_path: Path) -> None:
    folder = write(tmp_path / "sample", FILES)
    (folder / "README.md").write_text("not read", encoding="utf-8")
    assert pack_files(folder) == FILES
    assert check_pack(folder) == ()
    assert read_pack(folder) == PACK


def test_digest_depends_on_names_and_texts_only(tmp_path: Path) -> None:
    assert len(PACK.digest) == 64
    backwards = dict(reversed(FILES.items()))
    windows = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in FILES.items()}
    assert digest(backwards) == digest(windows) == digest(FILES) == PACK.digest
    assert parse_pack(windows) == PACK
    assert digest(changed("values.toml", "50", "51")) != PACK.digest
    assert digest({"a": "b\nc"}) != digest({"a": "b", "c": ""})


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="nowhere”这个文件夹") as refused:
        read_pack(tmp_path / "nowhere")
    assert refused.value.code == "pack-folder-missing"


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    (folder / "topics.toml").write_bytes("# 主题".encode("gb18030"))
    with pytest.raises(Problem, match="不是 UTF-8 编码") as refused:
        check_pack(folder)
    assert refused.value.code == "pack-not-utf8"
