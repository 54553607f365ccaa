"""Personal fields: unreadable in the database, masked on pages, shown in clear to those who handle the matter, once noted."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
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
from fengqiao.vault.actions import keep_personal, unmask
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.queries import masked_fields
from fengqiao.vault.rules import masked
from tests.matters.helping import DID, add_housing, closed, dump, end, later, offered, refused, working
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
    return unmask(owner_id=matter.id, purpose=purpose, open_task=case.task_of(by) is not None, by=by, at=NOW)


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
    keep_personal({new_id(): {"teller_name": "  ", "teller_phone": ""}})
    assert PersonalRecord.objects.count() == 0
    matter = make_matter(by="dispatcher")
    with refused("personal-none"):
        unmask(owner_id=matter.id, purpose="call_back", open_task=True, by=viewer("handler.urban"), at=NOW)


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
    assert [row.attributes for row in rows] == [{"purpose": "contact"}, {"purpose": "serve_document"}]
    assert {(row.staff_id, row.unit_id, row.subject_id) for row in rows} == {(by.staff_id, by.unit_id, matter.id)}
    assert "13987654321" not in str([row.__dict__ for row in rows])


def test_a_purpose_in_words_is_refused_and_nothing_is_shown(world: None) -> None:
    matter = with_teller()
    with refused("event-attribute"):
        look(matter, viewer("handler.urban"), "想看看")


def test_a_look_that_cannot_be_noted_shows_nothing(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = with_teller()

    def broken(events: object) -> None:
        raise OSError("no ledger")

    monkeypatch.setattr("fengqiao.vault.actions.record", broken)
    with pytest.raises(OSError, match="no ledger"):
        look(matter, viewer("handler.urban"))


def test_the_record_of_one_matter_cannot_be_read_as_anothers(world: None) -> None:
    first, second = with_teller(), offered(personal={"teller_name": "别人"})
    row = PersonalRecord.objects.get(owner_id=first.id)
    PersonalRecord.objects.filter(owner_id=second.id).update(wrapped_key=row.wrapped_key, sealed=row.sealed)
    with pytest.raises(InvalidTag):
        look(second, viewer("handler.urban"))
    assert Event.objects.filter(kind="personal.unmasked").count() == 0


@pytest.mark.parametrize("part", ["wrapped_key", "sealed"])
def test_a_changed_byte_is_noticed(world: None, part: str) -> None:
    matter = with_teller()
    row = PersonalRecord.objects.get(owner_id=matter.id)
    changed = bytearray(getattr(row, part))
    changed[-1] ^= 1
    PersonalRecord.objects.filter(owner_id=matter.id).update(**{part: bytes(changed)})
    with pytest.raises(InvalidTag):
        look(matter, viewer("handler.urban"))


def test_two_records_of_the_same_values_have_nothing_in_common() -> None:
    owner = UUID(int=7)
    (key, sealed), (other_key, other_sealed) = keys.seal(owner, TELLER), keys.seal(owner, TELLER)
    assert key != other_key
    assert sealed[:12] != other_sealed[:12]
    assert sealed[12:] != other_sealed[12:]
    assert keys.unseal(owner, key, sealed) == keys.unseal(owner, other_key, other_sealed) == TELLER


def test_the_master_key_lies_outside_the_database_for_its_owner_alone(world: None) -> None:
    with_teller()
    path = Path(django_settings.MASTER_KEY_FILE)
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, 32)
    assert path.read_bytes() not in raw_bytes()


def test_without_the_master_key_nothing_can_be_read(world: None, tmp_path: Path) -> None:
    matter = with_teller()
    with override_settings(MASTER_KEY_FILE=tmp_path / "keys" / "master"), pytest.raises(InvalidTag):
        look(matter, viewer("handler.urban"))
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["master"]


def test_a_master_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "master"
    path.write_bytes(os.urandom(32))
    before = path.read_bytes()
    with override_settings(MASTER_KEY_FILE=path):
        owner = UUID(int=9)
        assert keys.unseal(owner, *keys.seal(owner, {"teller_name": "王五"})) == {"teller_name": "王五"}
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
