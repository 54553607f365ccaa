"""What the base pack promises to the rest of the product."""

from datetime import date
from pathlib import Path

import pytest

import fengqiao
from fengqiao.catalogue.model import FieldType, Kind, ReasonUse
from fengqiao.catalogue.reading import check_pack, read_pack

FOLDER = Path(fengqiao.__file__).parent.parent / "packs" / "base"
PACK = read_pack(FOLDER)
DAY = date(2026, 11, 21)
KINDS = list(PACK.kinds.values())


def by_code(kind: Kind) -> str:
    return kind.code


def test_base_pack_has_no_errors() -> None:
    assert [str(finding) for finding in check_pack(FOLDER) if finding.is_error] == []


def test_kinds_of_matter() -> None:
    assert {kind.code: kind.name for kind in KINDS} == {
        "emergency": "紧急警情",
        "police_report": "治安交管警情",
        "police_service": "公安业务",
        "dispute": "矛盾纠纷",
        "inquiry": "咨询",
        "help": "求助",
        "complaint": "投诉举报",
        "suggestion": "建议",
        "clue": "线索举报",
        "case_outcome": "案件战果",
    }
    assert [kind.code for kind in KINDS if kind.urgent] == ["emergency"]
    assert [kind.code for kind in KINDS if kind.sealed] == ["clue"]


def test_functions_that_units_may_have() -> None:
    assert list(PACK.functions) == [
        "police", "centre", "market", "ecology", "urban", "labour", "housing", "transport", "health", "education",
        "land", "rural", "civil", "utility",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=by_code)
def test_teller_is_personal_in_every_kind(kind: Kind) -> None:
    teller = {field.code: (field.type, field.personal) for field in kind.fields if field.code.startswith("teller_")}
    assert teller == {
        "teller_name": (FieldType.TEXT, True),
        "teller_phone": (FieldType.PHONE, True),
        "teller_id_number": (FieldType.ID_NUMBER, True),
        "teller_address": (FieldType.TEXT, True),
    }


@pytest.mark.parametrize("kind", KINDS, ids=by_code)
def test_import_can_bring_in_any_kind_without_its_fields(kind: Kind) -> None:
    assert [field.code for field in kind.fields if field.needed_at == "intake"] == []


@pytest.mark.parametrize("kind", KINDS, ids=by_code)
def test_every_kind_can_be_passed_on_withdrawn_refused_or_found_repeated(kind: Kind) -> None:
    not_done = [result.code for result in kind.results if not result.counts_as_done]
    assert not_done == ["transferred", "withdrawn", "refused", "repeated"]


@pytest.mark.parametrize(
    ("code", "accept", "finish"),
    [
        ("emergency", (3, "minute"), (4, "hour")),
        ("police_report", (1, "hour"), (3, "workday")),
        ("police_service", (1, "workday"), (7, "workday")),
        ("dispute", (1, "workday"), (30, "day")),
        ("inquiry", (1, "workday"), (2, "workday")),
        ("help", (1, "workday"), (5, "workday")),
        ("complaint", (1, "workday"), (15, "workday")),
        ("suggestion", (1, "workday"), (7, "workday")),
        ("clue", (4, "hour"), (15, "workday")),
    ],
)
def test_limits(code: str, accept: tuple[int, str], finish: tuple[int, str]) -> None:
    clocks = PACK.kinds[code].clocks
    assert [(clocks[each].amount, clocks[each].unit.value) for each in ("accept", "finish")] == [accept, finish]
    assert clocks["finish"].extend_most == finish[0]


@pytest.mark.parametrize("kind", KINDS, ids=by_code)
def test_every_limit_warns_before_it_is_reached_and_names_its_source(kind: Kind) -> None:
    for limit in kind.clocks.values():
        assert limit.soon_hours > 0
        assert len(limit.source) >= 10


@pytest.mark.parametrize(
    ("kind", "result"), [("complaint", "resolved"), ("complaint", "penalised"), ("dispute", "agreed_written")]
)
def test_results_that_need_a_file(kind: str, result: str) -> None:
    chosen = PACK.kinds[kind].result(result)
    assert chosen is not None
    assert chosen.evidence


def test_disputes_have_the_types_of_mediation_statistics() -> None:
    field = PACK.kinds["dispute"].field("dispute_type")
    assert field is not None
    assert "、".join(option.name for option in field.options) == (
        "婚姻家庭、邻里、房屋宅基地、合同、生产经营、损害赔偿、山林土地、征地拆迁、环境污染、拖欠农民工工资、其他劳动争议、旅游、"
        "电子商务、其他消费、医疗、道路交通事故、物业、其他"
    )


@pytest.mark.parametrize(
    "label", ["城乡建设", "劳动和社会保障", "教育文体", "商贸旅游", "环境保护", "卫生计生", "交通运输"]
)
def test_labels_of_message_collections_mean_a_topic(label: str) -> None:
    topic = PACK.topic_for_label(label)
    assert topic is not None
    assert topic.name == label


@pytest.mark.parametrize("use", list(ReasonUse))
def test_there_are_reasons_for_every_use(use: ReasonUse) -> None:
    assert len(PACK.reasons[use]) >= 4


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("file.max_bytes", 20 * 1024 * 1024),
        ("file.max_files", 10),
        ("import.max_bytes", 100 * 1024 * 1024),
        ("import.max_columns", 100),
        ("import.max_rows", 200_000),
        ("import.max_unpacked_bytes", 1024**3),
        ("import.max_ratio", 200),
        ("text.cost_wrong", 12),
        ("text.cost_look", 5),
        ("queue.page_size", 50),
    ],
)
def test_values(code: str, value: float) -> None:
    found = PACK.value_on(code, DAY)
    assert found.number == value
    assert "可由县局" in found.source


def test_calendar_of_china_is_there() -> None:
    assert PACK.calendars["china"].is_working(date(2026, 11, 20))
