"""Personal fields: unreadable in the database, masked on pages, shown in clear to those who handle the matter, once noted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import override_settings

from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import dossier
from fengqiao.matters.terms import Move
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault import keys
from fengqiao.vault.actions import Teller, keep_personal, move_tellers
from fengqiao.vault.models import BlindIndex, DataKey, IndexKey, MasterKey, PersonalRecord
from fengqiao.vault.queries import matters_matching, tellers_of
from fengqiao.vault.rules import masked
from fengqiao.vault.terms import PersonalGroup
from tests.matters.helping import DID, add_housing, closed, dump, end, later, offered, refused, working
from tests.vault.opening import clear, look_at
from tests.world import NOW, make_matter, telling, viewer

TELLER = {
    "teller_name": "欧阳枫林", "teller_phone": "13987654321", "teller_id_number": "330106199001019876",
    "teller_address": "枫叶弄七十八号",
}  # fmt: skip


def with_teller(**over: object) -> Matter:
    return make_matter(by="dispatcher", personal=TELLER, outside_ref="P-1", **over)


def look(matter: Matter, by: Viewer, purpose: str = "call_back") -> dict[str, str]:
    """Ask for the personal fields as the page does: whether there is a share is read from the matter."""
    case = dossier(by, matter.id)
    assert case is not None
    return look_at(matter.id, by, NOW, purpose=purpose, open_task=case.task_of(by) is not None)


def masked_fields(matter_id: UUID) -> dict[str, str]:
    """The masked fields of a matter with one telling."""
    found = list(tellers_of(matter_id).values())
    assert len(found) <= 1
    return dict(found[0]) if found else {}


def raw_bytes() -> bytes:
    """Everything that the database holds, as bytes."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                parts += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\x1f".join(parts)


def test_no_table_holds_a_personal_value_in_clear(world: None) -> None:
    matter = with_teller()
    stored = raw_bytes()
    assert matter.number.encode() in stored
    for value in TELLER.values():
        assert value.encode() not in stored
        assert json.dumps(value)[1:-1].encode() not in stored
        assert value[1:].encode() not in stored


def test_what_was_kept_is_read_again_as_it_was(world: None) -> None:
    matter = with_teller()
    assert look(matter, viewer("handler.urban")) == TELLER
    assert matter.fields == {}


def test_pages_show_masked_values(world: None) -> None:
    assert masked_fields(with_teller().id) == {
        "teller_name": "欧***", "teller_phone": "139****4321", "teller_id_number": "330********76",
        "teller_address": "••••••",
    }  # fmt: skip
    assert masked_fields(new_id()) == {}


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("teller_name", "王", "王"),
        ("teller_name", "王五", "王*"),
        ("teller_name", "欧阳枫林之子", "欧***"),
        ("teller_phone", "13987654321", "139****4321"),
        ("teller_phone", "+86 139 8765 4321", "+86****4321"),
        ("teller_phone", "88886666", "****66"),
        ("teller_phone", "8888666", "****66"),
        ("teller_phone", "12345", "••••••"),
        ("teller_id_number", "330106199001019876", "330********76"),
        ("teller_id_number", "H1234567", "********67"),
        ("teller_id_number", "H12345", "••••••"),
        ("teller_address", "枫叶弄七十八号", "••••••"),
        ("safe_contact", "晚上八点老地方", "••••••"),
    ],
)
def test_a_mask_shows_at_most_two_thirds(code: str, value: str, shown: str) -> None:
    assert masked({code: value}) == {code: shown}
    visible = sum(char not in "*•" for char in shown)
    assert visible <= 7
    assert len(value) == 1 or visible * 3 <= len(value) * 2


def test_empty_fields_are_not_kept_at_all(world: None) -> None:
    keep_personal([Teller(new_id(), new_id(), {"teller_name": "  ", "teller_phone": ""})], at=NOW)
    assert PersonalRecord.objects.count() == 0
    matter = make_matter(by="dispatcher")
    with refused("personal-none"):
        look_at(matter.id, viewer("handler.urban"), NOW)


@pytest.mark.parametrize("login", ["dispatcher", "supervisor", "dispatcher.north"])
def test_whoever_has_no_open_share_does_not_see_them_in_clear(world: None, login: str) -> None:
    matter = with_teller()
    with refused("unmask-denied"):
        look(matter, viewer(login))


def test_a_share_without_the_right_is_not_enough(world: None) -> None:
    matter = with_teller(kind="police_report", title="电动车被盗", text="电动车被偷了，要报警。")
    with refused("unmask-denied"):
        look(matter, viewer("assistant"))
    by = viewer("desk.north")
    assert look(matter, by) == TELLER
    with refused("unmask-denied"):
        look(matter, replace(by, rights=by.rights - {Right.UNMASK}))


def test_a_helper_sees_them_only_while_its_share_is_open(world: None) -> None:
    matter, housing = working(personal=TELLER), viewer("handler.housing")
    add_housing(matter, later(hours=1))
    assert look(matter, housing) == TELLER
    actions.accept(matter_id=matter.id, by=housing, at=later(hours=2))
    DID[Move.DONE].do(matter, housing, later(hours=3))
    with refused("unmask-denied"):
        look(matter, housing)


def test_after_closing_nobody_sees_them_in_clear(world: None) -> None:
    matter = closed(personal=TELLER)
    for login in ("handler.urban", "dispatcher", "supervisor"):
        with refused("unmask-denied"):
            look(matter, viewer(login))


def test_every_look_leaves_one_event_without_the_value(world: None) -> None:
    matter, by = with_teller(), viewer("handler.urban")
    before = Event.objects.count()
    look(matter, by, "contact")
    look(matter, by, "serve_document")
    rows = list(Event.objects.filter(kind="personal.unmasked").order_by("seq"))
    assert Event.objects.count() == before + 2
    report = str(PersonalRecord.objects.get().report_id)
    shown = {"groups": "contact.identity.details", "report": report}
    assert [row.attributes for row in rows] == [{"purpose": "contact", **shown}, {"purpose": "serve_document", **shown}]
    assert {(row.staff_id, row.unit_id, row.subject_id) for row in rows} == {(by.staff_id, by.unit_id, matter.id)}
    assert "13987654321" not in str([row.__dict__ for row in rows])


def test_a_purpose_in_words_is_refused_and_nothing_is_shown(world: None) -> None:
    matter = with_teller()
    with refused("event-attribute"):
        look(matter, viewer("handler.urban"), "想看看")


def test_a_look_that_cannot_be_noted_shows_nothing(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = with_teller()

    def broken(*_deed: object, **_more: object) -> None:
        raise OSError("no ledger")

    monkeypatch.setattr("fengqiao.vault.actions.personal.record_deed", broken)
    with pytest.raises(OSError, match="no ledger"):
        look(matter, viewer("handler.urban"))


def sealed_otherwise(matter: Matter, **columns: object) -> None:
    PersonalRecord.objects.filter(matter_id=matter.id).update(**columns)


def test_the_record_of_one_matter_cannot_be_read_as_anothers(world: None) -> None:
    first, second = with_teller(), offered(personal={"teller_name": "别人"})
    sealed_otherwise(second, sealed=PersonalRecord.objects.get(matter_id=first.id).sealed)
    with refused("sealed-broken"):
        look(second, viewer("handler.urban"))
    DataKey.objects.filter(matter_id=second.id).update(wrapped=DataKey.objects.get(matter_id=first.id).wrapped)
    with refused("sealed-broken"):
        look(second, viewer("handler.urban"))


def test_the_record_of_one_teller_cannot_be_read_as_anothers_of_the_same_matter(world: None) -> None:
    matter, other = with_teller(), new_id()
    keep_personal([Teller(other, matter.id, {"teller_name": "别人"})], at=NOW)
    sealed_otherwise(matter, sealed=PersonalRecord.objects.get(report_id=other).sealed)
    with refused("sealed-broken"):
        look(matter, viewer("handler.urban"))


@pytest.mark.parametrize("part", ["wrapped", "sealed"])
def test_a_changed_byte_is_noticed(world: None, part: str) -> None:
    matter = with_teller()
    rows = (DataKey if part == "wrapped" else PersonalRecord).objects.filter(matter_id=matter.id)
    changed = bytearray(getattr(rows.get(), part))
    changed[-1] ^= 1
    rows.update(**{part: bytes(changed)})
    with refused("sealed-broken"):
        look(matter, viewer("handler.urban"))


def test_two_matters_of_the_same_values_have_nothing_in_common(world: None) -> None:
    with_teller()
    make_matter(by="dispatcher", personal=TELLER, outside_ref="P-2")
    (key, other), (record, another) = DataKey.objects.all(), PersonalRecord.objects.all()
    assert bytes(key.wrapped) != bytes(other.wrapped)
    assert bytes(record.sealed)[12:] != bytes(another.sealed)[12:]
    assert record.masked == another.masked


def test_a_look_shows_the_groups_that_were_asked_for_and_no_others(world: None) -> None:
    matter, by = with_teller(), viewer("handler.urban")
    shown = look_at(matter.id, by, NOW, groups=(PersonalGroup.IDENTITY,))
    assert shown == {"teller_id_number": "330106199001019876"}
    shown = look_at(matter.id, by, NOW, groups=(PersonalGroup.CONTACT,))
    assert shown == {"teller_name": "欧阳枫林", "teller_phone": "13987654321"}
    with refused("personal-none"):
        look_at(matter.id, by, NOW, groups=())


@pytest.mark.parametrize(
    "asked",
    ["13987654321", "139 8765 4321", "+86 139-8765-4321", "008613987654321", "１３９８７６５４３２１", "欧阳枫林",
     " 欧阳 枫林", "330106199001019876"],
)  # fmt: skip
def test_a_matter_is_found_by_an_exact_value_however_it_is_written(world: None, asked: str) -> None:
    matter = with_teller()
    make_matter(by="dispatcher", outside_ref="P-3", personal={"teller_name": "欧阳枫", "teller_phone": "13987654322"})
    assert matters_matching(asked) == {matter.id}


@pytest.mark.parametrize("asked", ["", "1398765432", "欧阳", "枫叶弄七十八号", "3987654321", "%", "139****4321"])
def test_a_part_of_a_value_finds_nothing(world: None, asked: str) -> None:
    with_teller()
    assert matters_matching(asked) == set()


def test_an_x_in_an_identity_number_may_be_small(world: None) -> None:
    matter = make_matter(by="dispatcher", personal={"teller_id_number": "11010119900307123x"})
    assert matters_matching("11010119900307123X") == {matter.id}


def test_the_same_number_as_telephone_and_as_document_are_two_things(world: None) -> None:
    by_phone = make_matter(by="dispatcher", outside_ref="P-4", personal={"teller_phone": "88886666"})
    by_document = make_matter(by="dispatcher", outside_ref="P-5", personal={"teller_id_number": "88886666"})
    digests = {row.matter_id: bytes(row.digest) for row in BlindIndex.objects.all()}
    assert digests[by_phone.id] != digests[by_document.id]
    assert matters_matching("88886666") == {by_phone.id, by_document.id}


def test_two_tellers_of_one_matter_are_kept_apart_and_both_found(world: None) -> None:
    matter, other = with_teller(), new_id()
    keep_personal([Teller(other, matter.id, {"teller_name": "田小满", "teller_phone": "13700000001"})], at=NOW)
    assert [len(fields) for fields in tellers_of(matter.id).values()] == [4, 2]
    assert matters_matching("田小满") == matters_matching("欧阳枫林") == {matter.id}
    assert DataKey.objects.count() == 1


def test_tellers_move_with_their_report_under_the_other_matters_key(world: None) -> None:
    first, second = with_teller(), offered(personal={"teller_name": "别人"})
    report = PersonalRecord.objects.get(matter_id=first.id).report_id
    move_tellers(report_ids=[report], to_matter=second.id, at=NOW)
    assert tellers_of(first.id) == {}
    assert {row["teller_phone"] for row in tellers_of(second.id).values() if "teller_phone" in row} == {"139****4321"}
    assert matters_matching("13987654321") == {second.id}
    move_tellers(report_ids=[report], to_matter=first.id, at=NOW)
    assert clear(first.id) == TELLER


def test_every_matter_has_a_key_also_where_nobody_left_a_name(world: None) -> None:
    matter = make_matter(by="dispatcher")
    assert DataKey.objects.get().matter_id == matter.id
    assert IndexKey.objects.count() == 0


def test_the_master_key_lies_outside_the_database_for_its_owner_alone(world: None) -> None:
    with_teller()
    path = Path(django_settings.MASTER_KEY_FILE)
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, 32)
    assert path.read_bytes() not in raw_bytes()


def test_without_the_master_key_nothing_can_be_read_and_none_is_made(world: None, tmp_path: Path) -> None:
    matter = with_teller()
    with override_settings(MASTER_KEY_FILE=tmp_path / "keys" / "master"):
        with refused("key-missing"):
            look(matter, viewer("handler.urban"))
        with refused("key-missing"):
            make_matter(by="dispatcher", outside_ref="P-9")
        make_key(tmp_path / "keys" / "master")
        with refused("key-missing"):
            look(matter, viewer("handler.urban"))
    assert look(matter, viewer("handler.urban")) == TELLER


def make_key(path: Path) -> bytes:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes(range(32)))
    return path.read_bytes()


def test_a_master_key_that_is_there_is_adopted_and_never_replaced(world: None, tmp_path: Path) -> None:
    MasterKey.objects.all().delete()
    path = tmp_path / "master"
    before = make_key(path)
    with override_settings(MASTER_KEY_FILE=path):
        assert clear(with_teller().id) == TELLER
        assert MasterKey.objects.get().id == keys.fingerprint(before)
    assert path.read_bytes() == before


def test_a_telling_that_is_refused_leaves_no_personal_record(world: None) -> None:
    make_matter(by="dispatcher", outside_ref="P-1", personal=TELLER)
    before = dump()
    desk = actions.desk_at(NOW)
    (received,) = actions.receive(
        telling_list=[telling(outside_ref="P-1", text="别的内容", personal=TELLER)], desk=desk,
        by=viewer("dispatcher"), at=NOW,
    )  # fmt: skip
    assert received.outcome == "refused"
    assert dump() == before


def test_closing_needs_no_personal_field_and_shows_none(world: None) -> None:
    matter = working(personal=TELLER)
    end(matter)
    assert masked_fields(matter.id)["teller_phone"] == "139****4321"
